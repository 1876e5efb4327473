"""How Sphinx makes a site of these pages: `sphinx-build --nitpicky --fail-on-warning --keep-going docs FOLDER`.

Every link within the site is checked, anchors too: one that leads nowhere is a warning, and a warning ends the build. The site
asks nothing of other hosts: no font, no script, no picture.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from lint_rules.version import __version__

REPOSITORY = "https://github.com/scrapelint/scrapelint"
DOCS = Path(__file__).resolve().parent
LINK_UPWARDS = re.compile(r"\]\((\.\./[^()\s#]*)(#[^()\s]*)?\)")
AFTER_THE_THEME = 900
PARTS = {"sidebar-drawer": "All pages", "toc-drawer": "On this page"}
RULES = "rules/README"  # the list of all rules, which is made from them

project = "ScrapeLint"
author = "The ScrapeLint authors"
project_copyright = author
version = release = __version__

extensions = ["myst_parser"]
# The front page of the folder is that of the site as well; index.md takes it in, and has the order of all pages.
exclude_patterns = ["README.md"]
templates_path = ["templates"]

smartquotes = False  # what is quoted is quoted as it stands; `--` is two hyphens
myst_heading_anchors = 4  # links name headings as they do where the pages are read in the repository

html_theme = "furo"
html_title = "ScrapeLint"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_use_index = False  # of names in code: there are none
pygments_style = "xcode"  # dark enough on grey; the theme has its own for dark pages


def setup(app: Sphinx) -> None:
    """Let the pages of the rules stand below the list of them, and links out of the folder lead to the repository."""
    app.connect("source-read", _with_pages_of_rules)
    app.connect("source-read", _with_links_to_the_repository)
    app.connect("html-page-context", _for_every_reader, priority=AFTER_THE_THEME)
    app.connect("build-finished", _with_names_of_parts)


def _with_pages_of_rules(_: Sphinx, name: str, source: list[str]) -> None:
    """Add the pages of the rules to their list, where the site has them in its navigation; the list itself links to each."""
    if name == RULES:
        pages = sorted(path.stem for path in (DOCS / "rules").glob("*.md") if path.stem != "README")
        source[0] += "\n```{toctree}\n:hidden:\n\n" + "\n".join(pages) + "\n```\n"


def _with_links_to_the_repository(_: Sphinx, name: str, source: list[str]) -> None:
    """Let links to files of the project that are no pages lead where those can be read."""
    folder = (DOCS / name).parent

    def led(match: re.Match[str]) -> str:
        target = (folder / match[1]).resolve()
        if target.is_relative_to(DOCS):
            return match[0]
        if not target.exists():
            raise ExtensionError(f"{name}: {match[1]}: there is no such file")
        return f"]({REPOSITORY}/blob/main/{target.relative_to(DOCS.parent).as_posix()}{match[2] or ''})"

    source[0] = LINK_UPWARDS.sub(led, source[0])


def _for_every_reader(_app: Sphinx, _name: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Mend what keeps a page from readers without a mouse or a screen: what only a mouse can scroll, headings without a
    level, heads of tables with nothing in them.
    """
    body = context.get("body", "")
    body = body.replace("<pre>", '<pre tabindex="0">').replace(
        '<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'
    )
    body = body.replace('<th class="head"><p></p></th>', "<td></td>")
    tree = context.get("furo_navigation_tree", "").replace('role="heading"', 'role="heading" aria-level="2"')
    context |= {"body": body, "furo_navigation_tree": tree}


def _with_names_of_parts(app: Sphinx, _error: Exception | None) -> None:
    """Name the two parts beside a page, which a screen reader could not tell apart: the theme's template leaves them unnamed."""
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text("utf-8")
        for part, name in PARTS.items():
            text = text.replace(f'<aside class="{part}">', f'<aside class="{part}" aria-label="{name}">')
        page.write_text(text, "utf-8")
