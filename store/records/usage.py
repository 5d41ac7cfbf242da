"""What language models did, and what that cost."""

from datetime import date

from pydantic import Field

from store.records.base import Record, UTCDateTime


class Usage(Record):
    """What models were asked for one purpose. An answer that was kept from before costs nothing."""

    calls: int = Field(default=0, ge=0, description="Questions that were paid for.")
    tokens_in: int = Field(default=0, ge=0, description="Tokens of what was asked.")
    tokens_out: int = Field(default=0, ge=0, description="Tokens of what was answered.")
    estimated: int = Field(
        default=0,
        ge=0,
        description="Calls whose tokens the server did not count: taken from the length of the text.",
    )
    kept: int = Field(
        default=0, ge=0, description="Questions that an answer was kept for: none of the calls."
    )
    cost: float | None = Field(
        default=0.0, ge=0.0, description="US dollars; null where the price of a model is not known."
    )
    seconds: float = Field(
        default=0.0, ge=0.0, description="That models were waited for, also in vain; at once is added up."
    )

    @property
    def tokens(self) -> int:
        """Both ways."""
        return self.tokens_in + self.tokens_out

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            calls=self.calls + other.calls,
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            estimated=self.estimated + other.estimated,
            kept=self.kept + other.kept,
            cost=None if self.cost is None or other.cost is None else self.cost + other.cost,
            seconds=self.seconds + other.seconds,
        )


class Payment(Record):
    """One question to a model, as the ledger keeps it."""

    at: UTCDateTime
    story: str = Field(default="", description="Empty where it was for no story.")
    role: str
    model: str
    usage: Usage


class Spent(Record):
    """What was spent on one day in UTC, for one story and role, on one model."""

    day: date
    story: str
    role: str
    model: str
    usage: Usage
