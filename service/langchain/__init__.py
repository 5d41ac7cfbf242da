"""Storytree for those who build with LangChain: what a home knows as a retriever, its stories as a Runnable.

``from storytree import …`` finds what is here.
"""

from service.langchain.pipeline import StoryPipeline, Task, story_pipeline
from service.langchain.retriever import StoryRetriever

__all__ = ["StoryPipeline", "StoryRetriever", "Task", "story_pipeline"]
