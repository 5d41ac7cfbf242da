"""The page of a checked text: each sentence beside its evidence, whatever the text would like to be."""

import pytest
from hypothesis import given, settings

from service.checking import CheckedClaim, Told
from service.render.checked import CONTEXT, render_check
from service.render.words import LABELS, REASONS
from store.records import Claim, Finding, Label, Paragraph, Reason, Source, Span, Verdict
from tests.builders import a_claim, a_source, supported
from tests.service.render.test_html import ATTACKS, Page, skeleton
from tests.strategies import lines


def failed(claim: Claim, *findings: Finding, **fields: object) -> CheckedClaim:
    known = {"claim_id": claim.id, "label": Label.UNSUPPORTED, "score": 0.25, "reasons": findings}
    return CheckedClaim(claim, Verdict.model_validate(known | fields))


def html(*rows: CheckedClaim, sources: tuple[Source, ...] = (), name: str = "draft.md") -> str:
    titles = [row.claim for row in rows if row.title]
    body = tuple(Paragraph(claims=(row.claim,)) for row in rows if not row.title)
    text = Told(titles[0] if titles else None, body)
    return render_check(name, text, rows, {source.id: source for source in sources})


def page(*rows: CheckedClaim, sources: tuple[Source, ...] = (), name: str = "draft.md") -> Page:
    seen = Page(html(*rows, sources=sources, name=name))
    assert seen.open == []
    return seen


def marked(seen: str, tag: str) -> list[str]:
    return [part.partition(f"</{tag}>")[0] for part in seen.split(f"<{tag}>")[1:]]


SOURCE = a_source("It was dark. It fell at <dawn>. Nobody saw it.", title="The fall", outlet="The Herald")
FELL = a_claim("It fell at dawn.", SOURCE)


def span(text: str, source: Source = SOURCE) -> Span:
    start = source.text.index(text)
    return Span(source_id=source.id, start=start, end=start + len(text), text=text)


def good(claim: Claim = FELL) -> CheckedClaim:
    verdict = supported(claim, SOURCE).model_copy(update={"spans": (span("It fell at <dawn>."),)})
    return CheckedClaim(claim, verdict)


def test_the_evidence_stands_marked_in_its_context() -> None:
    seen = html(good(), sources=(SOURCE,))
    assert marked(seen, "mark") == ["It fell at &lt;dawn&gt;."]
    shown = Page(seen).shown()
    assert f"It fell at dawn [{SOURCE.id[:8]}]." in shown
    assert "It was dark. It fell at <dawn>. Nobody saw it. The fall, The Herald, 3 March 2025" in shown


def test_of_a_long_source_a_little_is_shown_on_both_sides() -> None:
    text = f"{'before ' * 200}It fell. {'after ' * 200}"
    source = a_source(text)
    row = CheckedClaim(
        FELL, supported(FELL, source).model_copy(update={"spans": (span("It fell.", source),)})
    )
    shown = page(row, sources=(source,)).shown()
    around = shown.partition("… before")[2].partition("after …")[0]
    assert "It fell." in around
    assert CONTEXT < len(around) < 2 * CONTEXT + 20
    assert "… before before" in shown


def test_what_failed_shows_what_comes_nearest_and_why() -> None:
    finding = Finding(reason=Reason.NAME, detail="Varr", citation=SOURCE.id[:8])
    seen = html(
        failed(a_claim("Varr fell at dawn.", SOURCE), finding, spans=(span("It fell at <dawn>."),)),
        sources=(SOURCE,),
    )
    assert '<em class="named">Varr</em> fell at dawn' in seen
    shown = Page(seen).shown()
    assert f"not supported · score 0.25 a name is not in the cited text: Varr [{SOURCE.id[:8]}]" in shown
    assert "What comes nearest It was dark." in shown
    assert "0 of 1 sentence is supported by what it cites" in shown


@pytest.mark.parametrize(
    ("text", "reason", "detail", "named"),
    [
        ("It cost 26 million crowns.", Reason.NUMBER, "26000000", ["26 million"]),
        ("It killed nineteen people.", Reason.NUMBER, "19", ["nineteen"]),
        ("It cost 5 crowns.", Reason.NUMBER, "7", []),
        ("It did not fall.", Reason.NEGATION, "added: not", ["not"]),
        ("It fell.", Reason.NEGATION, "dropped: not", []),
        ("It fell on May 7.", Reason.DATE, "May 7", ["May 7"]),
        ("“It fell (.*) hard,” he said.", Reason.QUOTE, "It fell (.*) hard", ["It fell (.*) hard"]),
        ("It felled it.", Reason.NAME, "fell", []),
    ],
)
def test_the_words_that_a_reason_names_are_marked(
    text: str, reason: Reason, detail: str, named: list[str]
) -> None:
    seen = html(failed(Claim(text=text), Finding(reason=reason, detail=detail)))
    assert marked(seen.replace('<em class="named">', "<em>"), "em") == named
    assert f"{text[:-1]}{text[-1]}" in Page(seen).shown()


def test_what_no_source_says_has_nothing_to_show() -> None:
    claim = Claim(text="It fell.", citations=("00000000",))
    seen = page(failed(claim, Finding(reason=Reason.INVENTED_ID, detail="none", citation="00000000")))
    assert "It fell [00000000]." in seen.shown()
    assert "There is no cited text to show." in seen.shown()
    assert "s-00000000" not in str(seen.values("href"))


def test_a_sentence_that_could_not_be_checked_says_so() -> None:
    row = CheckedClaim(FELL, failed(FELL, label=Label.UNCHECKED).verdict, problem="The model is away.")
    shown = page(row, sources=(SOURCE,)).shown()
    assert "? It fell at dawn" in shown
    assert "not checked · score 0.25 The model is away." in shown


def test_the_title_comes_first_and_is_called_so() -> None:
    title = CheckedClaim(FELL, good().verdict, title=True)
    seen = page(title, good(a_claim("It fell.", SOURCE)), sources=(SOURCE,))
    assert "supported · title · score 1.00" in seen.shown()
    assert "All 2 sentences are supported by what they cite" in seen.shown()
    assert "sentence title" in seen.values("class")


def test_every_fragment_leads_somewhere_and_nothing_leads_out() -> None:
    rows = (good(), failed(a_claim("It rose.", SOURCE), spans=(span("It was dark."),)))
    seen = page(*rows, sources=(SOURCE,))
    assert {href[1:] for href in seen.values("href")} <= set(seen.values("id"))
    assert seen.values("src") == []
    assert not {tag for tag, _ in seen.elements} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "form",
        "base",
    }
    assert not seen.values("style")


@pytest.mark.parametrize("label", Label)
def test_each_label_has_a_sign_and_words(label: Label) -> None:
    row = good() if label is Label.SUPPORTED else failed(FELL, label=label)
    assert LABELS[label] in page(row, sources=(SOURCE,)).shown()


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_counted_in_words(reason: Reason) -> None:
    finding = Finding(reason=reason, detail="it")
    assert f"2 {REASONS[reason]}" in page(failed(FELL, finding), failed(FELL, finding, finding)).shown()


def saying(words: str) -> Page:
    """A page on which the words stand everywhere where a text, a source or a checker can put some."""
    source = a_source(f"{words} x", title=words, outlet=words, name=words, url=words)
    claim = a_claim(f"{' '.join(words.split())} x.", source)
    finding = Finding(reason=Reason.NAME, detail=f"{words} y", citation=words)
    whole = Span(source_id=source.id, start=0, end=len(source.text), text=source.text)
    row = CheckedClaim(
        claim,
        failed(claim, finding, spans=(whole,), checker=words).verdict,
        title=True,
        problem=words,
    )
    return page(row, failed(claim, finding, spans=(whole,)), sources=(source,), name=words)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_words_change_the_page(attack: str) -> None:
    assert skeleton(saying(attack)) == skeleton(saying("harmless"))


@settings(max_examples=50)
@given(lines(), lines())
def test_any_sentence_is_shown_as_it_is_whatever_a_reason_names(text: str, detail: str) -> None:
    seen = page(failed(Claim(text=text), Finding(reason=Reason.NAME, detail=detail)))
    assert text in seen.shown()
