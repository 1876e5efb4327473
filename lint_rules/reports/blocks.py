"""Findings that say the same of neighbouring lines, joined: a menu of thirty entries is one thing to read, not thirty."""

from __future__ import annotations

from collections.abc import Sequence

from lint_rules.finding import Counts, Diagnostic

REACH = 2  # lines: scraped menus stand one entry a line, often with a blank line between two entries

Block = tuple[Diagnostic, ...]
"""One finding, or several of one code and severity on neighbouring lines, in text order."""


def new(diagnostics: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """Return the findings that people are shown: those that do not stand in the baseline."""
    return [each for each in diagnostics if not each.known] if any(each.known for each in diagnostics) else diagnostics


def blocks(diagnostics: Sequence[Diagnostic]) -> list[Block]:
    """Group a document's findings, which stand in text order, into blocks, in the order in which the blocks begin.

    Damage is never joined: each hurt word is its own message. Findings of other codes may stand between two of a block.
    """
    grouped: list[list[Diagnostic]] = []
    latest: dict[tuple[str, int], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        finding = diagnostic.finding
        key = (finding.code, int(finding.severity))
        group = latest.get(key)
        if finding.counts is not Counts.DAMAGE and group is not None and diagnostic.line - group[-1].end_line <= REACH:
            group.append(diagnostic)
        else:
            latest[key] = [diagnostic]
            grouped.append(latest[key])
    return [tuple(group) for group in grouped]


def others(block: Block) -> str:
    """Return what is said of a block beyond its first finding: ` (and 5 more, to line 12)`, or nothing."""
    if len(block) == 1:
        return ""
    last = max(diagnostic.end_line for diagnostic in block)
    return f" (and {len(block) - 1} more" + (f", to line {last:,})" if last != block[0].line else ")")
