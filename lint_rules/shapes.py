"""Ready bases for the shapes in which residue recurs. A rule names its phrases and its words; the shape does the looking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Span
from lint_rules.rule import Anchor, Context, Hit, Rule, quoted, remove_lines

HEADLINE_WORDS = range(3, 26)  # words that a headline has
HEADLINE_LENGTH = 180  # characters that a headline has at most


def run_of_short_lines(doc: Document, line: Line) -> range:
    """Return the indices of the run of lines without running text that a line stands in."""
    first = last = line.index
    while first > 0 and not doc.lines[first - 1].prose:
        first -= 1
    while last + 1 < len(doc.lines) and not doc.lines[last + 1].prose:
        last += 1
    return range(first, last + 1)


def looks_like_headline(line: Line) -> bool:
    """Tell whether a line has the length of a headline and does not end as a sentence with a full stop."""
    return line.words in HEADLINE_WORDS and len(line.text) <= HEADLINE_LENGTH and not line.text.endswith((".", ":", ";", ","))


class PhraseLine(Rule):
    """A known phrase stands alone on its line. Weak phrases (the `.weak` lists) wait for neighbours to bear them out."""

    noun: ClassVar[str]
    """What the phrase is, for the message: "share prompt"."""

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding a line."""
        for line, hits in by_line(ctx.hits):
            if self.accepts(ctx, line):
                yield self.finding(
                    line.span,
                    self.message(ctx, line),
                    weak=all(hit.trigger.weak for hit in hits),
                    fix=remove_lines(ctx.doc, line),
                )

    def accepts(self, ctx: Context, line: Line) -> bool:
        """Tell whether a line with a hit is really one: a rule's own second look. All are, unless it says otherwise."""
        return True

    def message(self, ctx: Context, line: Line) -> str:
        """Return what is said of a line."""
        run = len(run_of_short_lines(ctx.doc, line))
        where = f", in a run of {run} short lines" if run > 1 and not line.prose else ""
        return f"{self.noun} {quoted(line.text)}, alone on its line{where}"


class PhraseAnywhere(Rule):
    """A known phrase stands somewhere in a line; only its own words are reported."""

    noun: ClassVar[str]

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding a phrase; of phrases that overlap, the longest."""
        for hit in longest(ctx.hits):
            if self.accepts(ctx, hit):
                text = ctx.doc.text[hit.span.start : hit.span.end]
                yield self.finding(hit.span, f"{self.noun} {quoted(text)}", weak=hit.trigger.weak)

    def accepts(self, ctx: Context, hit: Hit) -> bool:
        """Tell whether a hit is really one: a rule's own second look. All are, unless it says otherwise."""
        return True


class LabelledRun(Rule):
    """A known label alone on its line, and the run of items under it: a list of other stories, of links, of fields."""

    noun: ClassVar[str]

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each label with its run."""
        done = -1
        for line, hits in by_line(ctx.hits):
            if line.index <= done or line.prose:
                continue
            items = self.items(ctx, line)
            weak = all(hit.trigger.weak for hit in hits)
            if not items and not self.stands_alone(ctx, line, weak=weak):
                continue
            last = items[-1] if items else line
            done = last.index
            count = f", with {len(items)} items under it" if items else ", with nothing under it"
            yield self.finding(
                Span(line.start, last.end),
                f"{self.noun} {quoted(line.text)}{count}",
                weak=weak and not items,
                fix=remove_lines(ctx.doc, line, last, safe=not items),
            )

    def items(self, ctx: Context, label: Line) -> Sequence[Line]:
        """Return the items that belong under a label."""
        raise NotImplementedError

    def stands_alone(self, ctx: Context, label: Line, *, weak: bool) -> bool:
        """Tell whether a label without items is residue, too."""
        return True


def by_line(hits: Sequence[Hit]) -> Iterator[tuple[Line, list[Hit]]]:
    """Group hits by their line, in text order."""
    groups: dict[int, tuple[Line, list[Hit]]] = {}
    for hit in hits:
        groups.setdefault(hit.line.index, (hit.line, []))[1].append(hit)
    yield from (groups[index] for index in sorted(groups))


def longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield the hits that do not overlap a longer one before them."""
    end = -1
    for hit in sorted(hits, key=lambda each: (each.span.start, -each.span.end)):
        if hit.span.start >= end:
            end = hit.span.end
            yield hit


def whole_line(hit: Hit) -> bool:
    """Tell whether nothing but marks stands on the line beside a hit."""
    return hit.trigger.anchor is Anchor.LINE or hit.span.end - hit.span.start >= len(hit.line.key)
