"""SARIF 2.1.0, the interchange format of static analysis: for GitHub's code scanning, editors and viewers.

What was suppressed stays in, with the reason. Offsets, lines and columns are those of the file where the text is the file; of a
record they are told beside the result, and the result points to the record.

Standard: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; the sections named below are its.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TextIO

from lint_rules.finding import INPUT, Diagnostic, Severity, Source, Suppressed
from lint_rules.reports import Outcome, ReportOptions, RuleNote, Shown
from lint_rules.reports.claims import Level, kind_of, level_of, visible
from lint_rules.reports.clusters import Cluster, Clusters, Cut, Item
from lint_rules.reports.location import brief, file_of, is_in_file, line_of, within
from lint_rules.reports.record import encoded
from lint_rules.reports.wording import place, plural
from lint_rules.version import __version__

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://github.com/scrapelint/scrapelint"
FINGERPRINT = "scrapelint/v1"
ROOT = "%SRCROOT%"  # what paths are relative to: the name that viewers know for the root of a checkout

# GitHub refuses more results of one run, and more bytes of the upload, which is packed with gzip ("SARIF support for code
# scanning" and "SARIF results exceed one or more limits"). A twentieth is left for what stands around the results.
RESULTS = 25_000
PACKED_BYTES = 10_000_000 * 19 // 20
NOTIFICATIONS = 100  # failures that are told one by one

_KEPT_APART = 0  # the rank of what is suppressed or known: the first to go where there is no room
_LEVELS = {Level.NOTICE: "note", Level.WARNING: "warning", Level.ERROR: "error"}
_BY_SEVERITY = {Severity.INFO: "note", Severity.WARNING: "warning", Severity.ERROR: "error"}
_PROBLEMS = {Severity.INFO: "recommendation", Severity.WARNING: "warning", Severity.ERROR: "error"}
# The words that GitHub has for a precision. The upper two are the bars that rules of severity error and warning are held to.
_PRECISIONS = ((0.98, "very-high"), (0.90, "high"), (0.70, "medium"), (0.0, "low"))
_MARKS = re.compile(r"([\\\[\]])")
_SURROGATES = re.compile("[\ud800-\udfff]")


class Part(NamedTuple):
    """What is made of some documents: results, ready but for their messages, and notifications of what could not be judged."""

    results: list[Item]
    failures: list[str]


def encode(shown: Sequence[Shown], options: ReportOptions) -> Part:
    """Return the results and notifications of some documents."""
    wanted = [each for each in shown if not (each.passed and options.only_failing)]
    results = [] if options.scores_only else [item for each in wanted for item in _results(each, options)]
    return Part(
        results, [_json(_notification(each.result.source, *failure)) for each in wanted for failure in each.result.failures]
    )


def _results(shown: Shown, options: ReportOptions) -> Iterator[Item]:
    source = shown.result.source
    for diagnostic in visible(shown):
        yield _result(source, diagnostic, options, None)
    for suppressed in shown.result.suppressed:
        yield _result(source, suppressed.diagnostic, options, suppressed)


def _result(source: Source, diagnostic: Diagnostic, options: ReportOptions, suppressed: Suppressed | None) -> Item:
    finding = diagnostic.finding
    level = level_of(diagnostic)
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[level],
        "rank": round(100 * finding.confidence, 1),
        "locations": [_location(source, diagnostic, text=options.text)],
        "partialFingerprints": {FINGERPRINT: diagnostic.fingerprint},
    }
    if options.baseline:
        result["baselineState"] = "unchanged" if diagnostic.known else "new"
    if suppressed is not None:
        told = {"kind": "external", "status": "accepted", "justification": brief(suppressed.reason)}
        result["suppressions"] = [{**told, "properties": {"by": suppressed.by}}]
    result["properties"] = _properties(source, diagnostic, text=options.text)
    rank = _KEPT_APART if suppressed is not None or diagnostic.known else level
    state = f"{suppressed.by} " if suppressed is not None else "known " if diagnostic.known else ""
    message = within(source, diagnostic) + brief(finding.message)
    kind, key = f"{state}{kind_of(diagnostic)}", f"{state}{diagnostic.fingerprint}"
    return Item(rank, kind, key, place(source), message, (finding.code, _json(result)))


def _location(source: Source, diagnostic: Diagnostic | None, *, text: bool) -> dict[str, Any]:
    """Return where a finding stands, or a document: the file, its region if the text is the file's, the record otherwise."""
    physical: dict[str, Any] = {"artifactLocation": _artifact(source)}
    location: dict[str, Any] = {"physicalLocation": physical}
    if diagnostic is not None and is_in_file(source, diagnostic):
        span = diagnostic.finding.span
        physical["region"] = {
            "startLine": diagnostic.line,
            "startColumn": diagnostic.column,
            "endLine": diagnostic.end_line,
            "endColumn": diagnostic.end_column,
            "charOffset": span.start,
            "charLength": span.end - span.start,
            # A snippet is the region's text, not a part of it.
            **({"snippet": {"text": diagnostic.text}} if text and len(diagnostic.text) == span.end - span.start else {}),
        }
        return location
    # GitHub shows nothing of a result without a line.
    physical["region"] = {"startLine": line_of(source, diagnostic) or 1}
    if source.record is not None:
        location["logicalLocations"] = [
            {"name": brief(source.id), "fullyQualifiedName": f"{brief(source.path or '')}#{source.record}", "kind": "object"}
        ]
    elif diagnostic is not None and diagnostic.xpath is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": brief(diagnostic.xpath), "kind": "element"}]
    return location


def _artifact(source: Source) -> dict[str, str]:
    from urllib.parse import quote

    file = file_of(source)
    # What is no UTF-8 in the name of a file stands in it as surrogates, and in an address as its bytes.
    uri = quote(
        file.path.encode("utf-8", "surrogateescape" if _is_from_bytes(file.path) else "surrogatepass"), safe="/:@!$&'()*+,;=~"
    )
    if file.is_inside:
        # A colon in the first segment would be read as that of a scheme.
        return {"uri": uri.replace(":", "%3A"), "uriBaseId": ROOT}
    if "://" in file.path:
        return {"uri": uri}
    return {"uri": f"file://{uri}" if uri.startswith("/") else f"file:///{uri}"}


def _is_from_bytes(path: str) -> bool:
    return all("\udc80" <= character <= "\udcff" for character in _SURROGATES.findall(path))


def _properties(source: Source, diagnostic: Diagnostic, *, text: bool) -> dict[str, Any]:
    """Return what SARIF has no name for: how sure and of what kind; and of a record, the place in its text."""
    finding = diagnostic.finding
    said: dict[str, Any] = {"confidence": finding.confidence, "counts": str(finding.counts)}
    if diagnostic.preview:
        said["preview"] = True
    if source.host is not None:
        said["host"] = brief(source.host)
    if not is_in_file(source, diagnostic):
        said |= {"start": finding.span.start, "end": finding.span.end, "line": diagnostic.line, "column": diagnostic.column}
        said |= {"endLine": diagnostic.end_line, "endColumn": diagnostic.end_column}
        if source.record is not None:
            said["record"] = source.record
        if text:
            said["text"] = diagnostic.text
    return said


def _notification(source: Source, code: str, error: str) -> dict[str, Any]:
    """Return the notification of a document that could not be read, or not be judged by a rule (3.58)."""
    said = "could not be read" if code == INPUT else f"rule {code} crashed"
    return {
        "level": "error",
        "message": _message(f"{within(source)}{said}: {brief(error)}"),
        "locations": [_location(source, None, text=False)],
        **({} if code == INPUT else {"associatedRule": {"id": code}}),
    }


def _message(text: str) -> dict[str, str]:
    """Return a message whose text is taken for nothing but text: brackets would make a link, braces a placeholder (3.11)."""
    return {"text": _MARKS.sub(r"\\\1", text).replace("{", "{{").replace("}", "}}")}


def _json(value: Any) -> str:
    """Return a value as JSON. Readers need not take lone surrogates, which JSON can say: U+FFFD stands for them."""
    return encoded(_sayable(value))


def _sayable(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _sayable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_sayable(item) for item in value]
    return value


class Sarif:
    """Writes one run when all documents have passed by: only then is it known whether its results are too many."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self.options = options
        self._found = Clusters(RESULTS)
        self._failures: list[str] = []
        self._further = 0  # failures beyond those

    def start(self) -> None:
        """Write nothing yet."""

    def write(self, part: Part) -> None:
        """Take the results and notifications that `encode` returned."""
        for item in part.results:
            self._found.add(item)
        room = NOTIFICATIONS - len(self._failures)
        self._failures += part.failures[:room]
        self._further += len(part.failures[room:])

    def finish(self, outcome: Outcome) -> None:
        """Write the run: results first, in their order, as what is told of rules depends on them."""
        cut, results = self._fitting()
        write = self.stream.write
        write(f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{"results": [')
        write(",".join(f"\n{result}" for result in results))
        write(f"\n],\n{_json(self._run(outcome, cut))[1:]}]}}\n")

    def _fitting(self) -> tuple[Cut, list[str]]:
        """Return what is shown, and its JSON: as much as may be uploaded."""
        cut = self._found.end()
        results = [_whole(cluster) for cluster in cut.shown]
        if _fits(results) < len(results) and not cut.is_cut:
            self._found.fold()
            cut = self._found.end()
            results = [_whole(cluster) for cluster in cut.shown]
        fitting = _fits(results)
        if fitting == len(results):
            return cut, results
        left_out = Counter(cut.left_out)
        for cluster in cut.shown[fitting:]:
            left_out[cluster.first.kind] += cluster.count
        return cut._replace(shown=cut.shown[:fitting], left_out=left_out), results[:fitting]

    def _run(self, outcome: Outcome, cut: Cut) -> dict[str, Any]:
        """Return the run (3.14) without its results."""
        notifications: list[dict[str, Any]] = []
        if self._further:
            said = f"{plural(self._further, 'further failure')}: the output of the run names them"
            notifications.append({"level": "error", "message": _message(said)})
        if cut.is_cut:
            said = f"findings: {cut.sentence(f'{RESULTS:,} results, packed in {PACKED_BYTES:,} bytes')}"
            notifications.append({"level": "warning", "message": _message(said)})
        codes = {code for code, _ in (cluster.first.body for cluster in cut.shown)}
        return {
            "tool": {
                "driver": {
                    "name": "ScrapeLint",
                    "semanticVersion": __version__,
                    "informationUri": HOME,
                    "rules": [_rule(note) for note in self.options.rules if note.code in codes],
                }
            },
            "invocations": [
                {
                    "executionSuccessful": not self._failures,
                    "toolExecutionNotifications": [*_read(self._failures), *notifications],
                }
            ],
            "automationDetails": {"id": "scrapelint/"},
            "columnKind": "unicodeCodePoints",
            "newlineSequences": ["\r\n", "\n", "\r"],
            "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
            "properties": {
                "ruleset": self.options.ruleset,
                "gate": outcome.sentence(),
                "failed": outcome.failed,
                "findings": cut.total,
            },
        }


def _whole(cluster: Cluster) -> str:
    """Return a result with its message, and with its number where it stands for several (3.27.18)."""
    first = cluster.first
    last = {"message": _message(first.message + cluster.others())}
    count = {"occurrenceCount": cluster.count} if cluster.count > 1 else {}
    _, result = first.body
    return f"{result[:-1]}, {_json({**last, **count})[1:]}"


def _fits(results: Sequence[str]) -> int:
    """Return how many of the results, from the first on, may be uploaded together."""
    if sum(map(len, results)) <= PACKED_BYTES:
        return len(results)
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    size = 0
    for number, result in enumerate(results):
        size += len(packer.compress(result.encode("ascii")))
        if size > PACKED_BYTES:
            return number
    return len(results)


def _read(objects: Sequence[str]) -> list[dict[str, Any]]:
    import json

    return [json.loads(each) for each in objects]


def _rule(note: RuleNote) -> dict[str, Any]:
    """Return what is told of a rule (3.49), with the properties that GitHub looks for."""
    precision = next(word for least, word in _PRECISIONS if note.precision >= least)
    return {
        "id": note.code,
        "name": "".join(word.capitalize() for word in note.name.split("-")),
        "shortDescription": _message(note.name.replace("-", " ").capitalize() + "."),
        "fullDescription": _message(note.summary),
        "help": {"text": _message(note.summary)["text"], "markdown": note.page},
        **({} if note.uri is None else {"helpUri": note.uri}),
        "defaultConfiguration": {"level": _BY_SEVERITY[note.severity]},
        "properties": {
            "precision": precision,
            "problem.severity": _PROBLEMS[note.severity],
            "tags": ["scraped text", note.category],
        },
    }
