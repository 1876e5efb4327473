"""What a rule is: the protocol, its triggers and options, and the cases that prove it.

A rule is one file. Its class docstring is its documentation page, `VALID` and `INVALID` are its tests, `triggers` its entry
in the prescan, and `Option` attributes its settings.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar, overload

from lint_rules import phrases as phrase_lists
from lint_rules.document import EDGE, Document, Line, fold
from lint_rules.finding import Counts, Edit, Finding, Fix, Note, Severity, Span, Suspicion, Verdict

if TYPE_CHECKING:
    from lint_rules.profiles import Sites

CATEGORIES = {
    "CHR": "chrome",
    "PRO": "promotion",
    "SEO": "seo",
    "CRD": "credits",
    "TXT": "damage",
    "DUP": "duplicates",
    "DOC": "document",
    "CTX": "context",
    "SRC": "source",
    "SIT": "site",
    "LOC": "local",
}
"""The three letters of a code, and the folder (category) they stand for."""

CODE = re.compile(r"[A-Z]{3}\d{3}")
_PLAIN = re.compile("[ -~¡-¬®-ʯ‐-‧‰-⁞€]*")  # Latin letters and the marks of print: nothing in them hides
QUOTE_LIMIT = 60  # characters of the text that a message quotes
PHRASE_GAP = 80  # characters that a `*` in a phrase may stand for
_PASSED = EDGE.replace("*", "").replace("#", "")  # the marks that an anchor looks past, but for those that stand for something
OPEN, CLOSE = "⟦", "⟧"  # the marks around an expected span in INVALID; angle quotes are text


class Anchor(enum.Enum):
    """Where a trigger must stand. In all of them a phrase is bounded by words and blind to case and curly quotes."""

    LINE = "alone on its line, but for marks around it"
    START = "at the beginning of a line, but for marks before it"
    END = "at the end of a line, but for marks after it"
    ANYWHERE = "anywhere in a line"
    PATTERN = "a regular expression, searched in the folded line"

    # Members are one of a kind. The hash that enumerations have is a Python function, and triggers are hashed by thousands.
    __hash__ = object.__hash__


_STRIPS = {Anchor.LINE: str.strip, Anchor.START: str.lstrip, Anchor.END: str.rstrip}


class Trigger(NamedTuple):
    """What must be seen in a text before its rule is run.

    `phrase` is folded. Except under PATTERN, `#` stands for a number and `*` for any words within the line, unless
    `literal_hash` says that `#` is meant. Patterns are ASCII, without look-around, back references and possessive or
    unbounded nested quantifiers, so that every scanner reads them alike; rules write them, users never do.
    """

    phrase: str
    anchor: Anchor
    weak: bool = False
    language: str | None = None
    literal_hash: bool = False


class Hit(NamedTuple):
    """A trigger seen: where, and on which line. `source` is the engine's number for where the trigger is declared."""

    trigger: Trigger
    span: Span
    line: Line
    source: int = 0


class PhraseList(Sequence[Trigger]):
    """A phrase list in all languages, its weak list (`<name>.weak`) included, as triggers.

    Read when first looked into: most documents bring up few lists, and the engine keeps what it has compiled from them.
    """

    __slots__ = ("_firm", "_hints", "_listed", "_lookup", "_triggers", "_words", "anchor", "name")

    def __init__(self, name: str, anchor: Anchor) -> None:
        self.name = name
        self.anchor = anchor
        self._listed: dict[str, tuple[bool, str]] | None = None
        self._triggers: tuple[Trigger, ...] | None = None
        self._lookup: frozenset[Trigger] | None = None
        self._words: frozenset[str] | None = None
        self._firm: frozenset[str] | None = None
        self._hints: frozenset[str] | None = None

    @property
    def listed(self) -> dict[str, tuple[bool, str]]:
        """Whether each phrase is weak, and its language, strong ones first. Of words that several languages share, the first
        has them.
        """
        if self._listed is None:
            self._listed = {}
            for suffix, weak in (("", False), (".weak", True)):
                for language in phrase_lists.LANGUAGES:
                    entry = weak, language
                    for phrase in normalise_phrases(phrase_lists.read(language, self.name + suffix), self.anchor):
                        self._listed.setdefault(phrase, entry)
        return self._listed

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        """The triggers, in the order of `listed`."""
        if self._triggers is None:
            self._triggers = tuple([Trigger(phrase, self.anchor, *entry) for phrase, entry in self.listed.items()])
        return self._triggers

    @property
    def words(self) -> frozenset[str]:
        """The phrases alone, as triggers hold them."""
        if self._words is None:
            self._words = frozenset(self.listed)
        return self._words

    @property
    def firm(self) -> frozenset[str]:
        """The phrases that count by themselves."""
        if self._firm is None:
            self._firm = frozenset([phrase for phrase, (weak, _) in self.listed.items() if not weak])
        return self._firm

    @property
    def hints(self) -> frozenset[str]:
        """The weak phrases."""
        if self._hints is None:
            self._hints = frozenset([phrase for phrase, (weak, _) in self.listed.items() if weak])
        return self._hints

    def __contains__(self, trigger: object) -> bool:
        if self._lookup is None:
            self._lookup = frozenset(self.triggers)
        return trigger in self._lookup

    @overload
    def __getitem__(self, index: int) -> Trigger: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Trigger]: ...
    def __getitem__(self, index: int | slice) -> Trigger | Sequence[Trigger]:
        return self.triggers[index]

    def __len__(self) -> int:
        return len(self.listed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PhraseList) and (self.name, self.anchor) == (other.name, other.anchor)

    def __hash__(self) -> int:
        return hash((self.name, self.anchor))

    def __repr__(self) -> str:
        return f"phrases({self.name!r}, {self.anchor})"


def phrases(name: str, anchor: Anchor = Anchor.LINE) -> PhraseList:
    """Return a phrase list as triggers that must stand where `anchor` says."""
    return PhraseList(name, anchor)


def expanded(sources: Iterable[Trigger | PhraseList]) -> Iterator[Trigger]:
    """Yield the triggers of a declaration one by one."""
    if isinstance(sources, PhraseList):
        yield from sources.triggers
        return
    for source in sources:
        if isinstance(source, PhraseList):
            yield from source.triggers
        else:
            yield source


def sources_of(triggers: Sequence[Trigger | PhraseList]) -> tuple[Trigger | PhraseList, ...]:
    """Return what a rule declares, lists unread: a rule may declare one list or several things."""
    return (triggers,) if isinstance(triggers, PhraseList) else tuple(triggers)


def patterns(*expressions: str) -> tuple[Trigger, ...]:
    """Return triggers for structural patterns; see `Trigger` for what they may hold."""
    return tuple(Trigger(expression, Anchor.PATTERN) for expression in expressions)


def normalise_phrase(phrase: str, anchor: Anchor) -> str:
    """Return a phrase as triggers hold it: folded, without the marks that its anchor looks past."""
    words = " ".join(fold(phrase).split())
    return _STRIPS[anchor](words, _PASSED) if anchor in _STRIPS else words


def normalise_phrases(listed: Sequence[str], anchor: Anchor) -> list[str]:
    """Return phrases, none of which holds a line break, as triggers hold them: all at once, as thousands are read at a start."""
    lines = fold("\n".join(listed)).split("\n") if listed else []
    # What prints and has no two spaces has nothing to close up.
    words = [line if "  " not in line and line.isprintable() else " ".join(line.split()) for line in lines]
    return [_STRIPS[anchor](phrase, _PASSED) for phrase in words] if anchor in _STRIPS else words


class Context(NamedTuple):
    """What a rule sees: the document as a reader sees it, its triggers' hits in text order, for a rule of stage 2 the findings
    of stage 1 (`facts`), and what is known of the sites of the corpus (`profile`; None where nothing is).
    """

    doc: Document
    hits: Sequence[Hit]
    facts: Sequence[Finding] = ()
    profile: Sites | None = None


class Valid(NamedTuple):
    """A text in which the rule must find nothing. `pages` are other pages of its site, of which a profile is made."""

    text: str
    url: str | None = None
    markdown: bool = False
    pages: tuple[str, ...] = ()


class Invalid(NamedTuple):
    """A text in which the rule must find exactly the spans between ⟦ and ⟧.

    `fixed` is the text after every fix of the rule; `severity` what the findings must have, where it is not the rule's;
    `pages` are other pages of the text's site, of which a profile is made.
    """

    marked: str
    fixed: str | None = None
    url: str | None = None
    severity: Severity | None = None
    markdown: bool = False
    pages: tuple[str, ...] = ()


T = TypeVar("T", bool, int, float, str)


class Option(Generic[T]):
    """A setting of a rule, read as an attribute: `min_items = Option(3, "fewest items that make a list")`."""

    default: T

    def __init__(self, default: T, help: str) -> None:  # noqa: A002 - the word the command line uses
        self.default = default
        self.help = help
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name.replace("_", "-")

    @overload
    def __get__(self, rule: None, owner: type) -> Option[T]: ...
    @overload
    def __get__(self, rule: Rule, owner: type) -> T: ...
    def __get__(self, rule: Rule | None, owner: type) -> Option[T] | T:
        if rule is None:
            return self
        value: T = rule.settings.get(self.name, self.default)
        return value


class Rule:
    """Base of all rules. A rule reads, yields findings, and keeps nothing between documents.

    Class attributes say what it is: `code`; `severity` (`error` only with a measured precision of 98 % and more);
    `counts`; `confidence`, its measured precision; `triggers`, without a hit of which it does not run (none: it always
    runs); `languages` it can judge (None: any); `stage` 2 if it needs the others' findings; `raw` if it judges the text as
    read, with the characters that a reader does not see; `by_profile` if it judges by what the text's site repeats;
    `preview` while it is new.
    """

    code: ClassVar[str]
    severity: ClassVar[Severity] = Severity.WARNING
    counts: ClassVar[Counts] = Counts.CONTAMINATION
    confidence: ClassVar[float] = 0.9
    triggers: ClassVar[Sequence[Trigger | PhraseList]] = ()
    languages: ClassVar[frozenset[str] | None] = None
    stage: ClassVar[int] = 1
    raw: ClassVar[bool] = False
    by_profile: ClassVar[bool] = False
    preview: ClassVar[bool] = False
    VALID: ClassVar[tuple[Valid, ...]] = ()
    INVALID: ClassVar[tuple[Invalid, ...]] = ()

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self.settings: Mapping[str, Any] = settings or {}

    @classmethod
    def name(cls) -> str:
        """The rule's name, as in reports: its file's name in kebab case."""
        return cls.__module__.rpartition(".")[2].replace("_", "-")

    @classmethod
    def options(cls) -> dict[str, Option[Any]]:
        """The settings of the rule by name."""
        found: dict[str, Option[Any]] = {}
        for base in reversed(cls.__mro__):
            found.update({value.name: value for value in vars(base).values() if isinstance(value, Option)})
        return found

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield what is found. Spans are in `ctx.doc`."""
        raise NotImplementedError

    def material(self) -> Iterable[Path]:
        """Return the files that the rule judges by beside its code: results made with others are not to be compared."""
        return ()

    def abstains(self, ctx: Context) -> str | None:  # noqa: ARG002 - what other rules look at
        """Return, in a word as `skipped` lists it, why the rule has no say on a document; None where it has."""
        return None

    def suspect(self, ctx: Context) -> Iterator[Suspicion]:  # noqa: ARG002 - what other rules look at
        """Yield what is suspected but not reported; nothing, but for rules that estimate."""
        return iter(())

    def finding(
        self,
        span: Span,
        message: str,
        *,
        severity: Severity | None = None,
        confidence: float | None = None,
        fix: Fix | None = None,
        related: tuple[Note, ...] = (),
        weak: bool = False,
        settles: Verdict | None = None,
    ) -> Finding:
        """Return a finding of this rule, with the rule's own severity, confidence and counting where none is given."""
        severity = self.severity if severity is None else severity
        return Finding(
            self.code,
            message,
            span,
            severity,
            Counts.NOTHING if severity is Severity.INFO else self.counts,
            self.confidence if confidence is None else confidence,
            fix,
            related,
            weak,
            settles,
        )


def quoted(text: str, limit: int = QUOTE_LIMIT) -> str:
    r"""Return text in double quotes for a message: on one line, cut to `limit` characters, nothing in it that a terminal
    or a reader could mistake (control, bidirectional and invisible characters stand as \uXXXX).
    """
    shown = " ".join(text[: 4 * limit].split())
    shown = shown if len(shown) <= limit and len(text) <= 4 * limit else shown[: limit - 1] + "…"
    return f'"{escaped(shown)}"'


def escaped(text: str) -> str:
    r"""Return text with every character that is not plainly visible written as \uXXXX; tabs and spaces stay."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(c if c == "\t" or _is_visible(c) or _is_accent(c) else _code_point(c) for c in text)


def _is_visible(character: str) -> bool:
    return character.isprintable() and unicodedata.category(character) not in ("Cf", "Mn", "Me")


def _is_accent(character: str) -> bool:
    return unicodedata.category(character) == "Mn" and not unicodedata.name(character, "").startswith("VARIATION SELECTOR")


def _code_point(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def remove_lines(first: Line, last: Line | None = None, *, safe: bool = True) -> Fix:
    """Return a fix that takes out whole lines, first to last; the gap that goes with them is the engine's business."""
    last = last or first
    count = last.index - first.index + 1
    edit = Edit(Span(first.start, last.end), "")
    return Fix((edit,), safe, "remove the line" if count == 1 else f"remove the {count} lines")


def unmark(marked: str) -> tuple[str, tuple[Span, ...]]:
    """Return the text of an INVALID case without its marks, and the spans they enclosed (marks may nest)."""
    text: list[str] = []
    opened: list[int] = []
    spans: list[Span] = []
    offset = 0
    for character in marked:
        if character == OPEN:
            opened.append(offset)
        elif character == CLOSE:
            spans.append(Span(opened.pop(), offset))
        else:
            text.append(character)
            offset += 1
    return "".join(text), tuple(sorted(spans))
