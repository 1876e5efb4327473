"""What is kept of one document for a comparison: made where it was judged, small, and without its text."""

from __future__ import annotations

from typing import NamedTuple

from lint_rules.comparing.words import Words, words_of
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine import gate
from lint_rules.finding import Result, Severity, Source
from lint_rules.profiles.marks import kept, keys_by_line

WORDS_SHOWN = 80  # characters of a finding's text that are kept, to be shown


class Found(NamedTuple):
    """A finding: its rule by code and name, whether it is an error or a warning of a rule that is no preview, what names its
    content, and the words.
    """

    code: str
    rule: str
    weighs: bool
    fingerprint: str
    words: str


class Entry(NamedTuple):
    """A document. `why` says in a few words why it fails, None where it passes.

    `characters` are those that are no white space, `clean` of them stand outside of what was found. Where the text was at hand,
    `words` tell what of it another one lacks, and `lines` are the hashes of its lines (32 bits each, sorted).
    """

    source: Source
    why: str | None
    score: float | None
    verdict: str
    characters: int
    clean: int
    findings: tuple[Found, ...]
    words: Words | None = None
    lines: bytes | None = None

    @property
    def has_own_id(self) -> bool:
        """Whether the document is named by an id or address of its own, not by where it lies."""
        source = self.source
        return source.id not in (source.path, f"{source.path}#{source.record}")


def entry_of(result: Result, config: Config, doc: Document | None = None) -> Entry:
    """Return what is kept of a result, by the gate of a configuration; `doc` is the document, where its text is at hand."""
    score = result.score
    source = result.source._replace(meta=())
    why = gate.why_not(result, config)
    found = tuple(
        Found(
            each.finding.code,
            each.rule,
            each.finding.severity >= Severity.WARNING and not each.preview,
            each.fingerprint,
            each.text[:WORDS_SHOWN],
        )
        for each in result.diagnostics
    )
    entry = Entry(source, why, score.value, str(score.verdict), score.characters, score.characters - score.flagged, found)
    if doc is None:
        return entry
    lines, _ = keys_by_line(doc.reading)
    return entry._replace(
        words=words_of(doc, [each.finding for each in result.diagnostics if not each.preview]),
        lines=kept(key for key in lines if key).tobytes(),
    )
