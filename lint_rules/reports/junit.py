"""JUnit XML: a test case a document, for Jenkins, GitLab and whatever else shows the results of tests.

A suite is a host, or else an input: a file of records, a folder of texts. A document that fails the gate is a failure, one that
could not be judged an error. The scores stand as properties, the findings as text. One more test is the gate itself: a mean score
may fail a run in which every document passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TextIO
from xml.sax.saxutils import escape, quoteattr

from lint_rules.finding import Result
from lint_rules.reports import Outcome, ReportOptions, Shown
from lint_rules.reports.claims import GATE, claims, outcome_of, visible
from lint_rules.reports.clusters import Cluster, Clusters, Item
from lint_rules.reports.location import brief, file_of
from lint_rules.reports.style import shown as escaped
from lint_rules.reports.wording import INCOMPLETE, PASSED, points, share, title, verdict

# GitLab refuses a report of more than 30 MB (and takes 500,000 cases in all); Jenkins reads it whole into memory.
CASES = 50_000
BYTES = 28_000_000
SUITE = 200  # bytes of a suite's own tags, which each case might be the only one in, and of what is said of equal cases
FINDINGS = 20  # that a case lists: more are for a report that people read
NAME = "scrapelint"

_PASSED, _FAILED, _BROKEN = 0, 1, 2
_KINDS = {_PASSED: "documents that passed", _FAILED: "documents that failed", _BROKEN: "documents that could not be judged"}
_ELEMENTS = {_FAILED: ("failure", "gate"), _BROKEN: ("error", "unjudged")}  # the tag, and what its type is called


class Case(NamedTuple):
    """A test case: its suite, its name, its file; its properties as XML, and its findings as lines of text."""

    suite: str
    name: str
    file: str
    properties: str
    text: str


def encode(shown: Sequence[Shown], options: ReportOptions) -> list[Item]:
    """Return the test cases of some documents."""
    return [_item(each, options) for each in shown if not (each.passed and options.only_failing)]


def _item(shown: Shown, options: ReportOptions) -> Item:
    result = shown.result
    source = result.source
    file = escaped(file_of(source).path)
    rank = _BROKEN if result.failures else _PASSED if shown.passed else _FAILED
    case = Case(
        suite=brief(source.host) if source.host else file if source.record is not None else file.rpartition("/")[0] or ".",
        name=brief(title(source)),
        file=file,
        properties=_properties(result),
        text="\n".join(_lines(shown, options)),
    )
    said = f"{shown.why}: {outcome_of(result)}" if shown.why else outcome_of(result)
    message = brief(result.failures[0].error) if result.failures else said
    codes = sorted({each.finding.code for each in visible(shown) if not each.known})
    key = " ".join((case.suite, shown.why or "", *codes)) if rank else case.suite
    item = Item(rank, _KINDS[rank], key, case.name, message, case)
    return item._replace(size=SUITE + len(_case(Cluster(item)).encode()))


def _properties(result: Result) -> str:
    """Return the figures of a document as properties; none for what cannot be said."""
    score = result.score
    figures = {
        "score": None if score.value is None else points(score.value),
        "purity": None if score.purity is None else share(score.purity),
        "integrity": None if score.integrity is None else share(score.integrity),
        "verdict": str(score.verdict),
        "findings": str(len(result.diagnostics)),
    }
    lines = (f"        <property{_attributes(name=name, value=said)}/>\n" for name, said in figures.items() if said is not None)
    return f"      <properties>\n{''.join(lines)}      </properties>\n"


def _lines(shown: Shown, options: ReportOptions) -> Iterable[str]:
    """Yield one line for each finding and each failure, and how many more there are."""
    listed = [claim for claim in claims(shown, options) if claim.code != GATE]
    for claim in listed[:FINDINGS]:
        found = claim.diagnostic
        where = f"{found.line}:{found.column}: " if found is not None else ""
        message = brief(found.finding.message) if found is not None else claim.message
        yield f"{where}{claim.level.name.lower()}: {claim.code} {message}"
    if len(listed) > FINDINGS:
        yield f"and {len(listed) - FINDINGS:,} more"


class JUnit:
    """Writes the suites when all documents have passed by: each begins with its numbers."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self._ruleset = options.ruleset
        self._cases = Clusters(CASES, BYTES)

    def start(self) -> None:
        """Write nothing yet."""

    def write(self, part: Sequence[Item]) -> None:
        """Take the test cases that `encode` returned."""
        for item in part:
            self._cases.add(item)

    def finish(self, outcome: Outcome) -> None:
        """Write all suites, in the order of their names; the gate's sentence, and what is left out, stand in a last one."""
        # The gate's case counts as well.
        cut = self._cases.end(CASES - 1)
        gate = {PASSED: _PASSED, INCOMPLETE: _BROKEN}.get(verdict(outcome)[0], _FAILED)
        suites: dict[str, list[Cluster]] = {}
        for cluster in cut.shown:
            suites.setdefault(cluster.first.body.suite, []).append(cluster)
        write = self.stream.write
        write('<?xml version="1.0" encoding="UTF-8"?>\n')
        ranks = [cluster.first.rank for cluster in cut.shown]
        write(f"<testsuites{_attributes(name=NAME)}{_counts([*ranks, gate])}>\n")
        for suite, clusters in sorted(suites.items()):
            write(f"  <testsuite{_attributes(name=suite)}{_counts([cluster.first.rank for cluster in clusters])}>\n")
            for cluster in clusters:
                write(_case(cluster))
            write("  </testsuite>\n")
        said = [escaped(outcome.sentence()), *filter(None, [cut.sentence(f"{CASES:,} cases and {BYTES:,} bytes")])]
        write(f"  <testsuite{_attributes(name=NAME)}{_counts([gate])}>\n")
        write(f"    <properties>\n      <property{_attributes(name='ruleset', value=self._ruleset)}/>\n    </properties>\n")
        write(_gate(outcome, gate))
        write(f"    <system-out>{escape(chr(10).join(said))}</system-out>\n  </testsuite>\n</testsuites>\n")


def _gate(outcome: Outcome, rank: int) -> str:
    """Return the case of the gate: its sentence, and each further limit."""
    start = f"    <testcase{_attributes(classname=NAME, name=GATE)}"
    if rank == _PASSED:
        return f"{start}/>\n"
    element, kind = _ELEMENTS[rank]
    sentence = escaped(outcome.sentence())
    text = "\n".join([sentence, *map(escaped, outcome.details())])
    return f"{start}>\n      <{element}{_attributes(message=sentence, type=kind)}>{escape(text)}</{element}>\n    </testcase>\n"


def _counts(ranks: Sequence[int]) -> str:
    counts = {"tests": len(ranks), "failures": ranks.count(_FAILED), "errors": ranks.count(_BROKEN), "skipped": 0}
    return "".join(f' {name}="{count}"' for name, count in counts.items())


def _case(cluster: Cluster) -> str:
    first, case = cluster.first, cluster.first.body
    # Jenkins takes what stands before the last dot for a package, and the rest for a class.
    classname = f"{NAME}.{case.suite.replace('.', '_')}"
    lines = [f"    <testcase{_attributes(classname=classname, name=case.name + cluster.others(), file=case.file)}>\n"]
    lines.append(case.properties)
    if first.rank in _ELEMENTS:
        element, kind = _ELEMENTS[first.rank]
        message = first.message + cluster.others()
        # Who shows the text shows no message: GitLab.
        text = case.text if first.rank == _BROKEN else f"{message}\n{case.text}".rstrip()
        lines.append(f"      <{element}{_attributes(message=message, type=kind)}>{escape(text)}</{element}>\n")
    elif case.text:
        lines.append(f"      <system-out>{escape(case.text)}</system-out>\n")
    lines.append("    </testcase>\n")
    return "".join(lines)


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())
