"""Events and calls of models as the trace has them: ids, digests, sizes; their words only where asked for."""

from collections.abc import Callable
from typing import Any

from agents.events import (
    Checked,
    Drafted,
    Emitted,
    Event,
    Fenced,
    Planned,
    Proposed,
    Repaired,
    Retrieved,
    Revised,
    Unchanged,
    Withheld,
)
from agents.trace import Call
from store.records import Claim, Question, StoryVersion, Verdict, digest

Line = dict[str, Any]


def of_event(event: Event, *, bodies: bool) -> Line:
    """``kind`` first."""
    return {"kind": type(event).__name__.lower(), **_FIELDS[type(event)](event, bodies)}


def of_call(call: Call, *, bodies: bool) -> Line:
    """How long it took, and what came of it, whoever waited for it tells."""
    prompt, last = call.prompt, call.requests[-1] if call.requests else None
    line: Line = {
        "role": call.role,
        "model": call.model,
        "answered_by": last.model if last else "",
        "prompt": prompt.name,
        "prompt_digest": prompt.digest,
        "asked_digest": digest(prompt.rules, prompt.material),
        "shape": call.shape,
        "mode": last.mode if last else "",
        "paid": bool(call.requests),
        "requests": len(call.requests),
        "request_errors": [one.error for one in call.requests if one.error],
        "ended": last.ended if last else "",
        "characters_in": len(prompt.rules) + len(prompt.material),
        "characters_out": len(call.answer),
        "tokens_in": call.tokens_in,
        "tokens_out": call.tokens_out,
        "tokens_estimated": any(one.estimated for one in call.requests),
    }
    if bodies:
        answers = [one.answer for one in call.requests] or [call.answer]
        line |= {"rules": prompt.rules, "material": prompt.material, "answers": answers}
    return line


def _question(question: Question, bodies: bool) -> Line:
    told = {"question": digest(question.text)[:16]}
    return {**told, "text": question.text, "facet": question.facet} if bodies else told


def _claim(claim: Claim, bodies: bool) -> Line:
    told = {"claim": claim.id, "citations": list(claim.citations)}
    return {**told, "text": claim.text} if bodies else told


def _verdict(verdict: Verdict, bodies: bool) -> Line:
    reasons = [{"reason": one.reason.value, "citation": one.citation} for one in verdict.reasons]
    told: Line = {
        "label": verdict.label.value,
        "score": round(verdict.score, 4),
        "reasons": list(dict.fromkeys(one["reason"] for one in reasons)),
        "checker": verdict.checker,
    }
    return {**told, "details": [one.detail for one in verdict.reasons]} if bodies else told


def _version(version: StoryVersion, bodies: bool) -> Line:
    told: Line = {
        "story": version.story,
        "version": version.label,
        "parent": list(version.parent) if version.parent else None,
        "claims": [claim.id for paragraph in version.paragraphs for claim in paragraph.claims],
        "sources": list(version.sources),
        "left_out": len(version.left_out),
    }
    return {**told, "title": version.title.text} if bodies else told


_FIELDS: dict[type[Event], Callable[[Any, bool], Line]] = {
    Planned: lambda event, bodies: {"questions": [_question(one, bodies) for one in event.questions]},
    Retrieved: lambda event, bodies: {**_question(event.question, bodies), "snippets": event.snippets},
    Fenced: lambda event, _: {"kept": event.kept, "retrieved": event.retrieved},
    Drafted: lambda event, _: {"sentences": event.sentences},
    Checked: lambda event, bodies: {
        "title": event.title,
        **_claim(event.claim, bodies),
        **_verdict(event.verdict, bodies),
    },
    Repaired: lambda event, bodies: {
        "before": _claim(event.before, bodies),
        "after": _claim(event.after, bodies),
    },
    Withheld: lambda event, bodies: {
        "repairs": event.left_out.repairs,
        **_claim(event.left_out.claim, bodies),
        **_verdict(event.left_out.verdict, bodies),
    },
    Revised: lambda event, _: {"stands": event.stands, "retired": event.retired},
    Proposed: lambda event, bodies: _version(event.version, bodies),
    Emitted: lambda event, bodies: _version(event.version, bodies),
    Unchanged: lambda event, bodies: _version(event.version, bodies),
}
