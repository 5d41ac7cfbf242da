"""A small home, made by hand: a story of two versions with a dispute, a correction and a retraction."""

from datetime import UTC, datetime
from pathlib import Path

from agents.settings import load
from evals.runs import DataUsed, Ran, Run, write_run
from evals.scores import Case, Measure, Picture, Scores
from store.archive import Archive
from store.home import Home
from store.records import (
    Change,
    ChangeKind,
    Claim,
    Conflict,
    Finding,
    Label,
    Notice,
    Paragraph,
    Reason,
    Retirement,
    Source,
    SourceStatus,
    Span,
    StoryVersion,
    Verdict,
)
from store.snippets import split
from tests.builders import a_claim, a_source, left_out

STORY = "orr-dam"
SAYS_FOUR = "Four people were killed, the police said."
SAYS_SIX = "Six people were killed, the hospital said."
FELL = "The dam at Orr broke at dawn."

HERALD = a_source(
    f"{FELL} {SAYS_FOUR}\n\nThe mayor of Orr said at noon that the valley road would stay closed.",
    title="Dam breaks at Orr",
    outlet="Orr Herald",
    url="https://herald.example/dam",
)
POST = a_source(
    f"The water came within minutes. {SAYS_SIX} Rescue teams from three towns are on their way.",
    title="Six dead in the valley",
    outlet="Valley Post",
    url="https://post.example/six",
    kind="live",
)
LEAFLET = a_source(
    "A leaflet said that the gates had been left open. Nobody has confirmed it.",
    title="",
    outlet="",
    name="leaflet.txt",
    published_at=None,
    published_basis="unknown",
)

BROKE = a_claim(FELL, HERALD)
FOUR = a_claim(SAYS_FOUR, HERALD)
SIX = a_claim(SAYS_SIX, POST)
GATES = a_claim("A leaflet said that the gates had been left open.", LEAFLET)
TITLE = a_claim("Dam breaks at Orr", HERALD)


def shown(claim: Claim, *sources: Source) -> Verdict:
    """Supported by its very words where a source has them."""
    spans = [
        Span(source_id=source.id, start=at, end=at + len(claim.text), text=claim.text)
        for source in sources
        if (at := source.text.find(claim.text)) >= 0
    ]
    if spans:
        return Verdict(
            claim_id=claim.id, label=Label.SUPPORTED, score=0.97, spans=tuple(spans), checker="hand"
        )
    whole = Span(source_id=sources[0].id, start=0, end=len(FELL), text=sources[0].text[: len(FELL)])
    return Verdict(claim_id=claim.id, label=Label.SUPPORTED, score=0.9, spans=(whole,), checker="hand")


FIRST = StoryVersion(
    story=STORY,
    topic="Orr dam",
    title=TITLE,
    paragraphs=(Paragraph(claims=(BROKE, GATES)),),
    verdicts=(shown(TITLE, HERALD), shown(BROKE, HERALD), shown(GATES, LEAFLET)),
    sources=(HERALD.id, LEAFLET.id),
    written_at=datetime(2025, 3, 4, 12, tzinfo=UTC),
)
SECOND = StoryVersion(
    story=STORY,
    topic="Orr dam",
    minor=2,
    parent=(0, 1),
    title=TITLE,
    paragraphs=(Paragraph(claims=(BROKE,)), Paragraph(claims=(FOUR, SIX))),
    verdicts=(shown(TITLE, HERALD), shown(BROKE, HERALD), shown(FOUR, HERALD), shown(SIX, POST)),
    sources=(HERALD.id, POST.id),
    changes=(
        Change(kind=ChangeKind.KEPT, claim=BROKE.id),
        Change(kind=ChangeKind.ADDED, claim=FOUR.id),
        Change(kind=ChangeKind.ADDED, claim=SIX.id),
        Change(kind=ChangeKind.RETIRED, claim=GATES.id, reason=Retirement.RETRACTED, detail="taken back"),
    ),
    conflicts=(Conflict(about="people killed", claims=(FOUR.id, SIX.id), values=("4", "6")),),
    corrections=("The leaflet that an earlier version cited was withdrawn.",),
    left_out=(left_out(a_claim("Seven are missing.", POST), Reason.NUMBER),),
    written_at=datetime(2025, 3, 5, 12, tzinfo=UTC),
    read_up_to=1_000_000,  # whatever a test adds is not news to it
)


def make(home: Path) -> None:
    """The home with all of it."""
    with Archive(Home(home).open().archive_url) as archive:
        archive.add_many((source, split(source)) for source in (HERALD, POST, LEAFLET))
        notice = Notice(
            source_id=LEAFLET.id,
            status=SourceStatus.RETRACTED,
            reason="It was a hoax.",
            at=datetime(2025, 3, 5, tzinfo=UTC),
        )
        archive.commit(FIRST)
        archive.give([notice])
        archive.commit(SECOND)
    folder = home / "evals" / "2025-03-05"
    folder.mkdir(parents=True)
    write_run(_run(), folder)


def _run() -> Run:
    case = Case(where="dam", text="Four died.", evidence="Six died.", verdict="unsupported", why="number: 4")
    scores = Scores(
        suite="faithfulness",
        judge="grounding",
        measures=(Measure.of("recall", {"a": (1.0, 1.0), "b": (0.0, 1.0)}, 2, {"unchecked": 1}),),
        cases=(case,),
        pictures=(Picture(title="Recall", labels=("a", "b"), bars={"recall": (1.0, 0.0)}),),
    )
    ran = Ran(scores=scores, data=DataUsed(name="stories.jsonl", digest="d" * 64), seconds=1.5)
    return Run.of(load(), "grounding", datetime(2025, 3, 5, tzinfo=UTC), [ran])


def doubted(claim: Claim) -> Verdict:
    reason = Finding(reason=Reason.NUMBER, detail="6")
    return Verdict(claim_id=claim.id, label=Label.UNSUPPORTED, score=0.2, reasons=(reason,), checker="hand")
