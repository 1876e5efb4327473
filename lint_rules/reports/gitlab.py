"""GitLab's Code Quality report: a JSON array of issues, which a merge request shows against those of its target branch."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import TextIO

from lint_rules.finding import INPUT
from lint_rules.reports import Outcome, ReportOptions, Shown
from lint_rules.reports.claims import Claim, Level, claims
from lint_rules.reports.clusters import Cluster, Clusters, Item
from lint_rules.reports.location import file_of, is_in_file, line_of
from lint_rules.reports.record import encoded
from lint_rules.reports.style import shown as escaped
from lint_rules.reports.wording import place

# GitLab names no number of issues, but reads the whole report into memory for each merge request, and takes no file of more than
# 100 MB unless its administrator says so. So many issues, with the longest paths and messages, stay far below that.
ISSUES = 25_000
BYTES = 50_000_000
# The five severities are those of Code Climate. What could not be judged at all is worse than anything that was found.
_SEVERITIES = {Level.NOTICE: "info", Level.WARNING: "minor", Level.ERROR: "major"}
UNREAD = "critical"
REST = 200  # bytes of an issue's fingerprint, its other marks, and of what is said of equal ones
CUT = "cut"  # the check that is named where something is left out


def encode(shown: Sequence[Shown], options: ReportOptions) -> list[Item]:
    """Return the issues of some documents, ready but for description and fingerprint."""
    return [_item(each, claim) for each in shown for claim in claims(each, options)]


def _item(shown: Shown, claim: Claim) -> Item:
    source = shown.result.source
    path = escaped(file_of(source).path)
    found = claim.diagnostic
    begin = line_of(source, found) or 1
    end = found.end_line if found is not None and is_in_file(source, found) else begin
    issue = {
        "type": "issue",
        "check_name": claim.kind,
        "categories": ["Clarity"],
        "severity": UNREAD if claim.code == INPUT else _SEVERITIES[claim.level],
        "location": {"path": path, "lines": {"begin": begin, "end": end}},
    }
    # Neither line nor offset: an issue stays the same when the text above it changes.
    identity = _hash(path, source.id, claim.code, claim.key)
    body = encoded(issue)
    size = len(body) + len(encoded(claim.message)) + REST
    return Item(claim.level, claim.kind, claim.key, place(source), claim.message, (body, identity), size)


def _hash(*parts: str) -> str:
    """Return a hash of texts, whatever code points are in them: ids come from the data."""
    return sha256(json.dumps(parts).encode("ascii")).hexdigest()


class GitLab:
    """Writes the array when all documents have passed by. No two issues have one fingerprint: equal ones are numbered."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:  # noqa: ARG002 - `encode` has had them
        self.stream = stream
        self._found = Clusters(ISSUES, BYTES)
        self._seen: Counter[str] = Counter()

    def start(self) -> None:
        """Write nothing yet."""

    def write(self, part: Sequence[Item]) -> None:
        """Take the issues that `encode` returned."""
        for item in part:
            self._found.add(item)

    def finish(self, outcome: Outcome) -> None:  # noqa: ARG002 - an issue is about a file, and the gate about none
        """Write the issues, and one more that says what is left out, if anything is."""
        # The one more counts as well.
        cut = self._found.end()
        if cut.is_cut:
            cut = self._found.end(ISSUES - 1)
        issues = [self._issue(cluster, clustered=cut.is_cut) for cluster in cut.shown]
        if cut.is_cut:
            body, _ = cut.shown[0].first.body
            sentence = escaped(cut.sentence(f"{ISSUES:,} issues and {BYTES:,} bytes"))
            about = {"description": sentence, "fingerprint": _hash(CUT), "check_name": CUT, "severity": "info"}
            issues.append(encoded({**json.loads(body), **about}))
        self.stream.write("[" + ",".join(f"\n{issue}" for issue in issues) + "\n]\n")

    def _issue(self, cluster: Cluster, *, clustered: bool) -> str:
        body, identity = cluster.first.body
        if clustered:
            # Which document comes first may change from run to run; what it is does not.
            identity = _hash(cluster.first.kind, cluster.first.key)
        number = self._seen[identity]
        self._seen[identity] += 1
        fingerprint = _hash(identity, str(number)) if number else identity
        about = encoded({"description": cluster.first.message + cluster.others(), "fingerprint": fingerprint})
        return f"{body[:-1]}, {about[1:]}"
