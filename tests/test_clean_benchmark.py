"""The benchmark of cleaning counts what it says that it counts."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lint_rules.cleaning.text import Change, Cleaned, Policy
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.finding import Span

STORY = "The harbour opened at dawn, and the first boats went out before the fog had lifted from the bay.\n"
HARNESS = SimpleNamespace(
    BENCH_SOURCES={"zyte", "cleaneval"},
    GOOD_GOLD_SOURCES={"zyte"},
    line_truth=lambda _, line: {"content": False, "contamination": True}.get(line["label"]),
)


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "benchmarks"))
    return importlib.import_module("clean")


def labelled(text: str, *lines: tuple[int, int, str, float], **more: Any) -> dict[str, Any]:
    made = [{"start": start, "end": end, "n": 1, "label": label, "frac": frac} for start, end, label, frac in lines]
    return {"id": "a", "source": "zyte", "site": "x", "tier": "article", "trust": 1.0, "text": text, "lines": made, **more}


def test_tokens_count_as_their_lines_do_and_in_mixed_lines_as_they_stand(benchmark: Any) -> None:
    document = labelled("one two\nthree four\n", (0, 7, "content", 0.5), (8, 18, "mixed", 0.5))
    document["lines"][1]["spans"] = [[14, 18]]
    found = list(benchmark.tokens(document, HARNESS))
    assert [token.gold for token in found] == [0.5, 0.5, 1.0, 0.0]
    assert [token.residue for token in found] == [False, False, None, None]


def test_what_is_gone_is_counted(benchmark: Any) -> None:
    document = labelled("one two\nthree\n", (0, 7, "content", 1.0), (8, 13, "contamination", 0.0))
    sums = benchmark.Sums()
    gone = (Change(Span(4, 13), "", (("X", Span(4, 13)),)),)
    result = Linter().check(Document("x"))
    sums.add(benchmark.tokens(document, HARNESS), Cleaned("", gone, result, 0.0))
    assert (sums.gold, sums.bad, sums.gold_lost, sums.bad_gone) == (2, 1, 1, 1)
    assert (sums.content, sums.residue, sums.content_lost, sums.residue_gone) == (2, 1, 1, 1)
    sums.add(benchmark.tokens(document, HARNESS), None)
    assert (sums.gold, sums.gold_lost) == (4, 1)
    assert sums.cells() == ["0.6667 → 0.7500", "50.0%", "25.00%", "50.0%", "25.00%"]


@pytest.mark.parametrize(
    ("more", "groups"),
    [
        ({}, ["all sources", "CORE"]),
        ({"source": "cleaneval"}, ["all sources"]),
        ({"trust": 0.5}, []),
        ({"trust": None}, []),
        ({"tier": "fullpage"}, []),
        ({"source": "turku"}, []),
    ],
)
def test_only_trusted_texts_of_articles_count(benchmark: Any, more: dict[str, Any], groups: list[str]) -> None:
    assert benchmark.groups(labelled("", **more), HARNESS) == groups


def test_all_is_measured_of_some_documents(benchmark: Any) -> None:
    dirty = f"Skip to content\n\n{STORY}"
    kept = labelled(dirty, (0, 15, "contamination", 0.0), (17, len(dirty) - 1, "content", 1.0), lang="en")
    lost = labelled("Skip to content\n", (0, 15, "contamination", 0.0), lang="en") | {"id": "b"}
    figures = benchmark.measured([kept, lost], benchmark.FoldedLinter(None), Policy(), HARNESS)
    assert (figures.documents, figures.kept, figures.lower, figures.again) == (2, 1, 0, 0)
    assert (figures.sums["CORE"].bad, figures.sums["CORE"].bad_gone, figures.sums["CORE"].gold_lost) == (3, 3, 0)
    assert (figures.sums["CORE, with rejected"].bad, figures.sums["CORE, with rejected"].bad_gone) == (6, 3)
