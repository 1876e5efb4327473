"""What is scraped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Article:
    """A page's article; the last four fields are ScrapeLint's."""

    url: str
    title: str | None
    text: str
    quality: float | None = None
    verdict: str | None = None
    why_not: str | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)
