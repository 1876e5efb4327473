"""The hook for pre-commit, run by pre-commit in a repository of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SLOW = "SCRAPELINT_SLOW_TESTS"  # set to anything, it lets the test run that downloads the hook's environment
FILES, CORPUS = "scrapelint", "scrapelint-corpus"
CLEAN = "The harbour opened at dawn and the first boats went out before the fog had lifted.\n"
DIRTY = f"Skip to content\n\n{CLEAN}\nPage not for sale\n"
CONFIG = '[[phrase]]\ncode = "LOC001"\nseverity = "error"\nline = ["Page not for sale"]\n'

# Of the environment that the tests run in, whether or not that is the shell's.
PRE_COMMIT = shutil.which("pre-commit", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.skipif(PRE_COMMIT is None, reason="pre-commit is not installed"),
]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository without a commit; nothing is read of or written to the user's own settings."""
    # git, where it runs these tests itself, points to the repository it runs in.
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Tester")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tester@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    folder = tmp_path / "repository"
    folder.mkdir()
    run("git", "init", "--quiet", cwd=folder)
    write(folder, "scrapelint.toml", CONFIG)
    return folder


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True, encoding="utf-8")


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def manifest(name: str = FILES) -> dict[str, Any]:
    yaml = pytest.importorskip("yaml", reason="pre-commit is installed elsewhere")
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert set(hooks) == {FILES, CORPUS}
    return dict(hooks[name])


def hooked(folder: Path, name: str = FILES, *given: str) -> subprocess.CompletedProcess[str]:
    """Run a hook, with arguments in `args`, on all that is staged, by pre-commit, in this environment."""
    hook = manifest(name)
    program, _, arguments = hook["entry"].partition(" ")
    assert program == "scrapelint"
    entry = f"{sys.executable} -m lint_rules {arguments}"
    kept = "".join(f"    {key}: '{hook[key]}'\n" for key in ("files", "name"))
    flags = "".join(f"    {key}: {str(hook[key]).lower()}\n" for key in ("require_serial", "pass_filenames") if key in hook)
    config = f"repos:\n- repo: local\n  hooks:\n  - id: {name}\n{kept}    entry: {entry}\n    language: system\n"
    write(folder, ".pre-commit-config.yaml", f"{config}{flags}    args: {list(given)}\n    verbose: true\n")
    run("git", "add", "--all", cwd=folder)
    return run(PRE_COMMIT or "", "run", "--color", "never", cwd=folder)


def test_the_manifest_is_valid() -> None:
    checked = run(PRE_COMMIT or "", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"), cwd=ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_hook_is_given_texts_and_records() -> None:
    pattern = re.compile(manifest()["files"])
    for name in ("a.txt", "corpus/b.TXT", "c.md", "d.jsonl", "e.ndjson"):
        assert pattern.search(name), name
    for name in ("LICENSE", "setup.py", "page.txt.expect.toml", "page.html", "txt"):
        assert not pattern.search(name), name


def test_clean_files_pass(repository: Path) -> None:
    write(repository, "page.txt", CLEAN)
    write(repository, "pages.jsonl", f'{{"text": "{CLEAN.strip()}"}}\n')
    done = hooked(repository)
    assert done.returncode == 0, done.stdout
    assert "none of 2 documents failed" in done.stdout


def test_a_file_that_fails_is_told_in_one_line_a_finding(repository: Path) -> None:
    write(repository, "corpus/page.md", DIRTY)
    write(repository, "pages.jsonl", f'{{"text": "{CLEAN.strip()}"}}\n{{"text": "Page not for sale"}}\n')
    write(repository, "passes.txt", f"{CLEAN}\nUpdated: January 14, 2008, 7:52 am\n")  # with a warning
    done = hooked(repository)
    assert done.returncode == 1
    assert "passes.txt" not in done.stdout
    assert "\ncorpus/page.md:5:1: error: LOC001 " in done.stdout
    assert "\npages.jsonl#2:1:1: error: LOC001 " in done.stdout
    assert "gate: FAILED – 2 of 4 documents failed" in done.stdout


def test_what_is_excluded_stays_out_though_it_is_named(repository: Path) -> None:
    write(repository, "README.md", DIRTY)
    write(repository, "vendor/page.txt", DIRTY)
    write(repository, "scrapelint.toml", 'extend-exclude = ["vendor/"]\n' + CONFIG)
    done = hooked(repository)
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
    assert "LOC001" not in done.stdout


def test_expectations_beside_a_file_decide(repository: Path) -> None:
    write(repository, "met.txt", DIRTY)
    write(repository, "met.txt.expect.toml", "allow_other = true\n")
    done = hooked(repository)
    assert done.returncode == 0, done.stdout
    write(repository, "unmet.txt", CLEAN)
    write(repository, "unmet.txt.expect.toml", 'must_have = ["dusk"]\n')
    done = hooked(repository)
    assert done.returncode == 1
    assert 'must_have: the text lacks "dusk"' in done.stdout
    assert "LOC001" not in done.stdout


def committed(folder: Path) -> None:
    run("git", "add", "--all", cwd=folder)
    done = run("git", "commit", "--quiet", "--no-verify", "--message", "A corpus", cwd=folder)
    assert done.returncode == 0, done.stderr


def test_a_corpus_is_judged_whole_whatever_has_changed(repository: Path) -> None:
    for number in range(9):
        write(repository, f"crawl/{number}.txt", CLEAN)
    write(repository, "crawl/bad.txt", DIRTY)
    committed(repository)
    write(repository, "crawl/new.txt", CLEAN)
    # Of the changed files alone, all pass; of the corpus, one of eleven does not.
    assert hooked(repository).returncode == 0
    done = hooked(repository, CORPUS, "crawl")
    assert done.returncode == 1, done.stdout
    assert "crawl/bad.txt:5:1: error: LOC001 " in done.stdout
    assert "1 of 11 documents failed" in done.stdout
    done = hooked(repository, CORPUS, "--max-failing=10%", "crawl")
    assert done.returncode == 0, done.stdout


def test_a_corpus_is_judged_when_its_configuration_changes(repository: Path) -> None:
    write(repository, "crawl/bad.txt", DIRTY)
    write(repository, ".pre-commit-config.yaml", "")
    committed(repository)
    write(repository, "setup.py", "")
    done = hooked(repository, CORPUS, "crawl")
    assert done.returncode == 0, done.stdout
    assert "(no files to check)Skipped" in done.stdout
    write(repository, "scrapelint.toml", f"min-score = 10\n{CONFIG}")
    done = hooked(repository, CORPUS, "crawl")
    assert done.returncode == 1, done.stdout
    assert "1 of 1 document failed" in done.stdout


def test_the_corpus_hook_wakes_for_what_is_read() -> None:
    pattern = re.compile(manifest(CORPUS)["files"])
    for name in (
        "a.txt",
        "b.JSONL.gz",
        "c.parquet",
        "d.warc.gz",
        "a.txt.expect.toml",
        "scrapelint.toml",
        "x/pyproject.toml",
        "p.html",
    ):
        assert pattern.search(name), name
    for name in ("LICENSE", "setup.py", "my-scrapelint.toml", "txt", "a.txt.py"):
        assert not pattern.search(name), name


@pytest.mark.skipif(not os.environ.get(SLOW), reason=f"downloads the hook's environment; set {SLOW}=1 to run it")
def test_the_hook_installs_and_runs(repository: Path, tmp_path: Path) -> None:
    """`pre-commit try-repo` on a copy of the project as it stands, which needs a package index."""
    source = tmp_path / "source"
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    assert listed.returncode == 0, listed.stderr
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    run("git", "init", "--quiet", cwd=source)
    run("git", "add", "--all", cwd=source)
    run("git", "commit", "--quiet", "--message", "A copy", cwd=source)
    write(repository, "page.txt", DIRTY)
    run("git", "add", "--all", cwd=repository)
    done = run(PRE_COMMIT or "", "try-repo", str(source), "scrapelint", "--color", "never", cwd=repository)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "page.txt:5:1: error: LOC001 " in done.stdout, done.stdout
    write(repository, "page.txt", CLEAN)
    run("git", "add", "--all", cwd=repository)
    for hook in (FILES, CORPUS):
        done = run(PRE_COMMIT or "", "try-repo", str(source), hook, "--color", "never", cwd=repository)
        assert done.returncode == 0, done.stdout + done.stderr
