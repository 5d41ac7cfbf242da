"""Stories that lie about as texts, or in a home, read as the data of a suite: each with what it cites."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr, ValidationError

from agents.holding import read_archive
from agents.settings import Settings
from evals.cited_forms import in_one_form
from evals.hostile_urls import are_addresses
from evals.public_claims import claims_in
from evals.public_stories import stories_in
from evals.suites import Parsed, Place
from evals.suites.all import SUITES
from evals.suites.faithfulness import Faithfulness
from evals.suites.stories import SentenceRow, SourceRow, StoryRow
from service.checking import Told, claims_of
from service.cited import read_cited
from store.errors import BadData
from store.home import ARCHIVE
from store.intake import read
from store.records import Claim, Source, StoryVersion, Usage

TEXTS = (".txt", ".md", ".json")
"""Text of a story or of anybody, Markdown, and what `storytree show --format json` gives."""


def parse(text: str) -> Parsed:
    """As the command check reads it. Raises MalformedStory."""
    told = claims_of(text)
    return Parsed(told.title, tuple(one.claims for one in told.paragraphs))


def place_of(data: Path | None, limit: int | None, folder: Path, settings: Settings) -> Place | None:
    """Where the data lies. Texts, and the stories of a home, become rows of a file in the folder of the run.

    Raises BadData.
    """
    if data is None:
        return None
    if not data.exists():
        raise BadData(f"There is no {data}.", advice="Name a file or a folder with --data.")
    home = (data / ARCHIVE).is_file()
    if not home and (not texts_at(data) or _has_a_name(data) or _is_public(data)):
        return Place(data, parse, limit)
    found = versions_of(data, settings) if home else rows_of(data, settings)
    rows = folder / Faithfulness.files[0]
    rows.write_text("".join(f"{row.model_dump_json()}\n" for row in found), "utf-8")
    return Place(rows, parse, limit)


def versions_of(home: Path, settings: Settings) -> Iterator[StoryRow]:
    """Every version of every story of a home, with what it cites. Raises BadData where there is none."""
    same = home.absolute() == settings.home.absolute()
    there = settings if same else settings.model_copy(update={"home": home, "database": SecretStr("")})
    with read_archive(there) as archive:
        stories = archive.stories()
        if not stories:
            raise BadData(f"{home} has no story.", advice="Write one with: storytree write TOPIC")
        for version in (one for story in stories for one in archive.versions(story)):
            yield _row(version, list(archive.sources_by_id(version.sources).values()))


def _row(version: StoryVersion, sources: Sequence[Source]) -> StoryRow:
    return StoryRow(
        id=f"{version.story} {version.label}",
        title=_sentence(version.title),
        paragraphs=[[_sentence(claim) for claim in one.claims] for one in version.paragraphs],
        sources=_sources(sources),
        story=version.story,
        version=version.label,
        writer=version.models.get("writer", ""),
        usage=sum(version.usage.values(), Usage()),
    )


def _has_a_name(folder: Path) -> bool:
    """Whether a file in it is called as that of a suite."""
    return any((folder / name).exists() for one in SUITES.values() for name in one.files)


def _is_public(data: Path) -> bool:
    """Whether the file is one of a public set, or a list of addresses."""
    if not data.is_file():
        return False
    if data.suffix == ".txt":
        return are_addresses(_text(data).splitlines())
    return any(found(data) is not None for found in (claims_in, stories_in))


def texts_at(place: Path) -> list[Path]:
    """The file, or those of the folder."""
    if place.is_file():
        return [place] if place.suffix in TEXTS else []
    return sorted(file for file in place.glob("*") if file.suffix in TEXTS and file.is_file())


def rows_of(place: Path, settings: Settings) -> Iterator[StoryRow]:
    """A row for each text; its sources lie in ``sources`` beside it, or in the archive. Raises BadData."""
    for file in texts_at(place):
        beside = file.parent / "sources"
        if beside.is_dir() and (row := _of_others(file, beside)):
            yield row
            continue
        told = _told(file)
        cited = read_cited(told.citations(), [str(beside)] if beside.is_dir() else None, settings)
        yield StoryRow(
            id=file.stem,
            title=told.title and _sentence(told.title),
            paragraphs=[[_sentence(claim) for claim in one.claims] for one in told.paragraphs],
            sources=_sources(cited.sources),
        )


def _of_others(file: Path, beside: Path) -> StoryRow | None:
    """Of a text that cites by links, footnotes or a list: with all sources, since it names none by its id."""
    text = "" if file.suffix == ".json" else _text(file)
    if not in_one_form(text).names:
        return None
    found = [one for one in read([str(beside)], now=datetime.now(UTC)) if isinstance(one, Source)]
    return StoryRow(id=file.stem, text=text, sources=_sources(found))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadData(f"{file} cannot be read as UTF-8 text.") from error


def _told(file: Path) -> Told:
    text = _text(file)
    told = _version(file, text) if file.suffix == ".json" else claims_of(text)
    if not told.paragraphs:
        raise BadData(f"{file} has no sentence.", advice="Give a text with ids in brackets.")
    return told


def _version(file: Path, text: str) -> Told:
    """Fields that the page of the story has besides the records are passed over."""
    try:
        story = StoryVersion.model_validate_json(text, extra="ignore")
    except ValidationError as error:
        raise BadData(f"{file} is no story as `storytree show --format json` gives it.") from error
    return Told(story.title, story.paragraphs, story.dated)


def _sentence(claim: Claim) -> SentenceRow:
    return SentenceRow(text=claim.text, citations=list(claim.citations))


def _sources(sources: Sequence[Source]) -> list[SourceRow]:
    return [
        SourceRow(id=one.id, text=one.text, title=one.title, url=one.url, published=one.published_at)
        for one in sources
    ]
