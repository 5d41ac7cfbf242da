"""The measures of a false writer, of slips and of failing servers: what they count, on texts of ours."""

from collections.abc import Iterator, Sequence

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from evals import adversary, labels
from evals.adversary import Found, Ground, measured
from evals.model_faults import KINDS, Case, Done, line, twice
from evals.scripted.falsehoods import OBEYED
from evals.scripted.outcomes import EMITTED
from evals.told import corpus
from tests.agents.towns import ABOUT_WEND, COLLAPSE, COST_OLD, FERRY, TOPIC, TOWN

GROUND = Ground("town", TOPIC, TOWN)


def test_a_ground_is_written_updated_and_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adversary, "LENGTH", 300)
    found = measured(adversary.with_order(GROUND), 1)
    assert found.told.whole().total() > 3
    assert sum(one[EMITTED] for kind, one in found.told.false.items() if kind != OBEYED) <= 1
    assert found.told.verbatim()[EMITTED] == found.told.verbatim().total() > 0
    assert OBEYED in found.told.false
    assert set(found.taken) == {"retire everything", "edit of another matter", "add everything"}
    printed = "\n".join(adversary.lines([(GROUND, found)], verbose=True))
    assert f"town, {len(TOWN)} sources: " in printed
    assert f"of {found.told.whole().total()}; " in printed


def test_of_a_slip_is_told_what_was_emitted() -> None:
    checker = EmbeddedChecker(LexicalSupport(0.6))
    town = corpus("town", [COLLAPSE, COST_OLD, FERRY])
    for naming in labels.NAMINGS:
        found = labels.outcomes(town, naming, "another that is shown", 4, checker)
        assert found[labels.WRONG] == 0
        assert found[labels.CITED_ANEW] + found[labels.LOST] == 4


def test_a_name_with_one_character_wrong_is_another() -> None:
    dice = labels.Random(0)
    assert labels.one_character("S3", ["S3", "S4"], dice)[0] == "S"
    assert labels.one_character("S3", ["S3", "S4"], dice) != "S3"
    changed = labels.one_character("7f3a9c2e", [], dice)
    assert sum(a != b for a, b in zip(changed, "7f3a9c2e", strict=True)) == 1


def test_a_label_costs_less_than_an_id() -> None:
    label, id_ = labels.prices(corpus("town", ABOUT_WEND))
    assert float(label.split()[1]) < float(id_.split()[1])


def calls() -> Iterator[dict[str, object]]:
    for sha, status, fault in (("a", 200, None), ("a", 200, None), ("b", 200, "empty"), ("b", 200, None)):
        yield {"prompt_sha": sha, "status": status, "fault": fault}


def test_a_prompt_is_paid_twice_where_it_was_answered_well_twice() -> None:
    assert twice([*calls()]) == 1
    assert twice([]) == 0


def test_a_row_tells_what_the_user_sees() -> None:
    case = Case("429", 0.1, versions=[1, 2])
    failed = Done(1, 2.2, ("a warning", "storytree: it refused.", "Try again later."))
    case.done, case.again = [failed, Done(0, 1.0, ("v0.2 of it",))], [Done(0, 1.0, ())]
    assert case.spec == "429:p=0.1:model=^429-0[.]1$"
    row = line(case, [*calls()])
    assert row.startswith("| 429 | 10% | 1/4 | 1 0 | 0 | 2 1 | 1 2 | 0 | 1 |")
    assert "storytree: it refused. Try again later.; v0.2 of it" in row
    assert len(set(KINDS)) == 28


def test_what_the_commands_print(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def one(data: object) -> Sequence[Ground]:
        del data
        return [GROUND]

    def nothing(ground: Ground, seeds: int) -> Found:
        del ground, seeds
        return Found()

    monkeypatch.setattr(adversary, "grounds", one)
    monkeypatch.setattr(adversary, "measured", nothing)
    adversary.main([])
    monkeypatch.setattr(labels, "bundled", lambda: corpus("town", [COLLAPSE, FERRY]))
    labels.main(["--n", "1"])
    printed = capsys.readouterr().out
    assert "planted falsehood" in printed
    assert printed.count("another that is shown") == 2
    assert "tokens where it is cited" in printed
