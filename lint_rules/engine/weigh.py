"""The one place that raises, lowers or clears what a rule said, and notes why.

A weak finding (a lone "Share", a lone "Sports") is a hint: it may be a heading as well as a button. It counts where its
neighbours bear it out, and is cleared where it stands alone among running text.
"""

from __future__ import annotations

from collections.abc import Sequence

from lint_rules.document import Document
from lint_rules.finding import Counts, Finding, Note, Severity

# Lines that a run of residue may be interrupted by: an icon's label or an unknown menu entry between two known ones.
REACH = 2
# Weak hints that together are as good as one strong: a run of 3+ short lines of which several are known is a menu, and
# 92 % of contaminated lines stand in such runs.
ENOUGH_WEAK = 3
# Without a certain one among them, hints must also differ (a refrain repeats itself) and stand closer together than the
# cells of a table, where every other line is something else. On real pages nearly all runs of hints do.
LEAST_DIFFERENT = 2
LEAST_DENSE = 0.6  # share of the lines from the first hint to the last that are hints


def weigh(doc: Document, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that count, weak ones raised or cleared by their neighbours. `doc` is what the rules saw."""
    weak = [finding for finding in findings if finding.weak]
    if not weak:
        return list(findings)
    strong = {
        index
        for finding in findings
        if not finding.weak and finding.severity >= Severity.WARNING and finding.counts is Counts.CONTAMINATION
        for index in _lines(doc, finding)
    }
    hinted: dict[int, list[Finding]] = {}
    for finding in weak:
        for index in _lines(doc, finding)[:1]:
            hinted.setdefault(index, []).append(finding)
    kept = [finding for finding in findings if not finding.weak]
    for run in _runs(doc, sorted(strong | hinted.keys())):
        firm = sum(index in strong for index in run)
        if not firm and not _bear_one_another_out(doc, run):
            continue
        likely = sum(index in hinted and index not in strong for index in run)
        reason = f"borne out by {firm} certain and {likely - (0 if firm else 1)} likely lines beside it"
        kept += [
            finding._replace(weak=False, related=(*finding.related, Note(reason)))
            for index in run
            for finding in hinted.get(index, ())
        ]
    return kept


def _bear_one_another_out(doc: Document, run: Sequence[int]) -> bool:
    """Tell whether the hints of a run that has nothing certain in it are so many, so close and so different that they count."""
    if len(run) < ENOUGH_WEAK or len(run) < LEAST_DENSE * (run[-1] - run[0] + 1):
        return False
    return len({doc.lines[index].key for index in run}) >= LEAST_DIFFERENT


def _lines(doc: Document, finding: Finding) -> range:
    first, last = doc.line_at(finding.span.start), doc.line_at(max(finding.span.start, finding.span.end - 1))
    return range(first.index, last.index + 1) if first and last else range(0)


def _runs(doc: Document, indices: Sequence[int]) -> list[list[int]]:
    """Group line indices into runs: within reach of each other, and no running text between them."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and index - runs[-1][-1] <= REACH and not any(doc.lines[i].prose for i in range(runs[-1][-1] + 1, index)):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs
