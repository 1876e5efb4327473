"""What is said of a rule comes from the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

import pytest

from lint_rules.config import Config
from lint_rules.engine import explain, registry
from lint_rules.errors import ConfigError
from lint_rules.finding import Counts, Finding, Severity
from lint_rules.rule import Anchor, Context, Invalid, Option, Rule, Trigger, Valid

RULES = registry.discover(Config(plugins=False))


class Whistle(Rule):
    """A whistle
    was scraped.

    ## Why it matters
    It is loud.

    ## When it is right to keep
    At a match | in a story.
    """

    code = "CHR999"
    severity = Severity.WARNING
    counts = Counts.CONTAMINATION
    confidence = 0.875
    languages: ClassVar[frozenset[str] | None] = frozenset({"en", "de"})
    preview = True
    triggers = (
        *(Trigger(f"whistle {n}", Anchor.LINE, weak=n > 6, language="en") for n in range(8)),
        Trigger("pfeife", Anchor.LINE, language="de"),
        Trigger("a `tick`", Anchor.ANYWHERE),
        Trigger(r"[0-9]{3} tweets", Anchor.PATTERN),
    )
    least = Option(3, "fewest whistles | that count")
    greeting = Option('say "x"', "what to say")
    loud = Option(True, "whether it must be loud")
    VALID = (Valid("A whistle blew.\r\n```\ncode\n```\n", url="https://example.org/"),)
    INVALID = (Invalid("⟦Whistle\u200b⟧\n\nText.\n\n", fixed="Text.\n", markdown=True), Invalid("⟦Whistle⟧", fixed=""))

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield nothing."""
        del ctx
        return iter(())


class Bare(Rule):
    """Nothing much."""

    code = "TXT998"
    counts = Counts.DAMAGE


def test_a_page_has_everything() -> None:
    page = explain.page(Whistle)
    assert page == (
        "# CHR999 test-explain\n"
        "\n"
        "A whistle\n"
        "was scraped.\n"
        "\n"
        "|  |  |\n"
        "| --- | --- |\n"
        "| Category | chrome (`CHR`) |\n"
        "| Severity | warning |\n"
        "| Counts as | contamination |\n"
        "| Confidence | 0.88 |\n"
        "| Fixable | yes |\n"
        "| Languages | de, en |\n"
        "| Preview | yes: runs only with `--preview`, and is neither scored nor gated |\n"
        "\n"
        "## Why it matters\n"
        "It is loud.\n"
        "\n"
        "## When it is right to keep\n"
        "At a match | in a story.\n"
        "\n"
        "## Options\n"
        "\n"
        "| Option | Default | Meaning |\n"
        "| --- | --- | --- |\n"
        '| `greeting` | `"say \\"x\\""` | what to say |\n'
        "| `least` | `3` | fewest whistles \\| that count |\n"
        "| `loud` | `true` | whether it must be loud |\n"
        "\n"
        "```toml\n"
        "[tool.scrapelint.rules.CHR999]\n"
        'greeting = "say \\"x\\""\n'
        "least = 3\n"
        "loud = true\n"
        "```\n"
        "\n"
        "## What it waits for\n"
        "\n"
        "- 9 phrases, alone on its line, but for marks around it (en 8, de 1); 1 of them only where a neighbouring line bears"
        " them out: `whistle 0`, `whistle 1`, `whistle 2`, `whistle 3`, `whistle 4`, `whistle 5` …\n"
        "- 1 phrase, anywhere in a line: `` a `tick` ``\n"
        "- 1 pattern, a regular expression, searched in the folded line\n"
        "\n"
        "## Found\n"
        "\n"
        "The words between ⟦ and ⟧ are reported.\n"
        "\n"
        "As Markdown:\n"
        "\n"
        "```text\n"
        "⟦Whistle\\u200b⟧\n"
        "\n"
        "Text.\n"
        "```\n"
        "\n"
        "Mended:\n"
        "\n"
        "```text\n"
        "Text.\n"
        "```\n"
        "\n"
        "```text\n"
        "⟦Whistle⟧\n"
        "```\n"
        "\n"
        "Mended: nothing is left.\n"
        "\n"
        "## Left alone\n"
        "\n"
        "From <https://example.org/>:\n"
        "\n"
        "````text\n"
        "A whistle blew.\n"
        "```\n"
        "code\n"
        "```\n"
        "````\n"
    )


def test_a_rule_with_little_to_say() -> None:
    page = explain.page(Bare)
    assert "Nothing: the rule runs on every document." in page
    assert "| Fixable | no |" in page
    assert "| Languages | any |" in page
    assert "## Options" not in page
    assert "## Found" not in page


def test_the_summary_of_a_rule() -> None:
    assert explain.summarise(Whistle) == explain.Summary(
        "CHR999", "test-explain", "chrome", "warning", "contamination", 0.875, True, True, ("de", "en"), "A whistle was scraped."
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_page(rule: type[Rule]) -> None:
    page = explain.page(rule)
    assert page.startswith(f"# {rule.code} {rule.name()}\n\n")
    for section in (*registry.SECTIONS, "## What it waits for", "## Found", "## Left alone"):
        assert f"\n{section}\n" in page
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ud800-\udfff]", page)
    assert explain.first_sentence(rule)


@pytest.mark.parametrize("name", ["CHR001", "chr001", "skip-link", "Skip_Link", " CHR001 "])
def test_a_rule_is_found_by_code_and_name(name: str) -> None:
    assert explain.find(name, RULES).code == "CHR001"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("CHR0001", "did you mean 'CHR001'?"),
        ("skip-lnk", "did you mean 'skip-link'?"),
        ("\x1b[31m", r"there is no rule '\u001b[31m'; `scrapelint rules` lists all"),
    ],
)
def test_an_unknown_rule_names_the_nearest(name: str, said: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(said)):
        explain.find(name, RULES)
