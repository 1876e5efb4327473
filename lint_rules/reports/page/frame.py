"""What pages have in common: the frame that their templates fill (`frame.html`), and the policy that forbids a page to load or to
run anything but its own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

HOME = "lint_rules.reports.page"  # the package with the frame and the style sheet that all pages have


def environment(package: str, finalize: Callable[[Any], Any] | None = None) -> Environment:
    """Return what fills the templates of a package. `finalize` is given whatever one writes."""
    return Environment(
        loader=ChoiceLoader([PackageLoader(each) for each in dict.fromkeys((package, HOME))]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=finalize,
    )


def frame(title: str, styles: Sequence[str], script: str = "") -> dict[str, str]:
    """Return what the frame shows: the page's title, style sheets, script, and the policy that lets these two in and no other."""
    style = "\n".join(styles)
    rules = ["default-src 'none'", f"style-src '{_hash(style)}'", "base-uri 'none'", "form-action 'none'"]
    if script:
        rules += [f"script-src '{_hash(script)}'", "require-trusted-types-for 'script'", "trusted-types 'none'"]
    own = {"policy": "; ".join(rules), "style": style, "script": script}
    return {"title": title} | {name: Markup(content) for name, content in own.items()}  # noqa: S704 - all of it is ours


@cache
def asset(package: str, name: str) -> str:
    """Return a file that stands beside a package's templates."""
    return resources.files(package).joinpath("templates", name).read_text("utf-8")


def _hash(content: str) -> str:
    """Return what a content security policy knows an inline style or script by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
