"""The measure of planted faults: each fault and each paraphrase by an example, and the tables."""

import json
import sys
from pathlib import Path

import pytest

from evals import faults
from evals.faults import SILENCE, Checkers, Tried, planted
from evals.paraphrases import PARAPHRASES
from evals.planted import FAULTS
from evals.told import Corpus, Told, corpus
from store.records import Claim, Label
from tests.builders import a_source

FLOOD = a_source(
    "At least 1,487 people left Wend on Tuesday, March 4, 2025, Otto Hale said. "
    "The dam may have cost $40 million, 12% of the budget, and the wall was damaged by the barge. "
    "Ada Orme told Piet Varr that the council had approved twelve new gates. "
    "“We will not rebuild the old wall,” Otto Hale told the council. "
    "Ada Orme accused Piet Varr of neglect. "
    "The engineers said that the river rose by two metres after days of rain. "
    "Later the council sued the builders in Wend. "
    "The old mill of Wend will open again in May if the miller finds a buyer."
)
OTHER = a_source("Gulls sang over Port Ellery on Friday, and nobody heard the foghorn of the old mill.")


@pytest.fixture(scope="module")
def town() -> Corpus:
    return corpus("town", [FLOOD, OTHER])


def test_a_corpus_tells_each_sentence_with_its_neighbours(town: Corpus) -> None:
    assert len(town.told) == 9
    assert town.told[0].before == ""
    assert town.told[1].before == town.told[0].text
    assert town.told[0].after == town.told[1].text


@pytest.mark.parametrize("kind", [kind for kind in FAULTS if kind != "role: any two names"])
def test_each_fault_is_made_and_is_no_sentence_of_a_source(town: Corpus, kind: str) -> None:
    made = planted(kind, FAULTS[kind], town, 10)
    assert made, "no sentence of the town has room for it"
    assert made == planted(kind, FAULTS[kind], town, 10)
    known = {(one.text, (one.source.id[:8],)) for one in town.told}
    assert known.isdisjoint((claim.text, claim.citations) for claim in made)


FAULTY = [
    ("number: unit", "two metres", "two feet"),
    ("number: currency", "$40", "€40"),
    ("number: magnitude", "40 million", "40 billion"),
    ("role: voice", "was damaged by", "damaged"),
    ("negation: dropped", "will not rebuild", "will rebuild"),
    ("attribution lost", "The engineers said that the river", "The river"),
    ("hedge: dropped", "may have cost", "will have cost"),
    ("condition: dropped", " if the miller finds a buyer", ""),
]


@pytest.mark.parametrize(("kind", "told", "false"), FAULTY)
def test_a_fault_changes_one_thing(town: Corpus, kind: str, told: str, false: str) -> None:
    texts = {claim.text for claim in planted(kind, FAULTS[kind], town, 10)}
    assert any(one.text.replace(told, false) in texts for one in town.told if told in one.text)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("synonym", "They began to leave at noon.", "They started to leave at noon."),
        ("number in another form", "It took twelve boats.", "It took 12 boats."),
        ("amount in another form", "It cost $4.8 billion.", "It cost 4.8 billion dollars."),
        ("amount in another form", "It lost 5 percent.", "It lost 5%."),
        ("degree in other words", "About 300 left.", None),
        ("degree in other words", "Then about 300 left.", "Then around 300 left."),
        ("date in another form", "They left on March 4, 2025.", "They left on 4 March 2025."),
        ("day moved", "The dam broke on Tuesday.", "On Tuesday, the dam broke."),
        ("speaker first", "The dam broke, Hale said.", "Hale said that the dam broke."),
        ("speaker last", "Hale said that the dam broke.", "The dam broke, Hale said."),
        (
            "clauses in another order",
            "The people of the town left after the dam above it broke.",
            "After the dam above it broke, the people of the town left.",
        ),
        ("active for passive", "The wall was damaged by the barge.", "The barge damaged the wall."),
        (
            "narrowed",
            "The old wall of the town broke, which many had feared.",
            "The old wall of the town broke.",
        ),
        ("straight quotation marks", "“We left,” he said.", '"We left," he said.'),
    ],
)
def test_a_paraphrase_says_the_same(kind: str, text: str, expected: str | None) -> None:
    assert PARAPHRASES[kind](Told(text, "", "", FLOOD)) == expected


def test_a_pronoun_gives_way_to_the_one_name_before_it() -> None:
    told = Told("He left at noon.", "Otto Hale shut the gate.", "", FLOOD)
    assert PARAPHRASES["name for a pronoun"](told) == "Otto Hale left at noon."
    two = Told("He left at noon.", "Otto Hale met Piet Varr.", "", FLOOD)
    assert PARAPHRASES["name for a pronoun"](two) is None


def test_shares_are_of_the_claims_that_were_tried() -> None:
    checkers = Checkers.of_production()
    claims = [
        Claim(text="Ada Orme accused Piet Varr of neglect.", citations=(FLOOD.id[:8],)),
        Claim(text="Ada Orme accused Piet Varr of neglect.", citations=("0123456789",)),
        Claim(text="The council sold its gravel pits.", citations=(FLOOD.id[:8],)),
    ]
    tried = Tried("some", tuple(checkers.judge(claim, [FLOOD]) for claim in claims))
    assert tried.supported == claims[:1]
    assert [claim for claim, _ in tried.stopped] == claims[1:]
    assert tried.passed == (1, 1, 2)


def test_no_figure_quote_or_citation_of_the_town_gets_through(town: Corpus) -> None:
    checkers = Checkers.of_production()
    for tried in faults.faulty(town, checkers, 20):
        if tried.kind.startswith(("number", "quote", "invented", "uncited", "negation", "role: exchanged")):
            assert tried.supported == [], tried.kind
    verbatim = next(faults.true(town, checkers, 20))
    assert {one.verdict.label for one in verbatim.judged} == {Label.SUPPORTED}


def test_the_command_prints_every_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {
        "id": "1",
        "url": "https://wend.example/1",
        "published": "2025-03-05",
        "sentences": [one.text for one in corpus("town", [FLOOD]).told],
    }
    (tmp_path / "wikinews").mkdir()
    (tmp_path / "wikinews" / "town.jsonl").write_text(json.dumps(row) + "\n")
    monkeypatch.setattr(faults, "bundled", lambda: corpus("town", [FLOOD, OTHER]))
    monkeypatch.setattr(sys, "argv", ["evals.faults", "--data", str(tmp_path), "--n", "2", "--verbose"])
    faults.main()
    printed = capsys.readouterr().out
    assert all(printed.count(f"\n  {kind} ") == 2 for kind in (*FAULTS, "verbatim", *PARAPHRASES, SILENCE))
    assert "wikinews: 1 sources, 8 sentences" in printed
    assert printed.count("claims per second") == 2
