"""CHR001: links that jump over the menu."""

from __future__ import annotations

from collections.abc import Sequence

from lint_rules.document import Line
from lint_rules.finding import Severity
from lint_rules.rule import Anchor, Context, Hit, Invalid, Valid, patterns, phrases
from lint_rules.shapes import PhraseLine, longest

# "Skip to" and a part that only a page has. "Skip to the point" and "jump to conclusions" are English; these are not.
SKIP = patterns(
    r"(?:skip|jump) (?:directly |straight )?(?:to|past|over) (?:the )?(?:[a-z]{2,12} ){0,3}"
    r"(?:content|navigation|nav|menu|search|footer|header|sidebar|links|results|main|page|article|story|text|body)"
)
LEAST_COVERED = 0.8  # share of a line's letters that skip links make up where several, or a key to press, stand on one line


class SkipLink(PhraseLine):
    """A link that jumps over the page's menu was scraped as text.

    ## Why it matters
    Every page of a site carries the same "Skip to content" for keyboard users. It is the first line of the page, so it
    becomes the title of whatever reads first lines, and it repeats in every document; on many sites it stands a second
    time at the end.

    ## How it is found
    Customary wordings are known in ten languages. In English the wording may vary ("Skip to the page's main menu"), and
    several links may stand on one line. The whole line must be made of them.

    ## When it is right to keep
    In an article about accessibility, where the words stand in a sentence: the rule looks at whole lines only.
    """

    code = "CHR001"
    severity = Severity.ERROR
    confidence = 0.99
    triggers = (phrases("skip_link"), *SKIP)
    noun = "skip link"

    VALID = (
        Valid("A skip link reads Skip to content and is the first thing on the page.\n"),
        Valid("Skip to content designers who know their craft and you will hear the same story.\n"),
        Valid("Skip to the search for a new captain and the mood in the room changes at once.\n"),
        Valid("Accessibility\n\nScreen readers announce the skip link before anything else on the page, so keep it first.\n"),
        Valid("Jump to conclusions\n\nThe committee did, and it had to take its words back within the week.\n"),
        Valid("1. Add a link named Skip to navigation as the first element.\n2. Point it at the menu.\n"),
        Valid("Zum Inhalt\n\nDer Roman erzählt von einer Werft, die nach dem Sturm nicht wieder öffnet.\n"),
        Valid("Press Tab, then Enter, to skip to the content of the next cell and edit it.\n"),
        Valid("She told him to go to search the attic, and he went.\n"),
    )
    INVALID = (
        Invalid("⟦Skip to Content⟧\n\nThe harbour opened at dawn.\n", fixed="The harbour opened at dawn.\n"),
        Invalid("The harbour opened at dawn.\n\n⟦» Jump to navigation⟧\n", fixed="The harbour opened at dawn.\n"),
        Invalid("⟦Zum Inhalt springen⟧\nDer Hafen öffnete früh.\n", fixed="Der Hafen öffnete früh.\n"),
        Invalid("⟦Skip to the page footer⟧\nThe harbour opened at dawn.\n"),
        Invalid("⟦Skip to main content | Skip to site navigation | Jump to search⟧\nThe harbour opened at dawn.\n"),
        Invalid("⟦Skip straight to the article⟧\nThe harbour opened at dawn.\n"),
        Invalid("⟦Skip over main navigation menu⟧\nThe harbour opened at dawn.\n"),
        Invalid("⟦Aller au contenu principal⟧\nLe port a ouvert tôt.\n"),
        Invalid("⟦Saltar al contenido⟧\nEl puerto abrió temprano.\n"),
        Invalid("⟦Pular para o conteúdo⟧\nO porto abriu cedo.\n"),
        Invalid("⟦Vai al contenuto⟧\nIl porto ha aperto presto.\n"),
        Invalid("⟦Ga naar de inhoud⟧\nDe haven ging vroeg open.\n"),
        Invalid("⟦Hoppa till innehåll⟧\nHamnen öppnade tidigt.\n"),
        Invalid("⟦Siirry sisältöön⟧\nSatama aukesi aikaisin.\n"),
        Invalid("⟦Przejdź do treści⟧\nPort otwarto wcześnie.\n"),
    )

    def weakness(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Return that a line is one where it is made of skip links: a known one, or several that leave hardly a letter over."""
        if any(hit.trigger.anchor is Anchor.LINE for hit in hits):
            return False
        letters = sum(map(str.isalpha, line.text))
        covered = sum(map(str.isalpha, "".join(ctx.doc.text[slice(*hit.span)] for hit in longest(hits))))
        return False if covered >= LEAST_COVERED * letters else None
