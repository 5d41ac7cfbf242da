"""Commands around which feeds are followed: follow, unfollow, feeds."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, OUT, PRIVATE, app, examples, settings_of
from service.cli.output import check_place, complain, emit, emit_json_list
from store.errors import UnreadableSource, UsageError
from store.vocabulary import FullText

if TYPE_CHECKING:
    from agents.newsroom import FeedDesk
    from store.feeds import Feed


@app.command(
    epilog=examples(
        "storytree follow https://news.example/feed.xml",
        "storytree follow https://news.example/ --full-text never",
        "storytree follow --opml subscriptions.opml",
        "storytree poll",
    )
)
def follow(
    context: typer.Context,
    places: Annotated[
        list[str] | None,
        typer.Argument(metavar="FEED…", help="Addresses of feeds, of pages that offer one, or files."),
    ] = None,
    opml: Annotated[
        Path | None, typer.Option("--opml", metavar="FILE", help="Follow every feed of this OPML file.")
    ] = None,
    full_text: Annotated[
        FullText | None,
        typer.Option("--full-text", help="Which linked pages are read; else as STORYTREE_FULL_TEXT says."),
    ] = None,
    private: PRIVATE = False,
) -> None:
    """Follow feeds: RSS, Atom and JSON Feed.

    A feed that is named is read once, to see that it is one; those of an OPML file are taken as they are.
    Their entries come in with `storytree poll`. Where an entry is no more than a summary, the page that it
    links to is read in its place (--full-text summary); never leaves it at the summary, always reads every
    page. Follow a feed again to change that for what comes from then on, or to try one anew that was gone.
    robots.txt is obeyed. Exit code 1 when nothing could be followed.
    """
    from agents.newsroom import open_feed_desk

    named = [place for place in places or () if place.strip()]
    if not named and not opml:
        raise UsageError("No feed is named.", advice="Give its address, or a list of feeds with --opml FILE.")
    with open_feed_desk(settings_of(context), "storytree follow", allow_private=private) as desk:
        found = [*_found(named, desk), *(_listed(opml) if opml else ())]
        wished = [feed.model_copy(update={"full_text": full_text}) for feed in found]
        with desk.hold():
            new = desk.archive.follow(wished)
    for feed, is_new in zip(wished, new, strict=True):
        typer.echo(
            f"{'Following' if is_new else 'Followed already:'} {feed.title or 'a feed'} ({feed.address})"
        )
    if not wished:
        raise typer.Exit(1)


def _found(places: Sequence[str], desk: "FeedDesk") -> "list[Feed]":
    from store.following import find_feed

    feeds: list[Feed] = []
    for place in places:
        try:
            found = find_feed(place, desk.guest, desk.limits, datetime.now(UTC))
        except UnreadableSource as error:
            complain(f"not followed: {place}: {error}. {error.advice}".rstrip())
            continue
        feeds.append(found.feed)
        for address, title in found.others.items():
            complain(f"{place} also offers {title or 'a feed'}: storytree follow {address}")
    return feeds


def _listed(opml: Path) -> "list[Feed]":
    """Raises UsageError for what is no OPML."""
    from store.feeds import Feed
    from store.intake.opml import read_opml

    try:
        listed, strange = read_opml(opml.read_bytes(), str(opml))
    except UnreadableSource as error:
        raise UsageError(f"{opml} {error}.", advice=error.advice) from error
    except OSError as error:
        raise UsageError(f"{opml} cannot be read: {error.strerror}.", advice="Check its name.") from error
    for one in strange:
        complain(f"passed over: {one.name} {one}")
    if not listed:
        complain(f"{opml} has no feeds in it.")
    now = datetime.now(UTC)
    return [Feed(address=address, title=title, followed_at=now) for address, title in listed.items()]


@app.command(
    epilog=examples(
        "storytree unfollow https://news.example/feed.xml",
        "storytree unfollow news.example",
    )
)
def unfollow(
    context: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(metavar="FEED…", help="An address, or what no other has in its address or title."),
    ],
) -> None:
    """Follow feeds no more. The sources that they brought stay."""
    from agents.newsroom import open_feed_desk
    from store.following import chosen

    with open_feed_desk(settings_of(context), "storytree unfollow") as desk:
        meant = [chosen(desk.archive.feeds(), word) for word in words]
        with desk.hold():
            for feed in meant:
                desk.archive.unfollow(feed.address)
    for feed in meant:
        typer.echo(f"Not followed any more: {named(feed)}")


@app.command(
    epilog=examples(
        "storytree feeds",
        "storytree feeds --opml --out subscriptions.opml",
        "storytree feeds --json | jq -r '.[] | select(.state == \"failing\").address'",
    )
)
def feeds(
    context: typer.Context,
    opml: Annotated[bool, typer.Option("--opml", help="Print them as OPML, for other feed readers.")] = False,
    out: OUT = None,
    as_json: JSON = False,
) -> None:
    """List the feeds that are followed, with their state.

    A feed is new, active, failing (it is tried again, later each time, up to a day) or gone (its server said
    that it will not come back; it is polled no more). Times are in UTC.
    """
    from agents.holding import read_archive
    from service.cli.tables import feeds_table
    from store.intake.opml import write_opml

    if out and not opml:
        raise UsageError(
            "--out goes with --opml.", advice="Write the list to a file with: storytree feeds > FILE"
        )
    check_place(out)
    with read_archive(settings_of(context)) as archive:
        followed = archive.feeds()
    if opml:
        emit(write_opml((feed.address, feed.title) for feed in followed), out)
    elif as_json:
        emit_json_list(feed_row(feed) for feed in followed)
    else:
        feeds_table(followed)


def feed_row(feed: "Feed") -> dict[str, object]:
    """For a program to read."""
    return {**feed.model_dump(mode="json"), "state": feed.state.value}


def named(feed: "Feed") -> str:
    """For people."""
    return f"{feed.title} ({feed.address})" if feed.title else feed.address
