"""The command line: what it takes, what it prints where, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from conftest import Ended, Run
from lint_rules import cli, reports
from lint_rules.config import SETTINGS
from lint_rules.version import __version__

BAD = "Skip to content\n\nThe harbour opened at dawn and the boats went out to the grey sea.\n"
GOOD = "The harbour opened at dawn and the boats went out to the grey sea.\n"
MODULE = (sys.executable, "-m", "lint_rules")

LOCAL = 'local-rules = ["r.py"]\n'
LOCAL_RULE = '''
from lint_rules.rule import Invalid, Rule, Valid, patterns


class Crashing(Rule):
    """A rule that breaks.

    ## Why it matters
    It shows what happens.

    ## When it is right to keep
    Never.
    """

    code = "LOC007"
    triggers = patterns("harbour")
    VALID = (Valid("x"),)
    INVALID = (Invalid("x"),)

    def check(self, ctx):
        raise ValueError("broken at " + ctx.doc.lines[0].text)
'''


def spawn(*command: str, cwd: Path, text: str | bytes = b"", **environment: str) -> Ended:
    """Run a command as a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    done = subprocess.run(
        command,
        cwd=cwd,
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        env={**kept, **environment},
        timeout=60,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def write(folder: Path, **files: str | bytes) -> None:
    """Write files; `a_txt` is a.txt."""
    for name, content in files.items():
        path = folder / name.replace("_", ".", 1)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


# The command as such


def test_the_console_script_and_the_module_are_the_same(tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    script = shutil.which("scrapelint", path=str(Path(sys.executable).parent))
    assert script is not None
    ended = [spawn(*command, "check", "--isolated", "a.txt", cwd=tmp_path) for command in (MODULE, (script,))]
    assert ended[0] == ended[1]
    assert ended[0].status == 1
    assert "CHR001 error: skip link" in ended[0].out
    assert " --> a.txt:1:1\n" in ended[0].out
    assert ended[0].err == "gate: FAILED – 1 of 1 document failed: 1 with errors\n"


def test_version(run: Run) -> None:
    assert run("--version") == Ended(0, f"scrapelint {__version__}\n", "")


def test_help_names_all_commands_and_formats(run: Run) -> None:
    ended = run("--help")
    assert ended.status == 0
    for command in ("check", "report", "rules", "rule", "config", "text", "allow"):
        assert re.search(rf"^  {command}  ", ended.out, re.MULTILINE), command
    ended = run("check", "--help")
    said = ended.out.split("Options")[0].replace("\n", " ")
    for name in reports.OUTPUT_FORMATS:
        assert name in said


def test_help_has_every_setting_that_a_command_line_can_say(run: Run) -> None:
    tables = {"rules", "phrase", "allow", "phrases-file", "allow-file", "local-rules", "plugins", "required-version"}
    said = run("check", "--help").out
    assert {key for key in SETTINGS if not re.search(rf"--{key}(?![\w-])", said)} == tables


def test_the_list_of_commands_says_of_each_what_its_help_begins_with() -> None:
    for name, said in cli.cli.lazy.items():
        command = cli.cli.get_command(click.Context(cli.cli), name)
        assert command is not None
        assert command.name == name
        assert " ".join((command.help or "").split()).startswith(re.split(r"[:.]", said)[0]), name


def test_a_list_of_commands_imports_none_of_them(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from lint_rules import cli\n"
        "cli.run_command(['--help'])\n"
        "print([name for name in cli.cli.lazy if f'lint_rules.cli.{name}' in sys.modules], file=sys.stderr)\n"
    )
    assert spawn(sys.executable, "-c", code, cwd=tmp_path).err == "[]\n"


def test_no_arguments_show_the_help(run: Run) -> None:
    ended = run()
    assert "Commands:" in ended.out + ended.err


def test_start_up_imports_neither_rules_nor_rich_nor_hyperscan(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from lint_rules.cli import run_command\n"
        "run_command(['check', '--help'])\n"
        "slow = ('rich', 'hyperscan', 'lxml', 'marisa_trie', 'lint_rules.engine', 'lint_rules.rules')\n"
        "print([name for name in sys.modules if name.startswith(slow)], file=sys.stderr)\n"
    )
    assert spawn(sys.executable, "-c", code, cwd=tmp_path).err == "[]\n"


def test_checking_imports_no_rich(tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    code = (
        "import sys\n"
        "from lint_rules.cli import run_command\n"
        "run_command(['check', '-q', '--isolated', 'a.txt'])\n"
        "print('rich' in sys.modules, 'lxml' in sys.modules, file=sys.stderr)\n"
    )
    assert spawn(sys.executable, "-c", code, cwd=tmp_path).err.endswith("False False\n")


# What is mistyped


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chekc", "a.txt"], "there is no command 'chekc'; did you mean 'check'?"),
        (["a.txt"], "did you mean 'scrapelint check a.txt'?"),
        (["check", "--slect", "CHR"], "--select"),
        (["check", "--select", "CHR0001"], "no rule has the code or prefix 'CHR0001'; did you mean 'CHR001'?"),
        (["check", "--ignore", "chr001"], "did you mean 'CHR001'?"),
        (["check", "--fail-on", "eror"], "--fail-on: 'eror' is not one of error, warning, info, never; did you mean 'error'?"),
        (["check", "--min-score", "ninety"], "--min-score: 'ninety' is not a number from 0 to 100"),
        (["check", "--max-findings", "-1"], "--max-findings"),
        (["check", "--jobs", "0"], "--jobs"),
        (["check", "--output-format", "jsno"], "there is no output format 'jsno'; did you mean 'json'?"),
        (["check", "--output-format", "terminal"], "there is no output format 'terminal'"),
        (["report", "-o", "out.jsn"], "'.jsn' stands for no output format; did you mean '.json'?"),
        (["check", "-o", "out.jsn"], "'.jsn' stands for no output format; did you mean '.json'?"),
        (["check", "--config", "nix.toml"], "there is no configuration file 'nix.toml'"),
        (["rule", "CHR0001"], "there is no rule 'CHR0001'; did you mean 'CHR001'?"),
        (["rule", "skip-lin"], "there is no rule 'skip-lin'; did you mean 'skip-link'?"),
        (["allow", "CHR0001", "x"], "did you mean 'CHR001'?"),
        (["allow", "CHR001", "two\nlines"], "words of one line"),
        (["allow", "CHR001", "*"], "words of one line"),
        (["text", "a.txt", "--record", "7"], "a.txt: there is no record 7"),
    ],
)
def test_a_mistake_is_named_with_the_nearest_right(run: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    write(tmp_path, a_txt=BAD)
    ended = run(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.startswith("error: ")
    assert "Traceback" not in ended.err


def test_a_mistyped_key_of_the_configuration_is_named(run: Run, tmp_path: Path) -> None:
    write(tmp_path, scrapelint_toml="min_scroe = 90\n", a_txt=BAD)
    ended = run("check", "a.txt")
    assert ended == Ended(2, "", "error: scrapelint.toml: unknown key 'min_scroe'; did you mean 'min-score'?\n")


# Ends


@pytest.mark.parametrize(
    ("files", "arguments", "status", "said"),
    [
        ({"a_txt": GOOD}, ["a.txt"], 0, "gate: passed"),
        ({"a_txt": BAD}, ["a.txt"], 1, "gate: FAILED"),
        ({"a_txt": BAD}, ["a.txt", "--exit-zero"], 0, "gate: FAILED"),
        ({"a_txt": BAD}, ["a.txt", "--ignore", "CHR001"], 0, "gate: passed"),
        ({"a_txt": BAD}, ["a.txt", "--select", "TXT,DUP"], 0, "gate: passed"),
        ({"a_txt": BAD}, ["a.txt", "--fail-on", "never"], 0, "gate: passed"),
        ({"a_txt": BAD}, ["a.txt", "--fail-on", "never", "--min-score", "90"], 1, "below a score of 90"),
        ({"a_txt": BAD, "b_txt": GOOD}, [".", "--max-failing", "50%"], 0, "allowed 50 %"),
        ({"a_txt": BAD, "b_txt": GOOD}, ["--max-failing", "1"], 0, "allowed 1"),
        ({"a_txt": GOOD}, ["a.txt", "nix.txt"], 2, "error: nix.txt: there is no such file or folder"),
        ({"a_txt": BAD}, ["a.txt", "nix.txt", "--exit-zero"], 2, "gate: FAILED"),
        ({}, ["."], 2, "error: .: this folder has nothing to check"),
        ({}, [".", "--allow-empty"], 0, "gate: passed"),
        ({}, ["*.txt"], 2, "error: *.txt: no file matches"),
        ({"a_txt": BAD}, ["a.txt", "--exclude", "a.*", "--force-exclude"], 0, "gate: passed"),
        ({"a_txt": b"caf\xe9\n" + GOOD.encode()}, ["a.txt", "--select", "TXT008"], 1, "with errors"),
        ({"a_txt": b"\xef\xbb\xbf" + BAD.encode()}, ["a.txt", "--select", "CHR001"], 1, "gate: FAILED"),
        ({"a_txt": b"a\0b\n" + BAD.encode()}, ["a.txt", "--select", "CHR001"], 1, "gate: FAILED"),
        ({"a_txt": BAD.replace("\n", "\r\n")}, ["a.txt", "--select", "CHR001"], 1, "gate: FAILED"),
        ({"a_txt": BAD.replace("\n", "\r")}, ["a.txt", "--select", "CHR001"], 1, "gate: FAILED"),
        ({"a_jsonl": '{"text": "\\ud800 lone"}\n'}, ["a.jsonl", "--select", "CHR001"], 0, "gate: passed"),
        ({"a_jsonl": "nonsense\n"}, ["a.jsonl"], 2, "error: a.jsonl#1: not JSON"),
        ({"a_jsonl": '{"body": ""}\n'}, ["a.jsonl"], 2, "error: a.jsonl#1: no field 'text'; the record has body"),
        ({"a_jsonl": 'x\n{"text": "The harbour."}\n'}, ["a.jsonl", "--max-unreadable", "1"], 0, "allowed 1"),
        ({"a_txt": GOOD, "scrapelint_toml": "select = [\n"}, ["a.txt"], 2, "error: scrapelint.toml: not TOML"),
        ({"a_txt": GOOD, "scrapelint_toml": 'local-rules = ["nix.py"]\n'}, ["a.txt"], 2, "nix.py"),
        ({"a_txt": GOOD, "scrapelint_toml": LOCAL, "r_py": "import nix\n"}, ["a.txt"], 2, "r.py' cannot be imported"),
        ({"a_txt": GOOD, "scrapelint_toml": LOCAL, "r_py": LOCAL_RULE}, ["a.txt"], 2, "rule LOC007 crashed: ValueError"),
        (
            {"a_txt": GOOD, "scrapelint_toml": '[[phrase]]\ncode = "LOC001"\nline = "x y"\ninvalid = "nothing of it"\n'},
            ["a.txt"],
            2,
            "error: phrase LOC001: it finds nothing in its invalid example",
        ),
    ],
)  # fmt: skip
def test_exit_status(
    run: Run, tmp_path: Path, files: dict[str, str | bytes], arguments: list[str], status: int, said: str
) -> None:
    write(tmp_path, **files)
    ended = run("check", *arguments)
    assert ended.status == status, ended
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_an_empty_file_is_unjudged_and_says_so(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt="")
    ended = run("check", "a.txt", "--output-format", "jsonl")
    record = json.loads(ended.out)
    assert (record["score"], record["verdict"], record["characters"]) == (None, "unjudged", 0)


def test_a_folder_that_cannot_be_written_stops_the_run_before_it_starts(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    ended = run("check", "a.txt", "-o", "nix/out.json")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == "error: -o nix/out.json: cannot be written: No such file or directory\n"


@pytest.mark.parametrize("cache", ["a_file", "damaged"])
def test_a_cache_that_cannot_be_used_is_no_hindrance(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: str
) -> None:
    place = tmp_path / "cache"
    monkeypatch.setenv("SCRAPELINT_CACHE_DIR", str(place))
    write(tmp_path, a_txt=BAD)
    if cache == "a_file":
        place.write_text("in the way")
    else:
        run("check", "a.txt")
        for file in place.rglob("*"):
            if file.is_file():
                file.write_bytes(b"damaged")
    ended = run("check", "a.txt")
    assert ended.status == 1
    assert "CHR001" in ended.out


def test_equal_failures_are_told_once_a_file_with_their_count(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_jsonl="x\n" * 5 + '{"no": 1}\n', b_jsonl="x\n")
    ended = run("check", "a.jsonl", "b.jsonl")
    errors = [line for line in ended.err.splitlines() if line.startswith("error")]
    assert errors == [
        "error: a.jsonl#1: not JSON: Expecting value (column 1) (and 4 more records of this file)",
        "error: a.jsonl#6: no field 'text'; the record has no",
        "error: b.jsonl#1: not JSON: Expecting value (column 1)",
    ]


def test_a_mistake_of_ours_is_no_verdict_on_the_text(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a_txt=GOOD)

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("lint_rules.runner.batches", broken)
    ended = run("check", "a.txt")
    assert ended.status == 2
    assert ended.last.startswith("error: this is a mistake in ScrapeLint")


@pytest.mark.parametrize(
    ("raised", "status", "said"),
    [
        (KeyboardInterrupt(), 130, "error: interrupted\n"),
        (BrokenPipeError(), 141, ""),
        (OSError(28, "No space left on device"), 2, "error: output: No space left on device\n"),
        (PermissionError(13, "Permission denied", "odd\x1b.txt"), 2, "error: odd\\u001b.txt: Permission denied\n"),
    ],
)
def test_whatever_happens_ends_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: BaseException, status: int, said: str
) -> None:
    write(tmp_path, a_txt=GOOD, out_json="old")

    def broken(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("lint_rules.runner.batches", broken)
    monkeypatch.setattr(cli, "_forget_stdout", lambda: None)
    assert run("check", "a.txt", "-o", "out.json") == Ended(status, "", said)
    assert (tmp_path / "out.json").read_text() == "old"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_termination_takes_half_made_files_along(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a_txt=GOOD)
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("lint_rules.runner.batches", lambda *_, **__: signal.raise_signal(signal.SIGTERM))
    assert run("check", "a.txt", "-o", "out.json") == Ended(143, "", "error: terminated\n")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert signal.getsignal(signal.SIGTERM) == before


def test_the_process_ends_with_the_status(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    del run
    monkeypatch.setattr(sys, "argv", ["scrapelint", "chekc"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*MODULE, "check", "a.txt"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "error: output: No space left on device\n"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize(("number", "status", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")])
def test_a_signal_ends_the_run_and_leaves_whole_records_beside_the_place(
    tmp_path: Path, number: int, status: int, word: str
) -> None:
    (tmp_path / "out.jsonl").write_text("what was there before\n")
    part = tmp_path / "out.jsonl.part"
    command = [*MODULE, "check", "-", "--isolated", "-o", "out.jsonl"]
    # A shell lets what it starts in the background ignore interruptions, and children inherit that.
    inherited = signal.signal(number, signal.SIG_DFL)
    try:
        process = subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    finally:
        signal.signal(number, inherited)
    with process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b'{"text": "The harbour opened at dawn."}\n')
        process.stdin.flush()
        # The first result comes before there is a second text.
        _wait_for(lambda: part.exists() and part.stat().st_size > 0)
        process.send_signal(number)
        assert process.wait(30) == status
        assert process.stderr.read().decode() == f"note: {part}: results as far as they came\nerror: {word}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "out.jsonl.part"]
    assert [json.loads(line)["characters"] for line in part.read_text().splitlines()] == [23]
    assert (tmp_path / "out.jsonl").read_text() == "what was there before\n"


def _wait_for(done: Callable[[], bool]) -> None:
    for _ in range(300):
        if done():
            return
        time.sleep(0.1)
    raise AssertionError("waited in vain")


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text((json.dumps({"text": BAD}) + "\n") * 3000)
    command = [*MODULE, "check", "a.jsonl", "--isolated", "--jobs", "1", "--output-format", "jsonl"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 141


# Inputs


def test_stdin_takes_a_name(tmp_path: Path) -> None:
    ended = spawn(
        *MODULE, "check", "-", "--isolated", "--stdin-filename", "page.txt", "--output-format", "concise", cwd=tmp_path, text=BAD
    )
    assert ended.out == 'page.txt:1:1: error: CHR001 skip link "Skip to content", alone on its line\n'


def test_files_from_a_list(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD, b_txt=BAD, c_txt=BAD, list_lst="b.txt\na.txt\n")
    assert run("check", "--files-from", "list.lst", "--show-files") == Ended(0, "b.txt\na.txt\n", "")


def test_show_files_lists_and_judges_nothing(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD, b_md=BAD, README_md=BAD, c_py="")
    assert run("check", "--show-files") == Ended(0, "a.txt\nb.md\n", "")
    ended = run("check", "--show-files", "a.txt", "nix.txt")
    assert ended == Ended(2, "a.txt\n", "error: nix.txt: there is no such file or folder\n")
    assert run("check", "--show-files", "--exclude", "*", "--force-exclude", "a.txt").status == 0


def test_a_report_of_the_last_run_is_no_input_of_the_next(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=GOOD)
    for _ in range(2):
        assert run("check", "-o", "out.jsonl", "-o", "out.md").status == 0
        assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 1


def test_record_fields(run: Run, tmp_path: Path) -> None:
    record = {"doc": {"body": BAD}, "nr": 7, "link": "https://www.example.org/x", "lang": "en"}
    write(tmp_path, a_jsonl=json.dumps(record))
    fields = ["--text-field", "doc.body", "--id-field", "nr", "--url-field", "link", "--meta-field", "lang"]
    said = json.loads(run("check", "a.jsonl", *fields, "--output-format", "jsonl").out)
    assert (said["id"], said["url"], said["host"], said["meta"]) == ("7", record["link"], "example.org", {"lang": "en"})


# Outputs


def test_several_outputs_in_one_pass(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    (tmp_path / "out.json").write_text("old")
    (tmp_path / "out.json").chmod(0o600)
    ended = run("check", "a.txt", "-o", "out.json", "-o", "out.jsonl", "-o", "out.md", "-o", "out.txt")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("gate: FAILED")
    array = json.loads((tmp_path / "out.json").read_text())
    assert array == [json.loads((tmp_path / "out.jsonl").read_text())]
    assert (tmp_path / "out.json").stat().st_mode & 0o777 == 0o600
    assert "# ScrapeLint report" in (tmp_path / "out.md").read_text()
    assert " --> a.txt:1:1" in (tmp_path / "out.txt").read_text()
    assert len(list(tmp_path.iterdir())) == 5


def test_stdout_beside_a_file(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    ended = run("check", "a.txt", "-o", "out.json", "-o", "-", "--output-format", "concise")
    assert ended.out.startswith("a.txt:1:1: error: CHR001")
    assert json.loads((tmp_path / "out.json").read_text())


def test_a_file_without_a_telling_suffix_takes_the_format_asked_for(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    run("check", "a.txt", "-o", "out", "-o", "out.dat", "--output-format", "jsonl")
    assert (tmp_path / "out").read_text() == (tmp_path / "out.dat").read_text()
    assert json.loads((tmp_path / "out").read_text())["path"] == "a.txt"


def test_an_output_that_is_a_link_stays_one(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD, real_json="old")
    (tmp_path / "out.json").symlink_to("real.json")
    run("check", "a.txt", "-o", "out.json")
    assert (tmp_path / "out.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text())


def test_an_output_that_is_a_folder_is_refused(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    ended = run("check", "a.txt", "-o", ".")
    assert ended.status == 2
    assert "is a folder" in ended.err


def test_a_run_that_breaks_leaves_the_old_output(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD, out_json="old")
    assert run("check", "a.txt", "-o", "out.json", "--select", "XYZ").status == 2
    assert (tmp_path / "out.json").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "out.json"]


def test_the_json_has_the_promised_names(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    said = json.loads(run("check", "a.txt", "--output-format", "jsonl").out)
    assert list(said) == [
        "id", "path", "record", "url", "host", "meta", "language", "coverage", "score", "purity", "integrity", "verdict",
        "passed", "characters", "flagged", "sentences", "hurt", "findings", "failures", "skipped", "ruleset",
    ]  # fmt: skip
    assert list(said["findings"][0]) == [
        "code", "rule", "severity", "counts", "confidence", "message", "text", "start", "end", "line", "column", "end_line",
        "end_column", "fixable", "fingerprint",
    ]  # fmt: skip
    assert re.fullmatch(re.escape(__version__) + r"\+[0-9a-f]{12}", said["ruleset"])


def test_no_text_leaves_the_words_out(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    assert "text" not in json.loads(run("check", "a.txt", "--no-text", "--output-format", "jsonl").out)["findings"][0]
    assert "1 | Skip" not in run("check", "a.txt", "--no-text").out


def test_only_failing_leaves_out_what_passed(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD, b_txt=GOOD)
    for name in ("jsonl", "json", "concise", "full"):
        assert "b.txt" not in run("check", "--only-failing", "--output-format", name).out
    assert "b.txt" in run("check").out


def test_max_findings_and_quiet(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD, b_txt=BAD, c_txt=BAD)
    ended = run("check", "--max-findings", "2", "--output-format", "concise")
    assert ended.out.splitlines()[2:] == ["1 more finding not shown (--max-findings 0 shows all)"]
    assert len(run("check", "--max-findings", "0", "--output-format", "concise").out.splitlines()) == 3
    quiet = run("check", "--quiet")
    assert "score" not in quiet.out
    assert "help:" not in quiet.out
    assert quiet.err.startswith("gate: ")


def test_min_confidence_thins_what_is_shown_and_moves_neither_score_nor_gate(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    (everything,), (thinned,) = (
        json.loads(run("check", "a.txt", "--output-format", "json", *more).out) for more in ((), ("--min-confidence", "1"))
    )
    assert everything["findings"]
    assert not thinned["findings"]
    assert (thinned["score"], thinned["passed"]) == (everything["score"], everything["passed"])


def test_statistics_name_what_did_nothing(run: Run, tmp_path: Path) -> None:
    settings = """
        [[phrase]]
        code = "LOC001"
        line = ["Listen on the * app", "Never said"]
        [[allow]]
        codes = ["CHR"]
        line = "Skip to content"
        reason = "ours"
        [[allow]]
        codes = ["CHR"]
        line = "Jump to content"
        reason = "theirs"
        """
    write(tmp_path, a_txt=BAD + "\nListen on the Harbour app\n", scrapelint_toml=settings)
    ended = run("check", "a.txt", "--statistics", "--jobs", "1")
    assert ended.out == "1 finding in 1 document, 1 suppressed\n  1  LOC001  user-phrase  warning  in 1 document (100.0 %)\n"
    assert ended.err.splitlines()[:2] == [
        'warning: phrase LOC001 "Never said" was found nowhere',
        'warning: allowance of CHR on "Jump to content" kept nothing',
    ]


def test_statistics_beside_a_file(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    assert run("check", "a.txt", "--statistics", "-o", "out.json", "-o", "-").out.startswith("1 finding in 1 document\n")
    assert json.loads((tmp_path / "out.json").read_text())


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False), ({"FORCE_COLOR": "0"}, False)],
)
def test_colour(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], coloured: bool) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    write(tmp_path, a_txt=BAD)
    for command in (["check"], ["check", "--output-format", "concise"], ["report"], ["check", "--statistics"]):
        ended = run(*command, "a.txt")
        assert ("\x1b[" in ended.out) is coloured
        assert ("\x1b[" in ended.err) is coloured
    run("check", "a.txt", "-o", "out.txt")
    assert "\x1b" not in (tmp_path / "out.txt").read_text()


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals of POSIX")
def test_colour_on_a_terminal_and_as_wide_as_it(tmp_path: Path) -> None:
    write(tmp_path, a_txt="The story. " * 40 + "\n\nSkip to content\n")
    out = _on_a_terminal([*MODULE, "check", "a.txt", "--isolated"], tmp_path, columns=70)
    assert "\x1b[1;31mCHR001\x1b[0m" in out
    assert "\x1b[1;31mFAILED\x1b[0m" in out
    assert "\x1b" not in _on_a_terminal([*MODULE, "check", "a.txt", "--isolated"], tmp_path, NO_COLOR="1")
    assert "\x1b" not in _on_a_terminal([*MODULE, "check", "a.txt", "--isolated"], tmp_path, TERM="dumb")


def _on_a_terminal(command: list[str], cwd: Path, columns: int = 80, **environment: str) -> str:
    """Return what a command writes to a terminal."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    with subprocess.Popen(
        command, cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs, env={**kept, "TERM": "xterm", **environment}
    ) as process:
        os.close(theirs)
        out = b"".join(_read_all(ours))
        process.wait(30)
    os.close(ours)
    return out.decode()


def _read_all(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            block = os.read(descriptor, 65536)
        except OSError:  # how Linux says that the other side is closed
            return
        if not block:
            return
        yield block


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_terminal_encoding_will_do(tmp_path: Path, encoding: str) -> None:
    write(tmp_path, a_txt="\ufeffЗвук\u2028\x1b[31m ﬁn\n\nSkip to content\n".encode())
    kept = {"PYTHONIOENCODING": encoding, "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [*MODULE, "check", "a.txt", "--isolated"], cwd=tmp_path, capture_output=True, env=kept, timeout=60, check=False
    )
    assert done.returncode in (0, 1)
    assert b"CHR001" in done.stdout
    assert b"\x1b" not in done.stdout
    assert b"Traceback" not in done.stderr


def test_text_of_a_document_cannot_take_over_a_terminal(run: Run, tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202eelif\u202c\x9b31m\ud800"
    record = {"id": evil, "text": f"Skip to content\n\n{evil} to to {evil}\n", "url": f"https://e.org/{evil}"}
    write(tmp_path, a_jsonl=json.dumps(record))
    for arguments in (
        ["check", "a.jsonl"],
        ["check", "a.jsonl", "--output-format", "concise"],
        ["check", "a.jsonl", "--output-format", "jsonl"],
        ["check", "a.jsonl", "--output-format", "markdown"],
        ["report", "a.jsonl"],
        ["check", "a.jsonl", "nix" + evil[:-1]],
    ):
        ended = run(*arguments)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", ended.out + ended.err), arguments


# Expectations


def test_expectations_decide_where_there_are_any(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD, b_txt=GOOD)
    sidecar = tmp_path / "a.txt.expect.toml"
    sidecar.write_text('verdict = "article"\n[[expect]]\ncode = "CHR"\ntext = "Skip to content"\n')
    ended = run("check", "--expectations")
    assert ended.status == 0
    assert "-->" not in ended.out
    assert run("check").status == 1
    sidecar.write_text("")
    ended = run("check", "--expectations")
    assert ended.status == 1
    assert " --> a.txt:1:1" in ended.out
    assert ended.last == "gate: FAILED – 1 of 2 documents failed (50.0 %): 1 not as expected"
    sidecar.write_text('must_have = ["the lighthouse"]\n[[expect]]\ncode = "CHR"\ntext = "Skip to content"\n')
    ended = run("check", "--expectations")
    assert ended.status == 1
    assert 'error: a.txt: must_have: the text lacks "the lighthouse"' in ended.err
    assert "-->" not in ended.out
    found = [json.loads(line)["findings"] for line in run("check", "--expectations", "--output-format", "jsonl").out.splitlines()]
    assert list(map(len, found)) == [1, 0]
    sidecar.write_text('must_hvae = ["x"]\n')
    ended = run("check", "--expectations")
    assert ended.status == 2
    assert "must_hvae: no such key; did you mean 'must_have'?" in ended.err


def test_a_known_failure_must_stay_one(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    sidecar = tmp_path / "a.txt.expect.toml"
    sidecar.write_text('xfail = "not found yet"\nmust_not_have = ["Skip"]\n')
    assert run("check", "a.txt", "--expectations").status == 0
    sidecar.write_text('xfail = "not found yet"\nallow_other = true\n')
    ended = run("check", "a.txt", "--expectations")
    assert ended.status == 1
    assert "all expectations are met, though they should not be" in ended.err


def test_expectations_of_records_are_those_of_their_file(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_jsonl="".join(json.dumps({"text": text}) + "\n" for text in (BAD, GOOD, BAD)))
    (tmp_path / "a.jsonl.expect.toml").write_text('allow_other = true\nmust_have = ["Skip"]\n')
    ended = run("check", "a.jsonl", "--expectations", "--output-format", "jsonl")
    assert [json.loads(line)["passed"] for line in ended.out.splitlines()] == [True, False, True]


# report


def test_report_lists_the_worst_first(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=GOOD, b_txt=BAD, c_txt=GOOD)
    ended = run("report")
    assert ended.status == 1
    assert ended.out.startswith("3 documents: 3 article; 1 failed\nscore: lowest ")
    rows = [line.split()[-1] for line in ended.out.splitlines() if ".txt" in line]
    assert rows == ["b.txt", "a.txt", "c.txt"]
    ended = run("report", "--documents", "1")
    assert "2 further documents not listed (--documents 0 lists all)" in ended.out
    assert "c.txt" not in ended.out


def test_report_to_files(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=GOOD, b_txt=BAD, c_jsonl="nonsense\n")
    ended = run("report", "-o", "report.md", "-o", "report.json")
    assert (ended.status, ended.out) == (2, "")
    said = json.loads((tmp_path / "report.json").read_text())
    assert (said["documents"], said["failed"], said["unread"]) == (3, 1, 1)
    assert said["gate"]["failed"] is True
    assert [file["path"] for file in said["files"]] == ["b.txt", "a.txt", "c.jsonl"]
    (rule,) = said["rules"]
    assert rule.pop("severities") == {"error": 1}
    assert rule == {"code": "CHR001", "rule": "skip-link", "severity": "error", "findings": 1, "documents": 1}
    assert "| article | **failed** | 1 error (CHR001) | `b.txt` |" in (tmp_path / "report.md").read_text()


# rules, rule, config, text, allow


def test_rules_lists_all_and_what_is_off(run: Run, tmp_path: Path) -> None:
    write(tmp_path, scrapelint_toml='ignore = ["CHR001"]\n')
    said = run("rules").out
    assert re.search(r"^CHR001  skip-link +error +\(off\) A link that jumps", said, re.MULTILINE)
    listed = json.loads(run("rules", "--output-format", "json").out)
    by_code = {rule["code"]: rule for rule in listed}
    assert by_code["CHR001"]["on"] is False
    assert by_code["TXT001"]["on"] is True
    assert by_code["CHR001"]["fixable"] is True


@pytest.mark.parametrize("name", ["CHR001", "chr001", "skip-link", "skip_link"])
def test_rule_shows_the_page(run: Run, name: str) -> None:
    ended = run("rule", name)
    assert ended.status == 0
    assert ended.out.startswith("# CHR001 skip-link\n\nA link that jumps")


def test_config_says_where_each_value_came_from(run: Run, tmp_path: Path) -> None:
    settings = 'min-score = 90\n[rules.TXT001]\n[[allow]]\ncodes = ["CHR"]\nline = "a \\"b\\" \\\\ 😀\\u202e"\nreason = "x"\n'
    write(tmp_path, scrapelint_toml=settings)
    said = run("config", "--select", "CHR,TXT001").out
    assert f"# configuration: {tmp_path / 'scrapelint.toml'}\n" in said
    assert re.search(r'^select = \["CHR", "TXT001"\] +# --select$', said, re.MULTILINE)
    assert re.search(r"^min-score = 90 +# scrapelint.toml$", said, re.MULTILINE)
    assert re.search(r'^fail-on = "error" +# default$', said, re.MULTILINE)
    read = tomllib.loads(said)
    assert read["allow"][0]["line"] == 'a "b" \\ 😀\u202e'
    assert set(SETTINGS) - set(read) == {key for key in SETTINGS if f"# {key} is not set" in said}
    as_json = json.loads(run("config", "--format", "json").out)
    assert as_json["settings"]["min-score"] == {"value": 90, "origin": "scrapelint.toml"}
    assert json.loads(run("config", "--isolated", "--format", "json").out)["file"] is None


def test_what_config_prints_can_be_used(run: Run, tmp_path: Path) -> None:
    write(tmp_path, scrapelint_toml='[[allow]]\ncodes = ["CHR"]\nline = "x"\nreason = "y"\n')
    printed = run("config").out
    write(tmp_path, scrapelint_toml=printed)
    again = run("config")
    assert again.status == 0
    assert re.sub(" *# .*", "", again.out) == re.sub(" *# .*", "", printed)


def test_text_prints_what_offsets_count_in(tmp_path: Path) -> None:
    write(
        tmp_path,
        a_txt=b"\xef\xbb\xbfone\r\ntwo\rthree\x1b\n",
        b_html="<p>Kept<script>x</script></p><p>too</p>",
        c_jsonl='{"text": "r1"}\n{"text": "r2"}\n',
    )
    assert _bytes_of("text", "a.txt", cwd=tmp_path) == b"one\r\ntwo\rthree\x1b\n"
    assert b"script" not in _bytes_of("text", "b.html", cwd=tmp_path)
    assert _bytes_of("text", "c.jsonl", "--record", "2", cwd=tmp_path) == b"r2"


def _bytes_of(*arguments: str, cwd: Path) -> bytes:
    return subprocess.run([*MODULE, *arguments], cwd=cwd, capture_output=True, timeout=60, check=True).stdout


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals of POSIX")
def test_text_on_a_terminal_is_escaped(tmp_path: Path) -> None:
    write(tmp_path, a_txt="one\x1b[2J\ntwo\n")
    assert _on_a_terminal([*MODULE, "text", "a.txt"], tmp_path).replace("\r\n", "\n") == "one\\u001b[2J\ntwo\n"


def test_text_of_what_is_not_there(run: Run) -> None:
    assert run("text", "nix.txt") == Ended(2, "", "error: nix.txt: there is no such file or folder\n")


def test_allow_makes_a_configuration(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    ended = run("allow", "CHR001", "Skip to content", "--reason", "our own menu")
    assert ended == Ended(0, 'scrapelint.toml: findings of CHR001 on "Skip to content" are kept from now on\n', "")
    assert run("check", "a.txt").status == 0
    before = (tmp_path / "scrapelint.toml").read_bytes()
    assert "kept already" in run("allow", "chr001", " Skip to content ").out
    assert (tmp_path / "scrapelint.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "table"),
    [
        ("scrapelint.toml", "# ours\nmin-score   = 10", "allow"),
        ("scrapelint.toml", "# ours\r\nmin-score = 10\r\n", "allow"),
        ("pyproject.toml", "[tool.other]\nx = 1\n[tool.scrapelint]\nmin-score = 10 # ten\n", "tool.scrapelint.allow"),
        ("extra.toml", '[[allow]]\ncodes = ["TXT"]\nline = "x"\nreason = "y"\n', "allow"),
    ],
)
def test_allow_keeps_all_else_byte_for_byte(run: Run, tmp_path: Path, name: str, content: str, table: str) -> None:
    write(tmp_path, a_txt=BAD)
    (tmp_path / name).write_bytes(content.encode())
    if name == "extra.toml":
        (tmp_path / "scrapelint.toml").write_text('allow-file = "extra.toml"\n')
    assert run("allow", "CHR", "Skip to *", "--host", "www.Example.org", "--reason", 'a "reason" \\ é').status == 0
    after = (tmp_path / name).read_bytes()
    assert after.startswith(content.encode())
    assert f"[[{table}]]".encode() in after[len(content.encode()) :]
    assert run("check", "a.txt").status == 1  # on another site
    entry = json.loads(run("config", "--format", "json").out)["settings"]["allow"]["value"][-1]
    assert entry == {"codes": ["CHR"], "line": "Skip to *", "reason": 'a "reason" \\ é', "hosts": ["example.org"]}


def test_allow_that_would_break_the_file_changes_nothing(run: Run, tmp_path: Path) -> None:
    write(tmp_path, scrapelint_toml="allow = []\n")
    ended = run("allow", "CHR", "x y")
    assert ended.status == 2
    assert (tmp_path / "scrapelint.toml").read_text() == "allow = []\n"


def test_the_help_line_can_be_typed(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_txt=BAD)
    (line,) = [line for line in run("check", "a.txt").out.splitlines() if line.startswith("help:")]
    assert line == 'help: scrapelint rule CHR001 · keep it: scrapelint allow CHR001 "Skip to content"'
    ended = spawn("sh", "-c", line.partition("keep it: scrapelint ")[2].join([" ".join(MODULE) + " ", ""]), cwd=tmp_path)
    assert ended.status == 0
    assert run("check", "a.txt").status == 0


def test_jobs_give_the_same_as_one(tmp_path: Path) -> None:
    write(tmp_path, a_jsonl="".join(json.dumps({"text": text, "id": n}) + "\n" for n, text in enumerate([BAD, GOOD] * 40)))
    one, two = (spawn(*MODULE, "check", "a.jsonl", "--jobs", jobs, "--output-format", "jsonl", cwd=tmp_path) for jobs in "12")
    assert one == two
    assert one.status == 1


def test_many_documents_get_a_summary(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a_jsonl="".join(json.dumps({"text": text}) + "\n" for text in [BAD] * 60 + [GOOD] * 60))
    ended = run("check", "a.jsonl", "--max-findings", "10", "--jobs", "1")
    assert "50 more findings not shown (--max-findings 0 shows all)" in ended.out
    assert "120 documents: 120 article; 60 failed" in ended.out
    assert "score: lowest 80.3 · 5 % 80.3 · 25 % 80.3 · median 100.0 ·" in ended.out
    assert "  60  CHR001  skip-link  error    in 60 documents (50.0 %)" in ended.out
    assert "worst 10 documents:\n   80.3  a.jsonl#1 " in ended.out
    assert ended.out.count("× integrity") == 0
    assert ended.last == "gate: FAILED – 60 of 120 documents failed (50.0 %): 60 with errors"


def test_one_line_of_fifty_megabytes_is_judged(run: Run, tmp_path: Path) -> None:
    sentence = "The ferry left the island at dawn with nine goats aboard, and nobody had asked them. "
    (tmp_path / "a.txt").write_text(sentence * (50_000_000 // len(sentence)), "utf-8")
    result = run("check", "a.txt", "--output-format", "concise")
    assert (result.status, result.out) == (0, "")
    assert "1 document" in result.err or "the document passed" in result.err
