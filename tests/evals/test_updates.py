"""The measures of updates: what counts as told, said twice, kept and mixed up, on texts of ours."""

import gzip
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import updates
from evals.continuity import Continuity, continuity
from evals.retrieval import ecbplus
from evals.rouge import recall
from evals.telling import redundant, telling
from evals.twins import lines, pairs
from evals.updates import lead, sample
from store.records import Change, ChangeKind, Claim, Retirement, StoryVersion
from tests.builders import a_claim, a_source, a_story, supported

WORDS = st.lists(st.sampled_from(["ferry", "left", "dock", "the"]), min_size=1, max_size=8).map(" ".join)


def test_recall_counts_each_run_of_words_as_often_as_it_is_wanted() -> None:
    assert recall("The ferry left.", "the ferry; the dock", 1) == 0.5
    assert recall("The ferry left the dock.", "the ferry; the dock", 2) == pytest.approx(2 / 3)
    assert recall("ferry", "", 1) == 0.0


@given(WORDS, WORDS)
def test_a_text_recalls_all_of_itself_and_more_text_never_less(one: str, other: str) -> None:
    assert recall(one, one, 1) == 1.0
    assert recall(f"{other} {one}", one, 1) == 1.0
    assert recall(f"{one} {other}", other, 2) >= recall(one, other, 2)


class Judge:
    """Entails what stands in the text word for word."""

    name = "word for word"
    threshold = 0.5

    def score(self, claim: str, passages: Sequence[str]) -> list[float]:
        return [float(claim.rstrip(".") in passage) for passage in passages]


def test_a_gold_sentence_is_covered_where_the_text_entails_it_and_golds_count_alike() -> None:
    golds = ["The ferry left. Gulls sang over the quay.", "The ferry left."]
    found = telling(["The ferry left at noon."], golds, Judge())
    assert (found.covered, found.words) == (0.75, 5)


def test_a_claim_is_redundant_where_another_one_says_all_of_it() -> None:
    assert redundant(["The ferry left.", "The ferry left at noon.", "Gulls sang."], Judge()) == pytest.approx(
        1 / 3
    )
    assert redundant(["The ferry left."], Judge()) == 0.0


DAM = a_source("The dam fell. Nine people died. The road is closed.")
FALL, TOLL, ROAD = (
    a_claim(text, DAM) for text in ("The dam fell.", "Nine people died.", "The road is closed.")
)


def version(minor: int, claims: Sequence[Claim], *changes: Change, **fields: object) -> StoryVersion:
    verdicts = tuple(supported(claim, DAM) for claim in claims)
    parent = (0, minor - 1) if minor > 1 else None
    known = {"minor": minor, "parent": parent, "verdicts": verdicts, "sources": (DAM.id,), "changes": changes}
    return a_story(tuple(claims)).model_copy(update={**known, **fields})


def change(kind: ChangeKind, claim: Claim, **fields: object) -> Change:
    return Change.model_validate({"kind": kind, "claim": claim.id, **fields})


def test_what_is_told_on_untouched_keeps_its_bytes_and_what_goes_has_a_reason() -> None:
    gone = change(ChangeKind.RETIRED, TOLL, reason=Retirement.SPACE, detail="other news matters more")
    after = version(2, [FALL], change(ChangeKind.KEPT, FALL), gone)
    assert continuity([version(1, [FALL, TOLL]), after]) == Continuity(told_on=1, untouched=1, same=1, gone=1)


def test_a_reason_that_was_not_found_is_none() -> None:
    assumed = change(ChangeKind.RETIRED, TOLL, reason=Retirement.SPACE)
    for changes in ((change(ChangeKind.KEPT, FALL), assumed), (change(ChangeKind.KEPT, FALL),)):
        found = continuity([version(1, [FALL, TOLL]), version(2, [FALL], *changes)])
        assert (found.gone, found.unexplained) == (1, 1)


def test_other_words_for_the_same_evidence_are_a_fault_unless_they_are_its_day() -> None:
    dated = a_claim("As of March 3, 2025, the road is closed.", DAM)
    other = a_claim("The dam has fallen.", DAM)
    changes = [change(ChangeKind.REWORDED, now, before=was.id) for now, was in ((dated, ROAD), (other, FALL))]
    found = continuity([version(1, [ROAD, FALL]), version(2, [dated, other], *changes)])
    assert found == Continuity(told_on=2, untouched=2, dated=1, same=0)


def test_a_verdict_that_changed_by_itself_is_a_fault() -> None:
    after = version(2, [FALL], change(ChangeKind.KEPT, FALL))
    weaker = after.model_copy(update={"verdicts": (after.verdicts[0].model_copy(update={"score": 0.5}),)})
    assert continuity([version(1, [FALL]), weaker]) == Continuity(told_on=1, untouched=1)


def test_a_number_that_is_skipped_or_doubled_is_a_fault() -> None:
    first, kept = version(1, [FALL]), change(ChangeKind.KEPT, FALL)
    assert continuity([first, version(2, [FALL], kept)]).misnumbered == 0
    assert continuity([first, version(0, [FALL], kept, parent=(0, 1), major=1)]).misnumbered == 0
    assert continuity([first, version(3, [FALL], kept, parent=(0, 1))]).misnumbered == 1
    assert continuity([first, version(2, [FALL], kept), version(2, [FALL], kept)]).misnumbered == 2


def test_leads_take_first_sentences_of_all_before_second_ones() -> None:
    told = [a_source("The dam fell. Nine people died."), a_source("The road is closed.")]
    assert lead(told, 100) == ["The dam fell.", "The road is closed.", "Nine people died."]
    assert lead(told, 8) == ["The dam fell.", "The road is closed."]


def pack(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)


TOLD = [
    "The earthquake in Haiti killed many people in Port-au-Prince.",
    "President Preval asked the world for help after the earthquake in Haiti.",
    "Planes with water and tents landed in Haiti on Monday.",
    "Doctors from Wend set up a hospital in Haiti after the earthquake.",
    "A ship with rice from Varr reached Haiti.",
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Five days of Haiti, each with a report of its own, and updates for all but the fourth."""
    reports = (
        {
            "id": f"t17/haiti/{n}",
            "published": f"2010-01-{12 + n}",
            "sentences": [*TOLD[: n + 1], f"Day {n} ended."],
        }
        for n in range(5)
    )
    pack(tmp_path / "dev" / "timeline17" / "haiti.jsonl.gz", reports)
    gold = {"event": "haitian_earthquake", "background": ""}
    golds = (
        {**gold, "annotator": f"a{n % 2}", "date": f"2010-01-{12 + n}", "update": TOLD[n]}
        for n in (0, 1, 2, 4)
    )
    other = {**gold, "annotator": "a0", "date": "2010-01-15", "update": " \n"}
    pack(tmp_path / "dev" / "background_summaries.jsonl.gz", [*golds, other])
    return tmp_path


def test_the_sample_is_the_first_days_and_scores_some_of_those_with_updates(data: Path) -> None:
    days = sample(data, "haiti", 5, 1)
    assert [day.day for day in days] == [date(2010, 1, 12 + n) for n in range(5)]
    assert [day.golds for day in days] == [(), (TOLD[1],), (TOLD[2],), (), (TOLD[4],)]
    assert [len(day.golds) for day in sample(data, "haiti", 4, 2)] == [0, 0, 1, 0]


def test_the_command_prints_each_way_and_how_the_versions_went_on(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["updates", "--data", str(data), "--topic", "haiti", "--every", "1"]
    monkeypatch.setattr(sys, "argv", given)
    monkeypatch.setenv("STORYTREE_SHORTEST", "1")
    updates.main()
    heading, *rows, last = (line.split() for line in capsys.readouterr().out.splitlines())
    assert heading[:6] == ["story", "told", "days", "rouge_1", "rouge_2", "covered"]
    assert [row[:3] for row in rows[:3]] == [["haiti", way, "3"] for way in ("updated", "anew", "lead")]
    assert [row[3:8] for row in rows[3:]] == [row[3:8] for row in rows[:3]]
    assert all(float(row[3]) > 0.7 for row in rows[:2]), rows
    assert last[:2] == ["4", "updates:"]
    assert " ".join(last).endswith("0 unexplained, 0 misnumbered")


TWINS = {
    "1ecb": "Ada Orme checked into a clinic in Wend",
    "1ecbplus": "Piet Varr checked into a clinic in Ellery",
}


def _row(id_: str, topic: int, story: str, sentence: str) -> dict[str, Any]:
    return {"id": id_, "topic": topic, "story": story, "url": None, "sentences": [sentence]}


@pytest.fixture
def likes(tmp_path: Path) -> Path:
    folder = tmp_path / "dev" / "ecbplus"
    ends = (
        "on Friday.",
        "and rests there, her doctor said.",
        "after a fall.",
        "for the second time this year.",
    )
    alone = _row("2_1ecb", 2, "2ecb", "The dam of Varr fell.")
    docs = [
        _row(f"1_{n}{story[1:]}", 1, story, f"{told} {end}")
        for n, end in enumerate(ends)
        for story, told in TWINS.items()
    ]
    pack(folder / "docs.jsonl.gz", [*docs, alone])
    heads = {str(row["id"]): TWINS.get(row["story"], "Dam falls") for row in [*docs, alone]}
    (folder / "queries.tsv").write_text("".join(f"{id_}\t{head}\n" for id_, head in heads.items()))
    (folder / "qrels.tsv").write_text("1_0ecb\t1_1ecb\t1\n")
    return tmp_path


def test_both_stories_of_a_pair_are_asked_for_by_a_headline_of_theirs(likes: Path) -> None:
    found = pairs(ecbplus(likes / "dev" / "ecbplus"), 5)
    assert {one.story: one.asked for one in found} == TWINS


def test_claims_are_counted_by_the_story_of_their_sources(
    likes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORYTREE_SHORTEST", "1")
    heading, columns, *rows = lines(likes, 5)
    assert heading.startswith("2 stories")
    assert columns.split()[:6] == ["told", "untold", "claims", "own", "twin", "others"]
    assert [row.split()[0] for row in rows] == ["updated", "anew"]
    assert all(row.split()[1] == "0" and int(row.split()[2]) >= 2 for row in rows)
    assert all(sum(map(float, row.split()[3:])) == pytest.approx(1, abs=0.002) for row in rows)
