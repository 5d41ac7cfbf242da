"""Days, months and days of the week, as written and as resolved beside the day of the source."""

from collections.abc import Iterator

from agents.checker.grounding.witness import Witness, exchanged
from agents.surface import calendar_days, calendar_words
from store.records import Finding, Reason


def differing(witness: Witness) -> Iterator[Finding]:
    """Days and months that the passage lacks, or that stand where the twin has others."""
    claim, passage, twin = witness.claim, witness.passage.surface, witness.passage.twin
    instead = exchanged(calendar_days(witness.text), calendar_days(twin))
    days = sorted((claim.dates - passage.dates) | instead)
    for month, day in days:
        yield Finding(reason=Reason.DATE, detail=f"{month.title()} {day}")
    instead_of = exchanged(calendar_words(witness.text), calendar_words(twin))
    alone = (claim.calendar - passage.calendar) | instead_of
    for word in sorted(alone.difference(month for month, _ in days)):
        yield Finding(reason=Reason.DATE, detail=word.title())
