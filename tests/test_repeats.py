"""Repeated lines: copies and edited copies are found, lines that are only built alike are not."""

from __future__ import annotations

import pytest

from lint_rules.document import Document
from lint_rules.shapes.repeats import repeats

SOURCE = "The ferry Aurora carried its last passengers across the Sund on Sunday night, after 51 years of service."


def likeness(first: str, second: str) -> float:
    """Return how alike two lines are said to be, 0 where they are not."""
    return next((found.likeness for found in repeats(Document(f"{first}\n\n{second}\n"))), 0.0)


def test_a_copy_is_found_whatever_marks_stand_around_it() -> None:
    assert likeness(SOURCE, SOURCE) == 1.0
    assert likeness(SOURCE, f"» {SOURCE.upper()}") == 1.0


@pytest.mark.parametrize(
    "edited",
    [
        "The ferry Aurora took its last passengers over the Sund on Sunday night, after 51 years of service.",
        "On Sunday night the ferry Aurora carried its last passengers across the Sund, after 51 years of service.",
        "Ferry Aurora carried its last passengers across the Sund on Sunday night after 51 years of service. (Photo: J. Claes)",
        "The ferry Aurora carried its last passengers across the Sund on Sunday night.",
    ],
)
def test_an_edited_copy_is_found(edited: str) -> None:
    assert 0.7 <= likeness(SOURCE, edited) < 1.0


@pytest.mark.parametrize(
    "other",
    [
        "The ferry Borealis carried its first passengers across the Belt on Friday night, after 12 years of waiting.",
        "The passengers of the last ferry had to wait for the night train, which on Sunday ran late after a storm.",
        "Nobody in the village had seen a storm like it, and the boats stayed in the harbour until it was over.",
        "The ferry.",
    ],
)
def test_other_lines_are_not(other: str) -> None:
    assert likeness(SOURCE, other) == 0.0


def test_numbered_clauses_are_compared_word_for_word_only() -> None:
    clause = "The tenant pays the rent to the owner of the house on the first day of every month."
    assert likeness(f"2.1 {clause}", f"3.1 {clause}") == 0.0
    assert likeness(f"(a) {clause}", f"(a) {clause}") == 1.0


def test_lines_without_names_must_share_more() -> None:
    line = "he went down to the river every morning and looked for a long time at the water and the boats"
    assert likeness(line, line.replace("looked for a long time", "gazed for a long time")) > 0
    assert likeness(line, "he went up to the mountain every evening and waited for a short time at the hut with the goats") == 0.0


def test_short_lines_and_lines_of_marks_are_left_out() -> None:
    assert likeness("Add salt and stir.", "Add salt and stir.") == 0.0
    assert likeness("* * * * * * * * * * * * * * * * * * * * * * * *", "* * * * * * * * * * * * * * * * * * * * * * * *") == 0.0


def test_a_long_text_of_one_pattern_stays_quick() -> None:
    lines = [
        f"On day {n} the keeper of the light saw {n * 7} ships go by between the islands and the shore." for n in range(3000)
    ]
    assert repeats(Document("\n".join(lines))) == ()
