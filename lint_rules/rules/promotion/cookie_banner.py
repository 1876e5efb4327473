"""PRO003: consent banners."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Rule, Valid, phrases, quoted, remove_lines
from lint_rules.shapes import HITS_A_LINE, by_line, sentence_around

REACH = 2  # lines that lie between two lines of one banner at most: an icon's name, an unknown cookie of the table
SHOWN = 2000  # characters of a line that are looked at; consent paragraphs are shorter
LONGEST_LINE = 1500  # a longer line is a page without line breaks: only the banner's sentences in it are reported
TOPIC_LINES = 3  # paragraphs outside the banner that speak of consent make it the subject of the article
# What a banner speaks of. One of these must stand in a banner, and they are what an article about banners is known by.
_ABOUT = pattern(
    r"cookie|consent|gdpr|rgpd|dsgvo|ccpa|privacy|datenschutz|privatsphäre|einwilligung|zustimmung|confidentialité|vie privée|"
    r"privacidad|consentimiento|privacidade|consentimento|consenso|toestemming|samtycke|\bkakor|integritet|eväste|suostumu|tietosuoj|"
    r"\bzgod[aęyz]|prywatno"
)
# Wherever `_ABOUT` is found, one of these stands.
_ABOUT_STEMS = (
    "cookie", "consent", "gdpr", "rgpd", "dsgvo", "ccpa", "privacy", "datenschutz", "privatsphäre", "einwilligung", "zustimmung",
    "confidentialité", "vie privée", "privacidad", "consenso", "toestemming", "samtycke", "kakor", "integritet", "eväste",
    "suostumu", "tietosuoj", "zgod", "prywatno",
)  # fmt: skip
# What it does with it. A sentence that begins "We use cookies" is a banner's only if it says one of these, too: bakers
# use cookies as well.
_PURPOSE = pattern(
    r"web ?site|\bsites?\b|brows|traffic|personali|analy[sz]|technolog|partner|experience|preference|settings|\bad(?:s|vert)|content|device|"
    r"consent|privacy|policy|vendors|third[ -]part|improve|"
    r"webseite|\bseite|nutzung|nutzer|einstellung|anzeigen|werbung|erlebnis|inhalte|dienste|"
    r"navigation|expérience|publicit|contenu|audience|utilisateur|partenaires|navega|experiencia|publicidad|contenid|usuario|sitio|"
    r"experiência|publicidade|conteúdo|\bsito|navigazion|esperienza|pubblicit|contenuti|utent|ervaring|advertent|gebruik|webbplats|"
    r"upplevelse|annons|innehåll|sivusto|käyttökokemu|mainon|kumppani|stron|serwis|reklam|użytkown|treści|urządz"
)

Evidence = list[tuple[Line, list[Hit]]]


class CookieBanner(Rule):
    """A consent banner, or its table of cookies, was scraped with the text.

    ## Why it matters
    The banner is in the page before anything else, so it becomes the first paragraph of the text, the same on every page
    of every site that uses the tool. Its table of cookies may be longer than the article.

    ## How it is found
    As a block: neighbouring lines that hold the words of banners (sentences such as "We use cookies to improve your
    experience", buttons such as "Reject all", categories, cookie names and life spans). A block needs one line that can
    only be a banner's; everyday words ("Accept", "11 months", "Marketing") only extend it. Where three paragraphs outside
    the block speak of cookies or consent, it needs neighbours that bear it out.

    ## When it is right to keep
    In an article about cookies, consent or privacy, and in recipes. A lone "Cookie policy" is an entry of a menu: it
    counts only among other residue.
    """

    code = "PRO003"
    severity = Severity.ERROR
    confidence = 0.99
    triggers = (
        phrases("cookie_banner"),
        phrases("cookie_banner_start", Anchor.START),
        phrases("cookie_banner_part", Anchor.ANYWHERE),
    )

    VALID = (
        Valid("We use cookies to thicken the base: forty grams, crumbled, for each guest who has asked for seconds.\n"),
        Valid("Accept\n\nThe old word means to take a thing that is offered, and nothing about liking it.\n"),
        Valid(
            "The window that nobody reads\n\nA banner asks for consent on nine sites out of ten, and three readers in four press what is green.\n\n"
            "Accept all cookies\n\nThe words were tested on four hundred people. When both buttons were green, half of them refused the cookies.\n\n"
            "Consent, the court said in March, is not consent if the other answer is hidden behind two more windows.\n"
        ),
        Valid(
            "Preferences\n\nMarketing\n\nAsked what they would rather do, most of the students put sales last and the garden first.\n"
        ),
        Valid("These cookies keep for a week in a tin, if the tin is hidden, and for an hour if it is not.\n"),
        Valid(
            "The regulator fined two publishers because their banners offered partners a legitimate interest switched on in advance.\n"
        ),
        Valid("Duration\n\n11 months\n\nThe strike began in the bottling hall and ended, eleven months later, in the opera.\n"),
        Valid("By accepting the chair he gave up the garden, the dog and every Thursday evening until his seventieth year.\n"),
        Valid(
            "Close\n\nThe street is a close in the Scottish sense: a passage between two houses, with a stair at the end of it.\n"
        ),
        Valid("Wir verwenden Kekse, die schon einen Tag alt sind, weil sie sich besser zerbröseln lassen als frische.\n"),
    )
    INVALID = (
        Invalid(
            "⟦We and our 214 partners store information on your device to show you ads you may like.\nManage options\nAgree and close⟧\n\n"
            "The canal froze on Saturday.\n",
            fixed="The canal froze on Saturday.\n",
        ),
        Invalid("The canal froze on Saturday.\n\n⟦This site uses cookies so that our shop remembers your basket.⟧\n"),
        Invalid(
            "The canal froze on Saturday.\n\n⟦Strictly necessary cookies\nAlways active\nFunctional\nAnalytics\n"
            "cookielawinfo-checkbox-others\n11 months\nSave preferences⟧\n"
        ),
        Invalid(
            "⟦By continuing to browse you agree to our use of cookies and similar technologies.\nGot it!⟧\n\nThe canal froze on Saturday.\n"
        ),
        Invalid(
            "⟦Wir verwenden Cookies, um die Nutzung unserer Website zu messen.\nAlle akzeptieren\nNur notwendige Cookies⟧\n\nDer Kanal fror zu.\n"
        ),
        Invalid("⟦Nous et nos partenaires utilisons des cookies pour mesurer l'audience.\nTout refuser⟧\n\nLe canal a gelé.\n"),
        Invalid("⟦Utilizamos cookies propias y de terceros para mostrar publicidad.\nRechazar todo⟧\n\nEl canal se heló.\n"),
        Invalid("⟦Este site utiliza cookies para melhorar a sua experiência.\nAceitar todos⟧\n\nO canal gelou.\n"),
        Invalid("⟦Questo sito utilizza i cookie per migliorare la navigazione.\nRifiuta tutti⟧\n\nIl canale è gelato.\n"),
        Invalid("⟦Deze website gebruikt cookies om uw ervaring te verbeteren.\nAlles weigeren⟧\n\nDe gracht vroor dicht.\n"),
        Invalid("⟦Vi använder kakor för att förbättra webbplatsen.\nGodkänn alla⟧\n\nKanalen frös.\n"),
        Invalid("⟦Tämä sivusto käyttää evästeitä sisällön kohdentamiseen.\nHyväksy kaikki⟧\n\nKanava jäätyi.\n"),
        Invalid("⟦Ta strona używa plików cookie, aby dopasować treści.\nOdrzuć wszystkie⟧\n\nKanał zamarzł.\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding a banner, and a hint for each lone line that is at home in one."""
        doc = ctx.doc
        blocks = _blocks(doc, list(by_line(ctx.hits)))
        firm = [(block, found) for block in blocks if (found := _firm_line(doc, block)) is not None]
        is_topic = bool(firm) and _is_topic(doc, [block for block, _ in firm])
        for block in blocks:
            if not any(block is each for each, _ in firm):
                yield from self._hints(block)
        for block, line in firm:
            first, last = block[0][0], block[-1][0]
            size = last.index - first.index + 1
            if max(len(each.text) for each, _ in block) > LONGEST_LINE:
                yield from self._sentences(doc, block)
                continue
            yield self.finding(
                Span(first.start, last.end),
                f"consent banner {quoted(line.text)}, {len(block)} of {size} lines with its words",
                severity=Severity.WARNING if is_topic else self.severity,
                weak=is_topic,
                fix=remove_lines(first, last),
            )

    def _hints(self, block: Evidence) -> Iterator[Finding]:
        """Yield a weak finding for each line of a block without firm line that names cookies or consent."""
        for line, hits in block:
            if any(hit.trigger.anchor is Anchor.LINE for hit in hits) and _ABOUT.search(line.key):
                message = f"consent banner or its menu entry {quoted(line.text)}, alone on its line"
                yield self.finding(line.span, message, severity=Severity.WARNING, weak=True)

    def _sentences(self, doc: Document, block: Evidence) -> Iterator[Finding]:
        """Yield a finding for each sentence of a banner that is part of a page without line breaks."""
        for line, hits in block:
            for span in sorted({sentence_around(doc, line, hit.span) for hit in hits[:HITS_A_LINE]}):
                if _PURPOSE.search(doc.folded, *span) and _ABOUT.search(doc.folded, *span):
                    text = doc.text[span.start : span.end]
                    yield self.finding(span, f"sentence of a consent banner {quoted(text)} in a line of {line.words} words")


def _blocks(doc: Document, lines: Evidence) -> list[Evidence]:
    """Group lines of evidence that are within reach of each other; running text between them must speak of the same."""
    blocks: list[Evidence] = []
    for line, hits in lines:
        if blocks:
            before = blocks[-1][-1][0].index
            between = doc.lines[before + 1 : line.index] if line.index - before <= REACH + 1 else None
            if between is not None and all(_belongs(doc, each) for each in between):
                blocks[-1].append((line, hits))
                continue
        blocks.append([(line, hits)])
    return blocks


def _belongs(doc: Document, line: Line) -> bool:
    return not line.prose or _is_about(doc, line)


def _is_about(doc: Document, line: Line) -> bool:
    """Tell whether a line speaks of cookies or consent."""
    end = min(line.end, line.start + SHOWN)
    # Plain look-ups of the few words that the text holds at all: most lines have none, and need no expression.
    if not any(doc.folded.find(stem, line.start, end) >= 0 for stem in doc.view(_stems_about)):
        return False
    return _ABOUT.search(doc.folded, line.start, end) is not None


def _stems_about(doc: Document) -> Sequence[str]:
    return [stem for stem in _ABOUT_STEMS if stem in doc.folded]


def _firm_line(doc: Document, block: Evidence) -> Line | None:
    """Return the first line of a block that can only be a banner's, if the block speaks of cookies or consent at all."""
    firm = next((line for line, hits in block if _is_firm(doc, line, hits)), None)
    if firm is not None and any(_is_about(doc, line) for line, _ in block):
        return firm
    # Lines that name neither ("Reject all", "We and our 214 partners …") are a banner's where two of them stand together.
    likely = [line for line, hits in block if _is_button(hits) or _says_why(doc, line, hits)]
    return likely[0] if len(likely) > 1 else None


def _is_firm(doc: Document, line: Line, hits: Sequence[Hit]) -> bool:
    if _is_button(hits) or any(hit.trigger.anchor is Anchor.ANYWHERE for hit in hits):
        return True
    return _says_why(doc, line, hits) and _is_about(doc, line)


def _is_button(hits: Sequence[Hit]) -> bool:
    return any(hit.trigger.anchor is Anchor.LINE and not hit.trigger.weak for hit in hits)


def _says_why(doc: Document, line: Line, hits: Sequence[Hit]) -> bool:
    begins = any(hit.trigger.anchor is Anchor.START for hit in hits)
    return begins and _PURPOSE.search(doc.folded, line.start, min(line.end, line.start + SHOWN)) is not None


def _is_topic(doc: Document, blocks: Sequence[Evidence]) -> bool:
    """Tell whether the text is about cookies or consent.

    It is if paragraphs outside the banner speak of them. A banner may fall into parts: what lies between two of them is the
    banner's, too, if all of it speaks of the same.
    """
    inside: set[int] = {index for block in blocks for index in range(block[0][0].index, block[-1][0].index + 1)}
    for before, after in pairwise(blocks):
        between = range(before[-1][0].index + 1, after[0][0].index)
        if all(_belongs(doc, doc.lines[index]) for index in between):
            inside.update(between)
    return _speaking(doc, inside) >= TOPIC_LINES


def _speaking(doc: Document, besides: Container[int]) -> int:
    return sum(line.prose and line.index not in besides and _is_about(doc, line) for line in doc.lines)
