"""The benchmarks count right: peers, verdicts on findings, tables; on documents made for it."""

from __future__ import annotations

import gzip
import importlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.finding import Counts, Diagnostic, Finding, Severity, Span

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
STORY = "The harbour opened at dawn, and the first boats went out before the fog had lifted from the bay."


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return iter(())


def module(name: str) -> Any:
    return importlib.import_module(name)


def taken_out(peer: str, text: str) -> list[str]:
    return [text[start:end] for start, end in module(f"peers.{peer}").unwanted(text, "en")]


def test_lines_are_found_where_they_stand() -> None:
    text = "one\r\n\n  two \rthree"
    assert [text[line.span[0] : line.span[1]] for line in module("peers.lines").lines_of(text)] == ["one", "  two ", "three"]


def test_c4_keeps_sentences() -> None:
    text = f"Menu\n{STORY}\nToo short for it.\nPlease switch on JavaScript to read the story.\nAnd so it went on and on...\n"
    assert taken_out("c4", text) == [line for line in text.splitlines() if line != STORY]


def test_refinedweb_takes_out_capitals_counters_and_single_words() -> None:
    unwanted = ["BREAKING News", "NEWS FROM THE BAY", "12,345", "3 likes", "Menu", "Sign-in to comment", "The fog. Read more..."]
    assert taken_out("refinedweb", "\n".join([STORY, *unwanted, "Two words"])) == unwanted


def test_fineweb_takes_out_short_and_repeated_lines() -> None:
    text = f"Menu\n{STORY}\nA short one.\n{STORY}\nBy reading on you agree to the use of cookies on this site.\n"
    assert taken_out("fineweb", text) == ["Menu", STORY, "By reading on you agree to the use of cookies on this site."]


def test_justext_judges_by_stop_words() -> None:
    pytest.importorskip("justext")
    story = " ".join([STORY] * 3)
    assert taken_out("justext_classes", f"{story}\nHarbour Boats Fog Dawn Bay\n{story}\n© Bay News\n") == ["© Bay News"]
    assert taken_out("justext_classes", "Harbour Boats\nFog Dawn\n") == ["Harbour Boats", "Fog Dawn"]


def test_without_justext_one_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    peer = module("peers.justext_classes")
    monkeypatch.setitem(sys.modules, "justext.core", None)
    peer._package.cache_clear()
    with pytest.raises(SystemExit, match=re.escape("pip install 'scrapelint[benchmarks]'")):
        peer.unwanted(STORY, "en")
    peer._package.cache_clear()


def test_a_peers_score_is_what_it_keeps() -> None:
    check = module("accuracy").by_peer(lambda *_: [(0, 5)])
    assert check({"text": "menu\nabcdef gh", "lang": None})["score"] == pytest.approx(100 * 8 / 12)
    assert check({"text": "  ", "lang": None})["score"] is None


def test_a_fold_is_that_of_the_site() -> None:
    fold_of = module("corpus").fold_of
    assert fold_of({"site": "example.org"}) == 2
    assert fold_of({"site": None}) == 0


def test_folds_that_are_not_there_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module("corpus"), "LEARNT", "CHR001")
    with pytest.raises(SystemExit, match=r"--folds: there is no .*weights-0\.npz"):
        module("corpus").FoldedLinter(tmp_path)


def test_a_trained_rule_is_left_out_or_judged_by_the_fold_of_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = module("corpus")
    made: list[Config] = []

    def linter(config: Config) -> Any:
        made.append(config)
        weights = config.rules.get("CHR001", {}).get("weights")
        return SimpleNamespace(check=lambda _: SimpleNamespace(failures=(), weights=weights))

    monkeypatch.setattr(corpus, "Linter", linter)
    monkeypatch.setattr(corpus, "LEARNT", "CHR001")
    without = corpus.FoldedLinter(None)
    assert made[0].ignore == ("CHR001",)
    assert without.note().startswith("CHR001 left out")
    for fold in range(corpus.FOLDS):
        (tmp_path / f"weights-{fold}.npz").touch()
    folded = corpus.FoldedLinter(tmp_path)
    labelled = document(STORY, "content")
    assert folded.check(labelled).weights == str(tmp_path / f"weights-{corpus.fold_of(labelled)}.npz")
    assert folded.note() == "CHR001 with the weights of 5 folds over sites."
    monkeypatch.setattr(corpus, "LEARNT", "CTX999")
    assert corpus.FoldedLinter(None).note() == "No rule with trained weights ran."
    with pytest.raises(SystemExit, match="there is no rule CTX999"):
        corpus.FoldedLinter(tmp_path)


def test_a_crash_ends_the_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = module("corpus")
    crashed = SimpleNamespace(failures=(SimpleNamespace(code="CHR001", error="KeyError: 'x'"),))
    monkeypatch.setattr(corpus, "Linter", lambda _: SimpleNamespace(check=lambda _: crashed))
    with pytest.raises(SystemExit, match="zyte/1/x: CHR001: KeyError"):
        corpus.FoldedLinter(None).check(document(STORY, "content"))


def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    corpus = module("corpus")
    with pytest.raises(SystemExit, match=r"there is no .*dev_small"):
        corpus.Labels(tmp_path).bench()
    with pytest.raises(SystemExit, match="--harness"):
        corpus.harness(tmp_path)


def document(text: str, *labels: str, **more: Any) -> dict[str, Any]:
    """Return a labelled document, with a label for each line of its text."""
    lines, start = [], 0
    for line, label in zip(text.split("\n"), labels, strict=True):
        share = {"content": 1.0, "contamination": 0.0}.get(label, 0.5)
        lines.append({"start": start, "end": start + len(line), "n": len(line.split()), "frac": share, "label": label})
        start += len(line) + 1
    made = {"id": "zyte/1/x", "source": "zyte", "page": "1", "site": "example.org", "tier": "article", "lang": "en"}
    return {**made, "extractor": "x", "trust": 1.0, "text": text, "gold": STORY, "lines": lines, **more}


def finding(text: str, quoted: str, code: str = "CHR001", severity: Severity = Severity.WARNING, **more: Any) -> Diagnostic:
    """Return a finding on some words of a text."""
    start = text.index(quoted)
    found = Finding(code, "message", Span(start, start + len(quoted)), severity, **more)
    return Linter()._place(Document(text), found) if code == "CHR001" else placed(found, quoted)


def placed(found: Finding, quoted: str) -> Diagnostic:
    return Diagnostic(found, "rule", quoted, 1, 1, 1, 1, (), quoted)


def judge(**fused: list[list[Any]]) -> Any:
    def line_truth(_: Any, line: dict[str, Any]) -> bool | None:
        return {"content": False, "contamination": True}.get(line["label"])

    rules = [SimpleNamespace(code="TXT003", counts=Counts.DAMAGE)]
    evaluate = SimpleNamespace(line_truth=line_truth)
    return module("precision").Judge(evaluate, {name.replace("_", "/"): words for name, words in fused.items()}, rules)


TEXT = f"Menu\n{STORY}\nShare"


@pytest.mark.parametrize(
    ("quoted", "verdict"),
    [("Menu", True), (STORY, False), ("the fog had lifted", False), ("Share", None), (f"Menu\n{STORY}", False)],
)
def test_a_finding_is_right_where_its_lines_are_contamination(quoted: str, verdict: bool | None) -> None:
    labelled = document(TEXT, "contamination", "content", "unsure")
    assert judge().verdict(labelled, finding(TEXT, quoted)) is verdict


def test_a_stretch_of_a_line_may_be_what_is_missing_in_the_gold_text() -> None:
    labelled = document(STORY, "content")
    labelled["lines"][0]["frac"] = 0.9
    assert judge().verdict(labelled, finding(STORY, "the fog")) is None


def test_mixed_lines_are_judged_by_their_spans() -> None:
    labelled = document(STORY, "mixed")
    labelled["lines"][0]["spans"] = [[0, 11]]
    assert judge().verdict(labelled, finding(STORY, "The harbour")) is True
    assert judge().verdict(labelled, finding(STORY, "the fog")) is None


def test_kinds_that_labels_say_little_of() -> None:
    labelled = document(TEXT, "contamination", "content", "unsure")
    assert judge().verdict(labelled, finding(TEXT, "Menu", severity=Severity.INFO)) is True
    assert judge().verdict(labelled, finding(TEXT, STORY, severity=Severity.INFO)) is False
    assert judge().verdict(labelled, finding(TEXT, "the fog", "TXT003")) is None
    labelled["lines"][1]["dup"] = True
    assert judge().verdict(labelled, finding(TEXT, STORY, "DUP003")) is True


def test_fused_words_are_judged_by_the_gold_text() -> None:
    labelled = document(TEXT, "contamination", "content", "unsure")
    at = TEXT.index("the fog")
    known = judge(zyte_1_x=[[at, at + 7, "inline", False, "word"]])
    assert known.verdict(labelled, finding(TEXT, "the fog", "TXT001")) is True
    assert known.verdict(labelled, finding(TEXT, "the bay", "TXT001")) is False
    assert known.verdict(labelled, finding(TEXT, "Menu", "TXT001")) is None


def measured_of(verdicts: Sequence[tuple[str, bool | None, str]], read: dict[str, bool]) -> Any:
    """Return measured firings: the words, what labels say, and the page."""
    precision = module("precision")
    measured = precision.Measured({"CHR002": read})
    for words, verdict, page in verdicts:
        given = document(words, "content", page=page)
        found = [finding(words, words, "CHR002")]
        measured.add(given, found, SimpleNamespace(verdict=lambda *_, verdict=verdict: verdict))
    return measured


def test_a_firing_counts_once_a_page() -> None:
    measured = measured_of([("a", True, "1"), ("a", True, "1"), ("a", False, "1"), ("a", False, "2"), ("b", None, "1")], {})
    assert measured.texts("CHR002") == 5
    assert measured.figures() == {("CHR002", "warning"): (3, 1, 1, 0, 1, 1)}


def test_reading_comes_before_labels_and_a_sample_speaks_for_the_rest() -> None:
    precision = module("precision")
    wrong = [("a", False, str(number)) for number in range(40)]
    names = [precision.Key("CHR002", "warning", f"zyte/{number}", "a").name() for number in range(20)]
    few = measured_of(wrong, dict.fromkeys(names[:10], True)).figures()["CHR002", "warning"]
    assert few == (40, 10, 30, 10, 0, 40)
    half = {name: number % 2 == 0 for number, name in enumerate(names)}
    assert measured_of(wrong, half).figures()["CHR002", "warning"] == (40, 20, 20, 20, 0, 40)
    assert list(precision.below_bar(measured_of(wrong, half).figures())) == [("CHR002", "warning")]


def test_figures_are_written_as_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lint_rules.engine import measured as carried

    linter = SimpleNamespace(ruleset="1+a", rules=[SimpleNamespace(code="CHR001"), SimpleNamespace(code="CHR002")])
    path = tmp_path / "measured.toml"
    path.write_text(module("precision").as_toml(measured_of([("a", True, "1")], {}), linter), "utf-8")
    monkeypatch.setattr(carried, "PATH", path)
    monkeypatch.setattr(carried, "_file", carried._file.__wrapped__)
    known = carried.measured("CHR002")
    assert known is not None
    assert known[:3] == ({"warning": (1, 1, 0, 0, 1, 0)}, 1, 0)
    assert known.basis[1:] == ("1+a", "zyte, wcxb, newsarticles, l3s, dragnet", 1, 1)
    never = carried.measured("CHR001")
    assert never is not None
    assert never[:3] == ({}, 0, 0)


def test_a_rule_is_not_measured_on_what_it_learnt_from() -> None:
    corpus = module("corpus")
    assert not corpus.is_fair("TXT001", "zyte")
    assert corpus.is_fair("TXT001", "l3s")
    assert corpus.is_fair("CHR001", "zyte")
    found = [finding(STORY, "the fog", "TXT001"), finding(STORY, "The harbour")]
    assert module("precision").fair(document(STORY, "content", source="zyte"), found) == found[1:]


def test_reliability_pools_what_is_too_little() -> None:
    accuracy = module("accuracy")
    given = [accuracy.Judged("many", "en", 92.0, float(number)) for number in range(100)]
    given += [accuracy.Judged("few", "en", 92.0, 50.0), accuracy.Judged("few", "en", 100.0, 99.0)]
    table = accuracy.reliability(given, lambda each: each.extractor, "extractor")
    assert table.head == ["extractor", "0-50", "50-80", "80-90", "90-95", "95-100"]
    assert table.rows == [
        ["many", "–", "–", "–", "50 (10-90), n 100", "–"],
        ["all others", "–", "–", "–", "50 (50-50), n 1", "99 (99-99), n 1"],
        ["all", "–", "–", "–", "50 (10-89), n 101", "99 (99-99), n 1"],
    ]
    assert str(accuracy.Table(["a", "bc"], [["def", ""]])) == "| a   | bc |\n|-----|----|\n| def |    |"


def test_the_interval_of_one_site_is_its_figure() -> None:
    sites = [(8.0, 2.0, 10)]
    assert module("accuracy")._f1(sites) == pytest.approx(0.8)
    assert module("accuracy")._counted({("p", "a", True): [2, 1.0, 0, 0], ("p", "b", False): [1, 1.0, 0, 0]}) == (0.5, 1.0, 1)


def test_documents_are_read_from_a_folder(tmp_path: Path) -> None:
    corpus = module("corpus")
    labelled = document(TEXT, "contamination", "content", "unsure")
    for name in ("dev_small", *(f"dev_{source}" for source in corpus.ARTICLE_SOURCES)):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as stream:
            stream.write(json.dumps(labelled) + "\n")
    labels = corpus.Labels(tmp_path)
    assert labels.bench() == [labelled]
    assert len(list(labels.articles())) == len(corpus.ARTICLE_SOURCES)
    assert corpus.true_share(labelled) == pytest.approx((19 + 0.5) / 21)
    assert corpus.as_gold(labelled)["text"] == STORY
    assert corpus.prediction(corpus.FoldedLinter(None, select=("CHR",)).check(labelled))["purity"] is not None
