"""Who holds an office: what claims left open about it is decided once the news give a contender its title."""

import re
from collections.abc import Sequence

from agents.reviser.sentences import Told
from agents.revision import Standing

_OFFICES = {
    "President": re.compile(r"[Pp]resident|White House|Oval Office"),
    "Prime Minister": re.compile(r"[Pp]rime [Mm]inister|Downing Street"),
    "Chancellor": re.compile(r"[Cc]hancellor"),
    "Governor": re.compile(r"[Gg]overnor"),
    "Mayor": re.compile(r"[Mm]ayor"),
}
_OPEN = re.compile(
    r"\b(?:if|whether|potential(?:ly)?|regardless of (?:who|the))\b"
    r"|\b(?:may|might|could|would|will) (?:win|become|return|be elected|take office)\b|\bpresidential race\b",
    re.IGNORECASE,
)
_CONTEST = re.compile(
    r"\b(?:return(?:s|ed|ing)? to (?:the )?(?:White House|office|power)|becom(?:e|es|ing)"
    r"|(?:take|takes|taking) office|election|elected|wins?|won|occup(?:y|ies)|race between)\b"
)
_HELD = re.compile(
    rf"(?<![Ff]ormer )(?<![Ee]x-)(?<![Vv]ice[ -])(?<!deputy )(?<!Deputy )"
    rf"\b(?P<title>{'|'.join(_OFFICES)}) (?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){{0,2}})"
)


def decided(stands: Sequence[Standing], news: Sequence[Told]) -> dict[str, tuple[Told, str]]:
    """By the id of a claim that leaves open who will hold an office: the news of who does, and the holder.

    Only a contender decides it, one whom such a claim names: presidents of other countries do not.
    """
    left_open = [one for one in stands if _OPEN.search(one.claim.text) and _CONTEST.search(one.claim.text)]
    contest = " ".join(one.claim.text for one in left_open)
    found: dict[str, tuple[Told, str]] = {}
    for told in (one for one in news if not one.ahead):
        for held in _HELD.finditer(told.text):
            *_, surname = held["name"].split()
            if re.search(rf"\b{re.escape(surname)}\b", contest):
                of_it = _OFFICES[held["title"]]
                younger = (one for one in left_open if told.time > one.time and of_it.search(contest))
                found = {one.claim.id: (told, held.group()) for one in younger} | found
    return found
