"""What sort of document its publisher says that it is: never a guess from the words of its text.

The types are those of https://schema.org/Article and of what lies below it there. ``Article`` itself, which
pages of every sort call themselves, says nothing. Whoever marks opinion marks it by its section at least,
most often on what it calls a NewsArticle: so sections are asked before such a type, and after a closer one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import unquote, urlsplit

from store.intake.clean import canonical_url
from store.records import SourceKind

_CLOSE: Mapping[SourceKind, str] = {
    SourceKind.REPORT: "ReportageNewsArticle AskPublicNewsArticle",
    SourceKind.ANALYSIS: "AnalysisNewsArticle BackgroundNewsArticle",
    SourceKind.OPINION: "OpinionNewsArticle SatiricalArticle",
    SourceKind.REVIEW: "ReviewNewsArticle CriticReview Review",
    SourceKind.LIVE: "LiveBlogPosting",
    SourceKind.RELEASE: "AdvertiserContentArticle SpecialAnnouncement PressRelease",
}
_LOOSE: Mapping[SourceKind, str] = {
    SourceKind.REPORT: "NewsArticle",
    SourceKind.POST: "BlogPosting SocialMediaPosting DiscussionForumPosting Blog",
    SourceKind.DOCUMENT: "Report ScholarlyArticle MedicalScholarlyArticle",
}
"""schema.org's Report is one of a government, or of another body whose work it is."""

_SECTIONS: Mapping[SourceKind, str] = {
    SourceKind.OPINION: """opinion opinions opinion-analysis op-ed op-eds oped comment commentary
        commentaries commentisfree comment-is-free column columns columnist columnists editorial
        editorials perspective perspectives viewpoint viewpoints guest-essay guest-commentary
        guest-column letters-to-the-editor satire meinung meinungen kommentar kommentare gastkommentar
        gastbeitrag gastbeitrage gastbeitraege leitartikel kolumne kolumnen debatte debatten glosse
        tribune tribunes edito editos editoriaux chronique chroniques opinions-et-debats opiniones
        tribuna columna columnas columnistas editoriales opinioni editoriale editoriali commenti opinie
        opinies opiniao colunas opinio meninger meningar kronikk kronikker ledare ledarsidan debatt
        debat mielipide paakirjoitus nuomones viedokli arvamus komentarze publicystyka nazory komentare
        velemeny gorus gorusler kose-yazilari yazarlar mneniya мнение мнения колонки думки погляди
        γνωμες αποψεις 社説 論説 オピニオン コラム 사설 오피니언 칼럼 评论 評論 社论 社評 观点 觀點 رأي
        آراء דעות""",
    SourceKind.ANALYSIS: """analysis analyses analyse analysen analiz analizy analize analisis analisi
        analise explainer explainers explained news-analysis background hintergrund hintergrunde
        hintergruende decryptage decryptages fact-check fact-checks factcheck fact-checking faktencheck
        faktencheks desintox 解説 分析""",
    SourceKind.REVIEW: """review reviews book-review book-reviews film-review film-reviews movie-reviews
        music-reviews tv-reviews game-reviews album-reviews theatre-reviews restaurant-reviews
        product-reviews kritik kritiken filmkritik filmkritiken rezension rezensionen testbericht
        testberichte critique critiques critica criticas resena resenas recensione recensioni recensie
        recensies recension recensioner anmeldelse anmeldelser recenzja recenzje recenze レビュー""",
    SourceKind.RELEASE: """press-release press-releases pressrelease pressreleases news-release
        news-releases newsrelease newsreleases media-release media-releases presscorner press-statement
        press-statements official-statement official-statements statements-releases
        statements-and-releases pressemitteilung pressemitteilungen pressemeldung pressemeldungen
        medienmitteilung medienmitteilungen presseaussendungen communique-de-presse
        communiques-de-presse communiques nota-de-prensa notas-de-prensa comunicado-de-prensa
        comunicados comunicato-stampa comunicati-stampa persbericht persberichten pressmeddelande
        pressmeddelanden pressemelding pressemeldinger pressemeddelelse pressemeddelelser tiedotteet
        komunikaty tiskove-zpravy sponsored sponsored-content paid-content paid-post paidpost brandvoice
        branded-content partner-content advertorial advertorials anzeige publireportage プレスリリース
        보도자료 新闻稿 新聞稿 пресс-релизы""",
    SourceKind.DOCUMENT: "research-article originalpaper reviewpaper",
}
"""Whole names of sections, or parts of an address, as ``_key`` writes them."""

_IN_ADDRESS: Mapping[SourceKind, str] = {
    SourceKind.LIVE: "live liveblog live-blog live-updates live-news liveticker en-direct en-vivo en-directo",
    SourceKind.RELEASE: """press pressroom press-room press-office press-centre press-center presse
        pressebereich espace-presse salle-de-presse sala-de-prensa sala-stampa presserom pressrum
        statements speeches reden""",
    SourceKind.POST: "blog blogs",
}
"""As names of sections they are of other things as well: concerts, newspapers, all that a firm has to say."""

_MOST = 50
"""Types, sections and parts that are looked at."""
_LONGEST = 500
_BETWEEN = re.compile(r"[,;|>/]")
_JOINED = re.compile(r"[\s_&+]+")


def _key(name: str) -> str:
    """``Letters to the Editor`` → ``letters-to-the-editor``, without accents."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    return _JOINED.sub("-", plain.strip().casefold())


def _table(*parts: Mapping[SourceKind, str]) -> Mapping[str, SourceKind]:
    return {_key(word): kind for part in parts for kind, words in part.items() for word in words.split()}


_OWN = {kind.value: kind for kind in SourceKind}
_CLOSE_TYPES, _LOOSE_TYPES = _table(_CLOSE), _table(_LOOSE)
_NAMES, _ADDRESSES = _table(_SECTIONS), _table(_SECTIONS, _IN_ADDRESS)


def named(word: str) -> SourceKind:
    """What a record calls its kind: in our words, by a type, or as sections are called."""
    tables = (_OWN, _CLOSE_TYPES, _NAMES, _LOOSE_TYPES)
    return next((kind for table in tables for kind in _found(table, [word])), SourceKind.UNKNOWN)


def declared(
    types: Iterable[str] = (),
    sections: Iterable[str] = (),
    url: str = "",
    otherwise: SourceKind = SourceKind.UNKNOWN,
) -> SourceKind:
    """By its types, its sections and its address; else what its format makes it.

    A type may be a whole address, and one string may name several sections.
    """
    stated = [
        one[:_LONGEST].rstrip("/#").rpartition("/")[2].rpartition(":")[2] for one in islice(types, _MOST)
    ]
    names = [name for one in islice(sections, _MOST) for name in _BETWEEN.split(one[:_LONGEST])]
    asked = (
        (_CLOSE_TYPES, stated),
        (_NAMES, names),
        (_ADDRESSES, _parts(url)),
        (_LOOSE_TYPES, stated),
    )
    return next((kind for table, words in asked for kind in _found(table, words)), otherwise)


def _found(table: Mapping[str, SourceKind], words: Iterable[str]) -> Iterator[SourceKind]:
    keys = (_key(word[:_LONGEST]) for word in islice(words, _MOST))
    return (table[key] for key in keys if key in table)


def _parts(url: str) -> list[str]:
    """The folders of an address, and what stands before the name of its site; no headline is in them."""
    if not (address := canonical_url(url)):
        return []
    read = urlsplit(address)
    before, _, site = (read.hostname or "").partition(".")
    return [*map(unquote, read.path.split("/")[1:-1]), *([before] if "." in site else [])]
