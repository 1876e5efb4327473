"""Every setting in force with where it came from: what `scrapelint config` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from lint_rules.config import SETTINGS, Loaded
from lint_rules.reports.record import encoded
from lint_rules.reports.style import shown
from lint_rules.rule import escaped

COMMENT_COLUMN = 40  # where comments begin, unless a value is longer


def as_toml(loaded: Loaded) -> str:
    """Return the settings as TOML that a scrapelint.toml may hold, each with its origin as a comment.

    A setting without a value, which TOML cannot say, stands in a comment.
    """
    lines = [f"# {_file(loaded)}"]
    for key, setting in SETTINGS.items():
        value = getattr(loaded.config, setting.attribute)
        said = f"# {key} is not set" if value is None else f"{key} = {toml(value)}"
        lines.append(f"{said:<{COMMENT_COLUMN}}  # {shown(loaded.origins[key])}")
    return "\n".join(lines) + "\n"


def as_json(loaded: Loaded) -> str:
    """Return the settings as one JSON object: the file in use, and by key the value and its origin."""
    settings = {
        key: {"value": _plain(getattr(loaded.config, setting.attribute)), "origin": loaded.origins[key]}
        for key, setting in SETTINGS.items()
    }
    return encoded({"file": str(loaded.path) if loaded.path else None, "settings": settings}, indent=2) + "\n"


def values(loaded: Loaded) -> dict[str, str]:
    """Return every setting by its key, as JSON has it."""
    return {key: encoded(_plain(getattr(loaded.config, setting.attribute))) for key, setting in SETTINGS.items()}


def _file(loaded: Loaded) -> str:
    return f"configuration: {shown(str(loaded.path))}" if loaded.path else "no configuration file"


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def toml(value: Any) -> str:
    """Return a value as TOML has it, on one line. JSON's numbers and truths are TOML's too."""
    plain = _plain(value)
    if isinstance(plain, list):
        return "[" + ", ".join(map(toml, plain)) + "]"
    if isinstance(plain, dict):
        items = (f"{_text(key) if _needs_quotes(key) else key} = {toml(item)}" for key, item in plain.items())
        return "{" + ", ".join(items) + "}"
    return _text(plain) if isinstance(plain, str) else encoded(plain)


def _text(text: str) -> str:
    """Return a text as TOML has it. JSON will not do: it writes characters beyond U+FFFF as two."""
    return '"' + escaped(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _needs_quotes(key: str) -> bool:
    return not (key.isascii() and key.replace("-", "").replace("_", "").isalnum())
