"""PRO008: links to other stories, on one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lint_rules.document import Line
from lint_rules.finding import Finding, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Rule, Valid, patterns, phrases, quoted, remove_lines
from lint_rules.shapes import by_line

LINK_LENGTH = 260  # characters that a label with its headline has at most; two fused links are the longest met
MARKS = 3  # characters (arrows, bullets) that may stand before a button
HEADLINE_WORDS = 3  # words after a label that make a headline; fewer are an entry of a glossary or a value
# What references have and headlines do not: a year in brackets, pages, volumes, editions, identifiers.
_REFERENCE = pattern(r"\((?:\w+ )?\d{4}[a-z]?\)|\b(?:pp?|vol|no|ch|eds?|cf|ibid)\. ?\d?|\b(?:doi|isbn|issn|arxiv)\b|\(eds?\.?\)")


class ReadMoreLink(Rule):
    """A link to another story, or to the rest of this one, was scraped as a line of the text.

    ## Why it matters
    "Related: Ferry returns to Orle" between two paragraphs about a trial brings names and a verb that belong to no
    sentence around it. "Read more" alone ends a teaser, so what stands before it is cut.

    ## How it is found
    A customary button alone on its line ("View all", "Weiterlesen"); a customary label with its colon at the beginning of
    a line and a headline after it ("Lire aussi : …"); a headline between spaced brackets, as text browsers write links.
    After a label a headline has three words or more, begins with a capital, and is no reference.

    ## When it is right to keep
    In bibliographies ("See also: Asplund (1988)") and glossaries ("Related: abate, abet"), which the rule leaves alone, and
    where an author points to her own work and the link is part of what she says.
    """

    code = "PRO008"
    severity = Severity.WARNING
    confidence = 0.94
    triggers = (
        phrases("read_more_link"),
        phrases("read_more_label", Anchor.START),
        *patterns(
            r"\[ [^\[\]\n]{15,160} \]",
            r"(?:read|see|learn|view) more\w+",  # the space before the headline is lost: "Read moreFerry returns"
        ),
    )

    VALID = (
        Valid("In January I promised myself to read more books.\n"),
        Valid("Read more, if you can, and click less.\n"),
        Valid("See also: Asplund (1988), who dates the same beam to the winter of 1340.\n"),
        Valid("abash\n\nRelated: abate, abet, abeyance\n\nTo abash is to make somebody ashamed in company.\n"),
        Valid("Related\n\nThe two families had been related since 1640, and had been in court for nearly as long.\n"),
        Valid("Continue reading the second chapter aloud until the class can hear where the commas are.\n"),
        Valid("Previous\n\nIn the older dictionaries the word stands for rash: a previous man speaks before he is asked.\n"),
        Valid("Lire plus lentement, disait le maître, c'est lire deux fois et ne payer la chandelle qu'une.\n"),
        Valid("See also: Winslade, J. (2003), vol. 14, pp. 201-219.\n"),
        Valid("The index has four hundred entries. Under Ferry one reads: see also Boats.\n"),
        Valid("Die Schüler sollten weiterlesen: drei Seiten bis Montag, und diesmal ohne die Bilder anzusehen.\n"),
    )
    INVALID = (
        Invalid(
            "The trial goes on.\n\n⟦Related: Ferry returns to Orle without its captain⟧\n\nThe judge was not amused.\n",
            fixed="The trial goes on.\n\nThe judge was not amused.\n",
        ),
        Invalid("The trial goes on.\n\n⟦READ MORE: Who paid for the swans?⟧\n"),
        Invalid("The trial goes on.\n\n⟦>> Also read:How the swans were counted⟧\n"),
        Invalid("The trial goes on.\n\n⟦Read moreSix swans and a solicitor⟧\n"),
        Invalid("The trial goes on.\n\n⟦Click here to read more⟧\n"),
        Invalid("The trial goes on.\n\n⟦[ Six swans and a solicitor: the story so far ]⟧\n"),
        Invalid("The trial goes on.\n\n⟦Previous article: Captain of the ferry is found in Marrow⟧\n"),
        Invalid("Der Prozess geht weiter.\n\n⟦Lesen Sie auch: Fähre kehrt ohne Kapitän zurück⟧\n"),
        Invalid("Le procès continue.\n\n⟦Lire aussi : Le bac revient sans son capitaine⟧\n"),
        Invalid("El juicio sigue.\n\n⟦Lea también: El ferri vuelve sin su capitán⟧\n"),
        Invalid("O julgamento continua.\n\n⟦Leia também: Balsa volta sem o capitão⟧\n"),
        Invalid("Il processo continua.\n\n⟦Leggi anche: Il traghetto torna senza capitano⟧\n"),
        Invalid("Het proces gaat door.\n\n⟦Lees ook: Veerboot keert terug zonder kapitein⟧\n"),
        Invalid("Rättegången fortsätter.\n\n⟦Läs också: Färjan kom tillbaka utan kapten⟧\n"),
        Invalid("Oikeudenkäynti jatkuu.\n\n⟦Lue myös: Lautta palasi ilman kapteenia⟧\n"),
        Invalid("Proces trwa.\n\n⟦Czytaj także: Prom wrócił bez kapitana⟧\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding a line."""
        for line, hits in by_line(ctx.hits):
            found = _buttons(hits) or _labels(line, hits) or _fused(line, hits) or _bracketed(line, hits)
            if found:
                yield self.finding(
                    line.span,
                    f"{_kind(found[0])} {quoted(line.text)}",
                    weak=all(hit.trigger.weak for hit in found),
                    fix=remove_lines(line),
                )


def _buttons(hits: Sequence[Hit]) -> Sequence[Hit]:
    return [hit for hit in hits if hit.trigger.anchor is Anchor.LINE]


def _labels(line: Line, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the labels that a headline follows; of labels within each other, only the longest says where it begins."""
    labels = [hit for hit in hits if hit.trigger.anchor is Anchor.START]
    if not labels or len(line.text) > LINK_LENGTH:
        return ()
    headline = line.text[max(hit.span.end for hit in labels) - line.start :].strip()
    fits = len(headline.split()) >= HEADLINE_WORDS and not headline[0].islower() and not _REFERENCE.search(headline.lower())
    return labels if fits else ()


def _fused(line: Line, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the button that begins a line without a space before the headline, as its capital shows."""
    hit = hits[0]
    begins = hit.trigger.anchor is Anchor.PATTERN and hit.span.start - line.start <= MARKS
    if not begins or len(line.text) > LINK_LENGTH or line.words < HEADLINE_WORDS:
        return ()
    end = line.text.lower().find("more") + len("more")
    following = line.text[end : end + 1]
    return (hit,) if following.isupper() or following.isdigit() else ()


def _bracketed(line: Line, hits: Sequence[Hit]) -> Sequence[Hit]:
    if not (line.text.startswith("[ ") and line.text.endswith(" ]")):
        return ()
    return [hit for hit in hits if hit.trigger.anchor is Anchor.PATTERN and hit.span == line.span]


def _kind(hit: Hit) -> str:
    if hit.trigger.anchor is Anchor.LINE:
        return "button to another text, alone on its line:"
    return "link to another story, on a line of its own:"
