"""What there is to say of a rule, drawn from the rule alone: `scrapelint rule CODE`, `scrapelint rules`, the docs pages."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from lint_rules import rules as own_rules
from lint_rules.engine import measured
from lint_rules.errors import ConfigError, suggestion
from lint_rules.reports import RuleNote
from lint_rules.rule import CATEGORIES, Anchor, Invalid, Rule, Trigger, Valid, escaped, expanded
from lint_rules.version import __version__

PAGES = f"https://github.com/scrapelint/scrapelint/blob/v{__version__}/docs/rules"
"""Where the pages of the rules of this version stand."""

EXAMPLES = 6  # cases of each kind that a page shows: enough to see the shape, few enough to be read
PAGES_SHOWN = 2  # other pages of a case's site that a page quotes
PHRASES_SHOWN = 6  # trigger phrases that a page quotes
_FENCE = re.compile(r"`{3,}")


class Summary(NamedTuple):
    """A rule in one line of a list."""

    code: str
    name: str
    category: str
    severity: str
    counts: str
    confidence: float
    fixable: bool
    preview: bool
    languages: tuple[str, ...]
    summary: str


def find(name: str, rules: Sequence[type[Rule]]) -> type[Rule]:
    """Return the rule with a code or a name, in either case. Raises ConfigError, naming the nearest, where there is none."""
    wanted = name.strip()
    for rule in rules:
        if wanted.upper() == rule.code or wanted.lower().replace("_", "-") == rule.name():
            return rule
    codes, names = [rule.code for rule in rules], [rule.name() for rule in rules]
    near = suggestion(wanted.upper(), codes) or suggestion(wanted.lower(), names)
    raise ConfigError(f"there is no rule '{escaped(wanted)}'{near or '; `scrapelint rules` lists all'}")


def summarise(rule: type[Rule]) -> Summary:
    """Return what a list says of a rule."""
    return Summary(
        rule.code,
        rule.name(),
        CATEGORIES[rule.code[:3]],
        rule.severity.label,
        str(rule.counts),
        rule.confidence,
        fixable(rule),
        rule.preview,
        tuple(sorted(rule.languages or ())),
        first_sentence(rule),
    )


def notes(rules: Iterable[Rule]) -> tuple[RuleNote, ...]:
    """Return what reports tell of rules. The precision is the one measured at the rule's own severity, or else what it claims."""
    return tuple(_note(type(rule)) for rule in rules)


def _note(rule: type[Rule]) -> RuleNote:
    own = rule.__module__.startswith(own_rules.__name__ + ".")
    known = measured.measured(rule.code) if own else None
    figures = known.by_severity.get(rule.severity.label) if known else None
    return RuleNote(
        rule.code,
        rule.name(),
        CATEGORIES[rule.code[:3]],
        rule.severity,
        rule.confidence if figures is None or figures.precision is None else figures.precision,
        first_sentence(rule),
        page(rule),
        f"{PAGES}/{rule.code}-{rule.name()}.md" if own else None,
    )


def fixable(rule: type[Rule]) -> bool:
    """Tell whether a rule can mend what it finds. Its cases say so, and their tests hold them to it."""
    return any(case.fixed is not None for case in rule.INVALID)


def first_sentence(rule: type[Rule]) -> str:
    """Return the first paragraph of a rule's docstring on one line: what it found."""
    return " ".join(inspect.cleandoc(rule.__doc__ or "").partition("\n\n")[0].split())


def page(rule: type[Rule]) -> str:
    """Return a rule's page as Markdown: what it is, why, how right it was, its settings, what it waits for, and its cases as
    examples.
    """
    lead, _, sections = inspect.cleandoc(rule.__doc__ or "").partition("\n\n")
    parts = [
        f"# {rule.code} {rule.name()}",
        lead,
        _facts(rule),
        sections,
        _measured(rule),
        _options(rule),
        _triggers(tuple(expanded(rule.triggers))),
        _examples(rule),
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _facts(rule: type[Rule]) -> str:
    rows = [
        ("Category", f"{CATEGORIES[rule.code[:3]]} (`{rule.code[:3]}`)"),
        ("Severity", rule.severity.label),
        ("Counts as", str(rule.counts)),
        ("Confidence", f"{rule.confidence:.2f}"),
        ("Fixable", "yes" if fixable(rule) else "no"),
        ("Languages", ", ".join(sorted(rule.languages)) if rule.languages else "any"),
    ]
    if rule.preview:
        rows.append(("Preview", "yes: runs only with `--preview`, and is neither scored nor gated"))
    return _table(("", ""), rows)


def _measured(rule: type[Rule]) -> str:
    said = measured.told(rule)
    return f"## How right it was\n\n{said}" if said else ""


def _options(rule: type[Rule]) -> str:
    options = rule.options()
    if not options:
        return ""
    rows = [(f"`{name}`", f"`{_toml(option.default)}`", option.help) for name, option in sorted(options.items())]
    example = "\n".join(f"{name} = {_toml(option.default)}" for name, option in sorted(options.items()))
    return (
        "## Options\n\n"
        + _table(("Option", "Default", "Meaning"), rows)
        + f"\n\n```toml\n[tool.scrapelint.rules.{rule.code}]\n{example}\n```"
    )


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + escaped(value.replace("\\", "\\\\").replace('"', '\\"')) + '"'
    return str(value)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; a bar within a cell is escaped."""
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _triggers(triggers: Sequence[Trigger]) -> str:
    """Return what the engine must see before it runs a rule, in numbers and a few quotations."""
    head = "## What it waits for\n\n"
    if not triggers:
        return head + "Nothing: the rule runs on every document."
    return head + "\n".join(f"- {line}" for line in _by_anchor(triggers))


def _by_anchor(triggers: Sequence[Trigger]) -> Iterator[str]:
    for anchor in Anchor:
        held = [trigger for trigger in triggers if trigger.anchor is anchor]
        if not held:
            continue
        noun = "pattern" if anchor is Anchor.PATTERN else "phrase"
        languages = Counter(trigger.language for trigger in held if trigger.language)
        weak = sum(trigger.weak for trigger in held)
        said = f"{len(held)} {noun}{'' if len(held) == 1 else 's'}, {anchor.value}"
        if languages:
            said += f" ({', '.join(f'{language} {count}' for language, count in languages.items())})"
        if weak:
            said += f"; {weak} of them only where a neighbouring line bears them out"
        if anchor is not Anchor.PATTERN:
            quotes = ", ".join(_code(trigger.phrase) for trigger in held[:PHRASES_SHOWN])
            said += f": {quotes}{' …' if len(held) > PHRASES_SHOWN else ''}"
        yield said


def _code(text: str) -> str:
    """Return text as inline code, with a fence that does not occur in it."""
    shown = escaped(text)
    return f"`{shown}`" if "`" not in shown else f"`` {shown} ``"


def _examples(rule: type[Rule]) -> str:
    parts = []
    if rule.INVALID:
        parts.append("## Found\n\nThe words between ⟦ and ⟧ are reported.")
        parts += map(_invalid, rule.INVALID[:EXAMPLES])
    if rule.VALID:
        parts.append("## Left alone")
        parts += map(_valid, rule.VALID[:EXAMPLES])
    return "\n\n".join(parts)


def _invalid(case: Invalid) -> str:
    found = _where(case) + _block(case.marked)
    if case.fixed is None:
        return found
    return f"{found}\n\nMended:\n\n{_block(case.fixed)}" if case.fixed.strip() else f"{found}\n\nMended: nothing is left."


def _valid(case: Valid) -> str:
    return _where(case) + _block(case.text)


def _where(case: Invalid | Valid) -> str:
    if not case.pages:
        return _described(case)
    such = ", such as these" if len(case.pages) > PAGES_SHOWN else ""
    beside = f"{_described(case)}Beside {len(case.pages)} other pages of its site{such}:"
    return "\n\n".join([beside, *map(_block, case.pages[:PAGES_SHOWN]), "this one:\n\n"])


def _described(case: Invalid | Valid) -> str:
    said = ["Markdown"] if case.markdown else []
    said += [f"from <{case.url}>"] if case.url else []
    return f"As {', '.join(said)}:\n\n".replace("As from", "From") if said else ""


def _block(text: str) -> str:
    """Return text as a fenced block: line ends as they are, other characters that do not show as escapes."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    longest = max((len(fence) for fence in _FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return "\n".join([fence + "text", *map(escaped, lines), fence])
