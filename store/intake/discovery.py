"""The feeds that a page offers: <link rel="alternate" type="application/rss+xml" href="…">."""

from store.intake.clean import one_line
from store.intake.entry import address
from store.intake.markup import parsed

_KINDS = frozenset(
    """application/rss+xml application/atom+xml application/rdf+xml application/feed+json application/json
    application/xml text/rss+xml text/xml""".split()
)


def offered_feeds(page: str, url: str) -> dict[str, str]:
    """Addresses and titles, in the page's order, which has the main one first."""
    tree = parsed(page)
    if tree is None:
        return {}
    base = next((address(base.get("href") or "", url) for base in tree.iter("base")), "") or url
    links = (
        (address(link.get("href") or "", base), one_line(link.get("title") or ""))
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").lower().partition(";")[0].strip() in _KINDS
    )
    found: dict[str, str] = {}
    for where, title in links:
        if where:
            found.setdefault(where, title)
    return found
