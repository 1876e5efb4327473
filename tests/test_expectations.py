"""What stands in a sidecar is checked against the result, key by key, and what cannot stand there is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from lint_rules.config import Config
from lint_rules.errors import InputError
from lint_rules.expectations import find, judge, read, sidecar_of, unmet
from lint_rules.expectations.sidecars import Compared, Sidecars
from lint_rules.finding import Diagnostic, Failure, Finding, Result, Score, Severity, Source, Span, Verdict

TEXT = "Skip to content\n\nShare this:\nThe ferry sails. Share this: with\nthe iPhone at hand.\n\nShare this:\n"


def diagnostic(code: str, words: str, severity: Severity = Severity.ERROR, *, after: int = 0) -> Diagnostic:
    start = TEXT.index(words, after)
    line = TEXT.count("\n", 0, start) + 1
    finding = Finding(code, f"finding of {code}", Span(start, start + len(words)), severity)
    return Diagnostic(finding, "some-rule", words, line, 1, line, len(words) + 1, (), "0")


def result(
    *found: Diagnostic, value: float | None = 90.0, verdict: Verdict = Verdict.ARTICLE, failures: tuple[Failure, ...] = ()
) -> Result:
    score = Score(value, None, None, verdict, 1.0, 70, 0, 0, 2, 0)
    return Result(Source("page.txt"), found, score, failures, (), "en")


SKIP = diagnostic("CHR001", "Skip to content")
SHARE = diagnostic("CHR004", "Share this:")
LAST_SHARE = diagnostic("CHR004", "Share this:", after=TEXT.rindex("Share"))
PHONE = diagnostic("TXT001", "iPhone", Severity.WARNING)
BYLINE = diagnostic("CRD004", "The ferry sails.", Severity.INFO)


def complaints(folder: Path, sidecar: str, of: Result) -> list[str]:
    path = folder / "page.txt.expect.toml"
    path.write_text(sidecar, encoding="utf-8")
    return unmet(read(path), of, TEXT)


@pytest.mark.parametrize(
    ("sidecar", "of", "expected"),
    [
        ("", result(), []),
        ("", result(BYLINE), []),
        ("", result(SKIP), ["unexpected: 1:1 CHR001 error: finding of CHR001"]),
        ("", result(PHONE), ["unexpected: 5:1 TXT001 warning: finding of TXT001"]),
        ("allow_other = true", result(SKIP, PHONE), []),
        ("allow_other = false", result(PHONE), ["unexpected: 5:1 TXT001 warning: finding of TXT001"]),
        ("score = {min = 90, max = 90}", result(), []),
        ("score = {min = 90.5}", result(), ["score: 90.0, expected at least 90.5"]),
        ("score = {min = 90}", result(value=89.9999), ["score: 89.9999, expected at least 90"]),
        ("score = {max = 80}", result(), ["score: 90.0, expected at most 80"]),
        ("score = {min = 1}", result(value=None, verdict=Verdict.UNJUDGED), ["score: not known, expected at least 1"]),
        ('verdict = "article"', result(), []),
        ('verdict = "stub"', result(), ["verdict: article, expected stub"]),
        ('must_have = ["ferry sails", "with the iPhone"]', result(), []),
        ('must_have = ["The bridge"]', result(), ['must_have: the text lacks "The bridge"']),
        ('must_not_have = ["The bridge"]', result(), []),
        ('must_not_have = ["ferry\\n sails"]', result(), ['must_not_have: the text holds "ferry sails", line 4']),
        ('[[expect]]\ncode = "CHR"\ntext = "Share this:"', result(SHARE), []),
        ('[[expect]]\ncode = "CHR004"\ntext = "this:"', result(SHARE), []),
        ('[[expect]]\ncode = "CRD004"\ntext = "ferry"', result(BYLINE), []),
        (
            '[[expect]]\ncode = "PRO"\ntext = "Share this:"',
            result(SHARE),
            ['expect: no PRO finding on "Share this:", line 3'],
        ),
        ('[[expect]]\ncode = "CHR"\ntext = "Skip over"', result(), ['expect: the text lacks "Skip over"']),
        ('[[expect]]\ncode = "CHR"\ntext = "Share this:"\ncount = 2', result(SHARE, LAST_SHARE), []),
        (
            '[[expect]]\ncode = "CHR"\ntext = "Share this:"\ncount = 1',
            result(SHARE, LAST_SHARE),
            ['expect: CHR on 2 of 3 places of "Share this:", expected 1'],
        ),
        (
            '[[expect]]\ncode = "CHR"\ntext = "Share this:"\ncount = 1',
            result(),
            ['expect: no CHR finding on "Share this:", line 3'],
        ),
        ('[[reject]]\ncode = "TXT001"\ntext = "iPhone"', result(), []),
        (
            'allow_other = true\n[[reject]]\ncode = "TXT001"\ntext = "iPhone"',
            result(PHONE),
            ["unexpected: 5:1 TXT001 warning: finding of TXT001"],
        ),
        (
            '[[reject]]\ncode = "CRD"\ntext = "ferry"',
            result(BYLINE),
            ["unexpected: 4:1 CRD004 info: finding of CRD004"],
        ),
        ('[[reject]]\ncode = "TXT001"\ntext = "McDonald"', result(), ['reject: the text lacks "McDonald"']),
        ("", result(failures=(Failure("CHR001", "KeyError: 'x'"),)), ["rule CHR001 crashed: KeyError: 'x'"]),
        ("", result(failures=(Failure("INPUT", "no such\x07file"),)), ["cannot be read: no such\\u0007file"]),
        ('xfail = "not yet"', result(SKIP), []),
        ('xfail = "not yet"', result(), ["xfail: all expectations are met, though they should not be: not yet"]),
    ],
)
def test_unmet(tmp_path: Path, sidecar: str, of: Result, expected: list[str]) -> None:
    assert complaints(tmp_path, sidecar, of) == expected


def test_a_finding_is_unexpected_once(tmp_path: Path) -> None:
    path = tmp_path / "page.txt.expect.toml"
    path.write_text('[[reject]]\ncode = "CHR"\ntext = "Skip"\n[[reject]]\ncode = "CHR001"\ntext = "content"\n', encoding="utf-8")
    judgement = judge(read(path), result(SKIP, SHARE), TEXT)
    assert judgement.unexpected == (SKIP, SHARE)
    assert judgement.score == judgement.other == ()


@pytest.mark.parametrize(
    ("sidecar", "cause"),
    [
        ("score = ", "is not TOML"),
        ("scores = {min = 3}", "scores: no such key; did you mean 'score'?"),
        ("score = 90", "score: must be a table such as {min = 90, max = 100}"),
        ("score = {mn = 90}", "score.mn: no such key; did you mean 'min'?"),
        ("score = {min = 101}", "score.min: 101 is no number from 0 to 100"),
        ("score = {min = true}", "score.min: True is no number from 0 to 100"),
        ("score = {min = 90, max = 80}", "score: min 90 is above max 80"),
        (
            'verdict = "artcle"',
            "verdict: 'artcle' is none of unjudged, not-an-article, stub, partial, article; did",
        ),
        ('must_have = "one"', "must_have: 'one' is no list of texts"),
        ("must_not_have = [1]", "must_not_have: 1 is no text"),
        ('must_have = [" "]', "must_have: ' ' is no text"),
        ('allow_other = "yes"', "allow_other: 'yes' is neither true nor false"),
        ("xfail = true", "xfail: True is no text"),
        ('expect = "CHR"', "expect: must be tables: [[expect]], each with code and text"),
        ('[[expect]]\ncode = "CHR"', "expect: a table lacks text"),
        ('[[expect]]\ntext = "Share"', "expect: a table lacks code"),
        ('[[expect]]\ncode = "chr"\ntext = "Share"', "expect.code: 'chr' is no rule code or prefix; did you mean 'CHR'?"),
        ('[[expect]]\ncode = "CHX001"\ntext = "Share"', "expect.code: 'CHX001' is no rule code or prefix; did you mean '"),
        ('[[expect]]\ncode = "CHR"\ntext = "Share"\ncount = 0', "expect.count: 0 is no number from 1"),
        ('[[reject]]\ncode = "CHR"\ntext = "Share"\ncount = 1', "reject.count: no such key"),
        (
            '[[expect]]\ncode = "CHR"\ntext = "Share"\nrecord = 0',
            "expect.record: 0 is neither the number of a record",
        ),
        ('[[reject]]\ncode = "CHR"\ntext = "Share"\nrecord = ""', "reject.record: '' is neither"),
        ('[[reject]]\ncode = "CHR"\ntext = "Share"\nrecord = true', "reject.record: True is neither"),
    ],
)
def test_refused(tmp_path: Path, sidecar: str, cause: str) -> None:
    path = tmp_path / "page.txt.expect.toml"
    path.write_text(sidecar, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: {cause}")


def test_unreadable_sidecar(tmp_path: Path) -> None:
    path = tmp_path / "page.txt.expect.toml"
    path.write_bytes(b'xfail = "\xff"')
    with pytest.raises(InputError, match="cannot be read"):
        read(path)
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "none.expect.toml")


def test_sidecars_are_found_by_name(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    assert sidecar_of(page) == tmp_path / "page.txt.expect.toml"
    assert find(page) is None
    sidecar_of(page).write_text('\ufeffverdict = "stub"\n', encoding="utf-8")
    found = find(page)
    assert found is not None
    assert found.verdict is Verdict.STUB


def test_hostile_texts_are_judged_in_linear_time(tmp_path: Path) -> None:
    path = tmp_path / "page.txt.expect.toml"
    path.write_text('[[expect]]\ncode = "CHR"\ntext = "a"\ncount = 100000\n', encoding="utf-8")
    text = "a " * 100_000
    found = [
        Diagnostic(Finding("CHR001", "m", Span(at, at + 1), Severity.ERROR), "r", "a", 1, at + 1, 1, at + 2, (), "0")
        for at in range(0, len(text), 2)
    ]
    assert unmet(read(path), result(*found), text) == []


def of_record(number: int) -> Result:
    return result()._replace(source=Source(f"r{number}", path="pages.jsonl", record=number))


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of five records."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages.jsonl").write_text("".join(f'{{"id": "r{number}", "text": "Page {number}"}}\n' for number in range(1, 6)))
    return tmp_path / "pages.jsonl.expect.toml"


@pytest.mark.parametrize("numbers", [(1, 2, 3, 4, 5), (1, 2), (3, 4, 5), (2, 5)])
def test_records_are_held_against_their_own_texts(pages: Path, numbers: tuple[int, ...]) -> None:
    """Of a file in pieces, a shard judges some records only."""
    pages.write_text(
        '[[reject]]\ncode = "CHR"\ntext = "Page 4"\nrecord = "r4"\n[[reject]]\ncode = "CHR"\ntext = "Page 2"\nrecord = 2\n'
    )
    sidecars = Sidecars(Config())
    assert [sidecars.judge(of_record(number)) for number in numbers] == [Compared((), True, ())] * len(numbers)


def test_a_record_that_is_named_and_is_not_there_is_told_with_the_last(pages: Path) -> None:
    pages.write_text('[[expect]]\ncode = "CHR"\ntext = "Page"\nrecord = "r\x1b[0m9"\n'.replace("\x1b", "\\u001b"))
    sidecars = Sidecars(Config())
    compared = [sidecars.judge(of_record(number)) for number in range(1, 6)]
    assert [each and each.met for each in compared] == [True, True, True, True, False]
    assert compared[-1] == Compared((), False, ('expect: there is no record "r\\u001b[0m9"',))
