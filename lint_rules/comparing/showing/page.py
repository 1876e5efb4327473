"""A comparison as one HTML page: a single file without scripts, and without anything that it would have to fetch. It looks as the
page of a report does, for it has the same style sheet.
"""

from __future__ import annotations

from lint_rules.comparing.showing import Shown
from lint_rules.comparing.showing.rows import sections
from lint_rules.reports.page.frame import HOME, asset, environment, frame
from lint_rules.reports.style import shown as safe

_KINDS = {"REGRESSED": "failed", "INCOMPLETE": "incomplete"}  # what the style sheet calls an answer


def written(shown: Shown) -> str:
    """Return the page."""
    comparison = shown.comparison
    word = comparison.word
    styles = [asset(HOME, "page.css"), asset(__package__, "comparison.css")]
    return (
        environment(__package__)
        .get_template("comparison.html")
        .render(
            **frame(f"{word} – ScrapeLint comparison", styles),
            word=word,
            kind=_KINDS.get(word, "passed"),
            reasons=[safe(reason) for reason in (*(comparison.reasons or comparison.remarks), *comparison.unjudged)],
            sections=list(sections(shown)),
            ruleset=safe(shown.ruleset),
        )
    )
