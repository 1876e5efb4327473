"""Sidecars brought up to date: what `--scrapelint-update` writes where expectations are not met.

A snapshot is what a judge says today: the score, rounded outwards to whole points, the verdict, and every warning and error by
its words. Of a sidecar that says something only what is not met is changed; one that says nothing becomes a whole snapshot.
What a person demands (`must_have`, `must_not_have`, `reject`, `xfail`) is never changed, met or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil, floor
from pathlib import Path
from typing import TypedDict

from lint_rules.errors import InputError
from lint_rules.expectations import Expectations, Quote, parse, places_of, surprises, times_met
from lint_rules.expectations.toml_text import TomlText
from lint_rules.finding import Diagnostic, Result, Span
from lint_rules.whole import replacing

# Characters of a finding's words that are quoted: enough to stand once in most texts, few enough to be read.
QUOTE_LENGTH = 80
WORDS_AROUND = 3  # on either side of a finding that is nothing but white space

_SURROGATES = re.compile("[\ud800-\udfff]+")  # what TOML cannot say


class Change(TypedDict):
    """What is to be written to a sidecar: `before` is its content now, None where there is none. Of builtin types alone: it
    travels between processes.
    """

    path: str
    before: str | None
    after: str


def change(sidecar: Path, result: Result, text: str) -> Change | None:
    """Return how a sidecar is to be changed so that a text and its result meet it, as far as a program may; None where it is
    met, or not to be met (`xfail`), or the text could not be judged. A sidecar that is not there is one that says nothing.

    Raises InputError where it cannot be read, or is laid out in a way that cannot be changed.
    """
    before = _content(sidecar)
    if result.failures:
        return None
    mark = "\ufeff" if before and before.startswith("\ufeff") else ""  # what some editors leave; TOML does not know it
    content = (before or "").removeprefix(mark)
    expectations = parse(content, str(sidecar))
    if expectations.xfail is not None:
        return None
    try:
        file = TomlText(content)
        if not file.data:
            _note_score(file, result)
        _update(file, expectations, result, text)
        after = mark + str(file)
    except ValueError as error:
        raise InputError(f"{sidecar}: cannot be updated: {error}") from error
    return None if after == (before or "") else Change(path=str(sidecar), before=before, after=after)


def apply(wanted: Change) -> None:
    """Write a change, whole or not at all. Raises InputError where that fails, or the sidecar is not what it was."""
    path = Path(wanted["path"])
    if _content(path) != wanted["before"]:
        raise InputError(f"{path}: was changed meanwhile, and is left as it is")
    try:
        with replacing(path) as stream:
            stream.write(wanted["after"].encode())
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error


def _content(sidecar: Path) -> str | None:
    """Return what stands in a sidecar, line ends as they are; None where there is none."""
    try:
        return sidecar.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{sidecar}: cannot be read: {error}") from error


def _note_score(file: TomlText, result: Result) -> None:
    """Write today's score and verdict."""
    value = result.score.value
    if value is not None:
        file.set(("score",), {"min": floor(value), "max": ceil(value)})
    file.set(("verdict",), str(result.score.verdict))


def _update(file: TomlText, expectations: Expectations, result: Result, text: str) -> None:
    """Change what is not met."""
    value, verdict = result.score.value, result.score.verdict
    if value is None and "score" in file.data:
        file.remove("score")  # what has no score is told by its verdict
        file.set(("verdict",), str(verdict))
    if value is not None and expectations.score_min is not None and value < expectations.score_min:
        file.set(("score", "min"), floor(value))
    if value is not None and expectations.score_max is not None and value > expectations.score_max:
        file.set(("score", "max"), ceil(value))
    if expectations.verdict not in (None, verdict):
        file.set(("verdict",), str(verdict))
    kept = []
    for index, quote in reversed(list(enumerate(expectations.expect))):
        met = times_met(quote, places_of(text, quote.text), result)
        if not met:
            file.remove_item("expect", index)
            continue
        kept.append(quote)
        if quote.count not in (None, met):
            file.set_item("expect", index, "count", met)
    # What a finding of another code says of the same words is no surprise only as long as the quote stands.
    for quote in _quotes(surprises(replace(expectations, expect=tuple(kept)), result, text), result, text):
        count = {} if quote.count is None else {"count": quote.count}
        file.add_item("expect", {"code": quote.code, "text": quote.text, **count})
    if not file.data:  # all that it said was out of date
        _note_score(file, result)


def _quotes(diagnostics: Iterable[Diagnostic], result: Result, text: str) -> Iterator[Quote]:
    """Yield what a sidecar says of findings, each once: nothing of one that has no words to be named by."""
    named = ((each.finding.code, _words(each.finding.span, text)) for each in diagnostics)
    for code, words in dict.fromkeys(named):
        if words:
            places = places_of(text, words)
            # At one place of several would be met by any of them.
            yield Quote(code, words, times_met(Quote(code, words), places, result) if len(places) > 1 else None)


def _words(span: Span, text: str) -> str:
    """Return words to name a finding by: the first of its own, or, where it holds none, those around it."""
    pieces = _SURROGATES.split(text[span.start : span.end])
    words = " ".join(max(pieces, key=len).split())
    if words:
        return words if len(words) <= QUOTE_LENGTH else words[:QUOTE_LENGTH].rpartition(" ")[0] or words[:QUOTE_LENGTH]
    if len(pieces) > 1:
        return ""
    before = _SURROGATES.split(text[max(0, span.start - QUOTE_LENGTH) : span.start])[-1].split()[-WORDS_AROUND:]
    after = _SURROGATES.split(text[span.end : span.end + QUOTE_LENGTH])[0].split()[:WORDS_AROUND]
    return " ".join(before + after) if before and after else ""
