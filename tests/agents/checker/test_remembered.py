"""What the checker remembers: the same verdict, sooner, and nothing that another checker said."""

from collections.abc import Generator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.checker import Remembering
from agents.checker.embedded import EmbeddedChecker
from agents.checker.remembered import KEPT_AT_ONCE, RememberingChecker
from agents.checker.support import LexicalSupport
from store.archive import Archive
from store.errors import StoreError
from store.records import Claim, ClaimKind, Label, Source, Verdict
from tests.builders import PUBLISHED, a_claim, a_source
from tests.fakes import RuledChecker

FERRY = a_source("The ferry of Velm stopped on Monday because of ice. Nine boats brought the mail.")
TUNNEL = a_source("The tunnel of Velm opened after nine years of work, the mayor said.")
BOTH = (FERRY, TUNNEL)
STOPPED = a_claim("The ferry of Velm stopped because of ice.", FERRY)


@pytest.fixture
def archive(tmp_path: Path) -> Generator[Archive]:
    with Archive(f"sqlite:///{tmp_path / 'archive.sqlite'}") as opened:
        yield opened


def supported(claim: Claim) -> Label:  # noqa: ARG001
    return Label.SUPPORTED


class Named(RuledChecker):
    """A ruled checker of another name."""

    def __init__(self, name: str) -> None:
        super().__init__(supported)
        self.name = name


def check(archive: Archive, claim: Claim, sources: Sequence[Source], **how: str) -> int:
    """How often the checker itself had to look, in a run of its own."""
    ruled = Named(how.get("name", "ruled"))
    remembering = RememberingChecker(ruled, archive, how.get("settings", ""))
    assert remembering.check(claim, sources).claim_id == claim.id
    remembering.keep()
    return len(ruled.checked)


def test_the_second_run_finds_what_the_first_one_found(archive: Archive) -> None:
    assert check(archive, STOPPED, BOTH) == 1
    assert check(archive, STOPPED, BOTH) == 0
    assert check(archive, STOPPED, (TUNNEL, FERRY)) == 0
    assert check(archive, STOPPED, (FERRY,)) == 0  # the tunnel is not what it cites


def test_a_run_that_is_killed_loses_its_own_verdicts_alone(archive: Archive) -> None:
    check(archive, STOPPED, BOTH)
    killed = RememberingChecker(Named("ruled"), archive, "")
    killed.check(a_claim("Nine boats brought the mail.", FERRY), BOTH)
    del killed
    assert check(archive, STOPPED, BOTH) == 0
    assert check(archive, a_claim("Nine boats brought the mail.", FERRY), BOTH) == 1


OTHERS = {
    "text": (STOPPED.model_copy(update={"text": "The ferry of Velm stopped."}), BOTH),
    "citation": (a_claim(STOPPED.text, TUNNEL), BOTH),
    "one more citation": (a_claim(STOPPED.text, FERRY, TUNNEL), BOTH),
    "kind": (STOPPED.model_copy(update={"kind": ClaimKind.FORECAST}), BOTH),
    "retracted": (STOPPED, (FERRY.model_copy(update={"status": "retracted"}), TUNNEL)),
    "dated": (STOPPED, (FERRY.model_copy(update={"published_at": PUBLISHED + timedelta(days=1)}), TUNNEL)),
    "titled": (STOPPED, (FERRY.model_copy(update={"title": "Ice"}), TUNNEL)),
    "gone": (STOPPED, (TUNNEL,)),
    "a second of that id": (STOPPED, (*BOTH, TUNNEL.model_copy(update={"id": FERRY.id[:8] + "0" * 56}))),
}


@pytest.mark.parametrize("what", OTHERS)
def test_whatever_a_verdict_rests_on_makes_it_another(what: str, archive: Archive) -> None:
    check(archive, STOPPED, BOTH)
    assert check(archive, *OTHERS[what]) == 1
    assert check(archive, *OTHERS[what]) == 0


@pytest.mark.parametrize(
    "how", [{"name": "ruled 2"}, {"settings": "stricter"}], ids=lambda how: next(iter(how))
)
def test_a_changed_checker_meets_no_verdict_of_its_former_self(how: dict[str, str], archive: Archive) -> None:
    check(archive, STOPPED, BOTH)
    assert check(archive, STOPPED, BOTH, **how) == 1
    assert check(archive, STOPPED, BOTH) == 1  # and the former one's were dropped


def test_a_rule_that_is_rewritten_is_another_checker(
    monkeypatch: pytest.MonkeyPatch, archive: Archive
) -> None:
    check(archive, STOPPED, BOTH)
    monkeypatch.setattr("agents.checker.remembered._code", lambda: "rewritten")
    assert check(archive, STOPPED, BOTH) == 1


@pytest.mark.parametrize("citations", [(), ("deadbeef",), ("3eec",)])
def test_what_cannot_be_resolved_is_remembered_too(citations: tuple[str, ...], archive: Archive) -> None:
    claim = Claim(text="Smugglers sank the ferry.", citations=citations)
    assert [check(archive, claim, BOTH) for _ in range(2)] == [1, 0]


def test_what_was_not_checked_is_asked_again(archive: Archive) -> None:
    ruled = RuledChecker(lambda _: Label.UNCHECKED)
    remembering = RememberingChecker(ruled, archive, "")
    for _ in range(2):
        assert remembering.check(STOPPED, BOTH).label is Label.UNCHECKED
        remembering.keep()
    assert len(ruled.checked) == 2


def test_what_will_be_asked_is_looked_up_at_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [a_claim(f"The ferry made {number} trips.", FERRY) for number in range(30)]
    first = RememberingChecker(Named("ruled"), archive, "")
    found = [first.check(claim, BOTH) for claim in claims[:20]]
    first.keep()
    second = RememberingChecker(Named("ruled"), archive, "")
    assert isinstance(second, Remembering)
    second.recall(claims, BOTH)

    def one_by_one(_: object) -> None:
        pytest.fail("asked one by one")

    monkeypatch.setattr(archive, "recall", one_by_one)
    assert [second.check(claim, BOTH) for claim in claims][:20] == found
    assert (second.asked, second.recalled) == (30, 20)


def test_a_long_run_keeps_what_it_found_on_the_way(archive: Archive) -> None:
    claims = [a_claim(f"The ferry made {number} trips.", FERRY) for number in range(KEPT_AT_ONCE)]
    long = RememberingChecker(Named("ruled"), archive, "")
    for claim in claims:
        long.check(claim, BOTH)
    assert check(archive, claims[0], BOTH) == 0


def test_a_full_disk_costs_no_story(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("The archive cannot grow: the disk is full.")

    monkeypatch.setattr(archive, "remember", full)
    assert [check(archive, STOPPED, BOTH) for _ in range(2)] == [1, 1]


SENTENCES = ("The ferry of Velm stopped because of ice.", "Nine boats brought the mail.", "A seal sank it.")
claims = st.builds(
    Claim,
    text=st.sampled_from(SENTENCES),
    citations=st.lists(st.sampled_from([FERRY.id[:8], TUNNEL.id, "deadbeef"]), max_size=2).map(tuple),
)


@settings(max_examples=20)
@given(st.lists(claims, max_size=8))
def test_remembering_changes_no_verdict(asked: list[Claim]) -> None:
    plain = EmbeddedChecker(LexicalSupport(0.7))
    with Archive("sqlite://") as archive:
        for run in range(2):
            remembering = RememberingChecker(EmbeddedChecker(LexicalSupport(0.7)), archive, "")
            remembering.recall(asked, BOTH)
            told: list[Verdict] = [remembering.check(claim, BOTH) for claim in asked]
            assert told == [plain.check(claim, BOTH) for claim in asked]
            assert run == 0 or remembering.recalled == len(asked)
            remembering.keep()
