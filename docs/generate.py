"""Write the pages that come from the rules: `python docs/generate.py`, or `--check` to fail where one is out of date."""

from __future__ import annotations

import sys
from pathlib import Path

from lint_rules.config import Config
from lint_rules.engine import explain, registry

FOLDER = Path(__file__).parent / "rules"


def pages() -> dict[Path, str]:
    """Return every generated file with its content."""
    rules = registry.discover(Config(plugins=False))
    made = {FOLDER / f"{rule.code}-{rule.name()}.md": explain.page(rule) for rule in rules}
    made[FOLDER / "README.md"] = explain.index(rules)
    return made


def main() -> int:
    """Write the files, or compare them."""
    made = pages()
    present = set(FOLDER.glob("*.md"))
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    gone = sorted(present - set(made))
    if "--check" in sys.argv[1:]:
        for path in sorted([*stale, *gone]):
            print(f"docs/generate.py: {path.name} is out of date", file=sys.stderr)
        return bool(stale or gone)
    FOLDER.mkdir(exist_ok=True)
    for path in gone:
        path.unlink()
    for path in stale:
        path.write_text(made[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
