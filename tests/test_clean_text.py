"""What is taken out of a text, and that a cleaned text is one that cleaning leaves alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint_rules.cleaning.diff import diff
from lint_rules.cleaning.text import Cleaned, Policy, clean
from lint_rules.cleaning.trail import Trail
from lint_rules.document import Document
from lint_rules.engine import fixing
from lint_rules.engine.linter import Linter
from lint_rules.finding import Edit, Severity, Span

LINTER = Linter()
STORY = (
    "The council met on Tuesday and voted, after four hours, to rebuild the old bridge over the river next spring.",
    "“We have waited for this since the flood,” said Ann Moll, who keeps the mill below it, “and we can wait a year more.”",
    "The work is to cost four million and to take two summers; boats will pass through the mill race until it is done.",
    "Engineers found cracks in two of its five arches last autumn, and divers who looked at the piers in May found more.",
)
RESIDUE = (
    "Skip to content",
    "Share this:",
    "Sign up for our newsletter",
    "© 2021 Example Media. All rights reserved.",
    "Advertisement",
    "Read more: The mayor resigns",
    "We use cookies to improve your experience. Accept all cookies",
    "Home | News | Sports | Weather",
    "Leave a comment",
    "Related stories",
    "Ten things to do this weekend",
)
DAMAGE = ("It cost &amp; it was paid , they said.", "The the bridge is cafÃ© brown and old, as we have known it.")
LINES = st.sampled_from((*STORY, *RESIDUE, *DAMAGE, "", "A line of its own"))


def cleaned(text: str, policy: Policy | None = None) -> Cleaned:
    doc = Document(text)
    return clean(doc, LINTER.check(doc), LINTER, policy or Policy())


def a_text(*residue: str) -> str:
    return "\n\n".join([*STORY[:2], *residue, *STORY[2:]]) + "\n"


def test_what_does_not_belong_is_taken_out_and_the_rest_stays() -> None:
    result = cleaned("Skip to content\n\n" + a_text("Advertisement") + "\n© 2021 Example Media. All rights reserved.\n")
    assert result.text == a_text()
    assert [change.codes for change in result.changes] == [["CHR001"], ["PRO004"], ["CRD001"]]
    assert not any(change.replacement for change in result.changes)


def test_a_clean_text_is_left_alone() -> None:
    result = cleaned(a_text())
    assert (result.text, result.changes, result.lost) == (a_text(), (), 0.0)


def test_damage_is_mended_where_that_is_safe_and_otherwise_when_asked() -> None:
    text = a_text("It cost four &amp; was paid.", "Nobody had expected thatthe bridge would stand for such along time.")
    safe = cleaned(text)
    assert "four & was paid" in safe.text
    assert "thatthe" in safe.text
    assert "that the" in cleaned(text, Policy(unsafe=True)).text


def test_what_is_arguable_stays() -> None:
    text = "By Ann Moll\n\n" + a_text()
    assert any(each.finding.severity is Severity.INFO for each in LINTER.check(Document(text)).diagnostics)
    assert cleaned(text).text == text


def test_a_bullet_goes_with_what_stood_behind_it() -> None:
    text = a_text('- <span id="count"></span>')
    assert cleaned(text).text == a_text()
    assert "- a word" in cleaned(a_text('- a word <span id="count"></span>')).text


def test_what_would_be_lost_is_counted_of_all_that_was_found() -> None:
    text = "Skip to content\n" * 40 + "It rained.\n"
    assert cleaned(text).lost > 0.9
    assert cleaned("").lost == 0.0


def test_findings_amid_the_text_are_left_where_they_are_not_sure_enough() -> None:
    text = a_text("Advertisement")
    assert cleaned(text, Policy(least=1.0)).text == text


@settings(deadline=None, max_examples=60)
@given(st.lists(LINES, max_size=14), st.sampled_from(("\n", "\n\n", "\r\n")))
def test_cleaning_twice_is_cleaning_once(lines: list[str], between: str) -> None:
    once = cleaned(between.join(lines))
    again = cleaned(once.text)
    assert again.text == once.text
    assert again.changes == ()


@settings(deadline=None, max_examples=60)
@given(st.lists(LINES, max_size=14), st.sampled_from(("\n", "\n\n", "\r")))
def test_no_text_is_cleaned_into_a_worse_one_and_the_changes_say_all(lines: list[str], between: str) -> None:
    text = between.join(lines)
    result = cleaned(text)
    before, after = LINTER.check(Document(text)).score.value, LINTER.check(Document(result.text)).score.value
    assert before is None or (after is not None and after >= before)
    assert fixing.made(text, [Edit(change.span, change.replacement) for change in result.changes]) == result.text
    assert 0 <= result.lost <= 1
    for change in result.changes:
        assert change.codes
        assert all(change.span.start <= span.start <= span.end <= change.span.end for _, span in change.named)


@st.composite
def edits(draw: st.DrawFn, length: int) -> list[Edit]:
    """Edits in order that do not overlap."""
    bounds = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    found: list[Edit] = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=False):
        if not found or start > found[-1].span.end:
            found.append(Edit(Span(start, end), draw(st.sampled_from(("", "", "X", "YZ")))))
    return found


@given(st.data())
def test_a_trail_of_edits_leads_back(data: st.DataObject) -> None:
    text = data.draw(st.text("abc", max_size=20))
    trail = Trail(text)
    for _ in range(3):
        made = data.draw(edits(len(trail.text)))
        expected = fixing.made(trail.text, made)
        trail.edit(made)
        assert trail.text == expected
        assert fixing.made(text, trail.changes()) == expected
        changes = list(trail.changes())
        assert all(one.span.end < other.span.start for one, other in pairwise(changes))


def test_a_trail_tells_where_its_text_stood() -> None:
    trail = Trail("one two three")
    trail.edit([Edit(Span(0, 4), ""), Edit(Span(8, 8), "and ")])
    assert trail.text == "two and three"
    assert trail.origin(Span(0, 3)) == (4, 7)
    assert trail.origin(Span(4, 7)) == (8, 8)
    trail.edit([Edit(Span(0, 4), "")])
    assert trail.text == "and three"
    assert trail.origin(Span(4, 9)) == (8, 13)
    assert trail.origin(Span(9, 9)) == (13, 13)


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("a\nb\nc\n", [Edit(Span(2, 4), "")], "@@ -1,3 +1,2 @@\n a\n-b\n c\n"),
        ("a\nb\nc\n", [Edit(Span(2, 3), "x")], "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"),
        ("a\nb", [Edit(Span(1, 3), "")], "@@ -1,2 +1,1 @@\n-a\n-b\n+a\n"),
        ("a\n", [Edit(Span(0, 2), "")], "@@ -1,1 +0,0 @@\n-a\n"),
        ("a b", [Edit(Span(0, 2), ""), Edit(Span(3, 3), "c")], "@@ -1,1 +1,1 @@\n-a b\n+bc\n"),
    ],
)
def test_a_diff_shows_the_lines_that_change(text: str, changes: list[Edit], expected: str) -> None:
    head, _, rest = diff(Document(text, id="x"), changes).partition("@@")
    assert head == "--- x\n+++ x (cleaned)\n"
    assert "@@" + rest == expected


@given(st.data())
def test_a_diff_applied_gives_the_changed_text(data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(st.sampled_from(("a\n", "b\n", "long line\n", "\n")), max_size=25)))
    made = data.draw(edits(len(text)))
    shown = diff(Document(text, id="x"), made).splitlines()[2:]
    source, result, position = text.split("\n")[:-1], [], 0
    for line in shown:
        if line.startswith("@@"):
            first, count = (int(number) for number in line.split()[1][1:].split(","))
            start = first - (count > 0)
            result += source[position:start]
            position = start
        elif line[0] in " -":
            assert source[position] == line[1:]
            result += [line[1:]] if line[0] == " " else []
            position += 1
        else:
            result.append(line[1:])
    changed = fixing.made(text, made)
    assert result + source[position:] == (
        changed.split("\n")[:-1] if changed.endswith("\n") else changed.split("\n") if changed else []
    )


def test_a_diff_shows_what_could_take_over_a_terminal_as_text() -> None:
    text = "\x1b[31mred\u202e\nb\n"
    assert "\x1b" not in diff(Document(text, id="\x1b]0;x\x07"), [Edit(Span(0, 2), "")])
