"""What a reader sees of Markdown, and the way back from it to the raw text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.document import Document
from lint_rules.finding import Span
from lint_rules.markdown import OBJECT, visible

# (what it is, the raw text, what is seen; ⌷ stands for an object)
CASES = [
    ("plain text", "Nothing to see.\nTwo lines.\n", "Nothing to see.\nTwo lines.\n"),
    ("heading", "## Head ##\n#no heading\n####### none\n#\n", "Head\n#no heading\n####### none\n\n"),
    ("underlined heading", "Head\n====\n\nOther\n---\n", "Head\n\n\nOther\n\n"),
    ("link", 'See [the *map*](https://a.b/c_(d) "title") now.', "See the map now."),
    ("link to nothing", "[Share]() [x](<a b>) [y](a b)", "Share x [y](a b)"),
    ("link over lines", "[one\ntwo](u\n'title') x", "one\ntwo x"),
    ("link in a link", "[a [b](c) d](e)", "[a b d](e)"),
    ("escaped bracket", r"\[a](b) and [c\]](d)", "[a](b) and c]"),
    ("reference", "[one][r], [Two][], [two], [three].\n\n[R]: /x\n[two]: <y> 'z'\n", "one, Two, two, [three].\n\n\n\n"),
    ("definition over lines", "[a]\n\n[a]:\n  http://x.y 'title'\n", "a\n\n  \n"),
    ("footnote", "Said[^1] so.\n\n[^1]: In a *note*.\n", "Said so.\n\nIn a note.\n"),
    ("autolink", "<https://a.b/c> <me@example.org> <3 a < b > c", "https://a.b/c me@example.org <3 a < b > c"),
    ("image", "![alt *text*](x.png) ![a][b] [![i](j)](k)", "⌷ ![a][b] ⌷"),
    ("emphasis", "*a* **b** ***c*** _d_ __e__ ~~f~~", "a b c d e f"),
    ("no emphasis", "2 * 3 * 4, snake_case_name, ~5, * x*", "2 * 3 * 4, snake_case_name, ~5, * x*"),
    ("emphasis over words", "**a *b* c** _d *e_ f* *g", "a b c d *e f* *g"),
    ("rule of three", "**bo*ld* x**", "bold x"),
    ("emphasis over lines", "**one\ntwo** three", "one\ntwo three"),
    ("escapes", r"\*a\* \_b \\ \q" + "\\\nnext", "*a* _b \\ \\q\nnext"),
    ("entities", "A &amp; B&nbsp;C &copy; &shy;&#0; &nosuch; &#x41;", "A & B\u00a0C © \ufffd &nosuch; A"),
    ("inline code", "Call `x = *y*` or ``a ` b``, not `c", "Call ⌷ or ⌷, not `c"),
    ("code over lines", "Call `x\ny` now", "Call ⌷ now"),
    ("fenced code", "Run:\n```sh\nShare this: *x*\n\n```\nThen:\n~~~~\n~~~\n~~~~\n", "Run:\n⌷\nThen:\n⌷\n"),
    ("fence that does not end", "a\n```\nb\n\nc", "a\n⌷"),
    ("fence in a list", "- a\n  ```\n  b\n  ```\n  c\n", "a\n  ⌷\n  c\n"),
    ("fence that ends with its list", "- ```\n  b\nc\n", "⌷\nc\n"),
    ("no fence", "``` a ` b\n``\n", "``` a ` b\n``\n"),
    ("indented code", "Text\n\n    a *b*\n\n\tc\n\nText\n    goes on\n", "Text\n\n    ⌷\n\nText\n    goes on\n"),
    ("code in a list", "- a\n\n      b\n- \tc\n", "a\n\n      ⌷\nc\n"),
    ("list", "- a\n* b\n+ c\n1. d\n2) e\n- [ ] f\n- [x] g\n-h\n", "a\nb\nc\nd\ne\nf\ng\n-h\n"),
    ("a year is no list in a paragraph", "It was\n1986. A year.\n\n1987. Next.\n", "It was\n1986. A year.\n\nNext.\n"),
    ("nested list", "- a\n  1. b\n     c\n\n     d\n", "a\n  b\n     c\n\n     d\n"),
    ("empty item", "-\n- a\n\nx\n-\n", "\na\n\nx\n\n"),
    ("quote", "> a\nb\n>c\n\n> - d\n>   > e\n", "a\nb\nc\n\nd\ne\n"),
    ("quote that ends", "> a\n>\n> b\n\nc\n", "a\n\nb\n\nc\n"),
    ("rules", "a\n\n***\n- - -\n_ _ _\n* * *\nb\n", "a\n\n\n\n\n\nb\n"),
    ("table", "x\n\n| a | *b* |\n|---|:-:|\n| `c` | d \\| e |\nf|g\n\ny", "x\n\n a \t b \n\n ⌷ \t d | e \nf\tg\n\ny"),
    ("table after text", "x\na|b\n-|-\nc|d\n", "x\na\tb\n\nc\td\n"),
    ("no table", "a | b\nc | d\n", "a | b\nc | d\n"),
    ("comment", "a <!-- b --> c\n<!-- d\n\ne --> f\n<!-- g\n", "a  c\n f\n<!-- g\n"),
    ("tags", 'a<b class="x">c</b>d<br/>e <code>f</code> <n', "acd\ne ⌷ <n"),
    ("raw elements", "<script>\na *b*\n\nc</script>\nd\n<pre>\ne\n\n</pre>\nf\n<style>\ng\n", "\nd\n⌷\nf\n\ng\n"),
    ("front matter", "---\ntitle: x\n\ny: z\n---\na\n---\n", "\na\n\n"),
    ("front matter of the other kind", '+++\ntitle = "x"\n+++\na\n', "\na\n"),
    ("no front matter", "---\nA sentence.\n---\n", "\nA sentence.\n\n"),
    ("front matter that does not end", "---\ntitle: x\n", "\ntitle: x\n"),
    ("carriage returns", "# a\r\n- b\r*c*\r\n", "a\r\nb\rc\r\n"),
    ("code in a link", "[`a`](b)", "⌷"),
    ("nothing", "", ""),
]


@pytest.mark.parametrize(("raw", "seen"), [pytest.param(raw, seen, id=name) for name, raw, seen in CASES])
def test_what_is_seen(raw: str, seen: str) -> None:
    shown = Document(raw, markdown=True).reading.text.replace(OBJECT, "⌷")
    # Blanks at the beginning of a line that is hidden are as good as none.
    assert [line.rstrip(" ") for line in shown.split("\n")] == [line.rstrip(" ") for line in seen.split("\n")]


def test_nothing_in_code_is_seen() -> None:
    raw = "`secret` ``secret`` <code>secret</code>\n\n    secret\n\n```\nsecret\n```\n> ~~~\n> secret\n\n"
    raw += "- x\n\n      secret\n\n<pre>secret</pre>\n"
    assert "secret" not in Document(raw, markdown=True).reading.text


def test_a_text_without_marks_is_its_own_reading() -> None:
    doc = Document("Plain.\n", markdown=True)
    assert doc.reading is doc


def test_invisible_characters_and_marks_together() -> None:
    doc = Document("**S\u00adhare** `x` this", markdown=True)
    assert doc.reading.text == f"Share {OBJECT} this"
    start = doc.reading.text.index("this")
    assert doc.text[slice(*doc.reading.origin(Span(start, start + 4)))] == "this"


def found(raw: str, words: str) -> str:
    """Return what a finding over these words of the reading covers of the raw text."""
    reading = Document(raw, markdown=True).reading
    start = reading.text.index(words)
    return raw[slice(*reading.origin(Span(start, start + len(words))))]


@pytest.mark.parametrize(
    ("raw", "words", "covered"),
    [
        ("See [Read more](http://x.y/z) now", "Read more", "[Read more](http://x.y/z)"),
        ("See [Read more](http://x.y/z) now", "Read", "Read"),
        ("See [Read more](http://x.y/z) now", "more now", "more](http://x.y/z) now"),
        ("See [Read more](http://x.y/z) now", "See Read more", "See [Read more](http://x.y/z)"),
        ("- [**Home**](/)\n- [News](/n)\n", "Home", "- [**Home**](/)"),
        ("- [Home](/)\n- [News](/n)\n", "Home\nNews", "- [Home](/)\n- [News](/n)"),
        ("- [Home](/)\n- [News](/n)\n", "Home\n", "- [Home](/)\n"),
        ("- [Home](/)\n- [News](/n)\n", "\nNews", "\n- [News](/n)"),
        ("> ## Share this ##\n", "Share this", "> ## Share this ##"),
        ("**Note** share", "share", "share"),
        ("**Note**share", "share", "share"),
        ("| a | b |\n|---|---|\n| c | d |\n", "c", "c"),
        ("Run `x` now", OBJECT, "`x`"),
        ("a\n\n```\nx\n```\n", OBJECT, "```\nx\n```"),
    ],
)
def test_marks_go_with_their_words(raw: str, words: str, covered: str) -> None:
    assert found(raw, words) == covered


MARKS = [
    *(
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```",
        "[",
        "](",
        ")",
        "]",
        "![",
        "](x)",
        "[^1]",
        "<",
        ">",
        "<!--",
        "-->",
        "<b>",
        "</b>",
        "&amp;",
    ),
    *("\\", "|", "-|-", "# ", "- ", "1. ", "> ", "    ", "\t", "\n", "\r\n", "\r", "\n\n", "---\n", "a", "b c", "é", "\u00ad"),
    *("\ud800", "\0", "[a]: b\n", "<pre>", "</pre>"),
]


@given(st.lists(st.sampled_from(MARKS), max_size=40).map("".join))
def test_every_character_seen_is_the_one_at_its_place(raw: str) -> None:
    seen = visible(raw)
    offset = 0
    for start, end, shown in seen.pieces:
        assert offset <= start < end <= len(raw)
        assert len(shown) <= 1
        offset = end
    for start, end in seen.marks:
        assert 0 <= start < end <= len(raw)
    doc = Document(raw, markdown=True)
    reading = doc.reading
    for place, character in enumerate(reading.text):
        start, end = reading.origin(Span(place, place))[0], reading.origin(Span(place, place + 1))[1]
        assert 0 <= start < end <= len(raw)
        assert character in raw[start:end] or character in f"{OBJECT}\t\n&"
    # What begins later and ends later still does in the raw text.
    places = [reading.origin(Span(place, place)).start for place in range(len(reading.text))]
    assert places == sorted(places)


@given(st.text(alphabet=st.characters(exclude_characters="\\`*_~[]<>&|#+-=0123456789\t\n\r ")))
def test_a_text_without_marks_is_seen_whole(raw: str) -> None:
    assert visible(raw).pieces == ([(0, len(raw), "")] if raw else [])


PUMPS = [
    *(
        "[",
        "]",
        "![",
        "[a](",
        '[a](b "',
        "[a](<",
        "[a](((",
        "*",
        "*a ",
        "**a_",
        "~~a",
        "`a``",
        "<",
        "<a ",
        "<!--",
        "<code>",
        "<pre>\n",
    ),
    *("&a", "\\", "|", "- ", "-  a\n", "> ", ">\n", "# ", "[a]: ", "[a]:\n", "```\n", "\t", "  ", "a|b\n-|-\n", "[a][b]", "[[a]"),
    *("a*b_c~~", "- a\n\n", "\r", "-\n\n", '"'),
]


@pytest.mark.parametrize("pump", PUMPS)
def test_no_text_takes_more_than_its_share_of_time(pump: str) -> None:
    raw = "- a " + pump * (100_000 // len(pump))
    began = time.process_time()
    visible(raw)
    assert time.process_time() - began < 3  # one that grows with the square takes minutes
