"""A configuration to begin with: the settings that were chosen, the reasons, and all others with their defaults, as comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from lint_rules.config import SECTION, SETTINGS, SHARED_FILE
from lint_rules.errors import ConfigError
from lint_rules.reports.settings import toml
from lint_rules.reports.style import shown

LONGEST_COMMENT: Final = 300  # characters of a line that names what others named: paths may have thousands

# What a setting may look like that has no value to begin with.
EXAMPLES: Final[Mapping[str, object]] = {
    "profile": "sites.profile",
    "jobs": 4,
    "host-field": "site",
    "host-from-path": "crawl/{host}/*",
    "min-score": 80,
    "baseline": "scrapelint.baseline",
    "suppressions": "scrapelint-suppressions.toml",
    "previous": "yesterday.jsonl",
    "lowest-score": 20,
    "mean-score": 90,
    "max-below": "60:1%",
    "max-drop": 1,
}

LEAD: Final = """
# A setting behind a # is not in force, and shows its default. `scrapelint config` prints all that are.
"""

OWN_WORDS: Final = """

# YOUR OWN WORDS, AND WORDS TO KEEP
#[[{prefix}phrase]]
#code = "LOC001"
#line = ["Listen on the Example app"]

#[[{prefix}allow]]
#codes = ["CHR004"]
#line = "Share your story"
#reason = "our own appeal"
"""

_TABLE: Final = re.compile(r"[ \t]*\[\[?[ \t]*([^\[\]\n]+?)[ \t]*\]\]?[ \t]*(?:#.*)?\r?\n?", re.ASCII)


def starter(
    headings: Mapping[str, Sequence[str]], values: Mapping[str, object], reasons: Mapping[str, Iterable[str]], *, shared: bool
) -> str:
    """Return a configuration as TOML: a table `[tool.scrapelint]` where it is for a `shared` file.

    `headings` are the keys of settings under the heading of each part; `values` are those that are to be in force, and
    `reasons` lines that stand above a heading or a key as comments, whatever characters they hold. Raises ConfigError where
    a value is one that TOML cannot hold.
    """
    lines = [f"[tool.{SECTION}]"] if shared else []
    lines += ["# ScrapeLint: https://github.com/scrapelint/scrapelint", *LEAD.strip().splitlines()]
    for heading, keys in headings.items():
        lines += ["", "", f"# {heading.upper()}", *_comments(reasons.get(heading, ()))]
        for key in keys:
            lines += ["", *_comments([SETTINGS[key].help, *reasons.get(key, ())]), _line(key, values)]
    text = "\n".join(lines) + "\n" + OWN_WORDS.format(prefix=f"tool.{SECTION}." if shared else "")
    _refuse_other(text, values, shared=shared)
    return text


def placed(before: str, table: str) -> str:
    """Return the text of a shared file with our table in the place of the one that it had, or at its end. All else stays as it
    is, line ends too. Raises ConfigError where it is written in a way in which it cannot be taken out.
    """
    import tomllib

    try:
        had = tomllib.loads(before.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{SHARED_FILE}: not TOML: {error}") from error
    end = "\r\n" if "\r\n" in before else "\n"
    rest = "".join(_without(before)) if SECTION in had.get("tool", {}) else before
    if rest and not rest.endswith("\n"):
        rest += end
    after = rest + (end if rest.strip() else "") + table.replace("\n", end)
    try:
        has = tomllib.loads(after.removeprefix("\ufeff"))
    except (ValueError, RecursionError):  # it is there twice
        has = {"": None}
    for content in (had, has):
        content.setdefault("tool", {}).pop(SECTION, None)
    if had != has:
        raise ConfigError(f"{SHARED_FILE}: [tool.{SECTION}] stands there in a form that cannot be replaced: take it out first")
    return after


def _without(text: str) -> Iterator[str]:
    """Yield the lines of a shared file that do not belong to our table or to one within it."""
    own = False
    for line in text.splitlines(keepends=True):
        header = _TABLE.fullmatch(line)
        if header:
            names = [name.strip(" \t\"'") for name in header[1].split(".")]
            own = names[:2] == ["tool", SECTION]
        if not own:
            yield line


def _line(key: str, values: Mapping[str, object]) -> str:
    """Return the line of a setting: in force, or as a comment."""
    setting = SETTINGS[key]
    if key in values:
        return f"{key} = {toml(values[key])}"
    if setting.default is not None:
        return f"#{key} = {toml(setting.default)}"
    return f"#{key} = {toml(EXAMPLES[key])}  # an example: it has no default" if key in EXAMPLES else f"#{key} ="


def _comments(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        safe = shown(line)
        yield "# " + (safe if len(safe) <= LONGEST_COMMENT else safe[: LONGEST_COMMENT - 1] + "…")


def _refuse_other(text: str, values: Mapping[str, object], *, shared: bool) -> None:
    """Raise ConfigError unless a configuration says what it is to say, and nothing else."""
    import tomllib

    try:
        content: dict[str, Any] = tomllib.loads(text)
    except ValueError as error:
        raise ConfigError(f"a setting cannot be written as TOML: {error}") from error
    section = content.get("tool", {}).get(SECTION) if shared else content
    assert section == {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
