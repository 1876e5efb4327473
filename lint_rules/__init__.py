"""ScrapeLint: tells whether scraped text is fit to use, and shows what is not."""

from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.version import __version__

__all__ = ["Document", "Linter", "__version__"]
