"""TXT007: markup and unfilled templates left in the text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from lint_rules.document import Document
from lint_rules.finding import Counts, Edit, Finding, Fix, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Invalid, Rule, Trigger, Valid, patterns, phrases, quoted, remove_lines
from lint_rules.shapes import by_line


def _names(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


_REFERENCES: Final = _names(
    "nbsp amp quot apos lt gt copy reg trade euro pound yen cent deg middot bull hellip lsquo rsquo ldquo rdquo sbquo bdquo laquo raquo "
    "lsaquo rsaquo ndash mdash shy zwnj zwj ensp emsp thinsp szlig iexcl iquest ordm ordf times frac12"
)
_LETTERS: Final = _names(  # named alike as small letters and as capitals
    "auml euml iuml ouml uuml aacute eacute iacute oacute uacute agrave egrave igrave ograve ugrave acirc ecirc icirc ocirc ucirc "
    "atilde ntilde otilde ccedil aring aelig oslash oelig"
)
_TAGS: Final = _names(
    "p br hr div span a b i u em strong small sup sub ul ol li dl dt dd h1 h2 h3 h4 h5 h6 img figure figcaption iframe script noscript style "
    "table thead tbody tr td th section article aside header footer nav blockquote font center button form input label svg path video "
    "source picture"
)
_SHORTCODES: Final = ("caption", "gallery", "embed", "audio", "playlist", "contact-form-7")
_SHORTCODE_FAMILIES: Final = ("vc_", "et_pb_", "su_", "fusion_")
_IMAGE_ENDINGS: Final = ("jpg", "jpeg", "png", "gif", "webp", "svg")
_TYPE_PARAMETER = pattern("<[A-Z]>")  # "List<P>" in a text about programs
_PRINTF = pattern(r"(?<![\w%])%(?:\d\$)?[ds](?!\w)")
PRINTF_WORDS: Final = 8  # words of a label that wants a number or a name filled in; longer lines speak of the sign
_HIDDEN_ADDRESS = "[email protected]"  # what a content delivery network shows programs instead of an address
_DUMMY_TEXT = "lorem ipsum dolor sit amet"
SUBJECT_WORDS: Final = 3  # mentions that make a text one about markup, which must show it …
SHORT_TEXT: Final = 150  # … one is enough in a text of fewer words
SUBJECT_SAMPLE: Final = 20_000  # characters of the text in which they are counted: enough to know a subject
QUOTE_MARKS: Final = "`‘’“”\"'"  # a tag in quotes is spoken of


class HtmlResidue(Rule):
    """Markup was left in the text: tags, character references, shortcodes, or a template that nobody filled.

    ## Why it matters
    "&amp;nbsp;", "</span>" and "%d bloggers like this:" are the workings of a page, not its words. They split words, add new ones, and tell that the
    text was unescaped or rendered wrongly, so that more of it may be wrong.

    ## How it is found
    By the names of HTML's tags and character references, by the brackets of templates ("{{ title }}", "[vc_row]") and by lines that templates are known to
    leave ("NULL", "Heading here"). Where a text is about markup (three mentions of HTML, CSS, tags …, one in a short text), or a tag stands in quotes or in
    code, it is left alone. References and hidden addresses ("[email protected]") hurt a sentence and count as damage; the rest does not belong.

    ## When it is right to keep
    In tutorials about markup whose words the rule does not know.

    ## Fix safety
    Decoding a reference and taking out a tag or a known template line are safe.
    """

    code = "TXT007"
    confidence = 0.95
    triggers = (
        phrases("html_residue"),
        *(Trigger(f"&{name};", Anchor.ANYWHERE) for name in (*_REFERENCES, *_LETTERS)),
        Trigger("&#", Anchor.ANYWHERE, literal_hash=True),
        *(Trigger(f"<{name}", Anchor.ANYWHERE) for name in _TAGS),
        *(Trigger(f"[{name}", Anchor.ANYWHERE) for name in (*_SHORTCODES, *_SHORTCODE_FAMILIES)),
        *(Trigger(sign, Anchor.ANYWHERE) for sign in ("</", "{{", "{%", "${", "<%", "[/", _HIDDEN_ADDRESS, _DUMMY_TEXT)),
        *(Trigger(f".{ending}", Anchor.ANYWHERE) for ending in _IMAGE_ENDINGS),
        *patterns(r"%(?:[0-9]\$)?[ds]"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each remnant."""
        doc = ctx.doc
        found = list(self._inline(ctx))
        if found and _is_about_markup(doc):
            found = []
        yield from found
        yield from self._lines(ctx)
        start = doc.folded.find(_HIDDEN_ADDRESS)
        while start >= 0:
            span = Span(start, start + len(_HIDDEN_ADDRESS))
            yield self._damage(
                span, f"hidden address {quoted(doc.text[start : span.end])}: the page shows one that needs its script"
            )
            start = doc.folded.find(_HIDDEN_ADDRESS, span.end)

    def _damage(self, span: Span, message: str, fix: Fix | None = None) -> Finding:
        return self.finding(span, message, fix=fix)._replace(counts=Counts.DAMAGE)

    def _inline(self, ctx: Context) -> Iterator[Finding]:
        """Yield what stands within lines."""
        text = ctx.doc.text
        seen = {hit.trigger.phrase for hit in ctx.hits}
        signs = {phrase[0] for phrase in seen}
        if "&" in signs:
            for match in _reference().finditer(text):
                fix = Fix((Edit(Span(*match.span()), _decoded(match.group())),), safe=True, description="decode the reference")
                yield self._damage(Span(*match.span()), f"character reference {quoted(match.group())} left undecoded", fix)
        if "<" in signs:
            for match in _tag().finditer(text):
                yield from self._removable(text, match, "tag")
        if not signs.isdisjoint("{[$") or "<%" in seen:
            for match in _placeholder().finditer(text):
                yield from self._removable(text, match, "unfilled template")

    def _removable(self, text: str, match: re.Match[str], noun: str) -> Iterator[Finding]:
        start, end = match.span()
        if _TYPE_PARAMETER.fullmatch(match.group()) and text[start - 1 : start].isalnum():
            return
        if text[start - 1 : start] in QUOTE_MARKS and start and text[end : end + 1] in QUOTE_MARKS:
            return
        fix = Fix((Edit(Span(start, end), ""),), safe=True, description=f"take out the {noun}")
        yield self.finding(Span(start, end), f"{noun} {quoted(match.group())} left in the text", fix=fix)

    def _lines(self, ctx: Context) -> Iterator[Finding]:
        """Yield whole lines that no writer wrote."""
        doc = ctx.doc
        for line, hits in by_line(ctx.hits):
            if any(hit.trigger.anchor is Anchor.LINE for hit in hits) or (
                "%" in line.text and line.words <= PRINTF_WORDS and not line.stopped and _PRINTF.search(line.text)
            ):
                yield self.finding(line.span, f"unfilled template {quoted(line.text)}, alone on its line", fix=remove_lines(line))
            elif "/" in line.text and "." in line.text and " " not in line.text and _image_path().fullmatch(line.text):
                yield self.finding(line.span, f"path of an image {quoted(line.text)}, alone on its line", fix=remove_lines(line))
            elif doc.folded.startswith(_DUMMY_TEXT, line.start):
                fix = remove_lines(line, safe=False)
                yield self.finding(line.span, f"dummy text {quoted(line.text)} was never replaced", fix=fix)

    VALID = (
        Valid("In HTML a paragraph is <p> and a break is <br>; every tag has a name, and CSS gives it its looks.\n"),
        Valid(
            "Write “<b>” for bold and `</b>` to end it, the manual says, and never `&nbsp;` in a row: HTML, tags and entities are explained.\n"
        ),
        Valid("A sign like %d in the pattern stands for a number, and %s for a word, the manual of the language says.\n"),
        Valid("A List<P> and a Vec<U> hold things of a kind, and Into<A> turns one into another.\n"),
        Valid("If a < b and b > c, then I <3 you & R&D; AT&T & Sons.\n"),
        Valid("The null hypothesis was kept.\n\nUndefined behaviour is bad.\n"),
        Valid("See https://example.org/?a=1&lt=2&copy=3 for more.\n"),
        Valid("The text begins with lorem ipsum dolor sit amet, as such texts do.\n"),
        Valid("He opened harbour.jpg, then /home/anna/pictures/boat.png, and saw the boat.\n"),
        Valid("The email was protected. [Protected] [gallery closed] {well}, {{ } $5 % of it.\n"),
        Valid("Jinja writes {{ title }} where the HTML template wants a title, and PHP has tags of its own.\n"),
    )
    INVALID = (
        Invalid("Fish⟦&nbsp;⟧and chips⟦&amp;nbsp;⟧twice.\n", fixed="Fish and chips twice.\n"),
        Invalid("The baker⟦&#8217;⟧s oven⟦&hellip;⟧\n", fixed="The baker’s oven…\n"),
        Invalid("The ⟦<strong>⟧old⟦</strong>⟧ mill⟦<br/>⟧ burned.\n", fixed="The old mill burned.\n"),
        Invalid('A ⟦<a href="/x" class="y">⟧link⟦</a>⟧ stood here.\n', fixed="A link stood here.\n"),
        Invalid("The mill burned.\n\n⟦%d bloggers like this:⟧\n", fixed="The mill burned.\n"),
        Invalid("The mill burned.\n\n⟦%s and %d others were there⟧\n", fixed="The mill burned.\n"),
        Invalid("Write to ⟦[email protected]⟧ by Friday.\n"),
        Invalid("⟦Heading here⟧\n\nThe mill burned.\n\n⟦NULL⟧\n", fixed="The mill burned.\n"),
        Invalid('Hello ⟦{{ user.name }}⟧, the mill burned.\n⟦[vc_row full_width="yes"]⟧\nIt was old.\n'),
        Invalid("The mill.\n⟦/media/2023/05/mill-fire.jpg⟧\nIt burned.\n", fixed="The mill.\nIt burned.\n"),
        Invalid("About us\n⟦Lorem ipsum dolor sit amet, consectetur adipiscing elit.⟧\n"),
    )


# Few texts need these patterns, and compiling them takes as long as judging several texts.


@cache
def _reference() -> re.Pattern[str]:
    letters = "|".join(f"[{name[0]}{name[0].upper()}]{name[1:]}" for name in _LETTERS)
    return re.compile(rf"&(?:amp;){{0,3}}(?:#\d{{2,6}}|#x[0-9a-fA-F]{{2,5}}|{'|'.join(_REFERENCES)}|{letters});")


@cache
def _tag() -> re.Pattern[str]:
    return re.compile(rf"</?(?:{'|'.join(_TAGS)})(?:\s[^<>\n]{{0,400}})?/?>", re.IGNORECASE)


@cache
def _placeholder() -> re.Pattern[str]:
    shortcodes = "|".join((*_SHORTCODES, *(rf"{family}\w{{2,30}}" for family in _SHORTCODE_FAMILIES)))
    return re.compile(
        r"\{\{\s{0,3}[\w.|'\" -]{1,60}\s{0,3}\}\}|\{%[^%{}\n]{1,80}%\}|\$\{[\w.]{1,40}\}|<%=?[^%<>\n]{1,80}%>"
        rf"|\[/?(?:{shortcodes})(?:\s{{1,3}}[\w-]{{1,30}}=[^\[\]\n]{{0,300}})?\]"
    )


@cache
def _image_path() -> re.Pattern[str]:
    endings = "|".join(_IMAGE_ENDINGS)
    return re.compile(rf"(?:[\w.~%:-]{{0,80}}/){{1,12}}[\w.~%-]{{1,120}}\.(?:{endings})(?:\?\S{{0,80}})?", re.IGNORECASE)


@cache
def _subject() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:html\d?|css|javascript|markup|xml|jsx|web ?page source|entit(?:y|ies)|shortcodes?|template engine|tags?|jinja|php|"
        r"snippets?|placeholders?)\b"
    )


def _decoded(reference: str) -> str:
    """Return what a reference stands for, however often it was escaped; a plain space for a no-break one."""
    previous = ""
    while reference != previous:
        previous, reference = reference, html.unescape(reference)
    return reference.replace("\u00a0", " ")


def _is_about_markup(doc: Document) -> bool:
    """Tell whether the text speaks of markup."""
    sample = _tag().sub(" ", doc.folded[:SUBJECT_SAMPLE])
    enough = 1 if len(doc.tokens) < SHORT_TEXT else SUBJECT_WORDS
    return "```" in doc.text or len(_subject().findall(sample)) >= enough
