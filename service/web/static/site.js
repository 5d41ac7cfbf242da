// Everything works without this; with it a choice acts at once, times say how long ago, and jobs tell as they go.
"use strict";

for (const form of document.querySelectorAll("form.since")) {
  form.addEventListener("change", () => form.requestSubmit());
}

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

function ago(moment) {
  const seconds = (Date.now() - moment) / 1000;
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-Math.floor(seconds / size), unit);
}

for (const time of document.querySelectorAll("time[data-ago]")) {
  const moment = Date.parse(time.dateTime);
  if (Number.isNaN(moment) || Date.now() - moment > 30 * 86400000) continue;
  time.title = time.textContent;
  time.textContent = ago(moment);
}

const EVENTS = [
  "read", "added", "known", "skipped", "polled", "planned", "retrieved", "fenced", "drafted", "checked",
  "repaired", "withheld", "revised", "proposed", "emitted", "unchanged", "waiting",
];

function listen(list) {
  const source = new EventSource(list.dataset.events);
  source.addEventListener("open", () => list.replaceChildren());
  const tell = (event) => {
    const line = document.createElement("li");
    const words = document.createElement("span");
    words.dir = "auto";
    words.textContent = JSON.parse(event.data).text;
    line.className = event.type;
    line.append(words);
    list.append(line);
  };
  for (const name of EVENTS) source.addEventListener(name, tell);
  for (const name of ["done", "failed"]) {
    source.addEventListener(name, (event) => {
      tell(event);
      source.close();
      setTimeout(() => location.reload(), 400);
    });
  }
  source.addEventListener("error", () => {
    source.close();
    setTimeout(() => location.reload(), 3000);
  });
}

for (const list of document.querySelectorAll("[data-events]")) listen(list);
