"""An editor whose writer is a script; all others are those of production."""

from agents.editor import Editor, Staff
from agents.model import Model
from agents.newsroom import Newsroom
from agents.planner import EmbeddedPlanner
from agents.reviser.embedded import EmbeddedReviser
from agents.settings import Settings
from agents.writer.prompted.writer import PromptedWriter


def staffed(newsroom: Newsroom, settings: Settings, model: Model) -> Editor:
    """With a writer that asks this model."""
    staff = Staff(
        planner=EmbeddedPlanner(),
        retriever=newsroom.retriever,
        writer=PromptedWriter(model, settings.length),
        checker=newsroom.checker,
        reviser=EmbeddedReviser(),
    )
    return Editor(newsroom.archive, staff, settings)
