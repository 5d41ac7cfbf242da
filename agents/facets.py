"""What readers ask of any story, and the words in which sources answer.

The planner asks by these words; the writer sees by them which question a sentence answers.
"""

from collections import Counter
from functools import lru_cache

from agents.surface import content_stems

FACETS = {
    "people": """killed dead died death toll injured wounded missing victims bodies survivors rescued
        hospital families relatives evacuated homeless funeral""",
    "causes": """cause caused investigation investigators inquiry evidence inspection inspectors cracks
        warned warning failure fault blamed probe samples tested sabotage negligence report
        found""",
    "politics": """minister government parliament president senate senators congress vote voted bill party
        opposition resign resigned prosecutor court charged judge law sanctions talks summit
        agreement election""",
    "money": """cost costs crowns dollars euros loan bailout funds budget price prices sales profit loss
        losses shares stocks index market markets exports trade jobs economy quarter billion
        million percent""",
    "response": """ferry service aid relief repair repairs rebuild rebuilding replacement reopen reopened
        closed traffic ships freight cargo plants production workers emergency crews work""",
    "outlook": """will expected plans planned scheduled next deadline forecast likely hearing proposal
        future""",
    "background": """built opened founded history links owned owner maintained largest oldest capital metres
        kilometres population introduced originally""",
}

_STEMS = {facet: frozenset(content_stems(cues)) for facet, cues in FACETS.items()}
_ANSWERING = {
    stem: tuple(facet for facet, cues in _STEMS.items() if stem in cues)
    for stem in frozenset[str]().union(*_STEMS.values())
}
"""Facets by the stem of their cues."""


@lru_cache(maxsize=20_000)
def facet_of(text: str) -> str:
    """The facet with most cues in the sentence; of equals the first; empty where there is no cue."""
    hits = Counter(facet for stem in content_stems(text) for facet in _ANSWERING.get(stem, ()))
    return max(FACETS, key=lambda facet: hits[facet]) if hits else ""
