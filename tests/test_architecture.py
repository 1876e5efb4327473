"""Imports point down; rules do not know each other; the engine names no rule; doors touch none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "lint_rules"
# Lowest first. A module belongs to the layer of the longest prefix of its name.
LAYERS = (
    ("version", "errors", "finding", "lazy", "whole"),
    ("language", "markdown", "document"),
    ("profiles",),
    ("rule", "config", "phrases", "lexicon"),
    ("shapes", "sight"),
    ("formats", "reports"),
    ("rules",),
    ("engine",),
    ("runner",),
    ("cleaning",),
    ("comparing",),
    ("expectations", "testing"),
    ("cli", "pytest_plugin", "pytest_items", "integrations", "__main__", "__init__"),
)
DOORS = ("cli", "integrations", "pytest_plugin", "pytest_items", "testing", "expectations")


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts), path


MODULES = dict(modules())


def imports(path: Path) -> Iterator[str]:
    """Yield the names, inside the package, of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.split(".")[0] == "lint_rules":
                inner = name.split(".")[1:]
                while inner and ".".join(inner) not in MODULES:
                    inner.pop()
                if inner:
                    yield ".".join(inner)


def layer(module: str) -> int:
    top = module.split(".", maxsplit=1)[0]
    found = [number for number, names in enumerate(LAYERS) if top in names]
    assert found, f"{module} stands in no layer: place it"
    return found[0]


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    for imported in imports(MODULES[module]):
        same = module.split(".", maxsplit=1)[0] == imported.split(".")[0]
        assert same or layer(imported) <= layer(module), f"{module} imports {imported}, which stands above it"


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("rules.")])
def test_rules_do_not_import_rules(module: str) -> None:
    assert [name for name in imports(MODULES[module]) if name.split(".")[0] == "rules"] == []


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("engine")])
def test_the_engine_names_no_rule(module: str) -> None:
    assert [name for name in imports(MODULES[module]) if name.startswith("rules.")] == []


@pytest.mark.parametrize("module", [name for name in MODULES if name.split(".")[0] in DOORS])
def test_doors_touch_no_rule(module: str) -> None:
    assert [name for name in imports(MODULES[module]) if name.split(".")[0] == "rules"] == []


def test_every_rule_file_holds_one_rule_in_the_folder_of_its_code() -> None:
    for name, path in MODULES.items():
        if name.startswith("rules.") and name.count(".") == 2:
            classes = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ClassDef)]
            coded = [c for c in classes if any(isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "code" for n in c.body)]
            assert len(coded) == 1, f"{path} holds {len(coded)} rules"
