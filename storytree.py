"""Storytree's one public module: finds the rooms, opens the command line, and lends parts to LangChain.

In a wheel the rooms (agents, store, service, …) lie in ``_storytree`` beside this file, so that their
everyday names take nobody else's; in a checkout they lie beside it. Either way they come first on the path.

    from storytree import StoryRetriever, story_pipeline
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.langchain import StoryPipeline, StoryRetriever, story_pipeline

__all__ = ["StoryPipeline", "StoryRetriever", "main", "story_pipeline"]
_ROOMS = ("agents", "evals", "prompts", "service", "store")


def main() -> None:
    """Run the command line; leaves by SystemExit with its exit code."""
    _find_rooms()

    from service.cli import main as command_line

    command_line()


def __getattr__(name: str) -> object:
    """Parts for LangChain, imported when they are asked for. Raises ImportError where a room is taken."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    _find_rooms()
    _check_rooms()

    import service.langchain

    return getattr(service.langchain, name)


def _find_rooms() -> None:
    here = _folder()
    if here not in sys.path[:1]:
        sys.path.insert(0, here)


def _check_rooms() -> None:
    """A process has one module of a name: somebody else's cannot be there as well."""
    for room in _ROOMS:
        taken = getattr(sys.modules.get(room), "__file__", None)
        if taken and not Path(taken).is_relative_to(_folder()):
            raise ImportError(
                f"Storytree's parts need a module {room!r}, and this process has another of that name: "
                f"{taken}. Use one of the two in a process of its own."
            )


def _folder() -> str:
    here = Path(__file__).resolve().parent
    private = here / "_storytree"
    return str(private if private.is_dir() else here)


if __name__ == "__main__":
    main()
