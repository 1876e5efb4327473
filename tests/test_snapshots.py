"""Sidecars that are brought up to date: what is changed, what is not, and that all else stays as a person left it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.config import Config, PhraseTable
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.errors import InputError
from lint_rules.expectations import Awaited, judge, parse
from lint_rules.expectations.snapshots import MOST_OF_RECORDS, QUOTE_LENGTH, Change, Snapshot, apply
from lint_rules.expectations.toml_text import TomlText
from lint_rules.finding import Diagnostic, Failure, Finding, Result, Score, Severity, Source, Span, Verdict

FIXTURES = Path(__file__).parent.parent / "fixtures"
CLEAN = "The harbour opened at dawn and the first boats went out before the fog had lifted."
APP, TIDES, SKIP = "Listen on the quay app", "Tides by the harbour office", "Skip to content"
DIRTY = f"{SKIP}\n\n{CLEAN}\n\n{APP}\n\n{TIDES}\n\n{APP}\n"
PHRASES = (
    PhraseTable("LOC001", line=(APP,), severity="error"),
    PhraseTable("LOC002", line=(TIDES,), severity="warning"),
    PhraseTable("LOC003", line=("By our own reporter",), severity="info"),
)


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(Config(select=("CHR001", "LOC"), phrase=PHRASES, plugins=False))


def change(sidecar: Path, *seen: tuple[Result, str]) -> Change | None:
    """Return how a sidecar is to be changed for a file that holds these texts."""
    snapshot = Snapshot(sidecar)
    for result, text in seen:
        snapshot.add(result, text)
    return snapshot.change()


def updated(folder: Path, sidecar: str | None, text: str, result: Result) -> str | None:
    """Write a sidecar, bring it up to date, and return what stands there then; None where nothing was to be changed."""
    path = folder / "page.txt.expect.toml"
    path.unlink(missing_ok=True)
    if sidecar is not None:
        path.write_bytes(sidecar.encode())
    wanted = change(path, (result, text))
    if wanted is None:
        return None
    apply(wanted)
    return path.read_bytes().decode()


def brought(folder: Path, sidecar: str | None, text: str, linter: Linter) -> str | None:
    return updated(folder, sidecar, text, linter.check(Document(text)))


WHOLE = """score = {min = 48, max = 49}
verdict = "partial"

[[expect]]
code = "CHR001"
text = "Skip to content"

[[expect]]
code = "LOC001"
text = "Listen on the quay app"
count = 2

[[expect]]
code = "LOC002"
text = "Tides by the harbour office"
"""


@pytest.mark.parametrize("sidecar", [None, ""])
def test_a_sidecar_that_says_nothing_becomes_a_whole_snapshot(tmp_path: Path, linter: Linter, sidecar: str | None) -> None:
    assert brought(tmp_path, sidecar, DIRTY, linter) == WHOLE
    assert brought(tmp_path, WHOLE, DIRTY, linter) is None


def test_the_comments_of_one_that_says_nothing_else_stay_at_its_top(tmp_path: Path, linter: Linter) -> None:
    assert brought(tmp_path, "# The quay's page.", DIRTY, linter) == "# The quay's page.\n" + WHOLE


def test_what_is_met_is_not_touched(tmp_path: Path, linter: Linter) -> None:
    assert brought(tmp_path, 'allow_other   =  true\nverdict="partial"', DIRTY, linter) is None
    assert brought(tmp_path, 'must_have = ["dawn"]', CLEAN, linter) is None


HAND_WRITTEN = """# The quay's page, as of spring.

must_have = [
    "at dawn",  # [the point of it]
    'in vain',
]
score = {min = 90, max = 100}  # generous
verdict = "article" # so far

# Where the page begins.
[[expect]]
code = "CHR"  # any
text = '''Skip to
content'''

# The old banner.
[[expect]]
code = "LOC009"
text = "Listen on the"

# Twice, once.
[[expect]]
text = "quay app" # both
count = 1
code = "LOC001"

[[expect]]
code = "PRO"
text = "no longer there"

# Never.
[[reject]]
code = "LOC003"
text = "harbour"
"""

BROUGHT = """# The quay's page, as of spring.

must_have = [
    "at dawn",  # [the point of it]
    'in vain',
]
score = {min = 48, max = 100}  # generous
verdict = "partial" # so far

# Where the page begins.
[[expect]]
code = "CHR"  # any
text = '''Skip to
content'''

# Twice, once.
[[expect]]
text = "quay app" # both
count = 2
code = "LOC001"

[[expect]]
code = "LOC002"
text = "Tides by the harbour office"

# Never.
[[reject]]
code = "LOC003"
text = "harbour"
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_only_what_is_not_met_is_changed(tmp_path: Path, linter: Linter, end: str, mark: str) -> None:
    before, after = (mark + text.replace("\n", end) for text in (HAND_WRITTEN, BROUGHT))
    assert brought(tmp_path, before, DIRTY, linter) == after
    assert brought(tmp_path, after, DIRTY, linter) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[score]\nmin = 90 # why\n", "[score]\nmin = 48 # why\n"),
        ("score.min = 90\nscore.max = 100", "score.min = 48\nscore.max = 100"),
        ("score = {max = 20, min = 0}", "score = {max = 49, min = 0}"),
        ("'verdict' = 'stub'", "'verdict' = \"partial\""),
    ],
)
def test_values_are_changed_where_they_stand(tmp_path: Path, linter: Linter, before: str, after: str) -> None:
    rest = "allow_other = true\n"
    assert brought(tmp_path, f"{rest}{before}", DIRTY, linter) == f"{rest}{after}"


def test_an_array_on_one_line_is_written_anew(tmp_path: Path, linter: Linter) -> None:
    before = 'expect = [{code = "CHR", text = "Skip to"}, {code = "PRO", text = "gone"}] # here\nmust_have = ["dawn"]\n'
    assert brought(tmp_path, before, DIRTY, linter) == (
        "expect = [\n"
        '    {code = "CHR", text = "Skip to"},\n'
        '    {code = "LOC001", text = "Listen on the quay app", count = 2},\n'
        '    {code = "LOC002", text = "Tides by the harbour office"},\n'
        '] # here\nmust_have = ["dawn"]\n'
    )
    gone = 'expect = [{code = "PRO", text = "gone"}]\nallow_other = true\n'
    assert brought(tmp_path, gone, DIRTY, linter) == "allow_other = true\n"


def test_a_number_in_an_array_on_one_line_is_changed(tmp_path: Path, linter: Linter) -> None:
    before = 'allow_other = true\nexpect = [{code = "LOC", text = "quay app", count = 1}]\n'
    after = 'allow_other = true\nexpect = [\n    {code = "LOC", text = "quay app", count = 2},\n]\n'
    assert brought(tmp_path, before, DIRTY, linter) == after


def test_a_text_that_would_not_say_what_is_meant_is_not_made() -> None:
    file = TomlText("a = 1\n")
    file.data["a"] = 2
    with pytest.raises(ValueError, match="laid out in a way"):
        str(file)
    with pytest.raises(tomllib.TOMLDecodeError):
        TomlText('"a=b" = 1\n').set(("c",), 2)


def test_a_layout_that_cannot_be_changed_is_refused(tmp_path: Path, linter: Linter, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_text(_: TomlText) -> str:
        raise ValueError("it is laid out strangely")

    monkeypatch.setattr(TomlText, "__str__", no_text)
    with pytest.raises(InputError, match=r"page\.txt\.expect\.toml: cannot be updated: it is laid out strangely"):
        brought(tmp_path, None, DIRTY, linter)
    assert list(tmp_path.iterdir()) == []


def test_a_sidecar_that_is_no_text_is_refused(tmp_path: Path, linter: Linter) -> None:
    path = tmp_path / "page.txt.expect.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"page\.txt\.expect\.toml: cannot be read"):
        change(path, (linter.check(Document(DIRTY)), DIRTY))


def test_what_a_person_demands_is_left(tmp_path: Path, linter: Linter) -> None:
    demands = 'must_have = ["noon"]\nmust_not_have = ["fog"]\n\n[[reject]]\ncode = "LOC"\ntext = "quay app"\n'
    after = brought(tmp_path, demands, DIRTY, linter)
    assert after is not None
    assert after.startswith('must_have = ["noon"]\nmust_not_have = ["fog"]\n\n[[reject]]\ncode = "LOC"\ntext = "quay app"\n\n')
    assert [each["code"] for each in tomllib.loads(after)["expect"]] == ["CHR001", "LOC002"]
    assert brought(tmp_path, 'xfail = "Breton"\nverdict = "stub"\n', DIRTY, linter) is None
    assert brought(tmp_path, 'xfail = "mended"\n', CLEAN, linter) is None


def test_a_score_that_is_not_known_is_told_by_its_verdict(tmp_path: Path, linter: Linter) -> None:
    assert (
        brought(tmp_path, "allow_other = true\nscore = {min = 3}\n", "", linter) == 'allow_other = true\nverdict = "unjudged"\n'
    )
    assert brought(tmp_path, None, "", linter) == 'verdict = "unjudged"\n'


def test_what_could_not_be_judged_changes_nothing(tmp_path: Path, linter: Linter) -> None:
    crashed = linter.check(Document(DIRTY))._replace(failures=(Failure("LOC001", "KeyError"),))
    assert updated(tmp_path, None, DIRTY, crashed) is None


@pytest.mark.parametrize(
    ("sidecar", "said"),
    [
        ("scor = 3", "scor: no such key"),
        ("score = {", "is not TOML"),
        ('"verdict=" = 3', "no such key"),
    ],
)
def test_a_sidecar_that_cannot_be_read_is_refused(tmp_path: Path, linter: Linter, sidecar: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        brought(tmp_path, sidecar, DIRTY, linter)
    assert (tmp_path / "page.txt.expect.toml").read_text("utf-8") == sidecar


def test_one_that_says_nothing_true_becomes_a_whole_snapshot(tmp_path: Path, linter: Linter) -> None:
    sidecar = '# Old.\nexpect = [{code = "PRO", text = "gone"},\n  # why\n]\n'
    assert brought(tmp_path, sidecar, CLEAN, linter) == '# Old.\nscore = {min = 100, max = 100}\nverdict = "article"\n'


def test_what_was_changed_meanwhile_is_left(tmp_path: Path, linter: Linter) -> None:
    path = tmp_path / "page.txt.expect.toml"
    wanted = change(path, (linter.check(Document(DIRTY)), DIRTY))
    assert wanted is not None
    path.write_text("# mine\n", "utf-8")
    with pytest.raises(InputError, match="changed meanwhile"):
        apply(wanted)
    assert path.read_text("utf-8") == "# mine\n"


def test_one_that_cannot_be_written_stays_whole(tmp_path: Path, linter: Linter, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "page.txt.expect.toml"
    path.write_text("# mine\n", "utf-8")
    wanted = change(path, (linter.check(Document(DIRTY)), DIRTY))
    assert wanted is not None
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match=r"page\.txt\.expect\.toml: cannot be written: No space left"):
        apply(wanted)
    assert path.read_text("utf-8") == "# mine\n"


HOSTILE = ("\x1b[31m", "\u202e", "\ud83d", "\\", '"', "'''", "\0", "\U0001f6a2", "#", "]]>", "=1+1", "\t", "\u200b")


@given(st.lists(st.sampled_from([CLEAN, APP, TIDES, SKIP, "", "By our own reporter", *HOSTILE]), max_size=8), st.data())
def test_what_is_written_is_met(
    tmp_path_factory: pytest.TempPathFactory, linter: Linter, lines: list[str], data: st.DataObject
) -> None:
    """Whatever stood there: what a program may change is met, what it may not is as it was, and nothing is left to do."""
    text = "\n\n".join(lines)
    quotes = st.sampled_from([APP, TIDES, SKIP, "quay", "harbour", "gone"])
    sidecar: dict[str, Any] = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                "allow_other": st.booleans(),
                "verdict": st.sampled_from(["article", "stub", "unjudged"]),
                "score": st.fixed_dictionaries({}, optional={"min": st.integers(0, 50), "max": st.integers(50, 100)}),
                "must_have": st.lists(quotes, max_size=2),
                "expect": st.lists(
                    st.fixed_dictionaries(
                        {"code": st.sampled_from(["CHR", "LOC", "LOC001", "PRO"]), "text": quotes},
                        optional={"count": st.integers(1, 3)},
                    ),
                    min_size=1,
                    max_size=3,
                ),
                "reject": st.lists(
                    st.fixed_dictionaries({"code": st.sampled_from(["LOC002", "PRO"]), "text": quotes}), min_size=1, max_size=1
                ),
            },
        )
    )
    written = TomlText("# by hand\n\n")
    for key, value in sidecar.items():
        for item in value if key in ("expect", "reject") else ():
            written.add_item(key, item)
        if key not in ("expect", "reject"):
            written.set((key,), value)
    folder = tmp_path_factory.mktemp("update")
    result = linter.check(Document(text))
    after = updated(folder, str(written), text, result) or str(written)
    said = tomllib.loads(after)
    judgement = judge(parse(after, ""), result, text)
    assert judgement.score == ()
    assert all(each.startswith(("must_have", "reject")) for each in judgement.other)
    assert all(any(d.finding.code.startswith(r["code"]) for r in sidecar.get("reject", ())) for d in judgement.unexpected)
    assert {key: said.get(key) for key in ("must_have", "reject", "allow_other")} == {
        key: sidecar.get(key) for key in ("must_have", "reject", "allow_other")
    }
    assert after.startswith("# by hand\n")
    assert updated(folder, after, text, result) is None


def test_snapshots_of_real_texts_are_met(tmp_path: Path) -> None:
    everything = Linter(Config(plugins=False))
    for path in sorted(FIXTURES.glob("*/*.txt"))[::3]:
        text = path.read_text("utf-8", "replace")
        result = everything.check(Document(text))
        after = updated(tmp_path, None, text, result)
        assert after is not None
        assert judge(parse(after, ""), result, text).unmet == [], path
        assert updated(tmp_path, after, text, result) is None


def test_findings_are_named_by_words_that_can_be_said(tmp_path: Path) -> None:
    """The first ones of a long finding, what stands between lone surrogates, and the line of one without any words."""
    lines = ["long " * 60, "\ud83d\ud83d lone \ud83d", "A gap  is here", "\ud83d"]
    text = "\n".join(lines)
    spans = [Span(0, 300), Span(text.index("\ud83d"), text.index("A gap") - 1), Span(text.index("  is"), text.index("is here"))]
    spans.append(Span(len(text) - 1, len(text)))
    found = tuple(
        Diagnostic(Finding("LOC001", "", span, Severity.WARNING), "some-rule", "", 1, 1, 1, 1, (), "0") for span in spans
    )
    result = Result(Source("page.txt"), found, Score(50.5, None, None, Verdict.ARTICLE, 1.0, 1, 0, 0, 1, 0), (), (), "en")
    after = updated(tmp_path, "verdict = 'article'", text, result)
    assert after is not None
    quotes = [each["text"] for each in tomllib.loads(after)["expect"]]
    assert quotes == [" ".join(["long"] * 16), "lone", "A gap is here"]
    assert len(quotes[0]) <= QUOTE_LENGTH


def test_tables_that_read_alike_are_two() -> None:
    file = TomlText('[[expect]]\ncode = "A"\n\n[[expect]]\ncode = "B"\n\n[[expect]]\ncode = "A"\n')
    file.add_item("expect", {"code": "C"})
    file.remove_item("expect", 2)
    assert [item["code"] for item in tomllib.loads(str(file))["expect"]] == ["A", "B", "C"]


def records(linter: Linter, *texts: str, ids: tuple[str, ...] = ()) -> list[tuple[Result, str]]:
    """Return the records of one file with what is said of them; without an id, one is called by its file and number."""
    names = [*ids, *(f"pages.jsonl#{number}" for number in range(len(ids) + 1, len(texts) + 1))]
    return [
        (linter.check(Document(text, id=name, path="pages.jsonl", record=number)), text)
        for number, (name, text) in enumerate(zip(names, texts, strict=True), 1)
    ]


def brought_for(folder: Path, sidecar: str | None, seen: list[tuple[Result, str]]) -> tuple[str | None, list[str]]:
    """Write a sidecar, and return what it is brought to for several records, None where it stays, and what is left."""
    path = folder / "pages.jsonl.expect.toml"
    path.unlink(missing_ok=True)
    if sidecar is not None:
        path.write_bytes(sidecar.encode())
    snapshot = Snapshot(path)
    for result, text in seen:
        snapshot.add(result, text)
    wanted = snapshot.change()
    if wanted is not None:
        apply(wanted)
    return wanted and wanted["after"], snapshot.left


OF_RECORDS = """score = {min = 75, max = 82}
verdict = "article"

[[expect]]
code = "LOC001"
text = "Listen on the quay app"

[[expect]]
code = "CHR001"
text = "Skip to content"
record = "arnvik"

[[expect]]
code = "LOC002"
text = "Tides by the harbour office"
count = 2
record = 3
"""


def test_what_is_in_all_records_is_said_once_and_what_is_in_some_by_their_names(tmp_path: Path, linter: Linter) -> None:
    texts = [f"{SKIP}\n\n{CLEAN} {CLEAN}\n\n{APP}", f"{APP}\n\n{CLEAN}\n\n{APP}\n\n{CLEAN}"]
    texts.append(f"{TIDES}\n\n{CLEAN} {CLEAN}\n\n{CLEAN}\n\n{APP}\n\n{TIDES}")
    seen = records(linter, *texts, ids=("arnvik", "arnvik 2"))
    assert brought_for(tmp_path, None, seen) == (OF_RECORDS, [])
    assert brought_for(tmp_path, OF_RECORDS, seen) == (None, [])


def test_records_whose_ids_are_no_names_are_called_by_their_numbers(tmp_path: Path, linter: Linter) -> None:
    """Of two with one id each would speak of both; others cannot be said in TOML, or read."""
    ids = ("twice", "twice", "\ud83d", "x" * 100, " ", "own", "clean")
    after, left = brought_for(tmp_path, "allow_other = false\n", records(linter, *[DIRTY] * 6, CLEAN, ids=ids))
    assert left == []
    assert {each["record"] for each in tomllib.loads(after or "")["expect"]} == {1, 2, 3, 4, 5, "own"}


PARTED = """# The app is gone
[[expect]]  # from some pages
code = "LOC" # any
text = "quay app"

# Moved away.
[[expect]]
code = "LOC002"
text = "Tides"
record = "gone"

[[expect]]
code = "CHR"
text = "Skip"
record = 1
count = 7

[[expect]]
code = "LOC002"
text = "Tides"
record = "a"
"""
PARTED_AFTER = """# The app is gone
[[expect]]  # from some pages
code = "LOC" # any
text = "quay app"
record = "a"

[[expect]]
code = "CHR"
text = "Skip"
record = 1
count = 1

[[expect]]
code = "LOC002"
text = "Tides"
record = "a"

[[expect]]
code = "LOC"
text = "quay app"
record = "c"
"""


def test_an_expectation_that_some_records_meet_stays_for_these(tmp_path: Path, linter: Linter) -> None:
    seen = records(linter, DIRTY, CLEAN, f"{APP}\n\n{CLEAN}", ids=("a", "b", "c"))
    assert brought_for(tmp_path, PARTED, seen) == (PARTED_AFTER, [])


def test_numbers_that_differ_are_not_said_of_all(tmp_path: Path, linter: Linter) -> None:
    seen = records(linter, APP, f"{APP}\n{CLEAN}\n{APP}")
    tables = ('[[expect]]\ncode = "LOC"\ncount = 1\ntext = "quay app"\n', '[[expect]]\ncode = "LOC"\ntext = "quay app"\n')
    assert brought_for(tmp_path, tables[0], seen) == (tables[1], [])
    lines = (
        'expect = [{code = "LOC", text = "quay app", count = 1}]\n',
        'expect = [\n    {code = "LOC", text = "quay app"},\n]\n',
    )
    assert brought_for(tmp_path, lines[0], seen) == (lines[1], [])


def test_bounds_are_those_of_all_records(tmp_path: Path, linter: Linter) -> None:
    seen = records(linter, CLEAN, DIRTY)
    rest = "allow_other = true\n"
    assert brought_for(tmp_path, f"{rest}score = {{min = 80, max = 90}}\n", seen)[0] == f"{rest}score = {{min = 48, max = 100}}\n"
    assert brought_for(tmp_path, f"{rest}score = {{min = 40}}\n", seen) == (None, [])


def test_what_cannot_be_said_of_several_records_is_told(tmp_path: Path, linter: Linter) -> None:
    seen = records(linter, CLEAN, DIRTY, "", CLEAN)
    demands = 'verdict = "article"\nscore = {min = 20}\nallow_other = true\n'
    assert brought_for(tmp_path, demands, seen) == (
        None,
        [
            "score: is left as it is: 1 of 4 records have none",
            "verdict: is left as it is: the records have several (2 article, 1 partial, 1 unjudged)",
        ],
    )
    # A sidecar that said nothing would let all pass.
    after, left = brought_for(tmp_path, None, records(linter, CLEAN, ""))
    assert (after, len(left)) == (None, 1)
    assert not (tmp_path / "pages.jsonl.expect.toml").exists()
    result, text = records(linter, CLEAN, CLEAN)[1]
    crashed = result._replace(failures=(Failure("LOC001", "KeyError"),))
    assert brought_for(tmp_path, None, [*records(linter, DIRTY), (crashed, text)]) == (
        None,
        ["is not made: record 2 could not be judged"],
    )


def test_more_than_a_person_reads_is_not_written(tmp_path: Path, linter: Linter) -> None:
    some = [CLEAN, *[DIRTY] * (MOST_OF_RECORDS // 3)]
    after, _ = brought_for(tmp_path, "allow_other = false\n", records(linter, *some))
    assert len(tomllib.loads(after or "")["expect"]) == MOST_OF_RECORDS // 3 * 3
    many = records(linter, *some, *[DIRTY] * MOST_OF_RECORDS)
    for sidecar in ("allow_other = false\n", '[[expect]]\ncode = "CHR001"\ntext = "Skip"\n'):
        after, left = brought_for(tmp_path, sidecar, many)
        assert after is None
        assert [each.rpartition(": ")[2] for each in left] == ["scrapelint baseline create"]
    # What all records have is said once.
    after, _ = brought_for(tmp_path, "allow_other = false\n", records(linter, *[DIRTY] * 2 * MOST_OF_RECORDS))
    assert len(tomllib.loads(after or "")["expect"]) == 3


@given(
    st.lists(st.lists(st.sampled_from([CLEAN, APP, TIDES, SKIP, *HOSTILE]), max_size=5), min_size=2, max_size=5),
    st.data(),
)
def test_what_is_written_is_met_by_every_record(
    tmp_path_factory: pytest.TempPathFactory, linter: Linter, pages: list[list[str]], data: st.DataObject
) -> None:
    """Whatever stood there: only what was told to be left is unmet, and nothing is left to do."""
    ids = tuple(data.draw(st.lists(st.sampled_from(["a", "b", "c", "\ud83d"]), min_size=len(pages), max_size=len(pages))))
    quotes = st.fixed_dictionaries(
        {"code": st.sampled_from(["CHR", "LOC", "LOC001", "PRO"]), "text": st.sampled_from([APP, TIDES, SKIP, "quay", "gone"])},
        optional={"count": st.integers(1, 3), "record": st.sampled_from(["a", "b", "nowhere", 1, 2, 9])},
    )
    written = TomlText("# by hand\n\n")
    for item in data.draw(st.lists(quotes, max_size=3)):
        written.add_item("expect", item)
    if data.draw(st.booleans()):
        written.set(("score",), {"min": data.draw(st.integers(0, 100))})
    folder = tmp_path_factory.mktemp("update")
    seen = records(linter, *("\n\n".join(lines) for lines in pages), ids=ids)
    after, left = brought_for(folder, str(written), seen)
    said = parse(after or str(written), "")
    if any("several verdicts" in each for each in left):  # nothing could be said
        assert after is None
        return
    for result, text in seen:
        judgement = judge(said, result, text)
        assert (judgement.unexpected, judgement.other) == ((), ())
        assert judgement.score == () or left
    awaited = Awaited(said)
    for result, _ in seen:
        awaited.see(result.source)
    assert awaited.missing == []
    assert brought_for(folder, after or str(written), seen) == (None, left)
