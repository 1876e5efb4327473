"""A comparison as one HTML page: a single file without scripts, and without anything that it would have to fetch. It looks as the
page of a report does, for it has the same style sheet.
"""

from __future__ import annotations

import base64
import hashlib
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from lint_rules.comparing.showing import Shown
from lint_rules.comparing.showing.rows import sections
from lint_rules.reports.style import shown as safe

_TEMPLATES = "templates"
_KINDS = {"REGRESSED": "failed", "INCOMPLETE": "incomplete"}  # what the style sheet calls an answer


def written(shown: Shown) -> str:
    """Return the page."""
    comparison = shown.comparison
    style = "\n".join(
        resources.files(package).joinpath(_TEMPLATES, name).read_text("utf-8")
        for package, name in (("lint_rules.reports.page", "page.css"), (__package__, "comparison.css"))
    )
    environment = Environment(
        autoescape=True,
        loader=PackageLoader(__package__, _TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("comparison.html").render(
        style=Markup(style),  # noqa: S704 - it is a file of ours
        style_hash=f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}",
        word=comparison.word,
        kind=_KINDS.get(comparison.word, "passed"),
        reasons=[safe(reason) for reason in (*(comparison.reasons or comparison.remarks), *comparison.unjudged)],
        sections=list(sections(shown)),
        ruleset=safe(shown.ruleset),
    )
