"""Who can be a he or a she, a they or an it: nouns of persons and of bodies, and names of either."""

import re

MEN = frozenset("man boy father husband son brother uncle grandfather widower businessman gunman".split())
WOMEN = frozenset("woman girl mother wife daughter sister aunt grandmother widow".split())
PLAIN = frozenset(
    """activist actor baby bystander child citizen commuter cyclist demonstrator driver employee engineer
    farmer fighter fisherman miner mourner nurse parent passenger patient pedestrian pensioner pilot
    protester protestor pupil rebel refugee relative resident sailor scientist shopkeeper singer student
    surgeon survivor teacher teenager tourist trader victim villager volunteer worker writer youth""".split()
).union(MEN, WOMEN)
"""Whom things happen to: what is his or hers in a sentence of theirs, is their own."""
ROLES = frozenset(
    """adviser aide ambassador analyst archbishop author bishop captain chairman chairwoman chancellor
    chief clerk coach colonel commander correspondent dictator diplomat director doctor economist editor
    envoy executive expert fan general governor guard head hero historian inspector investigator
    journalist judge king lawmaker lawyer leader manager mayor member minister monarch officer official
    opponent owner photographer physician player poet policeman politician pope premier president priest
    prince princess professor prosecutor queen reporter researcher secretary senator soldier spokesman
    spokesperson spokeswoman star strongman suspect treasurer veteran witness""".split()
)
MANY = frozenset("police people men women children crews families eyewitnesses witnesses".split()).union(
    f"{one}s" for one in PLAIN | ROLES
)
UNMISTAKEN = frozenset("police rebels rescuers firefighters".split())
"""Of whom a place has but one lot."""
BODIES = frozenset(
    """administration agency airline airlines airport alliance arabiya army association authority bank
    board brigade broadcaster brotherhood bureau cabinet carrier center centre chamber charity church
    city club coalition college commission committee company confederation conference congress corp
    corporation council court crescent cross department directorate embassy federation firm force forum
    foundation front fund gas gazette government group guard herald hospital house inc institute
    institution international jazeera league ltd military ministry mission movement mutual nations navy
    network news office organisation organization parliament party plc post press radio school senate
    service services society states steel television times treasury tribunal tribune tv union university
    watch wire""".split()
)
PLACES = frozenset(
    """avenue bay beach bridge coast county dam desert district gulf hotel island islands lake mountains
    palace peninsula port prison province region republic river road sea square stadium street tower
    town valley village""".split()
)
_OFFICES = frozenset(
    """ambassador chairman chancellor chief director general governor judge king mayor minister premier
    president prince princess professor prosecutor queen secretary spokesman spokeswoman""".split()
)
HEADS = frozenset(
    """ambassador chairman chairwoman chancellor chief governor head king leader mayor minister pope
    premier president queen secretary""".split()
)
"""Of whom a country or a body has one: the Libyan leader."""
_WORDS_OF_OTHERS = (
    "allegations?|claims?|decision|letter|message|move|offer|plan|policy|proposal|remarks?|report|request|ruling"
    "|statement"
)
POINTING = re.compile(
    r"\bthere\b(?! (?:is|are|was|were|has|have|had|will|would|could|may|might|can|should|must)\b)"
    r"|\b(?:that|this) (?:same|country|city|town|village|region|area|place)\b"
    r"|\b[Ee]lsewhere\b|\bthe latter\b|\b(?:soon|shortly) after(?:wards?)?\b(?! [a-z]+ |[’'])"
    r"|^(?:And|But|Or|So|Yet)\b|\bsuch (?!as\b)|: [A-Z]|\bthe (?:site|scene|single)\b(?! of\b)"
    rf"|\bthe (?:{_WORDS_OF_OTHERS})(?=[.,;]| (?:and|but|because|when)\b)"
    r"|^(?:At|In|On|Inside|Outside|Near|Among) the [a-z]+,"
    rf"|\bthe (?:{'|'.join(sorted(PLAIN - {'rebel', 'youth'} | {'leader'}))})\b"
    r"(?!,? (?:of|who|from|in|at|whose|named)\b|,)"
)
"""What else a sentence leaves to its neighbours."""
NAME = r"[A-Z][\w'’.-]*(?: (?:[A-Z][\w'’.-]*|al-[\w-]+|bin|de|van|der|von|el))*"
"""Words with a capital, one or more."""


def is_thing(name: str) -> bool:
    """Whether a name is that of a body or a place: the Reform League, the UN, the Bank of England."""
    words = name.lower().split()
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    held = not _OFFICES.isdisjoint(words)
    return name.isupper() or (not held and bool({head, words[-1]} & (BODIES | PLACES)))


def is_person(name: str, *, the: bool = False) -> bool:
    """Whether a name of two words or more is a person's, as far as its words tell: the Red Cross is none."""
    titled = not the or not _OFFICES.isdisjoint(name.lower().split())
    return titled and len(re.findall(r"[A-Z][\w'’.-]+", name)) > 1 and not is_thing(name)
