"""Words that cannot both be true of one thing: two sides each, each side words that mean much the same."""

from agents.surface import stem

_PAIRS = """
rise rose risen climb climbed gain grow grew grown growth increase surge soar jump up higher upward
    / fall fell fallen drop decline decrease lose lost plunge plummet slump sink sank shrink shrank down lower
win won / lose lost defeat
profit / loss
accept approve agree allow permit / reject refuse ban forbid forbade decline
open / close shut
begin began begun start / end finish stop
buy bought purchase acquire / sell sold
join / leave left quit
support back favour / oppose
favour favor / against
uphold upheld / dismiss quash overturn
grant / deny refuse dismiss withhold postpone
admit confess / deny
convict / acquit
acquit / charge
murder / manslaughter
pay paid / seek sought demand
dead die died kill perish / alive survive rescue
kill / injure hurt wound rescue
guilty convict / innocent acquit clear
arrest detain / release free
before / after
above / below
more / fewer less
most / least fewest
first / last
early earlier / late later
largest biggest / smallest
larger bigger / smaller
best / worst
better improve / worse worsen
strong strengthen / weak weaken
positive / negative
safe / dangerous unsafe
possible / impossible
likely / unlikely
legal / illegal
north northern / south southern
east eastern / west western
always / never
all / none
many / few
cut / raise
hire / fire
import / export
male man men / female woman women
husband / wife
son / daughter
father / mother
brother / sister
true / false
"""

SIDES = tuple(
    (frozenset(map(stem, one.split())), frozenset(map(stem, other.split())))
    for pair in _PAIRS.strip().replace("\n    ", " ").splitlines()
    for side, contrary in [pair.split("/")]
    for one, other in ((side, contrary), (contrary, side))
)
"""Each pair both ways, in stems."""
