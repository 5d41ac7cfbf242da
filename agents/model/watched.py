"""A model that others watch while it answers."""

from agents.model import Model, Shape, Usage
from agents.model.calls import current
from agents.trace import Call, Watch
from prompts import Prompt


class WatchedModel:
    """Does what the model does. ``role`` is who asks it."""

    def __init__(self, model: Model, role: str, watch: Watch) -> None:
        self._model = model
        self._role = role
        self._watch = watch

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def usage(self) -> Usage:
        return self._model.usage

    def reply(self, prompt: Prompt, shape: type[Shape]) -> Shape:
        """Raises ModelError."""
        call = Call(self._role, self.name, prompt, shape.__name__)
        with self._watch.call(call), current(call):
            value = self._model.reply(prompt, shape)
            call.answer = value.model_dump_json()
        return value
