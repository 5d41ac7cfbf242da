"""The extractive writer on the bundled story: what any reader may count on, at the end of several weeks."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

import pytest
import yaml

from agents.checker.embedded import resolve
from agents.events import Emitted, Unchanged
from agents.newsroom import Newsroom, embedded_checker
from agents.settings import load
from agents.surface import normal, quotes, read_surface, words
from store.errors import NothingToTell
from store.records import CITATION, Claim, Label, Source, StoryVersion
from store.temporal import read_dates
from tests.agents.conftest import EXAMPLE, end_of_week

TOPIC = "Marrow Bridge collapse"
LEANING = re.compile(
    r"[“\"‘(]?(?:he|she|it|they|his|her|its|their|this|that|these|those|such|here|another|both|the latter)\b",
    re.IGNORECASE,
)
TRUTH = yaml.safe_load((EXAMPLE / "truth.yaml").read_text(encoding="utf-8"))
PLAIN = str.maketrans("’‘“”", "''\"\"")

pytestmark = pytest.mark.parametrize("week", [1, 2, 3, 5, 9])


def written(newsroom: Newsroom, week: int) -> StoryVersion:
    *_, last = newsroom.editor.write(TOPIC, end_of_week(week))
    assert isinstance(last, Emitted | Unchanged)
    return last.version


@pytest.fixture(scope="module")
def stories(bundled_newsroom: Newsroom) -> dict[int, StoryVersion]:
    return {week: written(bundled_newsroom, week) for week in (1, 2, 3, 5, 9)}


@pytest.fixture
def story(stories: dict[int, StoryVersion], week: int) -> StoryVersion:
    return stories[week]


@pytest.fixture
def cited(bundled_newsroom: Newsroom, story: StoryVersion) -> tuple[Source, ...]:
    return tuple(bundled_newsroom.archive.sources_by_id(story.sources).values())


def emitted(story: StoryVersion) -> Iterator[Claim]:
    yield story.title
    yield from story.claims()


def title_of(key: str) -> str:
    (found,) = [source["title"] for source in TRUTH["sources"] if source["key"] == key]
    return found


# ---- citations and verdicts


def test_every_sentence_is_cited_and_every_id_is_a_source(
    story: StoryVersion, cited: tuple[Source, ...]
) -> None:
    for claim in emitted(story):
        assert claim.citations
        assert len(set(claim.citations)) == len(claim.citations)
        for citation in claim.citations:
            assert isinstance(resolve(citation, cited), Source)
        assert not CITATION.search(claim.text)


def test_every_sentence_is_supported_with_words_of_a_source_it_cites(
    story: StoryVersion, cited: tuple[Source, ...]
) -> None:
    texts = {source.id: source.text for source in cited}
    checker = embedded_checker(load())
    for claim, verdict in zip(emitted(story), story.verdicts, strict=True):
        assert (verdict.claim_id, verdict.label) == (claim.id, Label.SUPPORTED)
        assert len(verdict.spans) == len(claim.citations)
        for citation, span in zip(claim.citations, verdict.spans, strict=True):
            assert span.source_id.startswith(citation)
            assert texts[span.source_id][span.start : span.end] == span.text
        assert checker.check(claim, cited) == verdict


def test_the_sources_are_those_that_are_cited_in_their_order(story: StoryVersion) -> None:
    met = dict.fromkeys(citation for claim in emitted(story) for citation in claim.citations)
    assert [id_[:8] for id_ in story.sources] == [citation[:8] for citation in met]


def test_copies_of_one_report_are_cited_once(story: StoryVersion, cited: tuple[Source, ...]) -> None:
    origins = {source.id[:8]: source.origin for source in cited}
    for claim in story.claims():
        voices = [origins[citation[:8]] for citation in claim.citations]
        assert len(set(voices)) == len(voices)


# ---- what must stay out


def test_nothing_of_another_event_and_no_opinion_is_cited(cited: tuple[Source, ...]) -> None:
    unwanted = {normal(source["title"]) for source in TRUTH["sources"] if source["about"] == "other"}
    assert not (unwanted | {normal(title_of("post-opinion"))}) & {normal(source.title) for source in cited}


def test_a_page_that_gives_orders_to_machines_is_not_cited(cited: tuple[Source, ...]) -> None:
    assert title_of("blog-orders") not in {source.title for source in cited}


def test_nothing_later_than_the_day_is_cited(cited: tuple[Source, ...], week: int) -> None:
    for source in cited:
        assert (source.published_at or source.fetched_at) <= end_of_week(week)


def test_no_words_are_put_in_a_mouth(story: StoryVersion, cited: tuple[Source, ...]) -> None:
    texts = {source.id[:8]: normal(source.text) for source in cited}
    for claim in story.claims():
        for quote in quotes(claim.text):
            assert all(normal(quote) in texts[citation[:8]] for citation in claim.citations)


# ---- how it reads


def test_no_sentence_begins_with_a_word_that_leans_on_another(story: StoryVersion) -> None:
    assert [claim.text for claim in emitted(story) if LEANING.match(claim.text)] == []


def test_no_relative_date_is_left(story: StoryVersion) -> None:
    left = [
        (claim.text, word)
        for claim in story.claims()
        for word in read_dates(claim.text, None).refused
        if "ago" not in word
    ]
    assert left == []


def test_no_fact_is_told_twice(story: StoryVersion) -> None:
    texts = [claim.text for claim in story.claims()]
    assert len({normal(text) for text in texts}) == len(texts)
    for one, other in combinations(texts, 2):
        a, b = read_surface(one).terms, read_surface(other).terms
        assert len(a & b) < 0.7 * len(a | b), (one, other)


def test_sentences_are_whole(story: StoryVersion) -> None:
    for claim in story.claims():
        assert re.search(r"[.!?…][”\"’')]*$", claim.text), claim.text
        assert re.match(r"[A-Z0-9“\"‘$€£]", claim.text), claim.text
        assert claim.text.count("“") == claim.text.count("”")
        assert claim.text.count("(") == claim.text.count(")")
        assert 4 <= len(words(claim.text)) <= 70


def test_paragraphs_have_one_to_six_sentences_and_a_subject(story: StoryVersion) -> None:
    assert len(story.paragraphs) > 2
    for paragraph in story.paragraphs:
        assert 1 <= len(paragraph.claims) <= 6
        assert paragraph.subject


def test_the_story_has_a_length_and_keeps_to_it(story: StoryVersion) -> None:
    count = sum(len(words(claim.text)) for claim in story.claims())
    assert 150 <= count <= load().length * 1.1


def test_the_title_is_a_headline_that_the_body_tells(story: StoryVersion) -> None:
    assert 3 <= len(words(story.title.text)) <= 40
    assert not story.title.text.endswith(".")
    told = read_surface(" ".join(claim.text for claim in story.claims()))
    title = read_surface(story.title.text)
    assert title.figures <= told.figures
    assert title.stems
    assert len(title.stems & told.stems) >= 0.7 * len(title.stems)


def test_the_main_fact_is_told(story: StoryVersion) -> None:
    told = " ".join(claim.text for claim in emitted(story))
    assert "Marrow Bridge" in told
    assert "collapse" in told
    assert re.search(r"March 4, 2025|4 March 2025", told)


# ---- that it is the same again


def test_written_again_it_is_the_same(bundled_newsroom: Newsroom, story: StoryVersion, week: int) -> None:
    again = written(bundled_newsroom, week)
    assert (again.title, again.paragraphs, again.verdicts) == (story.title, story.paragraphs, story.verdicts)


def test_before_its_first_day_there_is_no_story(bundled_newsroom: Newsroom, week: int) -> None:
    with pytest.raises(NothingToTell):
        list(
            bundled_newsroom.editor.write(
                TOPIC, datetime(2025, 3, week % 3 + 1, tzinfo=end_of_week(1).tzinfo)
            )
        )
