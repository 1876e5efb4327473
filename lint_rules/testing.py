"""For the tests of those who extract text: assert that what came out is clean. Works with pytest and without.

    from lint_rules.testing import assert_clean

    def test_extractor():
        assert_clean(extract(page), must_have=["The harbour opened at dawn"])

Under pytest the fixture `scrapelint` gives the same by the project's own configuration:

    def test_extractor(scrapelint):
        scrapelint.assert_clean(extract(page), min_score=95)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.gate import failing_findings
from lint_rules.engine.linter import Linter
from lint_rules.expectations import Expectations, judge
from lint_rules.finding import Diagnostic, Result, Verdict

if TYPE_CHECKING:
    from lint_rules.rule import Rule

SHOWN_FINDINGS = 100  # findings that a message shows, as the reports of the command line do
UNNAMED = "text"  # what the place of a finding begins with where the text has no address


class ScrapeLint:
    """Judges texts in tests. `config` says by which rules: the default rule set where none is given. `note` is told of each
    result.
    """

    def __init__(self, config: Config | None = None, note: Callable[[Result], None] = lambda _: None) -> None:
        self.config = config or Config()
        self._note = note
        self._linters: dict[tuple[str, ...], Linter] = {}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that judge."""
        return self._linter(()).rules

    def check(self, text: str, url: str | None = None, html: str | None = None, ignore: Sequence[str] = ()) -> Result:
        """Return all that is to be said of a text: findings, score, failures.

        `url` is where the page came from, `html` the page itself; `ignore` are codes or prefixes of rules to leave out.
        Raises ConfigError where one of them names no rule, and TypeError where the text is none.
        """
        __tracebackhide__ = True
        if not isinstance(text, str):
            # What extractors return that found nothing, or that return bytes.
            raise TypeError(f"text: give a text (str), not {'None' if text is None else type(text).__name__}")
        result = self._linter(_several("ignore", ignore)).check(Document(text, url=url, html=html))
        self._note(result)
        return result

    def assert_clean(
        self,
        text: str,
        url: str | None = None,
        html: str | None = None,
        min_score: float | None = None,
        ignore: Sequence[str] = (),
        must_have: Sequence[str] = (),
        must_not_have: Sequence[str] = (),
    ) -> None:
        """Raise AssertionError, with the findings in its message, unless a text is clean.

        Clean is a text that was judged, in which no rule finds an error or a warning, or anything else at which the
        configuration lets a document fail, that is an article as far as its `fail-on-verdict` asks, and that scores at
        least `min_score` (0–100; the configuration's `min-score` and `lowest-score` where none is given). It holds all words
        of `must_have` and none of `must_not_have`. Raises ConfigError where `ignore` names no rule, TypeError and ValueError
        where an argument cannot be what it is.
        """
        __tracebackhide__ = True
        if min_score is not None and not 0 <= min_score <= 100:
            raise ValueError(f"min_score: {min_score!r} is not a number from 0 to 100")
        result = self.check(text, url, html, ignore)
        expected = Expectations(
            "",
            score_min=self._least_score if min_score is None else min_score,
            must_have=_several("must_have", must_have),
            must_not_have=_several("must_not_have", must_not_have),
        )
        judgement = judge(expected, result, text)
        said = [*judgement.score, *judgement.other]
        verdict = result.score.verdict
        # What could not be judged must not look clean: an extractor that returns nothing is broken.
        if verdict is Verdict.UNJUDGED or verdict in self.config.fail_on_verdict:
            said.append(f"verdict: {verdict}")
        held = {id(each) for each in (*judgement.unexpected, *failing_findings(result, self.config))}
        if said or held:
            findings = [each for each in result.diagnostics if id(each) in held]
            raise AssertionError(_message(result, findings, said, url or UNNAMED))

    @property
    def _least_score(self) -> float | None:
        given = [score for score in (self.config.min_score, self.config.lowest_score) if score is not None]
        return max(given, default=None)

    def _linter(self, ignore: tuple[str, ...]) -> Linter:
        if ignore not in self._linters:
            self._linters[ignore] = Linter(replace(self.config, ignore=(*self.config.ignore, *ignore)))
        return self._linters[ignore]


def assert_clean(
    text: str,
    url: str | None = None,
    html: str | None = None,
    min_score: float | None = None,
    ignore: Sequence[str] = (),
    must_have: Sequence[str] = (),
    must_not_have: Sequence[str] = (),
) -> None:
    """Raise AssertionError unless a text is clean by the default rule set; see `ScrapeLint.assert_clean`."""
    __tracebackhide__ = True
    _default().assert_clean(text, url, html, min_score, ignore, must_have, must_not_have)


def shown_findings(
    diagnostics: Sequence[Diagnostic],
    path: str,
    advice: Callable[[Diagnostic], str],
    advised: set[str],
    *,
    color: bool = False,
) -> str:
    """Return findings as the report `full` shows them, neighbours joined, and how many were left out past the first 100.

    `advice` says what can be done about a finding; it is asked once a code, and `advised` are the codes of which it was.
    """
    from lint_rules.reports.blocks import blocks
    from lint_rules.reports.full import render_block
    from lint_rules.reports.style import DIM, paint
    from lint_rules.reports.wording import plural

    said = []
    for block in blocks(diagnostics[:SHOWN_FINDINGS]):
        lines = [render_block(block, path, color)]
        code = block[0].finding.code
        if code not in advised:
            advised.add(code)
            lines.append(paint(advice(block[0]), DIM, color=color))
        said.append("\n".join(lines))
    if len(diagnostics) > SHOWN_FINDINGS:
        said.append(f"… and {plural(len(diagnostics) - SHOWN_FINDINGS, 'more finding')}")
    return "\n\n".join(said)


@cache
def _default() -> ScrapeLint:
    return ScrapeLint()


def _several(name: str, words: Sequence[str]) -> tuple[str, ...]:
    __tracebackhide__ = True
    # A string is a sequence of strings too, and would be taken letter by letter without a word.
    if isinstance(words, str):
        raise TypeError(f"{name}: give a list of texts, not one text: [{words!r}]")
    return tuple(words)


def _message(result: Result, unexpected: Sequence[Diagnostic], said: Sequence[str], path: str) -> str:
    from lint_rules.reports.wording import score_sentence

    head = f"the text is not clean: {score_sentence(result.score)}"
    return "\n\n".join(filter(None, (head, "\n".join(said), shown_findings(unexpected, path, _advice, set()))))


def _advice(diagnostic: Diagnostic) -> str:
    code = diagnostic.finding.code
    return f'help: scrapelint rule {code} · leave it out: ignore=["{code}"]'
