"""The benchmark of comparisons: it damages texts as it says, and counts false alarms and what is found."""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from typing import Any, Self

import pytest

TEXT = "\n".join(f"Line {number} tells of the harbour and of all the boats that lie in it at low tide." for number in range(8))


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "benchmarks"))
    return importlib.import_module("compare")


def test_texts_are_damaged_as_it_is_said(benchmark: Any) -> None:
    chance = random.Random(0)
    noticed = [benchmark.known_notice(TEXT, chance) for _ in range(1000)]
    assert sum(each != TEXT for each in noticed) == pytest.approx(400, abs=60)
    assert all(each.endswith(TEXT) for each in noticed)
    assert TEXT.startswith(benchmark.cut_off(TEXT, chance))
    assert len(benchmark.without_paragraphs(TEXT, chance).split("\n")) == 6
    assert benchmark.without_paragraphs("One. Two. Three. Four", chance).count(". ") == 2
    fused = benchmark.without_spaces(TEXT * 20, chance)
    assert fused.replace(" ", "") == (TEXT * 20).replace(" ", "")
    assert len(TEXT * 20) - len(fused) == pytest.approx(len((TEXT * 20).split()) / 60, rel=0.5)


def test_alarms_are_counted(benchmark: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [{"id": f"{number}", "host": "quay.example", "text": f"Report {number}. {TEXT}"} for number in range(80)]
    monkeypatch.setattr(benchmark, "Pool", Serial)
    crawl = benchmark.judge(("quay.example", document) for document in documents)
    assert benchmark.false_alarms(crawl, 3) == "  regression in 0 of 3 draws"
    benchmark.found(crawl, {document["id"]: document for document in documents}, 2)
    rows = capsys.readouterr().out.splitlines()
    assert " 80 " in rows[0]
    assert "100 %  0 of 2" in next(row for row in rows if "cut off" in row)


def test_the_cost_is_told(benchmark: Any) -> None:
    assert benchmark.cost(50).startswith("2 × 50 documents")


class Serial:
    """A pool of no processes."""

    def __init__(self, _: int) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def imap(self, function: Any, given: Any, chunksize: int) -> Any:
        assert chunksize
        return map(function, given)
