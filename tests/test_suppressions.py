"""Suppressions: what a person has left out is out, nothing else is, and what is wrong with their file is said with its line."""

from __future__ import annotations

import json
import pickle
import tomllib
from collections import Counter
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Run
from lint_rules import Document, Linter
from lint_rules.config import Allowance, Config
from lint_rules.engine.keeping.suppressions import EXPIRED_NAMED, KEYS, Suppression, Suppressions, append, covers
from lint_rules.errors import ConfigError
from lint_rules.finding import Diagnostic, Finding, Severity, Source, Span

CODES = ("CHR001", "CTX001")
TODAY = date(2026, 6, 1)
BODY = "The harbour opened at dawn and the boats went out to the grey sea.\n"
BAD = "Skip to content\n\n" + BODY
NAME = "scrapelint-suppressions.toml"


def fingerprint(code: str, line: str) -> str:
    return blake2b(f"{code}\0{line}".encode(), digest_size=8).hexdigest()


def diagnostic(code: str, lines: tuple[str, ...]) -> Diagnostic:
    names = tuple(fingerprint(code, line) for line in lines)
    finding = Finding(code, "message", Span(0, 1), Severity.ERROR)
    return Diagnostic(
        finding, "rule", "text", 1, 1, 1, 1, (), names[0], lines=names if len(names) > 1 else (), edges=(names[0], names[0])
    )


def entry(code: str, lines: tuple[str, ...], **further: Any) -> Suppression:
    names = tuple(fingerprint(code, line) for line in lines)
    return Suppression(code, names[0], "why", lines=names if len(names) > 1 else (), **further)


letters = st.lists(st.sampled_from("abcd"), min_size=1, max_size=3).map(tuple)
codes = st.sampled_from(CODES)
diagnostics = st.lists(st.builds(diagnostic, codes, letters), max_size=6).map(tuple)
days = st.sampled_from([None, TODAY - timedelta(1), TODAY, TODAY + timedelta(1)])
hosts = st.sampled_from([(), ("a.org",), ("a.org", "b.org")])
entries = st.lists(
    st.builds(lambda code, lines, further: entry(code, lines, **further), codes, letters, st.fixed_dictionaries({
        "expires": days, "hosts": hosts, "count": st.integers(1, 3), "documents": st.sampled_from([(), ("one",)])
    })),
    max_size=5,
)  # fmt: skip
sources = st.builds(Source, st.sampled_from(["one", "two"]), host=st.sampled_from([None, "a.org", "b.org"]))


class TestNothingElseIsTakenOut:
    @given(entries, sources, diagnostics)
    def test_no_more_than_entries_that_hold_cover(
        self, given: list[Suppression], source: Source, found: tuple[Diagnostic, ...]
    ) -> None:
        parted = Suppressions("s.toml", given, TODAY).parted(source, found)
        covered: Counter[tuple[str, str]] = Counter()
        for each in given:
            over = each.expires is not None and each.expires < TODAY
            elsewhere = (each.hosts and source.host not in each.hosts) or (each.documents and source.id not in each.documents)
            if not over and not elsewhere:
                covered.update({(each.rule, name): n * each.count for name, n in Counter(each.covers).items()})
        out = Counter((d.finding.code, name) for d, _ in parted.suppressed for name in d.lines or (d.fingerprint,))
        assert out <= covered
        # What is not covered at all stays, and what stays stands in its order.
        for one_found in found:
            if any((one_found.finding.code, name) not in covered for name in one_found.lines or (one_found.fingerprint,)):
                assert one_found in parted.kept
        assert Counter(parted.kept) + Counter(d for d, _ in parted.suppressed) == Counter(found)
        rest = iter(found)
        assert all(kept in rest for kept in parted.kept)

    @given(entries, sources, diagnostics)
    def test_what_was_used_is_told(self, given: list[Suppression], source: Source, found: tuple[Diagnostic, ...]) -> None:
        parted = Suppressions("s.toml", given, TODAY).parted(source, found)
        used = [each for number, each in enumerate(given) if number in parted.used]
        assert Suppressions("s.toml", used, TODAY).parted(source, found)[:2] == parted[:2]
        assert bool(parted.used) == bool(parted.suppressed)

    def test_each_document_has_the_count_to_itself(self) -> None:
        suppressions = Suppressions("s.toml", [entry("CHR001", ("a",), count=2)], TODAY)
        for name in ("one", "two"):
            parted = suppressions.parted(Source(name), (diagnostic("CHR001", ("a",)),) * 3)
            assert (len(parted.kept), len(parted.suppressed)) == (1, 2)

    def test_a_finding_that_grew_over_a_line_is_another(self) -> None:
        suppressions = Suppressions("s.toml", [entry("CTX001", ("a", "b"))], TODAY)
        for lines, out in ((("a", "b"), 1), (("a",), 1), (("a", "b", "c"), 0), (("c", "b"), 0)):
            assert len(suppressions.parted(Source("x"), (diagnostic("CTX001", lines),)).suppressed) == out

    def test_lines_of_several_entries_add_up(self) -> None:
        suppressions = Suppressions("s.toml", [entry("CTX001", ("a",)), entry("CTX001", ("b",))], TODAY)
        assert suppressions.parted(Source("x"), (diagnostic("CTX001", ("a", "b")),)).used == {0, 1}


class TestTheLinter:
    def at(self, tmp_path: Path, *given: Suppression) -> Linter:
        path = tmp_path / NAME
        path.unlink(missing_ok=True)
        append(path, given)
        return Linter(Config(suppressions=str(path)))

    def test_takes_findings_out_before_the_score_and_keeps_them_apart(self, tmp_path: Path) -> None:
        found = Linter().check(Document(BAD)).diagnostics[0]
        linter = self.at(tmp_path, Suppression("CHR001", found.fingerprint, "ours"))
        result = linter.check(Document(BAD))
        assert result.diagnostics == ()
        assert result.score.value == 100
        assert [(each.diagnostic, each.by, each.reason) for each in result.suppressed] == [(found, "suppression", "ours")]
        assert result.suppressions == (0,)
        assert pickle.loads(pickle.dumps(result)) == result
        assert linter.ruleset == Linter().ruleset

    def test_allowed_findings_are_kept_apart_too(self) -> None:
        linter = Linter(
            Config(allow=(Allowance(("CHR004",), "Share*", "not it"), Allowance(("CHR",), "Skip to content", "ours")))
        )
        result = linter.check(Document(BAD))
        assert result.diagnostics == ()
        assert [(each.diagnostic.text, each.by, each.reason) for each in result.suppressed] == [
            ("Skip to content", "allowance", "ours")
        ]
        assert result.allowed == (1,)

    def test_numbers_and_case_are_no_other_line(self, tmp_path: Path) -> None:
        found = Linter().check(Document(BAD)).diagnostics[0]
        linter = self.at(tmp_path, Suppression("CHR001", found.fingerprint, "ours"))
        assert linter.check(Document(BAD.replace("Skip to content", "» SKIP TO CONTENT"))).diagnostics == ()
        assert linter.check(Document(BAD.replace("content", "main content"))).diagnostics != ()


class TestTheFile:
    @given(st.lists(st.builds(
        lambda rule, reason, excerpt, by, further: Suppression(rule, fingerprint(rule, reason), reason, excerpt, by, **further),
        codes,
        st.text(min_size=1).filter(str.strip),
        st.text(),
        st.text(),
        st.fixed_dictionaries({
            "expires": st.none() | st.dates(),
            "count": st.integers(1, 10**6),
            "hosts": hosts,
            "documents": st.lists(st.text(min_size=1), max_size=2).map(tuple),
            "lines": st.lists(st.sampled_from([fingerprint("A", str(n)) for n in range(9)]), max_size=3).map(tuple),
        }),
    ), min_size=1, max_size=3))  # fmt: skip
    def test_any_words_come_back(self, tmp_path_factory: pytest.TempPathFactory, given: list[Suppression]) -> None:
        path = tmp_path_factory.getbasetemp() / "any.toml"
        path.unlink(missing_ok=True)
        try:
            append(path, given)
        except ConfigError as error:  # lone surrogates are nothing that a file can hold
            assert "cannot be written" in str(error)  # noqa: PT017
            return
        assert list(Suppressions.opened(str(path)).entries) == given
        append(path, given)
        assert list(Suppressions.opened(str(path)).entries) == [*given, *given]

    def test_line_ends_and_what_stands_there_stay(self, tmp_path: Path) -> None:
        path = tmp_path / NAME
        path.write_bytes(b"# ours\r\n")
        append(path, [entry("CHR001", ("a",))])
        written = path.read_bytes()
        assert written.startswith(b"# ours\r\n\r\n[[suppress]]\r\nrule = ")
        assert b"\n" not in written.replace(b"\r\n", b"")
        assert tomllib.loads(written.decode())["suppress"][0] == {
            "rule": "CHR001",
            "fingerprint": fingerprint("CHR001", "a"),
            "reason": "why",
        }

    ENTRY = '[[suppress]]\nrule = "CHR001"\nfingerprint = "0123456789abcdef"\nreason = "why"\n'

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (ENTRY + "count = 0\n", "line 5: 'count' is no number from 1 up"),
            (ENTRY + "count = true\n", "line 5: 'count' is no number from 1 up"),
            (ENTRY + 'expires = "soon"\n', "line 5: 'expires' is no day, as 2027-06-30 is"),
            (ENTRY + "expires = 2027-01-01T10:00:00\n", "line 5: 'expires' is no day, as 2027-06-30 is"),
            (ENTRY + ENTRY + 'raeson = "x"\n', "line 9: unknown key 'raeson'; did you mean 'reason'?"),
            (ENTRY + ENTRY.replace('"why"', '" "'), "line 8: 'reason' is empty"),
            (ENTRY + "\n" + ENTRY.replace('reason = "why"\n', ""), "line 6: this entry has no 'reason'"),
            (ENTRY.replace("CHR001", "CHR"), "line 2: 'rule': \"CHR\" is not the code of a rule"),
            (ENTRY.replace("abcdef", "ABCDEF"), "line 3: 'fingerprint': \"0123456789ABCDEF\" is not a fingerprint"),
            (ENTRY + 'hosts = "a.org"\n', "line 5: 'hosts' is not a list of texts"),
            (ENTRY + 'hosts = ["https://a.org/"]\n', "line 5: 'hosts': 'https://a.org/' is an address"),
            (ENTRY + "by = 1\n", "line 5: 'by' is not a text"),
            (ENTRY + 'lines = ["x"]\n', "line 5: 'lines': \"x\" is not a fingerprint"),
            ("# none\n[[supress]]\n", "line 2: unknown key 'supress'; did you mean 'suppress'?"),
            ("suppress = 1\n", "line 1: 'suppress' is not a list of tables"),
            ('[[suppress]]\nrule = "CHR001\n', "not TOML: "),
            (f"{ENTRY}<<<<<<< ours\n{ENTRY}=======\n{ENTRY}>>>>>>> theirs\n", "line 5: the mark of a merge conflict: delete"),
            (ENTRY + "========\n", "not TOML: "),
            ('[[suppress]]\nreason = """\n[[suppress]]\n"""\n', "entry 1: this entry has no 'rule'"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_with_its_line(self, tmp_path: Path, content: str, said: str) -> None:
        path = tmp_path / NAME
        path.write_text(content)
        with pytest.raises(ConfigError) as caught:
            Linter(Config(suppressions=str(path)))
        assert str(caught.value).startswith(f"{path}: {said}")

    @given(st.data())
    def test_damage_is_refused_by_name_or_is_another_entry(
        self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
    ) -> None:
        path = tmp_path_factory.getbasetemp() / "damaged.toml"
        whole = bytearray((self.ENTRY + "count = 2\n").encode())
        for _ in range(data.draw(st.integers(1, 3))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
        try:
            Suppressions.opened(str(path))
        except ConfigError as error:
            assert str(error).startswith(f"{path}: ")  # noqa: PT017

    def test_bytes_that_are_no_text_are_refused_with_their_line(self, tmp_path: Path) -> None:
        path = tmp_path / NAME
        path.write_bytes(b"# one\n# \xff\n")
        with pytest.raises(ConfigError, match="line 2: not UTF-8"):
            Suppressions.opened(str(path))

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="there is no file of suppressions"):
            Suppressions.opened(str(tmp_path / "none"))

    def test_it_says_all_that_an_entry_has(self) -> None:
        assert KEYS[:3] == ("rule", "fingerprint", "reason")
        assert set(KEYS) == {"rule", "fingerprint", "reason", "excerpt", "by", "expires", "count", "hosts", "documents", "lines"}


class TestDays:
    def test_an_entry_holds_up_to_its_last_day(self) -> None:
        found = (diagnostic("CHR001", ("a",)),)
        given = [entry("CHR001", ("a",), expires=TODAY, by="Anna", excerpt="a")]
        assert Suppressions("s.toml", given, TODAY).parted(Source("x"), found).kept == ()
        late = Suppressions("s.toml", given, TODAY + timedelta(1))
        assert late.parted(Source("x"), found).kept == found
        (said,) = late.expired()
        assert said.startswith('s.toml: suppression of CHR001 "a" held until 2026-06-01, by Anna: "why" (look again')
        assert list(late.unused(())) == []

    def test_unused_ones_are_named(self) -> None:
        given = [entry("CHR001", ("a",), excerpt="a"), entry("CHR001", ("b",))]
        suppressions = Suppressions("s.toml", given, TODAY)
        assert list(suppressions.unused([0])) == [f"suppression of CHR001 {fingerprint('CHR001', 'b')} took nothing out"]
        assert suppressions.expired() == []

    def test_of_those_that_are_over_the_first_are_named(self) -> None:
        given = [entry("CHR001", (f"line {n}",), expires=TODAY - timedelta(1)) for n in range(EXPIRED_NAMED + 1200)]
        said = Suppressions("s.toml", given, TODAY).expired()
        assert len(said) == EXPIRED_NAMED + 1
        assert said[-1] == "s.toml: 1,200 more suppressions hold no longer"

    def test_what_was_renewed_needs_no_word(self) -> None:
        over = entry("CHR001", ("a",), expires=TODAY - timedelta(1), hosts=("a.org",))
        again = entry("CHR001", ("a",), expires=TODAY + timedelta(9))
        assert Suppressions("s.toml", [over, again], TODAY).expired() == []
        elsewhere = entry("CHR001", ("a",), hosts=("b.org",))
        assert len(Suppressions("s.toml", [over, elsewhere], TODAY).expired()) == 1

    def test_what_they_hold_is_shown_as_text(self) -> None:
        over = entry("CHR001", ("a",), expires=TODAY - timedelta(1), by="\x1b[31mAnna\n::error", excerpt="\u202ea")
        (said,) = Suppressions("s.toml", [over], TODAY).expired()
        assert said.isprintable()


@given(st.lists(st.builds(lambda code, lines, further: entry(code, lines, **further), codes, letters, st.fixed_dictionaries({
    "expires": days, "hosts": hosts, "count": st.integers(1, 3)
})), min_size=2, max_size=2), sources, diagnostics)  # fmt: skip
def test_an_entry_that_covers_another_makes_it_needless(
    two: list[Suppression], source: Source, found: tuple[Diagnostic, ...]
) -> None:
    if covers(*two):
        one, other = (Suppressions("s.toml", [each], TODAY).parted(source, found) for each in two)
        assert Counter(other.suppressed) <= Counter(one.suppressed) or len(one.suppressed) >= len(other.suppressed)


class TestTheCommand:
    @pytest.fixture(autouse=True)
    def before(self, tmp_path: Path) -> None:
        self.path = tmp_path / NAME
        self.folder = tmp_path
        (tmp_path / "a.txt").write_text(BAD)
        (tmp_path / "b.txt").write_text("Skip to content\n\n" + BAD)

    def tables(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = tomllib.loads(self.path.read_text())["suppress"]
        return found

    def test_by_words(self, run: Run) -> None:
        ended = run("suppress", "chr001", "SKIP  to", "--reason", "ours", "--by", "Anna", "--expires", "2999-12-31")
        assert ended.status == 0
        assert ended.out == 'CHR001 "Skip to content", 2 times in a document is left out from now on\n'
        assert 'name it in the configuration (suppressions = "scrapelint-suppressions.toml")' in ended.err
        (table,) = self.tables()
        assert table.pop("fingerprint") == Linter().check(Document(BAD)).diagnostics[0].fingerprint
        assert table == {
            "rule": "CHR001",
            "reason": "ours",
            "excerpt": "Skip to content",
            "by": "Anna",
            "expires": date(2999, 12, 31),
            "count": 2,
        }
        assert run("check", "a.txt", "b.txt", "--suppressions", NAME).status == 0
        before = self.path.read_bytes()
        again = ("suppress", "CHR001", "skip to", "--expires", "2999-01-01", "--suppressions", NAME)
        assert "is left out already" in run(*again).out
        assert self.path.read_bytes() == before

    def test_as_many_as_are_asked_for(self, run: Run) -> None:
        assert run("suppress", "CHR001", "Skip", "b.txt", "--count", "1").status == 0
        assert run("check", "a.txt", "--suppressions", NAME).status == 0
        assert run("check", "b.txt", "--suppressions", NAME).status == 1
        assert run("suppress", "CHR001", "Skip", "b.txt", "--suppressions", NAME).status == 0
        assert run("check", "b.txt", "--suppressions", NAME).status == 0

    def test_in_one_document_only(self, run: Run) -> None:
        assert run("suppress", "CHR001", "Skip", "--document", "a.txt").status == 0
        assert run("check", "a.txt", "--suppressions", NAME).status == 0
        assert run("check", str(self.folder / "a.txt"), "--suppressions", NAME).status == 0
        assert run("check", "b.txt", "--suppressions", NAME).status == 1
        assert run("suppress", "CHR001", "Skip", "--document", "c.txt").status == 2

    def test_a_document_is_named_as_seen_from_the_file(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        (self.folder / "deep").mkdir()
        monkeypatch.chdir(self.folder / "deep")
        assert run("suppress", "CHR001", "Skip", "../a.txt", "--document", "../a.txt", "--suppressions", f"../{NAME}").status == 0
        assert self.tables()[0]["documents"] == ["a.txt"]
        monkeypatch.chdir(self.folder)
        assert run("check", "a.txt", "--suppressions", NAME).status == 0

    def test_by_saved_results_and_by_fingerprint(self, run: Run) -> None:
        assert run("check", "a.txt", "-o", "results.jsonl").status == 1
        said = json.loads((self.folder / "results.jsonl").read_text())
        name = said["findings"][0]["fingerprint"]
        for arguments in (("CHR001", "skip", "results.jsonl"), ("CHR001", "--fingerprint", name, "results.jsonl")):
            self.path.unlink(missing_ok=True)
            assert run("suppress", *arguments).status == 0
            assert self.tables()[0]["excerpt"] == "Skip to content"
        self.path.unlink()
        assert run("suppress", "CHR001", "--fingerprint", name).status == 0
        assert self.tables() == [{"rule": "CHR001", "fingerprint": name, "reason": "no reason given"}]
        assert run("check", "a.txt", "--suppressions", NAME).status == 0

    def test_a_finding_on_several_lines(self, run: Run) -> None:
        menu = "".join(f"{word}\n" for word in ("Home", "News", "Sport", "Weather", "Contact us", "Login"))
        (self.folder / "menu.txt").write_text(menu + "\n" + BODY * 5)
        found = [d for d in Linter().check(Document(menu + "\n" + BODY * 5)).diagnostics if d.lines]
        assert found
        for each in found:
            code = each.finding.code
            assert run("suppress", code, "--fingerprint", each.fingerprint, "menu.txt", "--suppressions", NAME).status == 0
        said = json.loads(run("check", "menu.txt", "--output-format", "jsonl", "--suppressions", NAME).out)
        assert len(said["suppressed"]) >= len(found)
        assert not [each for each in said["findings"] if "lines" in each]
        (self.folder / "menu.txt").write_text("Newsletter\n" + menu + "\n" + BODY * 5)
        again = json.loads(run("check", "menu.txt", "--output-format", "jsonl", "--suppressions", NAME).out)
        assert all(len(each["lines"]) < 7 for each in again.get("suppressed", ()) if "lines" in each)

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("CHR001",), "give TEXT of the findings, or --fingerprint"),
            (("CHR001", " "), "give TEXT of the findings, or --fingerprint"),
            (("CHR", "x"), "'CHR' stands for several rules"),
            (("CHR999", "x"), "no rule has the code or prefix 'CHR999'"),
            (("CHR001", "nothing reads so"), 'no finding of CHR001 has "nothing reads so"'),
            (("CHR001", "--fingerprint", "x"), "--fingerprint: 'x' is none"),
            (("CHR001", "Skip", "--expires", "soon"), "--expires: 'soon' is no day"),
            (("CHR001", "Skip", "--expires", "2001-01-01"), "--expires: 2001-01-01 is over"),
        ],
    )
    def test_what_cannot_be(self, run: Run, arguments: tuple[str, ...], said: str) -> None:
        ended = run("suppress", *arguments)
        assert ended.status == 2
        assert said in ended.err
        assert not self.path.exists()

    def test_expired_ones_are_told_in_every_run_and_unused_ones_in_statistics(self, run: Run) -> None:
        found = Linter().check(Document(BAD)).diagnostics[0].fingerprint
        append(
            self.path,
            [
                Suppression("CHR001", found, "for now", excerpt="Skip to content", by="Anna", expires=date(2001, 1, 1)),
                Suppression("CHR004", found, "never met", excerpt="Share this"),
            ],
        )
        ended = run("check", "a.txt", "--suppressions", NAME, "-q")
        assert ended.status == 1
        over = f'{NAME}: suppression of CHR001 "Skip to content" held until 2001-01-01, by Anna: "for now"'
        assert over in ended.err
        unused = 'suppression of CHR004 "Share this" took nothing out'
        assert unused not in ended.err
        for jobs in ("1", "2"):
            ended = run("check", "a.txt", "b.txt", "--suppressions", NAME, "--statistics", "-j", jobs)
            assert over in ended.err
            assert ended.err.count(unused) == 1

    def test_hostile_words_are_written_as_text(self, run: Run) -> None:
        words = 'Skip to content \x1b[2J\u202e"""\\'
        (self.folder / "a.txt").write_text(words + "\n\n" + BODY)
        assert run("check", "a.txt").status == 1
        ended = run("suppress", "CHR001", "skip", "a.txt")
        assert ended.status == 0
        assert "\x1b" not in ended.out
        assert self.path.read_text().isprintable() is False
        assert "\x1b" not in self.path.read_text()
        assert "\u202e" not in self.path.read_text()
        assert run("check", "a.txt", "--suppressions", NAME).status == 0


class TestEveryDoorTellsWhatIsOver:
    SAID = 'suppression of CHR001 "Skip to content" held until 2020-02-29, by Anna: "why" (look again'

    @pytest.fixture(autouse=True)
    def before(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "a.txt").write_text(BAD)
        (tmp_path / "scrapelint.toml").write_text(f'suppressions = "{NAME}"\n')
        over = Suppression("CHR001", "0123456789abcdef", "why", excerpt="Skip to content", by="Anna", expires=date(2020, 2, 29))
        append(tmp_path / NAME, [over])

    @pytest.mark.parametrize(
        "command",
        [
            ("check", "a.txt"),
            ("report", "a.txt", "-o", "a.html"),
            ("clean", "a.txt", "-o", "b.txt"),
            ("compare", "a.txt", "a.txt"),
            ("baseline", "create", "a.txt"),
        ],
    )
    def test_the_command(self, run: Run, command: tuple[str, ...]) -> None:
        assert run(*command).err.count(self.SAID) == 1

    def test_the_command_with_saved_results(self, run: Run) -> None:
        run("check", "a.txt", "-o", "r.jsonl")
        assert run("gate", "r.jsonl").err.count(self.SAID) == 1
        assert run("compare", "r.jsonl", "r.jsonl").err.count(self.SAID) == 1

    @pytest.mark.parametrize("further", [(), ("-n", "2")])
    def test_pytest(self, pytester: pytest.Pytester, tmp_path: Path, further: tuple[str, ...]) -> None:
        done = pytester.runpytest_subprocess("--scrapelint", "--rootdir", str(tmp_path), *further, str(tmp_path / "a.txt"))
        assert done.stdout.str().count(self.SAID) == 1

    def test_the_fixture(self, pytester: pytest.Pytester, tmp_path: Path) -> None:
        for name in ("scrapelint.toml", NAME):
            pytester.path.joinpath(name).write_bytes((tmp_path / name).read_bytes())
        pytester.makepyfile("def test_one(scrapelint):\n    scrapelint.assert_clean('The harbour opened at dawn.')\n" * 2)
        done = pytester.runpytest_subprocess()
        assert done.stdout.str().count(self.SAID) == 1

    def test_scrapy(self, caplog: pytest.LogCaptureFixture) -> None:
        pytest.importorskip("scrapy")
        from scrapy.utils.test import get_crawler

        from lint_rules.integrations.scrapy import ScrapeLintPipeline

        ScrapeLintPipeline.from_crawler(get_crawler()).close_spider()
        assert [each.levelname for each in caplog.records if self.SAID in each.getMessage()] == ["WARNING"]
