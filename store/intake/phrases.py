"""Words that pages of news say around their articles, in sixteen languages.

An alternative, or several, a line. What could open a sentence of an article is left out.
"""

import re


def _any_of(lines: str) -> str:
    return "|".join(f"(?:{line})" for line in lines.strip().split("\n"))


_SECTIONS = r"""
related(?: (?:articles?|stories|posts?|news|content|topics?|videos?|links?|coverage|reading))?
(?:most|more) (?:popular|read|viewed|shared|watched|commented|recent)\b.*
(?:popular|trending|latest|top|featured|recent|other|similar) (?:articles?|stories|posts?|news|tags?)\b.*
popular|trending(?: now)?|recommended(?: (?:for you|reading|stories|articles|videos))?|sponsored(?: content)?
more (?:from|on|in|about|stories|news|articles|headlines|like this)\b.*
(?:check out|explore|browse|discover|see) (?:our|other|more|all)\b.*
you (?:might|may|will|could) (?:also )?(?:like|enjoy|be interested)\b.*
(?:we recommend|read next|up next|what to read next)\b.*
don['’]t miss|editors?['’]?s? (?:picks?|choice)|from our (?:partners?|network)|around the web
promoted(?: stories)?|share(?: (?:this|on|via|with|the)\b.*)?|tags|topics|filed under|(?:\d+ )?comments?
leave a (?:reply|comment)\b.*
(?:join|start) (?:the|our) (?:conversation|discussion|comment\w*)\b.*|about the authors?|our newsletters?
auch (?:interessant|auf)\b.*|das könnte (?:sie|dich|ihnen|euch)\b.*|das thema könnte\b.*
(?:passend )?zum thema|mehr (?:zum thema|aus|von|zu)\b.*|meist\s?gelesen\w*|meist-?diskutiert\w*
(?:weitere|ähnliche|verwandte|empfohlene|neueste|beliebte|mehr) (?:artikel|beiträge|themen|meldungen)\b.*
top-?themen?\b.*|schon gelesen|lust auf mehr|(?:artikel|beitrag|seite) teilen|teilen(?: auf\b.*)?|themen
(?:über )?(?:die autorin|de[rn] autor)|autoren?info\w*|(?:keine |\d+ )?kommentare?|schlagw(?:ort|örter)\b.*
(?:[àa] )?lire (?:aussi|également)\b.*|sur le m[êe]me (?:sujet|th[èe]me)|(?:les )?plus (?:lus|populaires)
articles? (?:li[ée]s|similaires)|dans la m[êe]me rubrique|partager(?: (?:sur|cet)\b.*)?|commentaires?
lo m[áa]s (?:le[íi]do|visto|popular)\b.*|m[áa]s (?:le[íi]d[ao]s|noticias|informaci[óo]n|sobre)\b.*
not(?:as|icias) relacionadas|te puede interesar\b.*|tambi[ée]n te puede\b.*|art[íi]culos? relacionados?
temas(?: relacionados)?|compart(?:ir|e)(?: en\b.*)?|comentarios?
(?:leia|veja) (?:mais|tamb[ée]m)\b.*|mais lidas\b.*|not[íi]cias relacionadas|compartilhe\b.*
leggi anche\b.*|potrebbe interessarti\b.*|(?:articoli|notizie) correlat[ei]|i pi[ùu] letti|condividi\b.*
lees (?:ook|meer)\b.*|meest gelezen|gerelateerde? \w+|les (?:også|mer)\b.*|læs også\b.*
läs (?:också|även|mer)\b.*|mest (?:lest|läst|læst)
(?:czytaj|zobacz) (?:więcej|też|także|również)\b.*|najczęściej czytane|polecane|powiązane \w+
читайте также\b.*|(?:похожие|другие) (?:новости|статьи|материалы)|популярное|по теме|поделиться\b.*
ilgili haberler|(?:en )?çok okunanlar|bunlar da ilginizi çekebilir|paylaş|etiketler\b.*
関連(?:記事|ニュース|キーワード)|(?:人気|おすすめ)(?:の)?(?:記事|情報)?|あわせて読みたい|ランキング
관련\s?기사|많이 본 뉴스|推荐阅读|相关(?:阅读|新闻|文章)|热门(?:文章|新闻)
"""

_OPENINGS = r"""
read more|share this|follow (?:us|\w+ on)|sign up (?:for|to)|subscribe (?:to|now)|click here|tap here
download (?:the|our) app|get (?:the|our) (?:latest|app|[\w ]{1,30} (?:app|on your phone|in your inbox))
(?:this (?:site|website|page) uses|we use|accept(?: all)?) cookies
we (?:and|value) (?:our|your) (?:\d+ )?(?:partners (?:use|store|process)|privacy)
by (?:clicking|continuing|signing up)[^.]{0,60} you (?:agree|accept|consent)|already a (?:subscriber|member)
create an account|log ?in or|(?:log|sign) in to (?:continue|read)|(?:to|please) (?:continue reading|subscribe)
this article is for subscribers|subscribe to (?:read|continue)|thank you for visiting|you are using a browser
(?:please )?enable (?:javascript|cookies)|your browser (?:does not|is)|do you like this|did you (?:like|enjoy)
enjoying our (?:latest|content|coverage|stories)|if you (?:liked|enjoyed) (?:this|reading)
support (?:our|independent|quality) journalism|this is a breaking|join thought-provoking
alle rechte vorbehalten|tous droits réservés|todos los derechos|tutti i diritti|copyright (?:©|\(c\)|\d{4})
lesen sie (?:auch|mehr|dazu|hier)|lies (?:auch|hier|mehr)|mehr (?:zum thema|dazu|lesen|erfahren)|weiterlesen
jetzt (?:lesen|abonnieren|anmelden)|siehe auch|hier geht[’']?s? (?:es )?zu[rm]?|folgen sie uns|abonnieren sie
melden sie sich|fehler gefunden|hat (?:ihnen|dir) (?:der|dieser)|gefällt (?:ihnen|dir)|ihre meinung (?:ist|zu)
(?:schreiben|senden) sie uns|unterstützen sie (?:uns|unser)|(?:[àa] )?lire (?:aussi|également|plus|la suite)
voir aussi|pour (?:lire la suite|accéder)|abonnez-vous|inscrivez-vous|il vous reste \d|la suite est réservée
lee también|suscríbete|suscríbase|síguenos|únete|[ts]u suscripción
si (?:continúas|decides|quieres) (?:leyendo|continuar|compartir)
leggi anche|iscriviti|abbonati|seguici|(?:les|læs|läs) (?:også|mer|også|också|även)
(?:czytaj|zobacz) (?:więcej|też|także|również)|читайте также
"""

_LABELS = r"""
more|related|watch|listen|see also|read (?:also|more|next)|also read|advertisement|sponsored
auch (?:lesen|interessant)|passend dazu|zum (?:artikel|weiterlesen|thema)|lesetipp|mehr
(?:photo|image|picture|credit|photograph|foto|bild|titelbild|fotocredit|immagine|imagen|imagem|zdjęcie|фото)s?
crédits?(?: photos?)?|photo credits?|fot\.|写真|사진
(?:lea|lee|leer|vea|ver|mire|mira|le puede interesar|te puede interesar|puedes ver)(?: (?:también|más|aquí))?
(?:leia|veja|saiba|assine|siga)(?: (?:também|mais))?|(?:lees|lezen) (?:ook|meer)|[àa] lire
"""

_WHOLE = r"""
continue reading|advertisement|anzeige|publicité|publicidad|pubblicità|werbung|reklama?|article content
recommended videos?|copy link|link copied|gift this article|view comments|enlarge image
skip to (?:content|main)\b.*|(?:article|story) continues (?:below|after)\b.*|(?:©|\(c\)).*
(?:photo|image|picture|foto) (?:by|/)\b.*
(?:.*[.!?] )?(?:leave a (?:comment|reply)|tell your friends)\b.*
.{0,200}\b(?:our newsletters?|all rights reserved|(?:write|mail|email|e-mail) to \S+@).*
.{0,120}\bnewsletters?\b.{0,40}\b(?:sign|subscri|regist|inbox|abonn|anmeld|informiert|hier|inscri|suscr)\w*\b.*
"""

SECTION = re.compile(_any_of(_SECTIONS), re.IGNORECASE)
"""Headings of what stands beside an article, whole."""

INVITATION = re.compile(
    rf"(?:{_any_of(_OPENINGS)})\b.*|(?:{_any_of(_LABELS)})\s*[:>»→|=：].*|{_any_of(_WHOLE)}", re.IGNORECASE
)
"""What a page says to its readers about itself, from the first of its words to the last."""
