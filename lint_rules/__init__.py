"""ScrapeLint: tells whether scraped text is fit to use, and shows what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.version import __version__

if TYPE_CHECKING:
    from lint_rules.document import Document
    from lint_rules.engine.linter import Linter
else:

    def __getattr__(name: str) -> object:
        """Import the engine when it is first asked for: pytest imports this package at every start, used or not."""
        if name == "Document":
            from lint_rules.document import Document

            return Document
        if name == "Linter":
            from lint_rules.engine.linter import Linter

            return Linter
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


__all__ = ["Document", "Linter", "__version__"]
