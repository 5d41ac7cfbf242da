"""What a page says around its article, told by its words: invitations, share bars, lists of other articles.

Nothing here looks at markup, so that it serves raw texts as well. The phrases are those that pages of news
use in sixteen languages; one that could open a sentence of an article is left out.
"""

import re
from collections.abc import Iterator, Sequence

from store.intake.blocks import Block, length_of

_SECTIONS = r"""
related(?: (?:articles?|stories|posts?|news|content|topics?|videos?|links?|coverage|reading))?
(?:most|more) (?:popular|read|viewed|shared|watched|commented|recent)\b.*
(?:popular|trending|latest|top|featured|recent|other|similar) (?:articles?|stories|posts?|news|videos?|tags?)\b.*
popular|trending(?: now)?|recommended(?: (?:for you|reading|stories|articles|videos))?|sponsored(?: content)?
more (?:from|on|in|about|stories|news|articles|headlines|like this)\b.*
(?:check out|explore|browse|discover|see) (?:our|other|more|all)\b.*
(?:you (?:might|may|will|could) (?:also )?(?:like|enjoy|be interested)|we recommend|read next|up next|what to read next)\b.*
don['’]t miss|editors?['’]?s? (?:picks?|choice)|from our (?:partners?|network)|around the web|promoted(?: stories)?
share(?: (?:this|on|via|with|the)\b.*)?|tags|topics|filed under|comments?|\d+ comments?|leave a (?:reply|comment)\b.*
(?:join|start) (?:the|our) (?:conversation|discussion|comment\w*)\b.*|about the authors?|our newsletters?
auch (?:interessant|auf)\b.*|das könnte (?:sie|dich|ihnen|euch)\b.*|das thema könnte\b.*|passend zum thema|zum thema
(?:weitere|ähnliche|verwandte|empfohlene|neueste|aktuelle|beliebte|mehr) (?:artikel|beiträge|themen|meldungen|nachrichten|news|videos)\b.*
mehr (?:zum thema|aus|von|zu)\b.*|meist\s?gelesen\w*|meist-?diskutiert\w*|top-?themen?\b.*|schon gelesen|lust auf mehr
(?:artikel|beitrag|seite) teilen|teilen(?: auf\b.*)?|(?:über )?(?:die autorin|der autor|den autor|zur person|autoren?info\w*)|kommentare?|\d+ kommentare?|keine kommentare|schlagw(?:ort|örter)\b.*|themen
[àa] lire (?:aussi|également)\b.*|lire aussi\b.*|sur le m[êe]me (?:sujet|th[èe]me)|(?:les )?plus (?:lus|populaires)|articles? (?:li[ée]s|similaires)
dans la m[êe]me rubrique|partager(?: (?:sur|cet)\b.*)?|commentaires?|sujets|th[èe]mes
lo m[áa]s (?:le[íi]do|visto|popular)\b.*|m[áa]s (?:le[íi]d[ao]s|noticias|informaci[óo]n|sobre)\b.*|not(?:as|icias) relacionadas|te puede interesar\b.*
tambi[ée]n te puede\b.*|art[íi]culos? relacionados?|temas(?: relacionados)?|compart(?:ir|e)(?: en\b.*)?|comentarios?
leia (?:mais|tamb[ée]m)\b.*|veja (?:mais|tamb[ée]m)\b.*|mais lidas\b.*|not[íi]cias relacionadas|relacionadas|compartilhe\b.*
leggi anche\b.*|potrebbe interessarti\b.*|(?:articoli|notizie) correlat[ei]|i pi[ùu] letti|condividi\b.*|argomenti
lees (?:ook|meer)\b.*|meest gelezen|gerelateerde? \w+|les (?:også|mer)\b.*|læs også\b.*|läs (?:också|även|mer)\b.*|mest (?:lest|läst|læst)
czytaj (?:więcej|też|także|również)\b.*|zobacz (?:też|także|również)\b.*|najczęściej czytane|polecane|powiązane \w+
читайте также\b.*|(?:похожие|другие) (?:новости|статьи|материалы)|популярное|по теме|поделиться\b.*
ilgili haberler|(?:en )?çok okunanlar|bunlar da ilginizi çekebilir|paylaş|etiketler\b.*
関連(?:記事|ニュース|キーワード)|(?:人気|おすすめ)(?:の)?(?:記事|情報)?|あわせて読みたい|ランキング|관련\s?기사|많이 본 뉴스|推荐阅读|相关(?:阅读|新闻|文章)|热门(?:文章|新闻)
"""
"""Headings of what stands beside an article, one alternative or several a line."""

_INVITATIONS = r"""
(?:more|related|watch|listen|see also|read (?:also|more|next)|also read|advertisement|sponsored|click here|tap here)\s*[:>»→].*
(?:read more|share this|follow (?:us|\w+ on)|sign up (?:for|to)|subscribe (?:to|now)|click here|download (?:the|our) app|get (?:the|our) (?:latest|app\b|[\w ]{1,30} (?:app|on your (?:phone|mobile)|in your inbox)))\b.*
(?:.*[.!?] )?(?:leave a (?:comment|reply)|tell your friends)\b.*|.{0,200}\b(?:our newsletters?|all rights reserved|(?:write|mail|email|e-mail) to \S+@).*
(?:this (?:site|website|page) uses cookies|we use cookies|we (?:and|value) (?:our|your) (?:partners|privacy)|by (?:clicking|continuing|signing up)|accept (?:all )?cookies)\b.*
.{0,120}\bnewsletters?\b.{0,40}\b(?:sign|subscribe|register|inbox|weekly|daily|abonn|anmeld|informiert|kostenlos|hier|inscri|suscr|iscri|delivered)\w*\b.*
(?:do you like this|did you (?:like|enjoy)|enjoying our|if you (?:liked|enjoyed) (?:this|reading)|support (?:our|independent|quality) journalism|this is a breaking|hat ihnen (?:der|dieser)|hat dir (?:der|dieser)|gefällt (?:ihnen|dir)|fehler gefunden|ihre meinung (?:ist|zu)|schreiben sie uns|senden sie uns|unterstützen sie|tu suscripción|su suscripción|si (?:continúas|decides|quieres) (?:leyendo|continuar|compartir))\b.*
(?:already a (?:subscriber|member)|log ?in or|(?:log|sign) in to (?:continue|read)|create an account|(?:to|please) (?:continue reading|subscribe|log in)|this article is for subscribers|subscribe to (?:read|continue))\b.*
(?:continue reading(?: below)?|story continues below|article continues (?:below|after)\b.*|advertisement|anzeige|publicité|publicidad|pubblicità|werbung|reklama?|article content|recommended videos?|copy link|link copied|gift this article|view comments|enlarge image|skip to (?:content|main)\b.*)
(?:thank you for visiting|you are using a browser|enable javascript|please enable|your browser (?:does not|is))\b.*
(?:©|\(c\)|copyright\b|alle rechte vorbehalten|tous droits réservés|todos los derechos|tutti i diritti).*
(?:(?:photo|image|picture|credits?|photograph|foto|bild|titelbild|fotocredit|crédits?(?: photo)?|photo credits?|immagine|imagen|imagem|zdjęcie|фото|fot\.)s?\s*(?::|©|\bby\b|/|\|)|写真[:：]|사진\s*[=:：]).*
(?:lesen sie (?:auch|mehr|dazu|hier)|lies (?:auch|hier|mehr)|mehr (?:zum thema|dazu|lesen|erfahren)|auch lesen|auch interessant|weiterlesen|jetzt (?:lesen|abonnieren|anmelden)|siehe auch|zum (?:artikel|weiterlesen|thema)|passend dazu|hier geht[’']?s? (?:es )?zu[rm]?|folgen sie uns|abonnieren sie|melden sie sich)\b.*
(?:lire (?:aussi|également|plus|la suite)|[àa] lire (?:aussi|également)?\s*[:|]|voir aussi|pour (?:lire la suite|accéder)|abonnez-vous|inscrivez-vous|il vous reste \d|la suite est réservée)\b.*
(?:lea|lee|leer|vea|ver|mire|mira|le puede interesar|te puede interesar|puedes ver|además)(?: (?:también|tambien|más|aquí))?\s*[:|].*|(?:lee también|suscríbete|suscríbase|síguenos|únete)\b.*
(?:leia|veja|saiba|assine|siga)(?: (?:também|mais))?\s*[:|].*|(?:leggi anche|iscriviti|abbonati|seguici)\b.*
(?:les|læs|läs) (?:også|mer|også|också|även)\b.*|(?:lees|lezen) (?:ook|meer)\s*[:>].*|(?:czytaj|zobacz) (?:więcej|też|także|również)\b.*|читайте также\b.*
"""
"""What a page says to its readers about itself, from its first words to its last."""

_LONGEST_HEADING = 80
_LONGEST_INVITATION = 500
_BOX, _BOXED = 400, 0.2
"""Characters, and share of an article's prose, that its boxes have at most."""
_RESUMED = 200
"""Characters of prose that are more than a standfirst: with them the article goes on."""


def _any_of(lines: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in lines.strip().split("\n")), re.IGNORECASE)


_SECTION = _any_of(_SECTIONS)
_INVITATION = _any_of(_INVITATIONS)
_AROUND = " :…»›>→|-–•▼▾*#"


def is_section(block: Block) -> bool:
    """Whether it is the heading of something that stands beside an article."""
    text = block.text.strip(_AROUND)
    return len(text) <= _LONGEST_HEADING and not block.text.endswith(".") and bool(_SECTION.fullmatch(text))


def is_invitation(block: Block) -> bool:
    """Whether it speaks to the readers of the page about the page."""
    return len(block.text) <= _LONGEST_INVITATION and bool(_INVITATION.fullmatch(block.text.lstrip(_AROUND)))


def without_boxes(blocks: Sequence[Block]) -> list[Block]:
    """Without the few sentences that stand in tables where most do not: such a table is a box with a notice."""
    boxed = [block for block in blocks if block.kind == "table" and block.is_prose]
    few = min(_BOX, _BOXED * length_of(block for block in blocks if block.is_prose))
    return [block for block in blocks if block not in boxed] if length_of(boxed) < few else list(blocks)


def without_furniture(blocks: Sequence[Block]) -> list[Block]:
    """The article's blocks alone."""
    return list(_outside_sections([block for block in blocks if not is_invitation(block)]))


def _outside_sections(blocks: Sequence[Block]) -> Iterator[Block]:
    """Above the middle of the prose such a heading is passed over alone: the article is still to come."""
    middle = length_of(block for block in blocks if block.is_prose) / 2
    place, seen = 0, 0
    while place < len(blocks):
        block = blocks[place]
        place += 1
        if not is_section(block):
            seen += len(block.text) if block.is_prose else 0
            yield block
        elif seen >= middle:
            place = _resumes(blocks, place)


def _resumes(blocks: Sequence[Block], start: int) -> int:
    """Where the article goes on: with two paragraphs in a row, or with one that is too long for a teaser."""
    for place in range(start, len(blocks)):
        run = [block for block in blocks[place : place + 2] if block.is_prose and block.kind == "p"]
        if blocks[place].is_prose and blocks[place].kind == "p" and length_of(run) >= _RESUMED:
            return place
    return len(blocks)
