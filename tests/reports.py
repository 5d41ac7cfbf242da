"""One report of a town that does not exist, and what outlets make of it."""

REPORT = """\
Twelve people were killed and 27 were hurt on Tuesday when the harbour crane of Velm fell on a ferry that \
was about to leave for the islands, the harbour police said.

Captain Runa Moss, who leads the search, told reporters on the quay that divers had found no sign of four \
more passengers. "The water is cold and the light is going," she said.

The crane, built in 1961, had been closed for repairs since the spring, according to the Harbour Board. \
Workers had been told to keep it away from the landing stage until new bolts were fitted.

Mayor Otto Hale said that the town would pay for the funerals and that the ferries would not sail until \
every crane in the harbour had been looked at by engineers from outside.

The Ministry of Works did not say who had ordered the crane to be moved. Its spokeswoman, Ida Brandt, said \
that the question would be put to the company, Ostmark Lifting, this week.

Velm, a town of 40,000 people, lives from its harbour. About 300 ships call there in a year, and most of the \
fruit that the islands sell abroad goes over its quays."""

PARAGRAPHS = REPORT.split("\n\n")

OTHER = """\
The cheese fair of Ard drew 9,000 visitors to the market square on Saturday, more than ever before.

A goat named Berta won the prize of the jury for the third time, to the joy of the children of Ard.

The weather held until the evening, when a shower sent the last guests into the cellars of the town.

The fair has been held since 1702, with a gap of three years when the bridge was being built anew.

Next year it will be moved to the meadows, where there is room for twice as many stalls and beasts."""
"""A report that has nothing to do with it."""


def without(*numbers: int) -> str:
    """The report, cut by these paragraphs."""
    return "\n\n".join(text for number, text in enumerate(PARAGRAPHS) if number not in numbers)


def changed(old: str, new: str) -> str:
    """The report with other words in one place."""
    assert REPORT.count(old) == 1
    return REPORT.replace(old, new)
