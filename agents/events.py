"""What happens while a story is written, in order, for those who watch."""

from store.records import Claim, LeftOut, Question, Record, StoryVersion, Verdict


class Planned(Record):
    """The questions that the retrieval agents were given."""

    questions: tuple[Question, ...]


class Retrieved(Record):
    """What one retrieval agent brought back."""

    question: Question
    snippets: int


class Fenced(Record):
    """How many sources are about the topic, of those retrieved."""

    kept: int
    retrieved: int


class Drafted(Record):
    """Sentences the writer handed in."""

    sentences: int


class Checked(Record):
    """One claim and its verdict; ``title`` says that it was the title."""

    claim: Claim
    verdict: Verdict
    title: bool = False


class Repaired(Record):
    """A claim as it failed, and as it passed after repair."""

    before: Claim
    after: Claim


class Withheld(Record):
    """A claim that the gate held back."""

    left_out: LeftOut


class Emitted(Record):
    """A new version is kept: the live one, or one on a branch."""

    version: StoryVersion


class Revised(Record):
    """How many claims of the live version stand, and how many no longer do."""

    stands: int
    retired: int


class Proposed(Record):
    """What the next version would be; nothing was kept."""

    version: StoryVersion


class Unchanged(Record):
    """Writing again gave the live version, so that no new one was made."""

    version: StoryVersion


Event = (
    Planned
    | Retrieved
    | Fenced
    | Drafted
    | Checked
    | Repaired
    | Withheld
    | Revised
    | Emitted
    | Proposed
    | Unchanged
)
