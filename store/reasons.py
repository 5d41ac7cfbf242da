"""Why a claim is not supported: a closed vocabulary."""

from enum import StrEnum


class Reason(StrEnum):
    """What was found of the claim, or of its citation, that the cited text does not bear out."""

    INVENTED_ID = "invented_id"
    AMBIGUOUS_ID = "ambiguous_id"
    RETRACTED_ID = "retracted_id"
    UNCITED = "uncited"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    ROLE = "role"
    QUOTE = "quote"
    NEGATION = "negation"
    OPPOSITE = "opposite"
    HEDGE = "hedge"
    ATTRIBUTION = "attribution"
    ABSENCE = "absence"
    ADDED = "added"
    MERGED = "merged"
    NOT_ENTAILED = "not_entailed"
    NO_EVIDENCE = "no_evidence"
