"""Storytree in LangChain: what a home knows as a retriever, and a living story as a step of a chain.

storytree add examples/marrow-bridge/sources
python examples/langchain_story.py
"""
# ruff: noqa: INP001, T201

from collections import Counter
from datetime import UTC, datetime

from langchain_core.runnables import RunnableLambda

from storytree import StoryRetriever, story_pipeline

# A retriever, as any other: documents with what is known of their sources.
retriever = StoryRetriever(k=3, as_of=datetime(2025, 3, 23, tzinfo=UTC))
for document in retriever.invoke("driver of the bus"):
    known = document.metadata
    print(f"[{known['citation']}] {known['outlet']}, {known['published_at']}: {document.page_content[:60]}…")

# A story, and what happens while it is written.
pipeline = story_pipeline(length=300)
happened: Counter[str] = Counter()
for told in pipeline.stream({"topic": "Marrow Bridge collapse", "as_of": "2025-03-23"}):
    happened[told["event"]] += 1
    if told["event"] == "emitted":
        print(f"\n{told['text']}\n")
print(", ".join(f"{count} {event}" for event, count in happened.items()))

# Its next version as a step of a chain: what comes after gets the last event, with the version.
headline = pipeline | RunnableLambda(lambda told: told["version"]["title"]["text"])
print(headline.invoke({"story": "marrow-bridge-collapse", "as_of": "2025-04-06"}))
