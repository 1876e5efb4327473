"""Fixes are made whole or not at all, and deletions that overlap are one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.document import Document
from lint_rules.engine.fixing import apply, edits, made
from lint_rules.finding import Edit, Fix, Span
from lint_rules.rule import remove_lines


def a_fix(*edits: tuple[int, int, str]) -> Fix:
    return Fix(tuple(Edit(Span(start, end), text) for start, end, text in edits), safe=True, description="mend")


@pytest.mark.parametrize(
    ("text", "fixes", "expected"),
    [
        ("abcdef", [], "abcdef"),
        ("abcdef", [a_fix((1, 2, "")), a_fix((4, 5, ""))], "acdf"),
        ("abcdef", [a_fix((1, 4, "")), a_fix((2, 6, ""))], "a"),
        ("abcdef", [a_fix((1, 5, "")), a_fix((2, 3, ""))], "af"),
        ("abcdef", [a_fix((2, 2, " ")), a_fix((4, 4, " "))], "ab cd ef"),
        ("abcdef", [a_fix((1, 3, "X")), a_fix((2, 4, "Y"))], "aXdef"),
        ("abcdef", [a_fix((0, 1, ""), (2, 3, "X")), a_fix((2, 4, "Y"), (5, 6, ""))], "bXdef"),
    ],
)
def test_edits(text: str, fixes: list[Fix], expected: str) -> None:
    assert apply(text, fixes) == expected


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("One.\n\nShare\n\nTwo.\n", [1], "One.\n\nTwo.\n"),
        ("One.\nShare\n\nTwo.\n", [1], "One.\n\nTwo.\n"),
        ("Share\nPrint\n\nOne.\n", [0, 1], "One.\n"),
        ("One.\n\nShare\nPrint\n", [1, 2], "One.\n"),
        ("One.\n\nShare\nPrint\n\nTwo.\n", [1, 2], "One.\n\nTwo.\n"),
        ("One.\n\nShare\n\n\nPrint\nTwo.\n", [1, 2], "One.\n\nTwo.\n"),
        ("One.\nShare", [1], "One."),
        ("Share\nPrint", [0, 1], ""),
        ("One.\r\n\r\nShare\r\n\r\nTwo.\r\n", [1], "One.\r\n\r\nTwo.\r\n"),
        ("One.\r\n\r\nShare\r\n", [1], "One.\r\n"),
        ("One.\rShare\rTwo.\r", [1], "One.\rTwo.\r"),
    ],
)
def test_lines_go_with_the_smaller_of_their_gaps(text: str, lines: list[int], expected: str) -> None:
    doc = Document(text)
    assert apply(text, [remove_lines(doc.lines[index]) for index in lines]) == expected


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("One Share two.", (4, 9), "One two."),
        ("One. Share", (5, 10), "One."),
        ("One. Share \nTwo.", (5, 10), "One.\nTwo."),
        ("Share one.", (0, 5), "one."),
        ("  Share one.", (2, 7), "  one."),
        ("One(Share)two", (3, 10), "Onetwo"),
    ],
)
def test_amid_a_line_no_space_stands_double(text: str, span: tuple[int, int], expected: str) -> None:
    assert apply(text, [a_fix((*span, ""))]) == expected


@given(
    st.text("ab \n\r", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(("", "", "X"))), max_size=6),
)
def test_edits_are_in_order_and_apart(text: str, given_edits: list[tuple[int, int, str]]) -> None:
    cut = [(min(a, len(text)), min(b, len(text)), put) for a, b, put in given_edits]
    found = edits(text, [a_fix((min(a, b), max(a, b), put)) for a, b, put in cut if a != b or put])
    assert found == sorted(found)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    assert made(text, found) == apply(text, [a_fix((min(a, b), max(a, b), put)) for a, b, put in cut if a != b or put])


@given(st.text("ab\n", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
def test_deletions_take_out_what_they_cover_and_white_space_at_most(text: str, pairs: list[tuple[int, int]]) -> None:
    spans = [tuple(sorted((min(a, len(text)), min(b, len(text))))) for a, b in pairs]
    gone = {offset for start, end in spans for offset in range(start, end)}
    expected = "".join(c for offset, c in enumerate(text) if offset not in gone)
    found = apply(text, [a_fix((start, end, "")) for start, end in spans])
    assert "".join(found.split()) == "".join(expected.split())
    assert len(found) <= len(expected)
