"""From a configuration to a judge of documents. What it returns needs neither the text nor the rules any more."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from lint_rules import language
from lint_rules.config import Config
from lint_rules.document import EDGE, Document, fold, fold_numbers
from lint_rules.engine import fixing, registry, scoring
from lint_rules.engine.keeping.ignores import Ignores
from lint_rules.engine.prescan import Prescan, cache_folder
from lint_rules.engine.weigh import weigh
from lint_rules.finding import (
    Counts,
    Diagnostic,
    Edit,
    ExcerptLine,
    Failure,
    Finding,
    Fix,
    Note,
    Result,
    Severity,
    Skipped,
    Span,
    Suppressed,
    Suspicion,
)
from lint_rules.rule import Context, Hit, PhraseList, Rule, Trigger, sources_of

if TYPE_CHECKING:
    from lint_rules.engine.keeping.baseline import Baseline
    from lint_rules.engine.keeping.suppressions import Suppressions
    from lint_rules.profiles import Sites

TEXT_LIMIT = 200  # characters of a finding's text that a result carries
LONGEST_LINE = 1000  # characters of a line whose words name a finding's content
EXCERPT_LINES = 4  # lines of a finding that are shown
EXCERPT_WIDTH = 160  # characters of a line that are shown
EXCERPT_LEAD = 40  # … of them before the marked part, where the line is cut


class Linter:
    """Judges documents by one configuration; made once a process, used for any number of documents.

    `Linter()` reads no configuration file: it is the default rule set. Raises ConfigError where the configuration names
    what there is not, or a rule cannot be loaded, ProfileError where its profile cannot be used. `backend` chooses the
    scanner, see `Prescan`. `suppressions` and `baseline` are what the files of these settings hold.
    """

    def __init__(self, config: Config | None = None, *, backend: str | None = None) -> None:
        self.config = config or Config()
        known = registry.discover(self.config)
        self.rules: tuple[Rule, ...] = registry.instantiate(self.config, registry.selected(self.config, known), known)
        self._preview = frozenset(rule.code for rule in self.rules if rule.preview)
        self._names = {rule.code: rule.name() for rule in self.rules}
        listeners: dict[Trigger | PhraseList, list[int]] = defaultdict(list)
        for number, rule in enumerate(self.rules):
            for source in sources_of(rule.triggers):
                listeners[source].append(number)
        self._prescan = Prescan(list(listeners), backend=backend, cache=cache_folder())
        self._listeners = tuple(listeners.values())
        waiting = {number for numbers in self._listeners for number in numbers}
        self._always = frozenset(range(len(self.rules))) - waiting
        # Nearly all rules report what they see or say nothing: asking each would cost more than most of them do.
        self._abstaining = frozenset(n for n, rule in enumerate(self.rules) if type(rule).abstains is not Rule.abstains)
        self._suspecting = frozenset(n for n, rule in enumerate(self.rules) if type(rule).suspect is not Rule.suspect)
        self._profile = self._opened(self.config.profile)
        digest = self._prescan.digest + (self._profile.digest.hex() if self._profile else "")
        self.ruleset = registry.ruleset(self.rules, digest)
        self._stages = tuple(
            tuple((number, rule) for number, rule in enumerate(self.rules) if rule.stage == stage)
            for stage in sorted({rule.stage for rule in self.rules})
        )
        self._allowances = [Allowed(entry.codes, entry.line, entry.hosts) for entry in self.config.allow]
        registry.refuse_unknown_codes(self.config, known)
        self._ignores = Ignores(self.config, self.rules)
        self.suppressions: Suppressions | None = None
        self.baseline: Baseline | None = None
        registry.refuse_failing_examples(self)
        if self.config.suppressions is not None:
            from lint_rules.engine.keeping.suppressions import Suppressions

            self.suppressions = Suppressions.opened(self.config.suppressions)
        if self.config.baseline is not None:
            from lint_rules.engine.keeping.baseline import Baseline

            self.baseline = Baseline.opened(self.config.baseline)

    @property
    def scored_by(self) -> str:
        """What names the rules that the scores of a site's pages are taken by: those that see nothing but the text."""
        return registry.ruleset([rule for rule in self.rules if rule.stage == 1 and not rule.by_profile], "")

    def check(self, doc: Document) -> Result:
        """Return all that is to be said of a document."""
        reading = doc.reading
        seen, as_read, suspicions, failures, skipped = self._run(doc, reading)
        same = reading is doc
        pairs = [(finding, finding if same else _in_original(reading, finding)) for finding in weigh(reading, seen)]
        pairs += [(finding, finding) for finding in as_read]
        kept, left_out = self._without_allowed(doc, reading, pairs)
        diagnostics = tuple(self._place(doc, finding) for finding in _ordered(map(self._as_shown, kept)))
        suppressed = self._allowed(doc, left_out)
        suppressions: tuple[int, ...] = ()
        if self.suppressions is not None:
            parted = self.suppressions.parted(doc.source, diagnostics)
            diagnostics, suppressions = parted.kept, tuple(sorted(parted.used))
            suppressed += tuple(Suppressed(diagnostic, "suppression", reason) for diagnostic, reason in parted.suppressed)
        score = scoring.score(
            doc.text,
            [diagnostic.finding for diagnostic in diagnostics],
            suspicions,
            coverage=language.coverage(reading.text, reading.tokens, reading.language),
            characters=sum(map(len, doc.tokens)),
        )
        if self.baseline is not None:
            diagnostics = self.baseline.marked(doc.source, diagnostics)
        return Result(
            doc.source,
            diagnostics,
            score,
            tuple(failures),
            tuple(skipped),
            reading.language,
            tuple(sorted({number for _, number in left_out})),
            len(doc.text),
            suppressed,
            suppressions,
        )

    def marked(self, result: Result) -> Result:
        """Return a result of an earlier run with the findings marked that stand in the baseline; as it is, without one."""
        if self.baseline is None:
            return result
        fresh = [each._replace(known=False) for each in result.diagnostics]
        return result._replace(diagnostics=self.baseline.marked(result.source, fresh))

    def facts(self, doc: Document) -> tuple[Finding, ...]:
        """Return what the rules of the first stage find in a document as its reader sees it: what those of the second are
        told, for whoever trains one.
        """
        return tuple(self._run(doc, doc.reading, last_stage=1)[0])

    def fix(self, doc: Document, *, unsafe: bool = False) -> str:
        """Return the text with the findings' fixes made: the safe ones, or all."""
        fixes = [d.finding.fix for d in self.check(doc).diagnostics if d.finding.fix and (unsafe or d.finding.fix.safe)]
        return fixing.apply(doc.text, fixes)

    def _opened(self, profile: str | None) -> Sites | None:
        """Return the profile in a file, None where none is named. Raises ProfileError where it cannot be used."""
        if profile is None:
            return None
        from lint_rules.profiles import Sites

        return Sites(profile, scored_by=self.scored_by)

    def _run(
        self, original: Document, doc: Document, *, last_stage: int | None = None
    ) -> tuple[list[Finding], list[Finding], list[Suspicion], list[Failure], list[Skipped]]:
        """Run all rules. Return what they find in the text as a reader sees it, what in the text as read, and the rest;
        suspicions stand in the text as read.
        """
        findings: list[Finding] = []
        as_read: list[Finding] = []
        suspicions: list[Suspicion] = []
        failures: list[Failure] = []
        skipped: list[Skipped] = []
        hits: dict[int, list[Hit]] = defaultdict(list)
        listeners = self._listeners
        for hit in self._prescan.scan(doc):
            for number in listeners[hit.source]:
                hits[number].append(hit)
        running = self._always | hits.keys()
        if self._ignores:
            running -= self._ignores.of(original.source)
        for stage in self._stages[:last_stage]:
            facts = tuple(findings)
            for number, rule in stage:
                if number not in running:
                    continue
                if rule.languages is not None and doc.language is not None and doc.language not in rule.languages:
                    skipped.append(Skipped(rule.code, "language"))
                    continue
                ctx = Context(original if rule.raw else doc, hits.get(number, ()), facts, self._profile)
                try:
                    reason = rule.abstains(ctx) if number in self._abstaining else None
                    if reason is not None:
                        skipped.append(Skipped(rule.code, reason))
                        continue
                    (as_read if rule.raw else findings).extend(rule.check(ctx))
                    if number in self._suspecting:
                        suspicions += [Suspicion(ctx.doc.origin(each.span), each.probability) for each in rule.suspect(ctx)]
                except Exception as error:  # noqa: BLE001
                    # A rule that breaks must neither end the run nor look like a rule that found nothing.
                    failures.append(Failure(rule.code, f"{type(error).__name__}: {error}"))
        return findings, as_read, suspicions, failures, skipped

    def _without_allowed(
        self, doc: Document, reading: Document, pairs: Sequence[tuple[Finding, Finding]]
    ) -> tuple[list[Finding], list[tuple[Finding, int]]]:
        """Return the findings that no allowance covers, and the others, each with the position of the allowance.

        A pair is a finding in the text as a reader sees it and in the text as read: the user may quote the line either way.
        """
        left_out: list[tuple[Finding, int]] = []
        kept: list[Finding] = []
        for visible, finding in pairs:
            for number, allowed in enumerate(self._allowances):
                if allowed.covers(doc, finding) or (visible is not finding and allowed.covers(reading, visible)):
                    left_out.append((finding, number))
                    break
            else:
                kept.append(finding)
        return kept, left_out

    def _allowed(self, doc: Document, left_out: Sequence[tuple[Finding, int]]) -> tuple[Suppressed, ...]:
        """Return the findings that allowances took out, as results have them, in the order of the text."""
        if not left_out:
            return ()
        shown = [(self._as_shown(finding), number) for finding, number in left_out]
        numbers = {id(finding): number for finding, number in shown}
        return tuple(
            Suppressed(self._place(doc, finding), "allowance", self.config.allow[numbers[id(finding)]].reason)
            for finding in _ordered(finding for finding, _ in shown)
        )

    def _as_shown(self, finding: Finding) -> Finding:
        """Return a finding as it counts: that of a rule in preview is shown, and nothing else."""
        if finding.code not in self._preview:
            return finding
        return finding._replace(severity=Severity.INFO, counts=Counts.NOTHING)

    def _place(self, doc: Document, finding: Finding) -> Diagnostic:
        starts = doc.line_starts
        start, end = finding.span
        first = bisect_right(starts, start)
        last = bisect_right(starts, max(start, end - 1))
        name, lines, edges = _fingerprints(doc, finding, first, last)
        return Diagnostic(
            finding,
            self._names[finding.code],
            doc.text[start : min(end, start + TEXT_LIMIT)],
            first,
            start - starts[first - 1] + 1,
            last,
            end - starts[last - 1] + 1,
            tuple(_excerpt(doc, number, finding.span) for number in range(first, min(last, first + EXCERPT_LINES - 1) + 1)),
            name,
            finding.code in self._preview,
            None if doc.source_map is None else doc.source_map.xpath(finding.span),
            lines,
            edges,
        )


class Allowed:
    """One allowance, ready to ask: does it cover a finding?"""

    def __init__(self, codes: Sequence[str], line: str, hosts: Sequence[str]) -> None:
        self.codes = tuple(codes)
        self.hosts = frozenset(hosts)
        self._pattern = re.compile(".*?".join(map(re.escape, fold(line.strip()).split("*"))))

    def covers(self, doc: Document, finding: Finding) -> bool:
        """Tell whether the finding's line, of several the first, is what is allowed."""
        if not finding.code.startswith(self.codes) or (self.hosts and doc.host not in self.hosts):
            return False
        line = doc.line_at(finding.span.start)
        return line is not None and self._pattern.fullmatch(doc.folded, line.start, line.end) is not None


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by place; drop one that lies inside another of its own code."""
    kept: list[Finding] = []
    reach: dict[str, int] = {}
    for finding in sorted(findings, key=lambda f: (f.span.start, -f.span.end, f.code, -f.severity)):
        if reach.get(finding.code, -1) >= finding.span.end:
            continue
        reach[finding.code] = finding.span.end
        kept.append(finding)
    return kept


def _in_original(reading: Document, finding: Finding) -> Finding:
    """Return the finding with all its spans in the text as read."""
    fix = finding.fix
    if fix is not None:
        fix = Fix(tuple(Edit(reading.origin(edit.span), edit.replacement) for edit in fix.edits), fix.safe, fix.description)
    related = tuple(Note(note.text, note.span and reading.origin(note.span)) for note in finding.related)
    return finding._replace(span=reading.origin(finding.span), fix=fix, related=related)


def _fingerprints(doc: Document, finding: Finding, first: int, last: int) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return what names a finding on the physical lines `first` to `last`: its fingerprint, those of its lines where it lies on
    several, and those of the lines beside it. What holds for a whole document is named by its first line alone.
    """
    code, span = finding.code, finding.span
    if first == last or finding.settles is not None or finding.counts is not Counts.CONTAMINATION:
        return _fingerprint(code, _line_of(doc, first, span)), (), ()
    lines = [line for number in range(first, last + 1) if (line := _line_of(doc, number, span)).strip()]
    before = (line for number in range(first - 1, 0, -1) if (line := _line_of(doc, number)).strip())
    after = (line for number in range(last + 1, len(doc.line_starts) + 1) if (line := _line_of(doc, number)).strip())
    edges = [line for line in (next(before, None), next(after, None)) if line is not None]
    if not lines:
        return _fingerprint(code, ""), (), ()
    name = _fingerprint(code, max(lines, key=len))
    if len(lines) == 1:
        return name, (), ()
    return name, tuple(_fingerprint(code, line) for line in lines), tuple(_fingerprint(code, line) for line in edges)


def _line_of(doc: Document, number: int, span: Span | None = None) -> str:
    """Return a physical line; of a very long one the words in the span, or its beginning."""
    start, end = _bounds(doc, number)
    if end - start > LONGEST_LINE and span is not None:
        start, end = max(start, span.start), min(end, span.end)
    return doc.text[start : min(end, start + LONGEST_LINE)]


def _bounds(doc: Document, number: int) -> tuple[int, int]:
    """Return where a physical line starts and ends, without its line break."""
    starts = doc.line_starts
    start, end = starts[number - 1], starts[number] if number < len(starts) else len(doc.text)
    while end > start and doc.text[end - 1] in "\r\n":
        end -= 1
    return start, end


def _excerpt(doc: Document, number: int, span: Span) -> ExcerptLine:
    """Return one line of a finding to show, cut to a window around the marked part."""
    first, last = _bounds(doc, number)
    start, end = max(first, span.start), min(last, span.end)
    cut = max(first, start - EXCERPT_LEAD) if last - first > EXCERPT_WIDTH and end - first >= EXCERPT_WIDTH else first
    shown = doc.text[cut : min(last, cut + EXCERPT_WIDTH)]
    before = "…" if cut > first else ""
    after = "…" if cut + EXCERPT_WIDTH < last else ""
    shift = len(before) - cut
    return ExcerptLine(number, before + shown + after, start + shift, min(end + shift, len(before) + len(shown)))


@lru_cache(maxsize=4096)  # a crawl has the same footers on all its pages
def _fingerprint(code: str, line: str) -> str:
    """Return what names a line of a finding by its content: the rule and the normalised words of the line."""
    normalised = fold_numbers(" ".join(fold(line).split()).strip(EDGE))
    return blake2b(f"{code}\0{normalised}".encode("utf-8", "replace"), digest_size=8).hexdigest()
