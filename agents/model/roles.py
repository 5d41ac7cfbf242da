"""Which role has which model."""

from pathlib import Path
from typing import TYPE_CHECKING

from agents.model import Model, Usage
from agents.model.account import Account
from agents.model.answers import FolderAnswers
from agents.model.budget import budgets
from agents.model.meter import Meter
from agents.model.prices import Prices
from agents.model.provider import Provider
from agents.settings import Settings
from agents.trace import UNWATCHED, Watch

if TYPE_CHECKING:
    from agents.model.account import Ledger
    from agents.model.answers import Answers

ROLES = ("planner", "writer", "checker", "grader")
ANSWERS = "answers"
"""Folder of a home where answers that were paid for are kept."""


def configured(settings: Settings) -> dict[str, str]:
    """Role to model, without the roles that are embedded."""
    named = {
        "planner": settings.planner_model,
        "writer": settings.writer_model,
        "checker": settings.checker_model,
        "grader": settings.grader_model,
    }
    return {role: name for role, name in named.items() if name}


class Models:
    """The models of all roles of one home: they share one account, and what is known of each provider.

        models = Models(settings, archive)      # the archive keeps the ledger
        writer = models.model("writer")         # None: the embedded writer
        models.begin("harbour-strike")          # at the start of each write, update or branch
        …
        version = version.model_copy(update={"usage": models.usage()})

    One run at a time; in it any number of threads. Raises BadSettings, before anything is sent.
    """

    def __init__(
        self,
        settings: Settings,
        ledger: "Ledger | None" = None,
        answers: "Answers | None" = None,
        watch: Watch = UNWATCHED,
    ) -> None:
        self._settings = settings
        self._watch = watch
        self._answers = answers or FolderAnswers(Path(settings.home) / ANSWERS)
        self._account = Account(ledger, budgets(settings))
        self._prices = Prices(settings)
        self._providers: dict[tuple[str, str], Provider] = {}
        self._models: dict[str, Model] = {}

    def model(self, role: str) -> Model | None:
        """The one that is set, always the same; None is the embedded agent. Raises BadSettings."""
        name = configured(self._settings).get(role)
        if name and role not in self._models:
            self._models[role] = self._opened(role, name)
        return self._models.get(role)

    def begin(self, story: str) -> None:
        """A run on this story: what it may spend is whole again."""
        self._account.begin(story)

    def usage(self) -> dict[str, Usage]:
        """Role to what it used in this run; without those that asked nothing."""
        return dict(self._account.usage())

    def _opened(self, role: str, name: str) -> Model:
        from agents.model.chat import ChatModel, Patience
        from agents.model.opening import opened
        from agents.model.watched import WatchedModel

        model = opened(name, self._settings)
        place = (name.partition(":")[0], model.place)
        provider = self._providers.setdefault(place, Provider(self._settings.model_at_once))
        meter = Meter(self._account, role, name, self._prices.of(name, model.place))
        asked = ChatModel(model, self._answers, Patience(self._settings.model_timeout), meter, provider)
        return WatchedModel(asked, role, self._watch)
