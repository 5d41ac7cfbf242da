"""What a sentence tells of as past: its verbs as of the present, so that they meet what was ahead."""

import re

from agents.surface import content_stems, words
from store.temporal.tense import is_past

_PAST = [
    pair.partition("/")
    for pair in """
    met/meet held/hold began/begin begun/begin made/make took/take taken/take gave/give given/give
    went/go gone/go won/win lost/lose left/leave sold/sell bought/buy built/build sent/send
    spent/spend paid/pay rose/rise risen/rise fell/fall fallen/fall grew/grow spoke/speak
    chose/choose ran/run stood/stand led/lead withdrew/withdraw told/tell saw/see came/come
    became/become broke/break flew/fly struck/strike brought/bring kept/keep found/find heard/hear
    said/say swore/swear sworn/swear drove/drive sought/seek sank/sink shot/shoot fought/fight
    hit/hit cut/cut burst/burst beat/beat shut/shut spread/spread set/set put/put let/let hurt/hurt
    cost/cost quit/quit shed/shed split/split""".split()
]
_PASTS = frozenset(past for past, _, _ in _PAST)
_STEMS = {
    stem: base
    for past, _, present in _PAST
    for stem in content_stems(past)
    for base in content_stems(present)
}
_RESOLVED = re.compile(r"\b(?:voted|agreed|decided|chose|opted)\b[^.;]{0,60}? to (?P<verb>[a-z]+)\b")
"""Who voted 29 to 12 to release the money released it."""


def stems(text: str) -> frozenset[str]:
    """Of its words, those of irregular pasts as of the present."""
    return frozenset(_STEMS.get(stem, stem) for stem in content_stems(text))


def happened(news: str) -> frozenset[str]:
    """Stems of the words that may tell something past."""
    told = [word for word in words(news.lower()) if is_past(word) or word in _PASTS]
    return stems(" ".join([*told, *(match["verb"] for match in _RESOLVED.finditer(news))]))
