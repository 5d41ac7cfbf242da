"""A story as one HTML page: no script, no request to anywhere, readable on paper and on a phone."""

from collections.abc import Mapping

from service.render.disputes import disputes, new_claims, origins
from service.render.pages import style, template
from service.render.references import References
from store.records import Claim, Label, Source, StoryVersion, Verdict


def render_html(version: StoryVersion, sources: Mapping[str, Source]) -> str:
    """The page; `sources` are the cited ones by whole id."""
    found = {verdict.claim_id: verdict for verdict in version.verdicts}
    claims = [version.title, *version.claims()]
    references = References.of_story(version, sources)
    return template("story.html").render(
        version=version,
        references=references,
        verdicts={claim.id: found.get(claim.id) or _unchecked(claim) for claim in claims},
        disputes=disputes(version, references),
        origins={claim.id: origins(claim, references) for claim in claims},
        new=new_claims(version),
        before=version.parent and "v{}.{}".format(*version.parent),
        **style("story.css"),
    )


def _unchecked(claim: Claim) -> Verdict:
    """A claim that nobody checked says so."""
    return Verdict(claim_id=claim.id, label=Label.UNCHECKED, score=0)
