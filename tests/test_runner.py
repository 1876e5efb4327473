"""Many documents to results: in order, streamed, and the same from one process as from several."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from lint_rules import runner
from lint_rules.config import Config, load
from lint_rules.engine.gate import Gate
from lint_rules.engine.linter import Linter
from lint_rules.errors import ConfigError
from lint_rules.finding import Result, Source, Verdict
from lint_rules.runner import processes, remarks, run, unreadable_result, usable_cpus
from lint_rules.runner.feed import Chunk

# The second of these falls ill on purpose: the words are its triggers.
LOCAL_RULES = '''
import os
from lint_rules.rule import Anchor, Counts, Invalid, Rule, Trigger, Valid

class Ill(Rule):
    """Falls ill.

    ## Why it matters
    It is a test's.

    ## When it is right to keep
    Always.
    """
    code = "LOC900"
    triggers = (Trigger("fall ill", Anchor.ANYWHERE), Trigger("fall dead", Anchor.ANYWHERE))
    VALID = (Valid("well"),)
    INVALID = (Invalid("x"),)

    def check(self, ctx):
        if "dead" in ctx.doc.text:
            os._exit(9)
        raise ValueError("ill")
        yield
'''


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in a folder of its own, with the compiled rules kept for all of them."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def ill() -> Config:
    """Return a configuration with a rule that crashes on `fall ill` and kills its process on `fall dead`."""
    Path("ill.py").write_text(LOCAL_RULES, "utf-8")
    return Config(local_rules=("ill.py",))


def write_corpus() -> list[str]:
    """Write a corpus of several formats with much that is wrong in it; return its inputs."""
    text = "A text of its own, number {}.\n\nSkip to content\n"
    records: list[object] = [{"id": number, "text": text.format(number)} for number in range(60)]
    records[7] = {"id": 3, "text": "a doubled id"}
    records[20] = {"id": "no text"}
    records[30] = {"id": 30, "text": "lone \ud83d surrogate and a \0 NUL\r\nand\ra return"}
    lines = [json.dumps(record) for record in records]
    lines[40] = "not JSON"
    Path("in.jsonl").write_text("\n".join(lines), "utf-8")
    Path("texts").mkdir()
    for number in range(20):
        Path(f"texts/{number:02}.txt").write_bytes(b"Some words \xff.\n" * number)
    Path("texts/page.md").write_text("# Title\n\n- [Skip to content](#x)\n", "utf-8")
    return ["texts", "in.jsonl", "gone.txt", "texts/03.txt"]


def test_results_come_in_input_order_whatever_the_number_of_processes() -> None:
    inputs = write_corpus()
    config = Config()
    told: dict[int, list[str]] = {1: [], 2: []}
    alone, together = (list(run(config, inputs, jobs=jobs, remark=told[jobs].append)) for jobs in (1, 2))
    assert alone == together
    assert told[1] == told[2] == ['in.jsonl: an id occurs again: first in record 8, "3"']
    paths = [result.source.path for result in alone]
    assert paths == [f"texts/{number:02}.txt" for number in range(20)] + ["texts/page.md"] + ["in.jsonl"] * 60 + ["gone.txt"]
    assert [result.source.record for result in alone[21:81]] == list(range(1, 61))
    wrong = {result.source.record: result.failures[0] for result in alone if result.failures}
    assert wrong == {
        21: ("INPUT", "no field 'text'; the record has id"),
        41: ("INPUT", "not JSON: Expecting value (column 1)"),
        None: ("INPUT", "there is no such file or folder"),
    }


def test_an_unreadable_result() -> None:
    result = unreadable_result(Source("a"), "why")
    assert result.score[:3] == (None, None, None)
    assert (result.score.verdict, result.score.coverage) == (Verdict.UNJUDGED, 0.0)
    assert result.failures == (("INPUT", "why"),)


def test_documents_are_streamed() -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            line = b'{"text": "some words"}\n'
            buffer[: len(line)] = line
            return len(line)

    results = run(Config(select=("CHR",)), ["-"], stdin=cast("BinaryIO", Endless()), stdin_filename="x.jsonl", jobs=1)
    seen = [next(results) for _ in range(500)]
    assert [result.source.record for result in seen] == list(range(1, 501))
    results.close()  # type: ignore[attr-defined]


def test_a_long_line_is_not_kept() -> None:
    line = b'{"text": "' + b"x" * 20_000_000 + b'"}\n'
    Path("in.jsonl").write_bytes(b'{"text": "a"}\n' + line + b'{"text": "b"}\n')
    config = Config(select=("CHR",), max_document_size=1_000_000)
    linter = Linter(config)
    tracemalloc.start()
    try:
        results = list(run(config, ["in.jsonl"], linter=linter, jobs=1))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [len(result.failures) for result in results] == [0, 1, 0]
    assert peak < 8_000_000


def test_a_long_text_on_one_line() -> None:
    Path("a.txt").write_text("some words of a long text and ", "utf-8")
    with Path("a.txt").open("a", encoding="utf-8") as file:
        file.writelines("some words of a long text and " for _ in range(100_000))
    began = time.monotonic()
    (result,) = run(Config(), ["a.txt"])
    assert not result.failures
    assert result.score.characters == 100_001 * 23
    assert time.monotonic() - began < 30


class TestProcesses:
    def test_how_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        used: list[int] = []

        def several(_feed: object, _work: object, _config: object, jobs: int, _here: object) -> Iterator[Result]:
            used.append(jobs)
            return iter(())

        monkeypatch.setattr(runner, "in_processes", several)
        monkeypatch.setattr(runner, "usable_cpus", lambda: 3)

        def jobs_for(content: str, config: Config = Config(), jobs: int | None = None) -> int:  # noqa: B008 - frozen
            Path("in.jsonl").write_text(content, "utf-8")
            results = list(run(config, ["in.jsonl"], jobs=jobs, linter=LINTER))
            return 1 if results else used.pop()

        few, many = '{"text": "a"}\n' * 64, '{"text": "a"}\n' * 65
        assert jobs_for(few) == 1
        assert jobs_for(many) == 3
        assert jobs_for('{"text": "%s"}\n' % ("a " * 1_100_000) * 2) == 3
        assert jobs_for('{"text": "%s"}\n' % ("a " * 2_100_000)) == 1
        assert jobs_for(few, jobs=2) == 2
        assert jobs_for(few, Config(jobs=2)) == 2
        assert jobs_for(many, Config(jobs=2), jobs=1) == 1
        assert jobs_for(few, jobs=1000) == processes.MOST_WORKERS

    def test_usable_processors(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert usable_cpus() >= 1
        monkeypatch.setattr(processes, "_quota", lambda: 1)
        assert usable_cpus() == 1
        monkeypatch.setattr(processes, "_quota", lambda: None)
        monkeypatch.delattr(os, "sched_getaffinity", raising=False)
        monkeypatch.setattr(os, "cpu_count", lambda: None)
        assert usable_cpus() == 1

    @pytest.mark.parametrize(("content", "quota"), [("150000 100000", 2), ("max 100000", None), ("", None)])
    def test_limits_of_containers(self, content: str, quota: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Path, "read_text", lambda *_: content)
        assert processes._quota() == quota

    def test_a_rule_that_crashes_fails_itself_alone(self, ill: Config) -> None:
        Path("in.jsonl").write_text('{"text": "Well."}\n{"text": "Fall ill."}\n{"text": "Skip to content"}\n', "utf-8")
        gate = Gate(ill)
        results = list(run(ill, ["in.jsonl"], jobs=2))
        for result in results:
            gate.add(result)
        assert [result.failures for result in results] == [(), (("LOC900", "ValueError: ill"),), ()]
        assert gate.exit_status() == 2
        assert results[2].diagnostics

    def test_a_process_that_dies_takes_one_piece_with_it(self, ill: Config) -> None:
        Path("in").mkdir()
        for number in range(6):
            Path(f"in/{number}.txt").write_text("Fall dead." if number == 2 else "Fall well.", "utf-8")
        results = list(run(ill, ["in"], jobs=2))
        assert [result.source.path for result in results] == [f"in/{number}.txt" for number in range(6)]
        assert [len(result.failures) for result in results] == [0, 0, 1, 0, 0, 0]
        assert results[2].failures == (("INPUT", "the process that judged it died, perhaps for want of memory"),)

    def test_of_many_records_only_the_one_that_kills_is_given_up(self, ill: Config) -> None:
        records = [{"id": number, "text": "Fall dead." if number in (3, 7) else "Skip to content"} for number in range(12)]
        Path("in.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
        Path("b.txt").write_text("Well.", "utf-8")
        results = list(run(ill, ["in.jsonl", "b.txt"], jobs=2))
        assert [result.source.id for result in results] == [*map(str, range(12)), "b.txt"]
        killed = {result.source.id: result.failures for result in results if result.failures}
        assert killed == dict.fromkeys(("3", "7"), (("INPUT", "the process that judged it died, perhaps for want of memory"),))
        assert [len(result.diagnostics) > 0 for result in results] == [number not in (3, 7) for number in range(12)] + [False]

    def test_without_processes_the_work_is_done_here(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write_corpus()
        wanted = list(run(LINTER.config, ["in.jsonl"], linter=LINTER, jobs=1))

        def refuse(*_: object, **__: object) -> None:
            raise NotImplementedError

        monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refuse)
        assert list(run(LINTER.config, ["in.jsonl"], linter=LINTER, jobs=2)) == wanted

    def test_a_program_that_would_start_anew_in_each_process_still_gets_its_results(self) -> None:
        write_corpus()
        Path("main.py").write_text(
            "from lint_rules.config import Config\n"
            "from lint_rules.runner import run\n"
            "print(sum(1 for _ in run(Config(select=('CHR',)), ['in.jsonl'], jobs=2)))\n",
            "utf-8",
        )
        done = subprocess.run([sys.executable, "main.py"], capture_output=True, text=True, check=True, timeout=120)
        assert done.stdout == "60\n"

    def test_ending_early_leaves_nothing_behind(self) -> None:
        write_corpus()
        results = run(Config(select=("CHR",)), ["in.jsonl"], jobs=2)
        assert next(results).source.record == 1
        began = time.monotonic()
        results.close()  # type: ignore[attr-defined]
        assert time.monotonic() - began < 10

    @pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
    def test_workers_end_with_their_parent(self) -> None:
        program = (
            "import sys, multiprocessing\n"
            "from lint_rules.config import Config\n"
            "from lint_rules.runner import run\n"
            "if __name__ == '__main__':\n"
            "    results = run(Config(select=('CHR',)), ['in.jsonl'], jobs=2)\n"
            "    next(results)\n"
            "    print(*[child.pid for child in multiprocessing.active_children()], flush=True)\n"
            "    sys.stdin.read()\n"
        )
        write_corpus()
        Path("main.py").write_text(program, "utf-8")
        with subprocess.Popen([sys.executable, "main.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
            assert parent.stdout is not None
            workers = [int(pid) for pid in parent.stdout.readline().split()]
            parent.kill()
        assert workers
        for _ in range(100):
            if not any(map(_lives, workers)):
                break
            time.sleep(0.1)
        assert [pid for pid in workers if _lives(pid)] == []


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


class TestWhatIsWrong:
    def test_a_text_that_breaks_the_engine_does_not_end_the_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        linter = Linter(Config(select=("CHR",)))
        check = linter.check

        def broken(doc: object) -> Result:
            if getattr(doc, "text", "") == "break":
                raise MemoryError("too much")
            return check(doc)  # type: ignore[arg-type]

        monkeypatch.setattr(linter, "check", broken)
        Path("in.jsonl").write_text('{"text": "a"}\n{"text": "break"}\n{"text": "b"}\n', "utf-8")
        results = list(run(linter.config, ["in.jsonl"], linter=linter))
        assert [result.failures for result in results] == [(), (("INPUT", "could not be judged: MemoryError: too much"),), ()]

    def test_a_configuration_that_cannot_be_used_is_refused_before_anything_is_read(self) -> None:
        Path("rule.py").write_text("import no_such_module\n", "utf-8")
        with pytest.raises(ConfigError, match=r"rule\.py' cannot be imported: ModuleNotFoundError"):
            next(run(Config(local_rules=("rule.py",)), ["gone"]))
        Path("scrapelint.toml").write_text("[[phrase]]\ncode = 'LOC001'\nline = 'a b'\nvalid = 'A b!'\n", "utf-8")
        with pytest.raises(ConfigError, match="finds something in its valid example"):
            next(run(load().config, ["gone"]))

    def test_ids_that_occur_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("a.jsonl").write_text('{"id": 1, "text": ""}\n{"text": ""}\n{"url": "u", "text": ""}\n', "utf-8")
        Path("b.jsonl").write_text(
            '{"id": "1", "text": ""}\n{"text": ""}\n{"id": "u", "text": ""}\n{"id": 2, "text": ""}\n', "utf-8"
        )
        told: list[str] = []
        list(run(Config(), ["a.jsonl", "b.jsonl"], linter=LINTER, remark=told.append))
        assert told == ['b.jsonl: an id occurs again (2 times): first in record 1, "1"']
        monkeypatch.setattr(remarks, "IDS_REMEMBERED", 0)
        told.clear()
        list(run(Config(), ["a.jsonl", "b.jsonl"], linter=LINTER, remark=told.append))
        assert told == []

    def test_remarks_are_told_once_an_input_with_their_number(self) -> None:
        Path("a.jsonl").write_text('{"text": ""}\n' * 3, "utf-8")
        Path("b\x1b.jsonl").write_text('{"text": ""}\n', "utf-8")
        told: list[str] = []
        list(run(Config(id_field="key"), ["a.jsonl", "b\x1b.jsonl"], linter=Linter(Config(id_field="key")), remark=told.append))
        assert told == [
            "a.jsonl: a record has no field 'key' (id-field) (3 times): the record has text",
            "b\\u001b.jsonl: a record has no field 'key' (id-field): the record has text",
        ]

    @pytest.mark.parametrize("damage", ["file", "damaged", "read-only"])
    def test_a_cache_that_cannot_be_used_costs_time_and_nothing_else(
        self, damage: str, place: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Path("a.txt").write_text("Skip to content\n", "utf-8")
        config = Config(select=("CHR",))
        wanted = list(run(config, ["a.txt"]))
        cache = place / "cache"
        monkeypatch.setenv("SCRAPELINT_CACHE_DIR", str(cache))
        if damage == "file":
            cache.write_text("no folder")
        else:
            list(run(config, ["a.txt"]))
            for kept in _files(cache):
                kept.write_bytes(b"nonsense" + kept.read_bytes()[:100])
            if damage == "read-only":
                cache.chmod(0o500)
        try:
            assert list(run(config, ["a.txt"])) == wanted
        finally:
            if cache.is_dir():
                cache.chmod(0o700)


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.rglob("*") if path.is_file())


LINTER = Linter()


def test_a_chunk_that_a_broken_pool_refuses_is_done_again() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        with pytest.raises(BrokenProcessPool):
            pool.submit(os._exit, 1).result()
        refused = processes._submitted(pool, Chunk((), 0, 0))
        with pytest.raises(BrokenProcessPool):
            refused.result()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked for in Linux's /proc")
def test_workers_killed_at_any_moment_lose_nothing(tmp_path: Path) -> None:
    count = 12_000
    text = "Skip to content\n\n" + "The council met on Monday and voted for the bridge.\n" * 20
    with (tmp_path / "in.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": number, "text": text}) + "\n" for number in range(count))
    command = [
        sys.executable,
        "-m",
        "lint_rules",
        "check",
        "in.jsonl",
        "--isolated",
        "--exit-zero",
        "--select",
        "CHR001",
        "-q",
        "-j2",
    ]
    rng = random.Random(1)
    for _ in range(10):
        with subprocess.Popen([*command, "-o", "out.jsonl"], cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
            time.sleep(rng.uniform(0.7, 2.0))
            with suppress(OSError, IndexError):
                children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
                workers = [child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
                os.kill(int(rng.choice(workers)), 9)
            assert process.wait(120) == 0
        with (tmp_path / "out.jsonl").open(encoding="utf-8") as lines:
            assert [json.loads(line)["record"] for line in lines] == list(range(1, count + 1))
