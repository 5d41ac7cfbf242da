"""The checker that needs no language model: ids, then grounding, then a support score."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.anchor import unanchor
from agents.checker.grounding import findings
from agents.checker.passages import Passage, ReadSource
from agents.checker.support import Support
from agents.surface import normal
from store.records import SHORT_ID, Claim, Finding, Label, Reason, Source, SourceStatus, Span, Verdict

REMEMBERED = 512
"""Sources kept cut into sentences: more than one story cites."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One citation, weighed alone."""

    score: float = 0.0
    span: Span | None = None
    reasons: tuple[Finding, ...] = ()


class EmbeddedChecker:
    """Each citation must support the whole sentence by itself; one that does not is named in the reasons."""

    def __init__(self, support: Support) -> None:
        self._support = support
        self._known: dict[str, ReadSource] = {}
        self.name = f"grounding-1+{support.name}"

    def check(self, claim: Claim, sources: Sequence[Source]) -> Verdict:
        """``unsupported`` unless every citation means one source and that source bears the sentence out."""
        weighed = [self._weigh(claim.text, citation, sources) for citation in dict.fromkeys(claim.citations)]
        if not weighed:
            weighed = [_Weighed(reasons=(Finding(reason=Reason.UNCITED, detail="no citation"),))]
        reasons = tuple(reason for one in weighed for reason in one.reasons)
        return Verdict(
            claim_id=claim.id,
            label=Label.UNSUPPORTED if reasons else Label.SUPPORTED,
            score=min(one.score for one in weighed),
            reasons=reasons,
            spans=tuple(one.span for one in weighed if one.span),
            checker=self.name,
        )

    def _weigh(self, text: str, citation: str, sources: Sequence[Source]) -> _Weighed:
        cited = resolve(citation, sources)
        if isinstance(cited, Finding):
            return _Weighed(reasons=(cited,))
        read = self._read(cited)
        day, bare = unanchor(text)
        if day and cited.published_at and cited.published_at.date() == day:
            text = bare
        elif day and normal(text.removesuffix(bare)) not in read.normal_text:
            wrong = Finding(reason=Reason.DATE, detail=f"not published on {day}", citation=citation)
            return _Weighed(reasons=(wrong,))
        tried = [self._try(text, citation, read, passage) for passage in read.windows(text)]
        nothing = Finding(reason=Reason.NO_EVIDENCE, detail="nothing in common", citation=citation)
        return min(
            tried, key=lambda one: (len(one.reasons), -one.score), default=_Weighed(reasons=(nothing,))
        )

    def _read(self, source: Source) -> ReadSource:
        read = self._known.get(source.id)
        if read is None or read.source != source:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            read = self._known[source.id] = ReadSource(source)
        return read

    def _try(self, text: str, citation: str, read: ReadSource, passage: Passage) -> _Weighed:
        found = findings(text, passage, read)
        score = self._support.score(text, [f"{passage.text}\n{passage.dated}"])[0]
        if score < self._support.threshold:
            found.append(Finding(reason=Reason.NOT_ENTAILED, detail=f"support {score:.2f}"))
        named = (finding.model_copy(update={"citation": citation}) for finding in found)
        return _Weighed(score, passage.span, tuple(named))


def resolve(citation: str, sources: Sequence[Source]) -> Source | Finding:
    """The one active source whose id begins so, or the reason why there is none."""
    long_enough = len(citation) >= SHORT_ID
    begun = {source.id: source for source in sources if long_enough and source.id.startswith(citation)}
    meant = list(begun.values())
    if not meant:
        return Finding(reason=Reason.INVENTED_ID, detail="no source has this id", citation=citation)
    if len(meant) > 1:
        return Finding(reason=Reason.AMBIGUOUS_ID, detail=f"may be {len(meant)} sources", citation=citation)
    if meant[0].status is SourceStatus.RETRACTED:
        return Finding(reason=Reason.RETRACTED_ID, detail="the source was retracted", citation=citation)
    return meant[0]
