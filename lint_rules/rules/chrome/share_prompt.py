"""CHR004: buttons that ask to pass a page on."""

from __future__ import annotations

from collections.abc import Sequence

from lint_rules.document import Document, Line
from lint_rules.finding import Severity
from lint_rules.rule import Anchor, Context, Hit, Invalid, Valid, patterns, phrases
from lint_rules.shapes import Labels, PhraseLine, list_opener

PHRASES = phrases("share_prompt")
NETWORKS = phrases("share_network")
FILLERS = phrases("share_filler")
ROWS = phrases("share_row", Anchor.START)
# Buttons whose words were fused by an extractor that joins text without a space.
FUSED = patterns(
    r"(?:share|tweet|pin|print|email|save|like|facebook|twitter|linkedin|whatsapp|pinterest|reddit|telegram|teilen){2,12}"
)
# "Post on X", "Send this page by WhatsApp": a verb, a way and a name make a button of any wording.
_NAME = (
    r"(?:facebook|twitter|x|linkedin|instagram|pinterest|reddit|whatsapp|telegram|tumblr|youtube|tiktok|snapchat|threads|bluesky|mastodon|"
    r"flipboard|messenger|wechat|weibo|viber|xing|digg|delicious|stumbleupon|e-?mail|sms|pocket|instapaper)"
)
VIA = patterns(
    rf"(?:post|share|send|save|pin|tweet|forward|publish|recommend)(?: (?:it|this|us|the|a|link|article|story|page|post|news|text|now)){{0,3}} "
    rf"(?:on|to|by|via|with|through|in|over) {_NAME}"
)
FOLLOW = patterns(
    rf"(?:follow|like|join|find|visit) (?:[a-z0-9'&.-]{{1,20}} ){{1,4}}on {_NAME}(?:(?:,| and|, and) {_NAME}){{0,4}}"
)
COUNT = "#"  # the phrase that stands for a number alone on its line
WORDED = frozenset((*VIA, *FOLLOW))
LABELS = Labels(PHRASES, NETWORKS, FILLERS)
LEAST_IN_ROW = 3  # names on one line that are a row of buttons; two ("Facebook, Twitter") may answer a question in the text


_TEXT = "The harbour opened at dawn, and the first boats were out before the fog had lifted from the mole.\n"


class SharePrompt(PhraseLine):
    """Share, print, mail and follow buttons were scraped as text.

    ## Why it matters
    They stand on every page of a site, before the text, after it and sometimes in its midst. A model learns that stories
    end in "Facebook Twitter Email", and lines such as "57 shares" change from one scrape to the next.

    ## How it is found
    "Share this article" or "Click to print" is a button wherever it stands alone on a line, in ten languages. A word that
    might as well be a heading ("Print", "Save"), the bare name of a network, or a number is a hint only: it counts where
    the lines beside it are buttons, too, or where it stands before the first paragraph or after the last of a text, and not
    as its heading. Several buttons on one line ("Facebook Twitter Email", "ShareTweetPin") are taken
    apart; nothing else may stand on that line.

    ## When it is right to keep
    Where networks are the subject. A list of them that a line ending in a colon opens is left alone, and so is any of them
    in a sentence.
    """

    code = "CHR004"
    severity = Severity.ERROR
    hint_severity = Severity.WARNING
    counts_outside = True
    confidence = 0.99
    triggers = (PHRASES, NETWORKS, ROWS, *FUSED, *VIA, *FOLLOW)
    noun = "share prompt"

    VALID = (
        Valid("Share\n\nThe share rose by four per cent on the day the yard reopened, its best week since spring.\n"),
        Valid("The platforms we compared:\nFacebook\nTwitter\nInstagram\nReddit\nEach was given the same forty posts.\n"),
        Valid("The bar at the top has four buttons:\nShare\nSave\nPrint\nEmail\nEach of them has a key.\n"),
        Valid("Follow the rowing club on Instagram\nThe club posts its times there.\n"),
        Valid("Print\n\nThe first sheet left the press at noon and hung from the line until it was dry to the touch.\n"),
        Valid("Facebook and Twitter both declined to comment.\n"),
        Valid("Share of voters who trust the council\n57\n43\n12\n"),
        Valid("Twitter\n\nShe had written there for years, under a name that no one in the village ever guessed.\n"),
        Valid("Share this loaf with friends while it is warm, for it will not keep until the next day.\n"),
        Valid("Goals\n12\nPoints\n31\n"),
        Valid("Email: press@harbour.example\nPhone: 555 0100\n"),
        Valid("Facebook or Twitter?\nTwitter.\nEmail or print?\nPrint.\nShare or keep?\nKeep.\n"),
        Valid("Print\n" + 3 * _TEXT),
        Valid("Save\n\nYou will need it sooner than you think, said the old harbour master, and locked the drawer.\n"),
    )
    INVALID = (
        Invalid("⟦Share this article⟧\n\nThe harbour opened at dawn.\n", fixed="The harbour opened at dawn.\n"),
        Invalid(
            "The harbour opened at dawn.\n⟦Facebook⟧\n⟦Twitter⟧\n⟦WhatsApp⟧\nIt closed at dusk.\n",
            fixed="The harbour opened at dawn.\nIt closed at dusk.\n",
            severity=Severity.WARNING,
        ),
        Invalid(
            "The harbour opened at dawn.\nShare this with your friends:\n⟦Facebook⟧\n⟦Twitter⟧\n⟦Email⟧\n",
            severity=Severity.WARNING,
        ),
        Invalid("The harbour opened at dawn.\n⟦Facebook Twitter Email⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Post this on Mastodon⟧\n⟦Send the link by WhatsApp⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦ShareTweetPin⟧\n"),
        Invalid("⟦Print⟧\n⟦Email⟧\n⟦Bookmark⟧\nThe harbour opened at dawn.\n", severity=Severity.WARNING),
        Invalid("⟦Share⟧\n⟦57⟧\n⟦Tweet⟧\n⟦31⟧\nThe harbour opened at dawn.\n", severity=Severity.WARNING),
        Invalid(3 * _TEXT + "⟦Print⟧\n", severity=Severity.WARNING),
        Invalid("⟦57 shares⟧\nThe harbour opened at dawn.\n"),
        Invalid("The harbour opened at dawn.\n⟦Retrouvez-nous sur et⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Click to share on Mastodon (Opens in new window)⟧\n"),
        Invalid("⟦Artikel teilen⟧\nDer Hafen öffnete früh.\n"),
        Invalid("⟦Compartir en Facebook⟧\nEl puerto abrió temprano.\n"),
        Invalid("⟦Compartilhe esta notícia⟧\nO porto abriu cedo.\n"),
        Invalid("⟦Condividi su Facebook⟧\nIl porto ha aperto presto.\n"),
        Invalid("⟦Deel dit artikel⟧\nDe haven ging vroeg open.\n"),
        Invalid("⟦Dela artikeln⟧\nHamnen öppnade tidigt.\n"),
        Invalid("⟦Jaa artikkeli⟧\nSatama aukesi aikaisin.\n"),
        Invalid("⟦Udostępnij⟧\nPort otwarto wcześnie.\n"),
    )

    def weakness(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Return how sure it is that a line is a button or a row of them."""
        whole = [hit for hit in hits if hit.trigger.anchor is Anchor.LINE]
        if not whole:
            return self._worded(line, hits) if any(hit.trigger in WORDED for hit in hits) else self._row(ctx.doc, line)
        if any(hit.trigger.phrase in PHRASES.firm for hit in whole):
            return False
        if all(hit.trigger.phrase == COUNT for hit in whole):
            return True if not line.stopped and _beside_button(ctx.doc, line) else None
        return None if line.prose or line.text.endswith("?") or _is_listed(ctx.doc, line) else True

    def _worded(self, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Return how sure it is that a line asks to share or follow; to follow somebody with a name, the author may ask."""
        covering = [hit for hit in hits if hit.trigger in WORDED and 0 < len(line.key) <= hit.span.end - hit.span.start]
        if not covering:
            return None
        if any(hit.trigger in VIA for hit in covering):
            return False
        followed = line.text.split()[1]
        return True if followed[0].isupper() and not line.stopped else None

    def _row(self, doc: Document, line: Line) -> bool | None:
        """Return how sure it is that a line is a row of buttons; None where anything else stands on it."""
        row = LABELS.take_apart(line.text, doc.folded[line.start : line.end], most_unknown=0)
        labels = set(row.labels) - FILLERS.words
        if row.unknown or len(labels) < 2 or line.text.endswith("?"):
            return None
        return len(labels) < LEAST_IN_ROW and labels <= NETWORKS.words


def _beside_button(doc: Document, line: Line) -> bool:
    """Tell whether a number stands next to a button: it is that button's count then, and no cell of a table."""
    return any(LABELS.holds(each.key) for each in doc.around(line))


def _is_listed(doc: Document, line: Line) -> bool:
    """Tell whether a line stands in a list that the text itself opens with a colon, not a row of buttons with its prompt."""
    opener = list_opener(doc, line)
    if opener is None:
        return False
    prompt = LABELS.take_apart(opener.text, doc.folded[opener.start : opener.end])
    return FILLERS.words.issuperset(prompt.labels)
