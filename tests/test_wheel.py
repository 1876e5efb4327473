"""The wheel holds all that the program needs and owes, and works where the checkout is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LARGEST = 15_000_000  # bytes of the lexicons in all, unpacked


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    # The checkout must not be found by another way than the wheel.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True, encoding="utf-8", env=environment)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel. Needs no network."""
    pytest.importorskip("hatchling", reason="the wheel is built with hatchling")
    pytest.importorskip("pip", reason="the wheel is built with pip")
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
    built = run(*pip, "wheel", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    (made,) = folder.glob("scrapelint-*.whl")
    return made


@pytest.fixture(scope="module")
def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_whole_package_is_in_it_and_nothing_else(contents: dict[str, bytes]) -> None:
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "lint_rules").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    held = {name for name in contents if ".dist-info/" not in name}
    assert held == package
    assert {"lint_rules/py.typed", "lint_rules/phrases/en/skip_link.txt", "lint_rules/lexicon/en.lex"} <= held
    assert sum(len(content) for name, content in contents.items() if name.startswith("lint_rules/lexicon/")) <= LARGEST


def test_licences_are_in_it(contents: dict[str, bytes]) -> None:
    held = {name.partition(".dist-info/")[2]: content for name, content in contents.items() if ".dist-info/" in name}
    for name in ("LICENSE", "NOTICE"):
        assert held[f"licenses/{name}"] == (ROOT / name).read_bytes()
    metadata = Parser().parsestr(held["METADATA"].decode())
    assert metadata["License-Expression"] == "Apache-2.0 AND CC-BY-SA-4.0"
    assert metadata.get_all("License-File") == ["LICENSE", "NOTICE"]


def test_it_works_outside_of_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own, which borrows the dependencies of this one and nothing else."""
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--python", python)
    installed = run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    site = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(environment), "platbase": str(environment)}))
    # A folder in a .pth file is searched; the .pth files in it, an editable install's, are not read.
    borrowed = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    (site / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", "utf-8")
    (tmp_path / "page.txt").write_text("Skip to content\n\nThe harbour opened at dawn, and allthe boats went out.\n", "utf-8")
    program = python.with_name("scrapelint" + python.suffix)
    found = run(program, "check", "page.txt", "--output-format", "jsonl", cwd=tmp_path)
    assert found.returncode == 1, found.stderr
    assert [each["code"] for each in json.loads(found.stdout)["findings"]] == ["CHR001", "TXT001"]
    place = run(python, "-c", "import lint_rules; print(lint_rules.__file__)", cwd=tmp_path)
    assert Path(place.stdout.strip()).is_relative_to(environment.resolve()), place.stdout + place.stderr
    tested = run(
        python, "-m", "pytest", "-p", "no:cacheprovider", "--scrapelint", "--scrapelint-items=file", "page.txt", cwd=tmp_path
    )
    assert "1 failed" in tested.stdout, tested.stdout + tested.stderr
