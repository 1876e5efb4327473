"""`python -m lint_rules`: the same as the command `scrapelint`."""

from __future__ import annotations

from lint_rules.cli import main

if __name__ == "__main__":
    main()
