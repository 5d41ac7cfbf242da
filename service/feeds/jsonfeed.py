"""A feed as JSON Feed 1.1 (jsonfeed.org)."""

import json

from service.feeds.atom import Feed
from service.feeds.entries import Entry

MEDIA_TYPE = "application/feed+json"


def render_json_feed(feed: Feed) -> str:
    """``_storytree`` has what JSON Feed has no field for."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.page,
            "feed_url": feed.url,
            "authors": [{"name": "Storytree"}],
            "items": list(map(_item, feed.entries)),
        },
        ensure_ascii=False,
        indent=2,
    )


def _item(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": entry.at.isoformat(),
        "date_modified": entry.at.isoformat(),
        "tags": list(entry.tags),
        "_storytree": {
            "story": entry.story,
            "version": entry.label,
            "corrections": list(entry.corrections),
        },
    }
