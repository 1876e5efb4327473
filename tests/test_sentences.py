"""Where sentences end: abbreviations, quotes, lists, headings, other scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.engine import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four…", 4),
        ("Dr. Lee met Mr. Osei at 5 p.m. on Monday. They spoke.", 2),
        ("The U.S. Senate sat. The U.K. did not.", 2),
        ("J. K. Rowe wrote it. So did A. N. Other.", 2),
        ('"Come in," she said. "Sit down." He sat.', 3),
        ("“Who is it?” asked the man. Nobody.", 2),
        ("It ended (at last.) Then rain came.", 2),
        ("Versions 2.0 and 3.5 cost $4.99 each.", 1),
        ("Wait... what? No.", 2),
        ("1. Boil the water\n2. Add the salt\n3. Stir.", 3),
        ("A heading without a stop\n\nA sentence. And one more", 3),
        ("– first item\n– second item", 2),
        ("* * *\n\n—\n", 0),
        ("z.B. in Berlin, d.h. im Osten. Das war alles.", 2),
        ("他来了。她走了。", 2),
        ("No stop at all", 1),
        ("", 0),
        ("One.\r\nTwo.\rThree.", 3),
    ],
)
def test_counts(text: str, expected: int) -> None:
    assert len(sentences.ends(text)) == expected
    assert sentences.count(text) == expected


@given(st.text(st.sampled_from('aB .!?\n\r"”)…。1é'), max_size=60))
def test_ends_rise_and_reach_the_last_word(text: str) -> None:
    found = sentences.ends(text)
    assert found == sorted(set(found))
    assert all(0 < end <= len(text) for end in found)
    assert bool(found) or not any(c.isalnum() for c in text)


@given(st.text(st.sampled_from('aB .!?\n\r"”)…。1é-_²'), max_size=60))
def test_the_count_is_the_number_of_ends(text: str) -> None:
    assert sentences.count(text) == len(sentences.ends(text))


@given(st.lists(st.text(st.sampled_from('aB .!?"”)…1é'), max_size=20), max_size=6))
def test_lines_are_judged_each_by_itself(lines: list[str]) -> None:
    assert len(sentences.ends("\n".join(lines))) == sum(len(sentences.ends(line)) for line in lines)
