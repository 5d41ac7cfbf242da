"""Stories for programs that watch, list and embed: feeds, linked data, a sitemap, cards.

addresses    where pages lie, as the world sees them
entries      a version as an entry of a feed
atom         a feed as Atom
jsonfeed     a feed as JSON Feed 1.1
linked       a version as a NewsArticle of schema.org
cards        a story in another site's page, and oEmbed
sitemaps     what there is to index
conditional  answers that need not be given again
routes       all of it by HTTP
"""

from fastapi import FastAPI

from service.feeds import cards, routes, sitemaps


def furnish(app: FastAPI) -> None:
    """Add the routes; before those of pages, which take what stands behind a story's name for a version."""
    for room in (routes, cards, sitemaps):
        app.include_router(room.router, include_in_schema=False)
