"""The engine's chain: selection, stages, failures, weighing, allowances, placing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.config import Allowance, Config, PhraseTable
from lint_rules.document import Document, host_of
from lint_rules.engine.gate import passes
from lint_rules.engine.linter import Linter
from lint_rules.engine.weigh import weigh
from lint_rules.errors import ConfigError
from lint_rules.finding import Counts, Finding, Severity, Span, Verdict
from lint_rules.rule import CODE, Context, Invalid, Option, Rule, Valid

LOCAL = '''
from lint_rules.rule import Rule, Severity, Valid, Invalid, Option, Span, Anchor, Trigger

class Bee(Rule):
    """A bee was found.

    ## Why it matters
    It stings.

    ## When it is right to keep
    In a hive.
    """

    code = "LOC010"
    triggers = (Trigger("bee", Anchor.ANYWHERE),)
    VALID = (Valid("A wasp."),)
    INVALID = (Invalid("A ⟦bee⟧."),)
    {extra}

    def check(self, ctx):
        {body}
'''
YIELD = "yield from (self.finding(hit.span, 'a bee') for hit in ctx.hits)"


@pytest.fixture
def local(tmp_path: Path) -> object:
    def make(body: str = YIELD, extra: str = "", source: str = LOCAL) -> str:
        path = tmp_path / "bee.py"
        path.write_text(source.replace("{body}", body).replace("{extra}", extra))
        return str(path)

    return make


def codes(result: object) -> list[str]:
    return [d.finding.code for d in result.diagnostics]  # type: ignore[attr-defined]


def test_a_local_rule_is_run(local: object) -> None:
    linter = Linter(Config(local_rules=(local(),)))  # type: ignore[operator]
    result = linter.check(Document("One bee.\n\nAnother bee, a beekeeper.\n"))
    assert [d.text for d in result.diagnostics] == ["bee", "bee"]
    assert [(d.line, d.column, d.end_line, d.end_column) for d in result.diagnostics] == [(1, 5, 1, 8), (3, 9, 3, 12)]
    assert result.diagnostics[0].rule == "bee"


def test_a_crashing_rule_is_a_failure_and_the_rest_goes_on(local: object) -> None:
    linter = Linter(Config(local_rules=(local("raise KeyError('wings')\n        yield"),)))  # type: ignore[operator]
    result = linter.check(Document("Skip to content\n\nOne bee.\n"))
    assert [(f.code, f.error) for f in result.failures] == [("LOC010", "KeyError: 'wings'")]
    assert codes(result) == ["CHR001"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (LOCAL.replace('"LOC010"', '"BEE1"'), "'BEE1' is no rule code"),
        (LOCAL.replace('"LOC010"', '"CHR001"'), "CHR001 is claimed twice: by lint_rules.rules.chrome.skip_link and by bee"),
        (LOCAL.replace("## Why it matters", "## Why"), "no section '## Why it matters'"),
        (LOCAL.replace('VALID = (Valid("A wasp."),)', "VALID = ()"), "LOC010 has no VALID case"),
        (LOCAL.replace('INVALID = (Invalid("A ⟦bee⟧."),)', "INVALID = ()"), "LOC010 has no INVALID case"),
        ("import no_such_module_anywhere", "bee.py' cannot be imported: ModuleNotFoundError"),
        ("class (", "bee.py' cannot be imported: SyntaxError"),
    ],
)
def test_flawed_rules_are_refused_by_name(local: object, source: str, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        Linter(Config(local_rules=(local(source=source),)))  # type: ignore[operator]
    assert message in str(raised.value)


def test_a_missing_rule_path_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"there is no 'nowhere/rules\.py'"):
        Linter(Config(local_rules=("nowhere/rules.py",)))


def test_options_reach_the_rule(local: object) -> None:
    body = "yield from (self.finding(hit.span, self.word) for hit in ctx.hits)"
    path = local(body, extra='word = Option("bee", "what to say")')  # type: ignore[operator]
    result = Linter(Config(local_rules=(path,), rules={"LOC010": {"word": "buzz"}})).check(Document("bee"))
    assert result.diagnostics[0].finding.message == "buzz"
    for rules, message in (
        ({"LOC010": {"wrod": "buzz"}}, "no option 'wrod'; did you mean 'word'?"),
        ({"LOC010": {"word": 3}}, "rules.LOC010.word: 3 is no str"),
        ({"LOC011": {}}, "rules.LOC011: no such rule; did you mean 'LOC010'?"),
    ):
        with pytest.raises(ConfigError) as raised:
            Linter(Config(local_rules=(path,), rules=rules))
        assert message in str(raised.value)


@pytest.mark.parametrize(
    ("config", "found"),
    [
        (Config(), ["CHR001"]),
        (Config(select=("PRO",)), []),
        (Config(select=("PRO",), extend_select=("CHR001",)), ["CHR001"]),
        (Config(ignore=("CHR",)), []),
        (Config(ignore=("CHR",), select=("CHR001",)), ["CHR001"]),
        (Config(ignore=("CHR001",), select=("CHR",)), []),
        (Config(ignore=("ALL",), select=("CHR0",)), ["CHR001"]),
    ],
)
def test_the_longest_prefix_decides(config: Config, found: list[str]) -> None:
    assert codes(Linter(config).check(Document("Skip to content\n\nA text.\n"))) == found


@pytest.mark.parametrize(("setting", "name"), [("select", "CHR0O1"), ("ignore", "XYZ"), ("extend_select", "chr001")])
def test_unknown_codes_are_refused(setting: str, name: str) -> None:
    with pytest.raises(ConfigError, match=f"'{name}'"):
        Linter(Config(**{setting: (name,)}))  # type: ignore[arg-type]


def test_preview_rules_wait_to_be_asked_for(local: object) -> None:
    path = local(extra="preview = True")  # type: ignore[operator]
    assert codes(Linter(Config(local_rules=(path,))).check(Document("bee"))) == []
    assert codes(Linter(Config(local_rules=(path,), preview=True)).check(Document("bee"))) == ["LOC010"]


def test_preview_findings_are_never_scored_or_gated(local: object) -> None:
    path = local(extra="preview = True")  # type: ignore[operator]
    config = Config(local_rules=(path,), preview=True, fail_on="info")
    result = Linter(config).check(Document("bee bees"))
    assert result.diagnostics[0].finding.severity is Severity.INFO
    assert passes(result, config)
    assert result.score.value == 100


def test_a_rule_of_another_language_is_skipped_and_says_so(local: object) -> None:
    path = local(extra="languages = frozenset({'de'})")  # type: ignore[operator]
    english = "The bee is in the garden and it was there when the children came to look at the hive."
    result = Linter(Config(local_rules=(path,))).check(Document(english))
    assert ("LOC010", "language") in [tuple(entry) for entry in result.skipped]
    assert "LOC010" not in codes(result)


def test_user_phrases_need_no_python() -> None:
    table = PhraseTable(
        "LOC001", line=("Story by * for Example",), anywhere=("see #3",), severity="error", hosts=("example.org",)
    )
    linter = Linter(Config(phrase=(table,), select=("LOC",)))
    text = "Story by Ann Lee for Example\nA text, see #3, is here.\nsee 1234\n"
    found = linter.check(Document(text, url="https://www.example.org/a")).diagnostics
    assert [(d.text, d.finding.code, d.finding.severity) for d in found] == [
        ("Story by Ann Lee for Example", "LOC001", Severity.ERROR),
        ("see #3", "LOC001", Severity.ERROR),
    ]
    assert codes(linter.check(Document(text, url="https://example.com/a"))) == []


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (PhraseTable("LOC001", line=("Hear us",), invalid=("Hear us now",)), "LOC001: it finds nothing in its invalid example"),
        (PhraseTable("LOC001", line=("Hear us",), valid=("HEAR US!",)), "LOC001: it finds something in its valid example"),
    ],
)
def test_user_phrases_are_held_to_their_examples(table: PhraseTable, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        Linter(Config(phrase=(table,)))
    assert message in str(raised.value)


def test_allowances_drop_the_words_they_name_and_nothing_else() -> None:
    text = "Skip to content\n\nA text.\n\nSkip to search\n"
    allow = Allowance(("CHR",), "Skip to con*", "ours", ("example.org",))
    linter = Linter(Config(allow=(allow,)))
    assert [d.text for d in linter.check(Document(text, url="https://example.org")).diagnostics] == ["Skip to search"]
    assert len(linter.check(Document(text)).diagnostics) == 2
    other = Allowance(("PRO",), "Skip to con*", "another rule's")
    assert len(Linter(Config(allow=(other,))).check(Document(text)).diagnostics) == 2


def test_an_allowance_may_quote_the_line_as_read_or_as_seen() -> None:
    text = "- [Skip to content](#main)\n\nA text.\n"
    for line in ("Skip to content", "- [Skip to content](#main)"):
        linter = Linter(Config(select=("CHR001",), allow=(Allowance(("CHR001",), line, "ours"),)))
        result = linter.check(Document(text, markdown=True))
        assert (result.diagnostics, result.allowed) == ((), (0,))
    assert len(Linter(Config(select=("CHR001",))).check(Document(text, markdown=True)).diagnostics) == 1


def test_spans_are_in_the_text_as_read() -> None:
    text = "A first\u00ad line.\r\n\r\n\u200bSkip to con\u00adtent\u200b\r\n"
    (found,) = Linter(Config(select=("CHR001",))).check(Document(text)).diagnostics
    assert text[slice(*found.finding.span)] == "Skip to con\u00adtent"
    assert (found.line, found.column) == (3, 2)
    assert Linter(Config(select=("CHR001",))).fix(Document(text)).startswith("A first\u00ad line.")


@pytest.mark.parametrize("text", ["", "\n", "\x00", "\ud800", "a" * 50_000, "\r\r\n\n\r", "¿" * 300, "? " * 3000, "\u200b", "⟦⟧"])
def test_no_text_breaks_a_rule(text: str) -> None:
    linter = Linter(Config(preview=True))
    for markdown in (False, True):
        assert linter.check(Document(text, markdown=markdown)).failures == ()


@given(st.text(st.characters(codec=None), max_size=200), st.booleans())
def test_any_text_is_judged(text: str, markdown: bool) -> None:
    result = LINTER.check(Document(text, markdown=markdown))
    assert result.failures == ()
    for diagnostic in result.diagnostics:
        start, end = diagnostic.finding.span
        assert 0 <= start < end <= len(text)
        assert diagnostic.text == text[start : min(end, start + 200)]
    assert result == LINTER.check(Document(text, markdown=markdown))


LINTER = Linter(Config(preview=True))


def test_fingerprints_name_content_not_place() -> None:
    one = LINTER.check(Document("Skip to content\n\nA text.\n")).diagnostics[0]
    two = LINTER.check(Document("A text.\n\nAnother.\n\n» SKIP TO CONTENT\n")).diagnostics[-1]
    assert one.fingerprint == two.fingerprint
    assert one.fingerprint != LINTER.check(Document("Skip to search\n")).diagnostics[0].fingerprint


def test_the_ruleset_names_rules_and_settings() -> None:
    assert Linter().ruleset == Linter().ruleset
    assert Linter().ruleset != Linter(Config(ignore=("CHR001",))).ruleset
    assert Linter().ruleset != Linter(Config(phrase=(PhraseTable("LOC001", line=("x y",)),))).ruleset


def test_an_unjudged_language_never_looks_clean() -> None:
    korean = "이 기사는 한국어로 작성되었으며 규칙이 판단할 수 없는 언어입니다. " * 20
    score = LINTER.check(Document(korean)).score
    assert (score.value, score.verdict) == (None, Verdict.UNJUDGED)


def weak(doc: Document, index: int) -> Finding:
    return Finding("CHR009", "hint", doc.lines[index].span, Severity.WARNING, weak=True)


LONG = "The council met on Monday to talk about the bridge, and it will meet again when the engineers are back."


@pytest.mark.parametrize(
    ("text", "hints", "certain", "kept"),
    [
        (f"{LONG}\nSports\n{LONG}", [1], [], []),
        (f"{LONG}\nSports\nNews\n{LONG}", [1, 2], [], []),
        (f"{LONG}\nSports\nNews\nHome\n{LONG}", [1, 2, 3], [], [1, 2, 3]),
        (f"{LONG}\nSports\nShare this\n{LONG}", [1], [2], [1, 2]),
        (f"Sports\nOther\nShare this\n{LONG}", [0], [2], [0, 2]),
        (f"Sports\n{LONG}\nShare this", [0], [2], [2]),
    ],
)
def test_neighbours_bear_weak_findings_out(text: str, hints: list[int], certain: list[int], kept: list[int]) -> None:
    doc = Document(text)
    findings = [weak(doc, index) for index in hints] + [weak(doc, index)._replace(weak=False) for index in certain]
    weighed = sorted(weigh(doc, findings), key=lambda f: f.span)
    assert [f.span for f in weighed] == [doc.lines[index].span for index in kept]
    assert all(not f.weak for f in weighed)
    assert all(f.related for f in weighed if f.span in {doc.lines[index].span for index in hints})


def test_hosts() -> None:
    assert host_of("https://WWW.Example.org:80/a") == "example.org"
    assert host_of("not a url") is None
    assert host_of("http://[bad") is None


def test_counts_and_stages() -> None:
    class Second(Rule):
        """A test."""

        code = "LOC011"
        stage = 2
        counts = Counts.DAMAGE
        size = Option(3, "how many")
        VALID = (Valid(""),)
        INVALID = (Invalid("⟦a⟧"),)

        def check(self, ctx: Context) -> Iterator[Finding]:
            yield self.finding(Span(0, self.size), f"{len(ctx.facts)} facts")

    found = next(Second({"size": 1}).check(Context(Document("abc"), ())))
    assert (found.counts, found.span) == (Counts.DAMAGE, Span(0, 1))
    assert CODE.fullmatch(Second.code)
    assert Second.options()["size"].default == 3
