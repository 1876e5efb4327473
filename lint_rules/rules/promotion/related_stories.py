"""PRO005: lists of other stories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Span
from lint_rules.rule import Context, Invalid, Option, Rule, Valid, phrases, quoted, remove_lines
from lint_rules.shapes import by_line, looks_like_headline
from lint_rules.vocabulary import stems

TEASER_ENDS = ("...", "…", "[…]", "[...]", "»")  # a long line that ends so is a cut teaser, no running text
HEAD_LINES = 8  # lines before the running text among which the story's own headline, byline and date stand
TAKEN_UP = 2  # stems that a headline shares with the first paragraph under it


class RelatedStories(Rule):
    """A heading such as "You may also like", and the headlines of other stories under it, were scraped with the text.

    ## Why it matters

    ## When it is right to keep
    """
    code = "PRO005"
    triggers = phrases("related_stories")
    max_items = Option(60, "most lines that are taken as one list")
    VALID = (Valid("x"),)
    INVALID = (Invalid("⟦Related stories⟧"),)

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each heading with its list."""
        done = -1
        for line, hits in by_line(ctx.hits):
            if line.index <= done:
                continue
            weak = all(hit.trigger.weak for hit in hits)
            items = [] if weak else self._items(ctx.doc, line)
            last = items[-1] if items else line
            done = last.index
            under = f"{len(items)} lines" if items else "nothing"
            yield self.finding(
                Span(line.start, last.end),
                f"list of other stories {quoted(line.text)}, with {under} under it",
                weak=weak,
                fix=remove_lines(ctx.doc, line, last, safe=not items),
            )

    def _items(self, doc: Document, label: Line) -> Sequence[Line]:
        """Return the lines under a heading that belong to its list: all until running text resumes, if one is a headline."""
        first = label.index + 1
        last = first
        while last < min(len(doc.lines), first + self.max_items) and not _is_running_text(doc.lines[last]):
            last += 1
        if last < len(doc.lines) and doc.lines[last].prose:
            last = _own_headline(doc, first, last)
        items = doc.lines[first:last]
        return items if any(map(looks_like_headline, items)) else ()


def _is_running_text(line: Line) -> bool:
    return line.prose and not line.text.endswith(TEASER_ENDS)


def _own_headline(doc: Document, first: int, resumes: int) -> int:
    """Return where a list ends before running text: in front of the headline or subheading that the text takes up."""
    text = doc.lines[resumes]
    taken = stems(doc.folded[text.start : text.end])
    in_head = resumes <= doc.first_prose
    enough = TAKEN_UP if in_head else 1
    for index in range(max(first, resumes - HEAD_LINES if in_head else resumes - 1), resumes):
        line = doc.lines[index]
        if len(stems(doc.folded[line.start : line.end]) & taken) >= enough:
            return index
    return resumes
