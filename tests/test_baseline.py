"""Baselines: what was found before is known, nothing else ever is, and a damaged file is refused by name."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint_rules import Document, Linter
from lint_rules.config import Config
from lint_rules.engine.keeping.baseline import Baseline, Gathered, updated
from lint_rules.engine.keeping.baseline_file import (
    EXCERPT,
    LONGEST_KEY,
    Audit,
    Entry,
    File,
    Scope,
    encoded,
    folder_of,
    frame,
    save,
    write,
)
from lint_rules.errors import ConfigError
from lint_rules.finding import Diagnostic, Finding, Result, Score, Severity, Source, Span, Verdict

ROOT = Path(__file__).parent.parent
CODES = ("CHR001", "CTX001")
SCORE = Score(None, None, None, Verdict.ARTICLE, 1.0, 1, 0, 0, 1, 0)


class Found(NamedTuple):
    """What a test says of a finding: its rule, its lines, and the lines beside it."""

    code: str
    lines: tuple[str, ...]
    edges: tuple[str, ...] = ()


def fingerprint(code: str, line: str) -> str:
    return blake2b(f"{code}\0{line}".encode(), digest_size=8).hexdigest()


def diagnostic(found: Found) -> Diagnostic:
    names = tuple(fingerprint(found.code, line) for line in found.lines)
    several = len(names) > 1
    return Diagnostic(
        Finding(found.code, "message", Span(0, 1), Severity.ERROR),
        "rule",
        "\n".join(found.lines),
        1,
        1,
        len(names),
        1,
        (),
        names[0],
        lines=names if several else (),
        edges=tuple(fingerprint(found.code, line) for line in found.edges) if several else (),
    )


class Page(NamedTuple):
    """A document of a test: its number, its host, and what was found on it."""

    number: int
    host: str | None
    found: tuple[Found, ...]

    @property
    def source(self) -> Source:
        return Source(f"page {self.number}", host=self.host)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(map(diagnostic, self.found))

    @property
    def result(self) -> Result:
        return Result(self.source, self.diagnostics, SCORE, (), (), "en")


lines = st.sampled_from("abcdef")
founds = st.builds(
    Found, st.sampled_from(CODES), st.lists(lines, min_size=1, max_size=4).map(tuple), st.lists(lines, max_size=2).map(tuple)
)
pages = st.builds(Page, st.integers(0, 4), st.sampled_from([None, "a.org", "b.org"]), st.lists(founds, max_size=4).map(tuple))
crawls = st.lists(pages, max_size=6)
scopes = st.sampled_from(Scope)


def gathered(crawl: Iterable[Page], scope: Scope) -> Gathered:
    made = Gathered(scope, ".")
    for page in crawl:
        made.add(page.result)
    return made


def written(crawl: Iterable[Page], scope: Scope) -> str:
    return "".join(write(gathered(crawl, scope).entries(), scope))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("baseline") / "x.baseline"


def opened(path: Path, content: str) -> Baseline:
    path.write_text(content, "utf-8", newline="")
    return Baseline.opened(str(path))


def place(page: Page, scope: Scope) -> object:
    if scope is Scope.CORPUS:
        return None
    return page.host if scope is Scope.HOST and page.host else page.number


def most(crawl: Sequence[Page], scope: Scope, page: Page, *, edges: bool) -> Counter[tuple[str, str]]:
    """Return how often any one document of a page's scope had each line, in findings or beside them."""
    top: Counter[tuple[str, str]] = Counter()
    for other in crawl:
        if place(other, scope) == place(page, scope):
            had: Counter[tuple[str, str]] = Counter()
            for found in other.found:
                beside = found.edges if len(found.lines) > 1 else ()
                had.update((found.code, line) for line in (beside if edges else found.lines))
            top |= had
    return top


class TestNothingNewIsMasked:
    @given(crawls, pages, scopes)
    def test_no_more_is_known_than_one_document_of_the_scope_had(
        self, path: Path, old: list[Page], new: Page, scope: Scope
    ) -> None:
        marked = opened(path, written(old, scope)).marked(new.source, new.diagnostics)
        inside, beside = (most(old, scope, new, edges=edges) for edges in (False, True))
        known: Counter[tuple[str, str]] = Counter()
        for found, each in zip(new.found, marked, strict=True):
            names = [(found.code, line) for line in found.lines]
            if each.known:
                known.update(names)
                # Lines that only stood beside a finding carry none by themselves.
                assert 2 * sum(name in inside for name in names) >= len(names)
                assert len(names) > 1 or names[0] in inside
        assert known <= inside + beside

    @given(crawls, pages, scopes)
    def test_nothing_is_changed_but_the_mark(self, path: Path, old: list[Page], new: Page, scope: Scope) -> None:
        marked = opened(path, written(old, scope)).marked(new.source, new.diagnostics)
        assert tuple(each._replace(known=False) for each in marked) == new.diagnostics

    @given(crawls, scopes)
    def test_what_was_written_down_is_known(self, path: Path, old: list[Page], scope: Scope) -> None:
        baseline = opened(path, written(old, scope))
        assert all(each.known for page in old for each in baseline.marked(page.source, page.diagnostics))

    @given(crawls, pages, scopes, st.sampled_from("xyz"))
    def test_a_line_that_no_document_had_is_new(self, path: Path, old: list[Page], page: Page, scope: Scope, line: str) -> None:
        baseline = opened(path, written([*old, page], scope))
        grown = page._replace(found=tuple(each._replace(lines=(*each.lines, line)) for each in page.found))
        assert not any(each.known for each in baseline.marked(page.source, grown.diagnostics))

    @given(crawls, scopes)
    def test_a_document_of_its_own_has_nothing_known(self, path: Path, old: list[Page], scope: Scope) -> None:
        baseline = opened(path, written(old, scope))
        other = Page(99, "c.org", (Found("CHR001", ("a",)),))
        known = [each.known for each in baseline.marked(other.source, other.diagnostics)]
        assert known == [scope is Scope.CORPUS and any(("CHR001", "a") in _had(page) for page in old)]


def _had(page: Page) -> set[tuple[str, str]]:
    return {(found.code, line) for found in page.found for line in found.lines}


class TestSpansThatShift:
    RUN = Found("CTX001", ("a", "b", "c"), edges=("before", "after"))

    def known(self, path: Path, *new: Found, old: tuple[Found, ...] = (RUN,)) -> list[bool]:
        baseline = opened(path, written([Page(1, None, old)], Scope.DOCUMENT))
        return [each.known for each in baseline.marked(Source("page 1"), tuple(map(diagnostic, new)))]

    def test_over_a_line_that_stood_beside_it(self, path: Path) -> None:
        assert self.known(path, Found("CTX001", ("before", "a", "b", "c"))) == [True]
        assert self.known(path, Found("CTX001", ("before", "a", "b", "c", "after"))) == [True]
        assert self.known(path, Found("CTX001", ("b", "c", "after"))) == [True]

    def test_to_fewer_lines_and_to_parts(self, path: Path) -> None:
        assert self.known(path, Found("CTX001", ("b", "c"))) == [True]
        assert self.known(path, Found("CTX001", ("a",)), Found("CTX001", ("c",))) == [True, True]

    def test_two_that_grow_together_over_the_line_between(self, path: Path) -> None:
        old = (Found("CTX001", ("a", "b"), ("m",)), Found("CTX001", ("c", "d"), ("m",)))
        assert self.known(path, Found("CTX001", ("a", "b", "m", "c", "d")), old=old) == [True]

    def test_over_a_line_that_stood_beside_one_of_them_once_only_one_grows(self, path: Path) -> None:
        old = (Found("CTX001", ("a", "b"), ("m",)), Found("CTX001", ("c", "d")))
        new = (Found("CTX001", ("a", "b", "m")), Found("CTX001", ("c", "d", "m")))
        assert self.known(path, *new, old=old) == [True, False]

    def test_over_a_new_line_it_is_new(self, path: Path) -> None:
        assert self.known(path, Found("CTX001", ("a", "b", "c", "new"))) == [False]

    def test_lines_beside_a_finding_are_none_by_themselves(self, path: Path) -> None:
        assert self.known(path, Found("CTX001", ("before",)), Found("CTX001", ("before", "after"))) == [False, False]
        assert self.known(path, Found("CTX001", ("before", "a", "after"))) == [False]

    def test_of_another_rule_it_is_new(self, path: Path) -> None:
        assert self.known(path, Found("CHR001", ("a", "b", "c"))) == [False]


class TestCounts:
    def test_the_same_footer_twice_is_new_where_it_stood_once(self, path: Path) -> None:
        footer = Found("CHR001", ("a",))
        baseline = opened(path, written([Page(1, "a.org", (footer,)), Page(2, "a.org", (footer,))], Scope.HOST))
        known = [each.known for each in baseline.marked(Source("tomorrow", host="a.org"), (diagnostic(footer),) * 2)]
        assert known == [True, False]

    def test_each_page_of_tomorrow_may_have_what_one_page_had(self, path: Path) -> None:
        footer = Found("CHR001", ("a",))
        baseline = opened(path, written([Page(1, "a.org", (footer, footer))], Scope.HOST))
        for name in ("one", "two"):
            assert [d.known for d in baseline.marked(Source(name, host="a.org"), (diagnostic(footer),) * 3)] == [
                True,
                True,
                False,
            ]


class TestTheFile:
    @given(crawls, scopes, st.randoms(use_true_random=False))
    def test_order_doubling_and_parts_leave_equal_bytes(self, old: list[Page], scope: Scope, chance: random.Random) -> None:
        shuffled = [*old, *old[: len(old) // 2]]
        chance.shuffle(shuffled)
        cut = len(shuffled) // 2
        parts = gathered(shuffled[:cut], scope)
        parts.merge(gathered(shuffled[cut:], scope))
        whole = written(old, scope)
        assert written(shuffled, scope) == whole
        assert "".join(write(parts.entries(), scope)) == whole

    @given(crawls, scopes)
    def test_what_is_written_is_read(self, path: Path, old: list[Page], scope: Scope) -> None:
        opened(path, written(old, scope))
        file = File(str(path))
        entries = list(file.entries())
        assert file.scope is scope
        assert sorted(entries) == sorted(gathered(old, scope).entries())
        assert entries == sorted(entries, key=lambda each: each.order)

    @given(
        st.sampled_from(Scope),
        st.text(min_size=1, max_size=30),
        st.text(max_size=30),
        st.integers(0, 10**9 - 1),
        st.integers(0, 10**9 - 1),
        st.text(max_size=20),
        st.sampled_from([None, *Audit]),
    )
    def test_any_words_come_back(
        self, path: Path, kind: Scope, key: str, line: str, times: int, edges: int, example: str, audit: Audit | None
    ) -> None:
        key = "" if kind is Scope.CORPUS else key
        example = "" if kind is Scope.DOCUMENT else example
        entry = Entry(kind, key, "CHR001", line, "0123456789abcdef", times, edges, example, audit)
        save(str(path), write([entry], kind))
        assert list(File(str(path)).entries()) == [entry]
        assert path.read_bytes().isascii()
        assert path.read_bytes().count(b"\n") == 3

    def test_one_finding_more_is_one_line_more(self) -> None:
        crawl = [Page(n, "a.org", (Found("CHR001", (f"line {n}",)),)) for n in range(9)]
        before = written(crawl[:4] + crawl[5:], Scope.HOST).splitlines()
        after = written(crawl, Scope.HOST).splitlines()
        assert [line for line in after if line not in before] == [after[5]]
        assert [line for line in after if line in before] == before

    def test_names_of_documents_are_seen_from_the_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "deep").mkdir()
        path = str(tmp_path / "x.baseline")
        for folder, name in (
            (tmp_path, "deep/a.txt"),
            (tmp_path / "deep", "a.txt"),
            (tmp_path, str(tmp_path / "deep" / "a.txt")),
        ):
            monkeypatch.chdir(folder)
            found = Gathered(Scope.DOCUMENT, folder_of(path))
            found.add(Page(1, None, (Found("CHR001", ("a",)),)).result._replace(source=Source(name, name)))
            found.add(Page(1, None, (Found("CHR001", ("b",)),)).result._replace(source=Source(f"{name}#7", name, 7)))
            found.add(Page(1, None, (Found("CHR001", ("c",)),)).result._replace(source=Source("its id", name, 8)))
            assert sorted(each.key for each in found.entries()) == ["deep/a.txt", "deep/a.txt#7", "its id"]

    def test_what_is_long_is_cut(self) -> None:
        long = "word " * 1000
        found = Gathered(Scope.DOCUMENT, ".")
        for name in (long + "1", long + "2"):
            found.add(Page(1, None, (Found("CHR001", (long,)),)).result._replace(source=Source(name)))
        one, two = sorted(found.entries())
        assert one.key != two.key
        assert len(one.key) < LONGEST_KEY + 50
        assert len(one.line) == EXCERPT
        assert one.line.endswith("…")

    def test_words_are_left_out_where_they_are_not_to_be_shown(self) -> None:
        found = Gathered(Scope.CORPUS, ".", text=False)
        found.add(Page(1, None, (Found("CHR001", ("secret",)),)).result)
        assert [each.line for each in found.entries()] == [""]

    def test_lines_beyond_what_a_result_holds_are_shown_from_the_text(self) -> None:
        linter = Linter()
        menu = "".join(f"{word}\n" for word in ("Home", "News", "Sport", "Weather", "Contact us", "Login"))
        doc = Document(menu + "\n" + "The harbour opened at dawn and the boats went out to the grey sea. " * 4 + "\n" + menu)
        found = Gathered(Scope.CORPUS, ".")
        found.add(linter.check(doc), doc.text)
        entries = list(found.entries())
        assert entries
        assert all(each.line for each in entries)


class TestDamage:
    CRAWL = (
        Page(1, "a.org", (Found("CHR001", ("a", "b", "c"), ("d", "e")), Found("CTX001", ("“é\n",)))),
        Page(2, "b.org", (Found("CHR001", ("a",)),)),
        Page(3, None, (Found("CHR001", ("a",)),)),
    )

    @pytest.mark.parametrize("scope", Scope)
    def test_a_file_that_is_cut_is_refused(self, path: Path, scope: Scope) -> None:
        whole = written(self.CRAWL, scope).encode()
        for length in range(len(whole) - 1):
            path.write_bytes(whole[:length])
            with pytest.raises(ConfigError, match=r"x\.baseline: (line \d|it ends too soon)"):
                Baseline.opened(str(path))
        path.write_bytes(whole[:-1])  # the last line break alone says nothing
        assert self.numbers(path) == self.numbers(path, whole)

    @given(scopes, st.data())
    def test_a_byte_that_is_changed_is_found_or_changes_nothing(self, path: Path, scope: Scope, data: st.DataObject) -> None:
        whole = written(self.CRAWL, scope).encode()
        before = self.numbers(path, whole)
        flipped = bytearray(whole)
        for _ in range(data.draw(st.integers(1, 3))):
            flipped[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        try:
            after = self.numbers(path, bytes(flipped))
        except ConfigError as error:
            assert re.match(rf"{re.escape(str(path))}: (line \d|it ends too soon)", str(error))  # noqa: PT017 - it may not be raised
        else:
            assert after == before

    @given(scopes, st.binary(max_size=200), st.data())
    def test_anything_put_in_is_found(self, path: Path, scope: Scope, rubbish: bytes, data: st.DataObject) -> None:
        whole = written(self.CRAWL, scope).encode()
        before = self.numbers(path, whole)
        at = data.draw(st.integers(0, len(whole)))
        try:
            after = self.numbers(path, whole[:at] + rubbish + whole[at:])
        except ConfigError as error:
            assert str(error).startswith(f"{path}: line ")  # noqa: PT017
        else:
            assert after == before

    def numbers(self, path: Path, content: bytes | None = None) -> object:
        if content is not None:
            path.write_bytes(content)
        baseline = Baseline.opened(str(path))
        return baseline.scope, baseline._numbers, baseline._counts, baseline._edges

    def lines(self, scope: Scope = Scope.HOST) -> list[str]:
        return written(self.CRAWL, scope).splitlines(keepends=True)

    def refused(self, path: Path, lines: Iterable[str]) -> str:
        path.write_text("".join(lines), "utf-8", newline="")
        with pytest.raises(ConfigError) as caught:
            Baseline.opened(str(path))
        return str(caught.value).removeprefix(f"{path}: ")

    def test_an_entry_that_stands_twice_is_one(self, path: Path) -> None:
        whole = written(self.CRAWL, Scope.HOST)
        before, audits = self.numbers(path, whole.encode()), Baseline.opened(str(path)).audits()
        lines = whole.splitlines(keepends=True)
        doubled = "".join([*lines[:4], lines[2], *lines[4:]])
        assert self.numbers(path, doubled.encode()) == before
        assert Baseline.opened(str(path)).audits() == audits

    @given(st.data())
    def test_what_two_branches_know_of_a_line_is_joined(self, path: Path, data: st.DataObject) -> None:
        counts = st.integers(0, 3)
        one, two = (
            Entry(Scope.HOST, "a.org", "CHR001", "a", "0" * 16, *data.draw(st.tuples(counts, counts)), audit=data.draw(audits))
            for audits in [st.sampled_from([None, *Audit])] * 2
        )
        further = Entry(Scope.HOST, "b.org", "CHR001", "a", "0" * 16, 1)
        path.write_text("".join(frame(map(encoded, data.draw(st.permutations([one, two, further]))), Scope.HOST)))
        file = File(str(path))
        joined = next(each for each in file.entries() if each.key == "a.org")
        assert not file.is_tidy
        assert (joined.times, joined.edges) == (max(one.times, two.times), max(one.edges, two.edges))
        assert joined.audit is (one.audit if two.audit in (None, one.audit) else two.audit if one.audit is None else None)
        merged = self.numbers(path)
        assert merged == self.numbers(path, "".join(write(File(str(path)).entries(), Scope.HOST)).encode())
        assert File(str(path)).entries()
        assert Baseline.opened(str(path)).total == (joined.times > 0) + 1

    def test_the_marks_of_a_merge(self, path: Path) -> None:
        lines = self.lines()
        assert self.refused(path, [*lines[:2], "<<<<<<< ours\n", *lines[2:]]).startswith("line 3: the mark of a merge conflict")
        assert self.refused(path, ["<<<<<<< ours\n", *lines]).startswith("line 1: the mark of a merge conflict")

    def test_what_was_sorted_says_how_to_go_on(self, path: Path) -> None:
        said = self.refused(path, sorted(self.lines()))
        assert "sorted" in said
        assert "version control" in said

    def test_a_count_raised_by_hand(self, path: Path) -> None:
        lines = self.lines()
        lines[1] = lines[1].replace('"count": 1', '"count": 2')
        assert self.refused(path, lines).startswith("line 2: not as it was written, damaged or edited by hand")

    def test_something_after_the_end(self, path: Path) -> None:
        lines = self.lines()
        assert self.refused(path, [*lines, lines[1]]) == f"line {len(lines) + 1}: something stands after the end"

    def test_an_entry_of_another_scope(self, path: Path) -> None:
        lines, other = self.lines(Scope.DOCUMENT), self.lines(Scope.HOST)
        assert self.refused(path, [*lines[:1], *other[1:]]).endswith("no entry of a baseline with the scope 'document'")

    def test_a_later_form(self, path: Path) -> None:
        assert "a baseline of form 2" in self.refused(path, ['{"scrapelint-baseline": 2, "scope": "host"}\n'])

    def test_other_files(self, path: Path) -> None:
        for content in ("", "{}\n", "min-score = 80\n", '{"id": "a", "text": "b"}\n'):
            assert self.refused(path, [content]).startswith("line 1: this is not the head of a baseline")
        assert "longer than" in self.refused(path, [*self.lines()[:1], "x" * 100_000])

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"there is no baseline '.*': `scrapelint baseline create`"):
            Baseline.opened(str(tmp_path / "none"))

    def test_lines_as_git_hands_them_out_on_windows(self, path: Path) -> None:
        whole = written(self.CRAWL, Scope.HOST).encode()
        assert self.numbers(path, whole.replace(b"\n", b"\r\n")) == self.numbers(path, whole)

    def test_what_editors_leave(self, path: Path) -> None:
        whole = written(self.CRAWL, Scope.HOST).encode()
        numbers = self.numbers(path, whole)
        for edited in (b"\xef\xbb\xbf" + whole, whole + b"\n\r\n", whole[:-1], whole.replace(b"\n", b"\n\n")):
            assert self.numbers(path, edited) == numbers
        assert self.refused(path, ["\n", whole.decode(), "\n{}\n"]).endswith("something stands after the end")

    def test_the_lines_of_two_branches(self, path: Path) -> None:
        ours, theirs = (written([page], Scope.HOST).splitlines()[1:-1] for page in self.CRAWL[:2])
        path.write_text("".join(frame([*theirs, *ours], Scope.HOST)), newline="")
        baseline = Baseline.opened(str(path))
        assert all(each.known for page in self.CRAWL[:2] for each in baseline.marked(page.source, page.diagnostics))


class TestUpdating:
    @given(crawls, crawls, scopes)
    def test_it_never_grows_unless_asked(self, old: list[Page], new: list[Page], scope: Scope) -> None:
        before = {each.identity: each for each in gathered(old, scope).entries()}
        after, change = updated(before.values(), gathered(new, scope), asked=lambda _: True)
        for each in after:
            was = before[each.identity]
            assert each.times <= was.times
            assert each.times + each.edges <= was.times + was.edges
        assert change.added == 0
        assert change.is_any == (
            {(e.identity, e.times) for e in after if e.times} != {(e.identity, e.times) for e in before.values() if e.times}
        )

    @given(crawls, crawls, scopes)
    def test_what_is_known_stays_known(self, path: Path, old: list[Page], new: list[Page], scope: Scope) -> None:
        before = list(gathered(old, scope).entries())
        after, _ = updated(before, gathered(new, scope), asked=lambda _: True)
        one, two = (opened(path, "".join(write(entries, scope))) for entries in (before, after))
        for page in new:
            assert one.marked(page.source, page.diagnostics) == two.marked(page.source, page.diagnostics)

    @given(crawls, crawls, scopes)
    def test_with_all_asked_for_it_is_made_anew(self, old: list[Page], new: list[Page], scope: Scope) -> None:
        after, change = updated(gathered(old, scope).entries(), gathered(new, scope), asked=lambda _: True, add=True, prune=True)
        numbers = sorted((each.identity, each.times, each.edges) for each in after)
        assert numbers == sorted((each.identity, each.times, each.edges) for each in gathered(new, scope).entries())
        assert change.new == change.unseen == change.unasked == 0

    @given(crawls, crawls, scopes)
    def test_what_was_not_looked_at_is_left(self, old: list[Page], new: list[Page], scope: Scope) -> None:
        before = list(gathered(old, scope).entries())
        found = gathered(new, scope)
        after, change = updated(before, found, asked=lambda code: code == "CHR001")
        left = [each for each in before if each.code != "CHR001" or not found.saw((each.kind, each.key))]
        assert [each for each in after if each in left] == left
        assert change.unseen + change.unasked == sum(each.times > 0 for each in left)

    def test_an_audit_stays(self) -> None:
        page = Page(1, None, (Found("CHR001", ("a",)),))
        before = [each._replace(audit=Audit.REAL) for each in gathered([page], Scope.DOCUMENT).entries()]
        assert updated(before, gathered([page], Scope.DOCUMENT), asked=lambda _: True, add=True)[0] == before

    def test_what_is_said_of_it(self) -> None:
        a, b, c, d = (Found("CHR001", (line,)) for line in "abcd")
        before = gathered([Page(1, None, (a, a, b, c)), Page(2, None, (a,))], Scope.DOCUMENT).entries()
        _, change = updated(before, gathered([Page(1, None, (a, c, c, d))], Scope.DOCUMENT), asked=lambda _: True)
        assert change._asdict() == {"kept": 1, "lowered": 1, "dropped": 1, "added": 0, "new": 2, "unseen": 1, "unasked": 0}


class TestTheLinter:
    TEXT = "Skip to content\n\nThe harbour opened at dawn and the boats went out to the grey sea.\n"

    def test_marks_what_is_known_and_leaves_the_score(self, tmp_path: Path) -> None:
        doc = Document(self.TEXT, id="a")
        plain = Linter()
        found = Gathered(Scope.DOCUMENT, str(tmp_path))
        found.add(plain.check(doc))
        path = str(tmp_path / "x.baseline")
        save(path, write(found.entries(), Scope.DOCUMENT))
        linter = Linter(Config(baseline=path))
        assert linter.ruleset == plain.ruleset
        result = linter.check(doc)
        assert [each.known for each in result.diagnostics] == [True]
        assert result.score == plain.check(doc).score
        twice = linter.check(Document("Skip to content\n\n" + self.TEXT, id="a"))
        assert [each.known for each in twice.diagnostics] == [True, False]
        assert not linter.check(Document(self.TEXT, id="b")).diagnostics[0].known

    def test_a_result_that_was_saved_is_marked_anew(self, tmp_path: Path) -> None:
        doc = Document(self.TEXT, id="a")
        result = Linter().check(doc)
        path = str(tmp_path / "x.baseline")
        save(path, write([], Scope.DOCUMENT))
        stale = result._replace(diagnostics=tuple(each._replace(known=True) for each in result.diagnostics))
        assert Linter(Config(baseline=path)).marked(stale) == result
        assert Linter().marked(stale) == stale

    def test_is_refused_with_its_line_by_whoever_asks(self, tmp_path: Path) -> None:
        path = tmp_path / "x.baseline"
        path.write_text('{"scrapelint-baseline": 1, "scope": "host"}\nrubbish\n')
        with pytest.raises(ConfigError, match="line 2: not as it was written"):
            Linter(Config(baseline=str(path)))


@cache
def plain_linter() -> Linter:
    return Linter()


class TestRealTexts:
    """The linter's own findings, context and all: pages old and new, made of the same and of other lines."""

    TEXTS = tuple(path.read_text("utf-8") for path in sorted((ROOT / "fixtures" / "mixed").glob("*.txt"))[:6])

    @given(st.integers(0, 10**6))
    @settings(max_examples=20)
    def test_a_finding_on_lines_that_were_not_there_is_new(self, path: Path, seed: int) -> None:
        linter = plain_linter()
        chance = random.Random(seed)
        old, other = chance.sample(self.TEXTS, 2)
        found = Gathered(Scope.CORPUS, ".")
        doc = Document(old)
        result = linter.check(doc)
        found.add(result, old)
        baseline = opened(path, "".join(write(found.entries(), Scope.CORPUS)))
        assert all(each.known for each in baseline.marked(result.source, result.diagnostics))
        lines = old.split("\n")
        for line in chance.sample(other.split("\n"), 8):
            lines.insert(chance.randrange(len(lines) + 1), line)
        for _ in range(3):
            del lines[chance.randrange(len(lines))]
        after = linter.check(Document("\n".join(lines)))
        had = Counter(name for each in result.diagnostics for name in each.lines or (each.fingerprint,))
        beside = Counter(name for each in result.diagnostics for name in each.edges)
        used: Counter[str] = Counter()
        for each in baseline.marked(after.source, after.diagnostics):
            names = each.lines or (each.fingerprint,)
            if each.known:
                used.update(names)
            # What was found before on just these lines, and is used up by nothing else, is not new.
            elif all(used[name] < had[name] for name in names) and len(set(names)) == len(names):
                pytest.fail(f"{each.finding.code} {each.text!r} is new")
        assert used <= had + beside


def test_what_an_entry_looks_like() -> None:
    entry = Entry(
        Scope.HOST, "example.org", "CHR004", "Share this:", "0123456789abcdef", 2, 1, "https://example.org/a", Audit.REAL
    )
    said = (
        '{"host": "example.org", "code": "CHR004", "line": "Share this:", "example": "https://example.org/a", '
        '"fingerprint": "0123456789abcdef", "count": 2, "edges": 1, "audit": "real", "check": "'
    )
    assert encoded(entry).startswith(said)
    assert len(encoded(entry)) == len(said) + 10
