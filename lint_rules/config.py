"""Settings: one frozen, picklable value that every door makes and the engine reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PhraseTable:
    """The user's own phrases (`[[tool.scrapelint.phrase]]`): whole lines and spans that are findings of a LOC code."""

    code: str
    line: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    severity: str = "warning"
    hosts: tuple[str, ...] = ()
    valid: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()


@dataclass(frozen=True)
class Allowance:
    """Words the user wants to keep (`[[tool.scrapelint.allow]]`): findings of the codes on such lines are dropped."""

    codes: tuple[str, ...]
    line: str
    reason: str
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Config:
    """Every setting, with its default."""

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool = False
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    phrase: tuple[PhraseTable, ...] = ()
    allow: tuple[Allowance, ...] = ()
    local_rules: tuple[str, ...] = ()
    plugins: bool = True
    required_version: str | None = None
    min_score: float | None = None
    fail_on: str = "error"
    fail_on_verdict: tuple[str, ...] = ("stub", "not-an-article")
    min_confidence: float = 0.0
