"""The vocabulary of results: frozen values that every layer passes on and none changes."""

from __future__ import annotations

import enum
from typing import NamedTuple


class Severity(enum.IntEnum):
    """How sure and how bad: orders naturally, so that `severity >= Severity.WARNING` reads as it should."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The lower-case name that reports and configuration use."""
        return self.name.lower()


class Counts(enum.StrEnum):
    """What a finding takes away from: purity, integrity, or neither."""

    CONTAMINATION = "contamination"
    DAMAGE = "damage"
    NOTHING = "nothing"


class Verdict(enum.StrEnum):
    """What a document is, in one word; the first that applies, in this order."""

    UNJUDGED = "unjudged"
    NOT_AN_ARTICLE = "not-an-article"
    STUB = "stub"
    PARTIAL = "partial"
    ARTICLE = "article"


class Span(NamedTuple):
    """A stretch of `Document.text` in code points, end exclusive: the only coordinate inside."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


class Edit(NamedTuple):
    """One replacement in the text; an empty replacement deletes."""

    span: Span
    replacement: str


class Fix(NamedTuple):
    """Edits that mend one finding. `safe` means that no reader could miss what is lost."""

    edits: tuple[Edit, ...]
    safe: bool
    description: str


class Note(NamedTuple):
    """A remark beside a finding: why its weight was moved, or where its other half stands."""

    text: str
    span: Span | None = None


class Finding(NamedTuple):
    """What a rule claims about one span.

    `confidence` is the chance, 0 to 1, that a careful reader agrees. A `weak` finding is a hint that counts only if its
    neighbours bear it out (`engine.weigh` decides). `settles` is the verdict that a finding on the whole document brings.
    """

    code: str
    message: str
    span: Span
    severity: Severity
    counts: Counts = Counts.CONTAMINATION
    confidence: float = 1.0
    fix: Fix | None = None
    related: tuple[Note, ...] = ()
    weak: bool = False
    settles: Verdict | None = None


class Suspicion(NamedTuple):
    """What a rule thinks of a span that it does not report: it moves purity and is never printed."""

    span: Span
    probability: float


class ExcerptLine(NamedTuple):
    """One line to show: its number, its text (cut to a window) and the marked part of that text."""

    number: int
    text: str
    start: int
    end: int


class Diagnostic(NamedTuple):
    """A finding with its place: all that is needed to print it after the text is gone.

    Lines and columns are 1-based. `fingerprint` names the content, never the position: the rule, and the normalised words of
    the longest of the finding's lines, which stays the longest where the span shifts a little. Where a finding lies on several
    lines, `lines` has the fingerprint of each that is not blank, and `edges` those of the nearest ones before and after it.
    What a preview rule says is shown and never gated. `xpath` is the smallest element of the page that holds the finding,
    where the text was taken from a page. What is `known` stands in the baseline: it is not new.
    """

    finding: Finding
    rule: str
    text: str
    line: int
    column: int
    end_line: int
    end_column: int
    excerpt: tuple[ExcerptLine, ...]
    fingerprint: str
    preview: bool = False
    xpath: str | None = None
    lines: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()
    known: bool = False


class Suppressed(NamedTuple):
    """A finding that was taken out, by an `allowance` or a `suppression`, and the reason that stands there."""

    diagnostic: Diagnostic
    by: str
    reason: str


INPUT = "INPUT"
"""The code of a failure that is the input's and not a rule's."""


class Failure(NamedTuple):
    """Something that could not be judged: a rule that crashed, or (code `INPUT`) a record that could not be read."""

    code: str
    error: str


class Skipped(NamedTuple):
    """A rule that had no say on this document, and why: language, no-profile, no-source, too-short …"""

    code: str
    reason: str


class Score(NamedTuple):
    """The quality of one text. `value`, `purity` and `integrity` are None where they cannot be said.

    Counts: `characters` and `flagged` are non-space characters; `spans` the merged flagged stretches;
    `sentences` and `hurt` are taken over the text without its contaminated spans.
    """

    value: float | None
    purity: float | None
    integrity: float | None
    verdict: Verdict
    coverage: float
    characters: int
    flagged: int
    spans: int
    sentences: int
    hurt: int


class Source(NamedTuple):
    """Where a document came from: what every report names it by."""

    id: str
    path: str | None = None
    record: int | None = None
    url: str | None = None
    host: str | None = None
    meta: tuple[tuple[str, object], ...] = ()


class Result(NamedTuple):
    """All that is said of one document; small and picklable.

    `allowed` holds the positions, in the configuration, of the allowances that kept a finding out of it, and `suppressed` those
    findings; `length` is that of the text, in code points. `suppressions` holds the positions, in their file, of the entries
    that took a finding out.
    """

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    score: Score
    failures: tuple[Failure, ...]
    skipped: tuple[Skipped, ...]
    language: str | None
    allowed: tuple[int, ...] = ()
    length: int = 0
    suppressed: tuple[Suppressed, ...] = ()
    suppressions: tuple[int, ...] = ()
