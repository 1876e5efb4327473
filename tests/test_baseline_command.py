"""`scrapelint baseline`: what it writes, leaves and asks, as a command of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from conftest import Ended, Run
from lint_rules.engine.keeping.auditing import Auditing
from lint_rules.engine.keeping.baseline_file import Audit, File, Scope, write
from lint_rules.errors import ConfigError

BODY = "The harbour opened at dawn and the boats went out to the grey sea.\n"
BAD = "Skip to content\n\n" + BODY
SHARE = "\nShare this:\n"
MODULE = (sys.executable, "-m", "lint_rules")
NAME = "scrapelint.baseline"


def spawn(*arguments: str, cwd: Path, text: str = "") -> Ended:
    done = subprocess.run(
        [*MODULE, *arguments],
        cwd=cwd,
        input=text.encode(),
        capture_output=True,
        env={**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        timeout=120,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def crawl(path: Path, pages: int, *, hosts: int = 3, footer: str = "Share this:") -> None:
    """Write a crawl: pages of a few hosts, all with a menu entry before the text and a footer after it."""
    with path.open("w", encoding="utf-8") as stream:
        for n in range(pages):
            record = {"url": f"https://host{n % hosts}.example/{path.stem}/{n}", "text": f"{BAD}{BODY}\n{footer}\n"}
            stream.write(json.dumps(record) + "\n")


def entries(path: Path) -> list[tuple[str, str, int]]:
    return [(each.key, each.code, each.times) for each in File(str(path)).entries()]


def test_what_is_written_down_fails_nothing_and_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BAD + SHARE)
    made = spawn("baseline", "create", "a.txt", cwd=tmp_path)
    assert made.status == 0
    assert f"baseline: {NAME}: 3 lines of findings stand there" in made.err
    assert 'name it in the configuration (baseline = "scrapelint.baseline")' in made.err
    (tmp_path / "scrapelint.toml").write_text(f'baseline = "{NAME}"\n')
    ended = spawn("check", "a.txt", cwd=tmp_path)
    assert ended.status == 0
    assert "CHR" not in ended.out
    assert ended.out.endswith("; nothing new, 3 known\n")
    assert "baseline: 3 findings known, 0 new\n" in ended.err
    (tmp_path / "a.txt").write_text("Skip to content\n\n" + BAD + SHARE)
    ended = spawn("check", "a.txt", "--output-format", "concise", cwd=tmp_path)
    assert ended.status == 1
    assert ended.out.startswith('a.txt:3:1: error: CHR001 skip link "Skip to content", alone on its line')
    assert ended.out.count("\n") == 1
    said = json.loads(spawn("check", "a.txt", "--output-format", "jsonl", cwd=tmp_path).out)
    assert [(each["code"], each.get("known")) for each in said["findings"]] == [
        ("CHR001", True),
        ("CHR001", None),
        ("CHR004", True),
        ("CHR006", True),
    ]


def test_there_is_no_second_create_without_force(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BAD)
    assert run("baseline", "create", "a.txt").status == 0
    before = (tmp_path / NAME).read_bytes()
    (tmp_path / "a.txt").write_text(BAD + SHARE)
    ended = run("baseline", "create", "a.txt")
    assert ended.status == 2
    assert "is there already" in ended.err
    assert (tmp_path / NAME).read_bytes() == before
    assert run("baseline", "create", "a.txt", "--force").status == 0
    assert (tmp_path / NAME).read_bytes() != before
    ended = run("baseline", "create", "a.txt", "--baseline", "a.txt", "--force")
    assert ended.status == 2
    assert ended.last.endswith("a.txt: this run reads it, and would overwrite it: name another file")
    assert (tmp_path / "a.txt").read_text() == BAD + SHARE


def test_tomorrows_page_of_a_host_is_known_and_that_of_another_is_not(run: Run, tmp_path: Path) -> None:
    crawl(tmp_path / "today.jsonl", 6)
    assert run("baseline", "create", "today.jsonl", "--scope", "host").status == 0
    crawl(tmp_path / "tomorrow.jsonl", 6)
    assert run("check", "tomorrow.jsonl", "--baseline", NAME).status == 0
    crawl(tmp_path / "other.jsonl", 8, hosts=4)
    ended = run("check", "other.jsonl", "--baseline", NAME)
    assert ended.status == 1
    assert "2 of 8 documents failed" in ended.err
    crawl(tmp_path / "changed.jsonl", 6, footer="Share on Facebook")
    assert run("check", "changed.jsonl", "--baseline", NAME).status == 1
    # By document nothing of another day is known.
    assert run("baseline", "create", "today.jsonl", "--force").status == 0
    assert "6 of 6 documents failed" in run("check", "tomorrow.jsonl", "--baseline", NAME).err
    assert run("baseline", "create", "today.jsonl", "--scope", "corpus", "--force").status == 0
    assert run("check", "other.jsonl", "--baseline", NAME).status == 0


def test_any_number_of_processes_gives_the_same_bytes(tmp_path: Path) -> None:
    crawl(tmp_path / "today.jsonl", 150, hosts=7)
    made = []
    for jobs in ("1", "2"):
        name = f"{jobs}.baseline"
        assert (
            spawn("baseline", "create", "today.jsonl", "--scope", "host", "--baseline", name, "-j", jobs, cwd=tmp_path).status
            == 0
        )
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    crawl(tmp_path / "tomorrow.jsonl", 150, hosts=9)
    outs = [
        spawn("check", "tomorrow.jsonl", "--baseline", "1.baseline", "--output-format", "jsonl", "-j", jobs, cwd=tmp_path)
        for jobs in ("1", "2")
    ]
    assert outs[0] == outs[1]
    assert outs[0].status == 1


def test_saved_results_make_the_same_baseline(run: Run, tmp_path: Path) -> None:
    crawl(tmp_path / "today.jsonl", 6)
    run("check", "today.jsonl", "-o", "results.jsonl")
    assert run("baseline", "create", "today.jsonl", "--scope", "host").status == 0
    assert run("baseline", "create", "results.jsonl", "--scope", "host", "--baseline", "saved.baseline").status == 0
    assert (tmp_path / NAME).read_bytes() == (tmp_path / "saved.baseline").read_bytes()
    ended = run("gate", "results.jsonl", "--baseline", NAME)
    assert (ended.status, run("gate", "results.jsonl").status) == (0, 1)
    (tmp_path / "scrapelint.toml").write_text('ignore = ["CHR006"]\n')
    ended = run("baseline", "update", "results.jsonl")
    assert ended.status == 2
    assert "--allow-ruleset-change" in ended.err


class TestUpdate:
    @pytest.fixture(autouse=True)
    def before(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(BAD + SHARE)
        (tmp_path / "b.txt").write_text(BAD)
        assert run("baseline", "create", "a.txt", "b.txt", "-q").status == 0
        self.path = tmp_path / NAME
        self.written = self.path.read_bytes()

    def test_drops_what_is_gone_and_adds_nothing(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Accept all cookies\n\n" + BODY + SHARE)
        ended = run("baseline", "update", "a.txt", "b.txt", "--check")
        assert ended.status == 1
        assert "1 line would be dropped" in ended.err
        assert self.path.read_bytes() == self.written
        ended = run("baseline", "update", "a.txt", "b.txt")
        assert ended.status == 0
        assert re.search(r"1 line dropped, 3 lines as before, \d lines? not there \(--add adds them\)", ended.err)
        assert ("a.txt", "CHR001", 1) not in entries(self.path)
        assert run("check", "a.txt", "--baseline", NAME).status == 1
        assert run("baseline", "update", "a.txt", "b.txt", "--add").status == 0
        assert run("check", "a.txt", "b.txt", "--baseline", NAME).status == 0
        assert run("baseline", "update", "a.txt", "b.txt", "--check").status == 0

    def test_leaves_what_was_not_read(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(BODY)
        ended = run("baseline", "update", "a.txt")
        assert "3 lines dropped" in ended.err
        assert "1 line of documents or hosts that were not read (--prune drops them)" in ended.err
        assert entries(self.path) == [("b.txt", "CHR001", 1)]
        assert run("baseline", "update", "a.txt", "--prune").status == 0
        assert entries(self.path) == []

    def test_leaves_rules_that_are_not_in_use(self, run: Run) -> None:
        ended = run("baseline", "update", "a.txt", "b.txt", "--select", "CHR004")
        assert "3 lines of rules that are not in use" in ended.err
        assert self.path.read_bytes() == self.written

    def test_changes_nothing_where_not_all_could_be_read(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(BODY)
        ended = run("baseline", "update", "a.txt", "b.txt", "missing.txt")
        assert ended.status == 2
        assert "left as it is, as not all could be judged" in ended.err
        assert self.path.read_bytes() == self.written

    def test_an_entry_that_stands_there_twice_is_written_once(self, run: Run) -> None:
        lines = self.written.splitlines(keepends=True)
        self.path.write_bytes(b"".join([lines[0], *reversed(lines[1:-1]), lines[1], lines[-1]]))
        assert "0 new" in run("check", "a.txt", "--baseline", NAME).err
        assert run("baseline", "update", "a.txt", "--check").status == 0
        assert self.path.read_bytes() != self.written
        assert run("baseline", "update", "a.txt").status == 0
        assert self.path.read_bytes() == self.written

    def test_a_damaged_file_is_refused_with_its_line(self, run: Run) -> None:
        self.path.write_bytes(self.written.replace(b"Share this", b"Share that", 1))
        for command in (
            ("baseline", "update", "a.txt"),
            ("baseline", "audit"),
            ("check", "a.txt", "--baseline", NAME),
        ):
            ended = run(*command)
            assert ended.status == 2
            assert f"{NAME}: line 3: not as it was written" in ended.err

    def test_a_file_that_cannot_be_written_leaves_the_old_one(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a.txt").write_text(BODY)

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("lint_rules.reports.files.into_place", full)
        ended = run("baseline", "update", "a.txt", "b.txt")
        assert ended.status == 2
        assert f"{NAME}: cannot be written: No space left on device" in ended.err
        assert self.path.read_bytes() == self.written
        assert sorted(each.name for each in tmp_path.iterdir()) == ["a.txt", "b.txt", NAME]


def test_nothing_to_judge(run: Run) -> None:
    ended = run("baseline", "create", ".")
    assert ended.status == 2
    assert not Path(NAME).exists()


def test_the_file_is_no_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BAD)
    assert run("baseline", "create", ".", "--baseline", "known.jsonl").status == 0
    ended = run("check", ".", "--baseline", "known.jsonl")
    assert ended.status == 0
    assert "the document passed" in ended.err


def test_statistics_tell_how_much_is_audited(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BAD + SHARE)
    run("baseline", "create", "a.txt")
    ended = run("check", "a.txt", "--baseline", NAME, "--statistics")
    assert "3 of 3 lines (100.0 %) not audited (scrapelint baseline audit)" in ended.err


def audits(path: Path) -> list[tuple[str, Audit | None]]:
    return [(each.code, each.audit) for each in File(str(path)).entries()]


def test_the_worst_documents_say_what_of_them_is_known(run: Run, tmp_path: Path) -> None:
    def listed() -> set[str]:
        lines = run("check", "a.jsonl", "--baseline", NAME).out.partition("worst 10 documents:\n")[2].splitlines()
        assert len(lines) == 10
        return {re.sub(r"\d+", "N", line.rpartition("; ")[2]) for line in lines}

    crawl(tmp_path / "a.jsonl", 60)
    run("baseline", "create", "a.jsonl", "--scope", "host")
    crawl(tmp_path / "a.jsonl", 60, footer="Read more")
    (said,) = listed()
    assert re.fullmatch(r"N (error|warning)s?, .*N known|N warnings?, N known", said)
    run("baseline", "update", "a.jsonl", "--add")
    assert listed() == {"nothing new, N known"}


class TestAdvice:
    def test_a_crawl_is_advised_to_know_by_host(self, run: Run, tmp_path: Path) -> None:
        crawl(tmp_path / "a.jsonl", 3)
        assert "with --scope host, for all pages of its host" in run("baseline", "create", "a.jsonl").err
        for further in (("--scope", "document"), ("--scope", "host"), ("-q",)):
            ended = run("baseline", "create", "a.jsonl", "--force", *further)
            assert (ended.status, ended.err.count("\n")) == (0, 1 if further == ("-q",) else 2)

    def test_hosts_that_are_not_known_are_told(self, run: Run, tmp_path: Path) -> None:
        crawl(tmp_path / "a.jsonl", 3)
        (tmp_path / "a.jsonl").write_text((tmp_path / "a.jsonl").read_text().replace('"url"', '"adresse"'))
        ended = run("baseline", "create", "a.jsonl", "--scope", "host")
        assert "warning: 3 documents of no known host: what is known of them holds for each alone; name the field" in ended.err
        found = run("baseline", "create", "a.jsonl", "--scope", "host", "--force", "--url-field", "adresse")
        assert "no known host" not in found.err

    def test_a_check_says_what_to_do(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(BAD)
        run("baseline", "create", "a.txt")
        (tmp_path / "a.txt").write_text(BODY)
        ended = run("baseline", "update", "a.txt", "--check")
        assert (ended.status, ended.last) == (1, "note: the same command without --check writes it")
        assert run("baseline", "update", "a.txt").last == f"baseline: {NAME}: 1 line dropped"


class TestAudit:
    @pytest.fixture(autouse=True)
    def before(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(BAD + SHARE)
        assert run("baseline", "create", "a.txt", "-q").status == 0
        self.folder = tmp_path
        self.path = tmp_path / NAME

    def audit(self, keys: Iterable[str], *arguments: str) -> Ended:
        return spawn("baseline", "audit", *arguments, cwd=self.folder, text="".join(f"{key}\n" for key in keys))

    def test_shows_what_is_to_be_judged(self) -> None:
        ended = self.audit("q")
        assert ended.status == 0
        assert ended.out.startswith("\n[1 of 3] CHR001 skip-link (error)\n    Skip to content\n    ")
        assert "    in a.txt\nreal (r), false alarm (f), skip (s), back (b), quit (q)? " in ended.out
        assert ended.out.endswith(f"{NAME}: 3 of 3 lines not audited yet\n")

    def test_stops_and_resumes(self) -> None:
        assert "1 real, 0 false alarms; 2 of 3 lines not audited yet" in self.audit("rq").out
        assert audits(self.path) == [("CHR001", Audit.REAL), ("CHR004", None), ("CHR006", None)]
        ended = self.audit("sr")
        assert ended.out.startswith("\n[1 of 2] CHR004")
        assert audits(self.path) == [("CHR001", Audit.REAL), ("CHR004", None), ("CHR006", Audit.REAL)]
        assert self.audit("r").status == 0
        assert "0 of 3 lines not audited yet" in self.audit("").out

    def test_goes_back(self) -> None:
        ended = self.audit("rbfxq")
        assert "    was said to be real\n" in ended.out
        assert audits(self.path)[0] == ("CHR001", Audit.FALSE_ALARM)
        assert "0 real, 1 false alarm; 2 of 3 lines not audited yet" in ended.out

    def test_one_answer_for_all_that_a_rule_has_in_a_place(self) -> None:
        menu = "Home\nNews\nSport\nContact us\nSubscribe\n\n"
        for name in ("a.txt", "b.txt"):
            (self.folder / name).write_text(menu + BAD + SHARE)
        assert spawn("baseline", "create", "a.txt", "b.txt", "--force", cwd=self.folder).status == 0
        asked = re.findall(r"\] ([A-Z]{3}\d{3}) .*\n.*\n.*\n    in (.*)\n", self.audit("s" * 99).out)
        lines = asked.count(("CHR002", "a.txt"))
        assert lines == asked.count(("CHR002", "b.txt")) >= 3
        ended = self.audit([*"s" * asked.index(("CHR002", "a.txt")), "ra", "b", "f", "q"])
        assert f"all {lines} of CHR002 there (ra, fa), skip (s)" in ended.out
        assert ended.out.count("was said to be real") == 1
        said = [each for each in File(str(self.path)).entries() if each.audit]
        assert {(each.key, each.code) for each in said} == {("a.txt", "CHR002")}
        assert [each.audit for each in said] == [Audit.REAL] * (lines - 1) + [Audit.FALSE_ALARM]

    def test_the_end_of_the_input_is_the_end(self) -> None:
        assert self.audit("r").status == 0
        assert audits(self.path)[0] == ("CHR001", Audit.REAL)

    def test_false_alarms_become_suppressions(self) -> None:
        ended = self.audit("frfy", "--by", "Anna")
        assert ended.status == 0
        assert "2 false alarms can be suppressed" in ended.out
        name = "scrapelint-suppressions.toml"
        checked = spawn("check", "a.txt", "--suppressions", name, "--output-format", "jsonl", cwd=self.folder)
        said = json.loads(checked.out)
        assert [each["code"] for each in said["findings"]] == ["CHR004"]
        assert {each["code"] for each in said["suppressed"]} == {"CHR001", "CHR006"}
        assert 'by = "Anna"' in (self.folder / name).read_text()
        assert "can be suppressed" not in self.audit("", "--suppressions", name).out

    def test_what_was_not_written_at_the_end_is_asked_again(self) -> None:
        self.audit("ffs")
        assert "2 false alarms can be suppressed" in self.audit("sn").out

    def test_a_file_that_is_changed_meanwhile_is_not_overwritten(self) -> None:
        auditing = Auditing(str(self.path))
        changed = self.path.read_bytes().replace(b"\n", b"\r\n")
        self.path.write_bytes(changed)
        with pytest.raises(ConfigError, match="was changed meanwhile"):
            auditing.judge([0], Audit.REAL)
        assert self.path.read_bytes() == changed

    def test_hostile_words_are_shown_as_text(self) -> None:
        (self.folder / "a.txt").write_text("Skip to content \x1b[2J\u202e\n\n" + BODY)
        assert spawn("baseline", "create", "a.txt", "--force", cwd=self.folder).status == 0
        ended = self.audit("q")
        assert "\x1b" not in ended.out
        assert "\u202e" not in ended.out


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
class TestTwoBranches:
    @pytest.fixture(autouse=True)
    def before(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{name}_NAME", "Anna")
            monkeypatch.setenv(f"GIT_{name}_EMAIL", "anna@example.org")
        self.folder, self.path, self.command = tmp_path, tmp_path / NAME, run
        crawl(tmp_path / "a.jsonl", 3)
        run("baseline", "create", "a.jsonl", "--scope", "host")
        self.git("init", "-q", "-b", "main")
        self.commit("first")

    def git(self, *arguments: str, fails: bool = False) -> None:
        done = subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, check=False, timeout=60)
        assert (done.returncode != 0) is fails, done

    def commit(self, words: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", words)

    def both(self) -> None:
        """Let two branches add what each of them found: much of it the same, on other pages."""
        for branch, footers in (("theirs", "Read more"), ("ours", "Leave a comment")):
            self.git("checkout", "-q", "-b", branch, "main")
            crawl(self.folder / f"{branch}.jsonl", 6, hosts=4, footer=footers)
            self.command("baseline", "update", f"{branch}.jsonl", "--add")
            self.commit(branch)

    def test_lines_of_both_sides_are_kept_by_a_union(self) -> None:
        (self.folder / ".gitattributes").write_text(f"{NAME} merge=union\n")
        self.commit("union")
        self.both()
        self.git("merge", "-q", "theirs", "-m", "both")
        for name in ("ours", "theirs"):
            assert "0 new" in self.command("check", f"{name}.jsonl", "--baseline", NAME).err
        assert self.command("baseline", "update", ".", "--check").status == 0
        merged = self.path.read_text()
        assert self.command("baseline", "update", ".").status == 0
        tidy = self.path.read_text()
        assert len(tidy.splitlines()) < len(merged.splitlines())
        assert "".join(write(File(NAME).entries(), Scope.HOST)) == tidy
        assert File(NAME).is_tidy

    def test_without_one_the_marks_are_named_and_deleting_them_is_enough(self) -> None:
        self.both()
        self.git("merge", "-q", "theirs", "-m", "both", fails=True)
        ended = self.command("check", "a.jsonl", "--baseline", NAME)
        assert ended.status == 2
        assert "the mark of a merge conflict: delete the marks, and keep the lines of both sides" in ended.err
        lines = self.path.read_text().splitlines(keepends=True)
        self.path.write_text("".join(line for line in lines if line.startswith("{")))
        for name in ("ours", "theirs"):
            assert "0 new" in self.command("check", f"{name}.jsonl", "--baseline", NAME).err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
class TestAuditOnATerminal:
    @pytest.fixture(autouse=True)
    def before(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(BAD + SHARE)
        assert run("baseline", "create", "a.txt", "-q").status == 0
        self.folder = tmp_path
        self.path = tmp_path / NAME

    @pytest.fixture
    def start(self) -> Iterator[Callable[[], tuple[subprocess.Popen[bytes], int]]]:
        import pty

        begun: list[tuple[subprocess.Popen[bytes], int]] = []

        def call() -> tuple[subprocess.Popen[bytes], int]:
            ours, theirs = pty.openpty()
            process = subprocess.Popen(
                [*MODULE, "baseline", "audit"],
                cwd=self.folder,
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                env={**os.environ, "NO_COLOR": "1"},
            )
            os.close(theirs)
            begun.append((process, ours))
            return begun[-1]

        yield call
        for process, terminal in begun:
            process.kill()
            process.wait()
            os.close(terminal)

    def until(self, terminal: int, words: str) -> str:
        """Read what is shown until some words are."""
        import select

        shown = b""
        end = time.monotonic() + 60
        while words.encode() not in shown:
            assert time.monotonic() < end, shown
            if select.select([terminal], [], [], 1)[0]:
                shown += os.read(terminal, 4096)
        return shown.decode()

    def test_a_walk_to_the_end(self, start: Callable[[], tuple[subprocess.Popen[bytes], int]]) -> None:
        process, terminal = start()
        assert "CHR001" in self.until(terminal, "quit (q)? ")
        os.write(terminal, b"r\n")
        assert "CHR004" in self.until(terminal, "quit (q)? ")
        os.write(terminal, b"F\n")
        assert "CHR006" in self.until(terminal, "quit (q)? ")
        os.write(terminal, b"q\n")
        assert "1 false alarm can be suppressed" in self.until(terminal, "(y/n)? ")
        os.write(terminal, b"n\n")
        assert process.wait(60) == 0
        assert audits(self.path) == [("CHR001", Audit.REAL), ("CHR004", Audit.FALSE_ALARM), ("CHR006", None)]

    @pytest.mark.usefixtures("unmeasured")
    @pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "SIGINT"])
    def test_a_kill_loses_nothing_and_the_next_goes_on(
        self, start: Callable[[], tuple[subprocess.Popen[bytes], int]], how: str
    ) -> None:
        number = signal.Signals[how]
        process, terminal = start()
        self.until(terminal, "quit (q)? ")
        os.write(terminal, b"r\n")
        assert "CHR004" in self.until(terminal, "quit (q)? ")
        process.send_signal(number)
        assert process.wait(60) == (-number if how == "SIGKILL" else 128 + number)
        assert audits(self.path) == [("CHR001", Audit.REAL), ("CHR004", None), ("CHR006", None)]
        _, terminal = start()
        assert "[1 of 2] CHR004" in self.until(terminal, "quit (q)? ")
