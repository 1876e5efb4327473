"""What sites repeat: counted the same in any order and any parts, kept in a file that is whole or refused, and asked."""

from __future__ import annotations

import io
import pickle
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.document import Document
from lint_rules.profiles import Profile, ProfileError, Sites, layout, marks, merge_files
from lint_rules.profiles.layout import ProfileFile
from lint_rules.profiles.sample import Sample

MENU = ["Torne Valley Times", "News", "Sport", "Outdoors"]
FOOT = ["Contact us", "Terms of use"]


def story(number: int, sentences: int = 8) -> list[str]:
    """Return a story of its own: paragraphs of words that no other story has."""
    return [
        " ".join(f"word{number}x{sentence}y{place}" for place in range(12)) + f" and so it went on in story {number}."
        for sentence in range(sentences)
    ]


def page(number: int, *more: str, host: str = "example.org", path: str = "") -> Document:
    return Document("\n".join([*MENU, *story(number), *more, *FOOT]), url=f"https://{host}/{path or number}")


def sites(tmp_path: Path, documents: Sequence[Document], pages_per_host: int = 500) -> Sites:
    path = tmp_path / "sites.profile"
    Profile(pages_per_host=pages_per_host).observe(documents).save(path)
    return Sites(path)


LINES = st.lists(
    st.sampled_from(["News", "Sport", "12", "Share this", "|", " ".join(story(1)), story(2)[0], story(3)[1]]), max_size=9
)
DOCUMENTS = st.lists(
    st.builds(
        lambda host, path, lines: Document("\n".join(lines), url=f"https://{host}/{path}"),
        st.sampled_from(["a.example", "b.example"]),
        st.integers(0, 9),
        LINES,
    ),
    max_size=24,
)


@given(DOCUMENTS, st.data())
def test_counts_add_up_in_any_order_and_any_parts(documents: list[Document], data: st.DataObject) -> None:
    whole = Profile(pages_per_host=4).observe(documents).to_bytes()
    shuffled = data.draw(st.permutations(documents))
    cut = data.draw(st.integers(0, len(documents)))
    parts = [Profile(pages_per_host=4).observe(part) for part in (shuffled[:cut], shuffled[cut:])]
    first, second = data.draw(st.permutations(parts))
    assert Profile.empty(pages_per_host=4).merge(first).merge(second).to_bytes() == whole
    assert first.merge(second).to_bytes() == whole


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_merging_is_associative(one: list[Document], two: list[Document], three: list[Document]) -> None:
    def made(documents: list[Document]) -> Profile:
        return Profile(pages_per_host=3).observe(documents)

    left = made(one).merge(made(two)).merge(made(three))
    right = made(one).merge(made(two).merge(made(three)))
    assert left.to_bytes() == right.to_bytes()


@given(DOCUMENTS)
def test_memory_does_not_change_what_is_counted(documents: list[Document]) -> None:
    whole = Profile(pages_per_host=3).observe(documents).to_bytes()
    assert Profile(pages_per_host=3, pages_in_memory=2).observe(documents).to_bytes() == whole


def test_many_parts_are_put_together_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lint_rules.profiles.building.MOST_PARTS", 2)
    documents = [page(number, host=f"{number % 3}.example") for number in range(20)]
    small = Profile(pages_in_memory=2).observe(documents)
    folder = small._folder
    assert folder is not None
    assert small.to_bytes() == Profile.empty().observe(documents).to_bytes()
    assert len(list(folder.iterdir())) < 6
    del small
    assert not folder.exists()


def test_a_file_is_what_the_bytes_are(tmp_path: Path) -> None:
    documents = [page(number) for number in range(5)]
    profile = Profile.empty().observe(documents)
    path = tmp_path / "a.profile"
    profile.save(path)
    assert path.read_bytes() == profile.to_bytes() == Profile.load(path).to_bytes()
    assert Profile.from_bytes(path.read_bytes()).to_bytes() == path.read_bytes()
    assert pickle.loads(pickle.dumps(profile)).to_bytes() == path.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["a.profile"]


def test_files_are_merged_as_profiles_are(tmp_path: Path) -> None:
    documents = [page(number, host=f"{number % 4}.example") for number in range(23)]
    for number in range(3):
        Profile.empty().observe(documents[number::3]).save(tmp_path / f"{number}.profile")
    merge_files([tmp_path / f"{number}.profile" for number in (2, 0, 1)], tmp_path / "all.profile")
    assert (tmp_path / "all.profile").read_bytes() == Profile.empty().observe(documents).to_bytes()
    # Onto one of the inputs: it is read before it is replaced.
    merge_files([tmp_path / "0.profile", tmp_path / "1.profile", tmp_path / "2.profile"], tmp_path / "0.profile")
    assert (tmp_path / "0.profile").read_bytes() == (tmp_path / "all.profile").read_bytes()


def test_scores_by_other_rules_are_not_compared() -> None:
    one, two = Profile(scored_by="1+a").observe([page(1)]), Profile(scored_by="1+b").observe([page(2)])
    none = Profile.empty().observe([page(3)])
    assert none.merge(one).head.scored_by == "1+a"
    assert none.merge(two).head.scored_by == layout.MIXED
    assert two.merge(one).head.scored_by == layout.MIXED


def test_profiles_of_other_sizes_do_not_add_up(tmp_path: Path) -> None:
    Profile(pages_per_host=3).observe([page(1)]).save(tmp_path / "a.profile")
    Profile(pages_per_host=4).observe([page(1)]).save(tmp_path / "b.profile")
    with pytest.raises(ProfileError, match=r"keeps 4 pages of a host, and .*a\.profile 3"):
        merge_files([tmp_path / "a.profile", tmp_path / "b.profile"], tmp_path / "c.profile")
    with pytest.raises(ProfileError, match="do not add up"):
        Profile(pages_per_host=3).merge(Profile(pages_per_host=4))
    with pytest.raises(ProfileError, match="one at least"):
        Profile(pages_per_host=0)
    assert not (tmp_path / "c.profile").exists()


@given(DOCUMENTS)
def test_counts_are_those_of_a_plain_count(documents: list[Document]) -> None:
    pages: dict[tuple[str, str], set[str]] = defaultdict(set)
    for doc in documents:
        pages[doc.host or "", doc.url or ""].update(doc.text.split("\n"))
    profile = Profile.empty().observe(documents).to_bytes()
    with ProfileFile(io.BytesIO(profile), "it", None) as file:
        held = {record.host: record.pages for _, record in file.records()}
    for line in ("News", "Share this", story(3)[1]):
        key = marks.keys_by_line(Document(line))[0][0]
        for host, kept in held.items():
            counted = sum(key in page.keys for page in kept.values())
            assert counted == sum(line in lines for (where, _), lines in pages.items() if where == host)


# The file.


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "whole.profile"
    Profile.empty().observe([page(number, host=f"{number % 3}.example") for number in range(7)]).save(path)
    return path


def read_through(path: Path) -> None:
    with ProfileFile.open(path, marks.algorithm()) as file:
        assert len(list(file.records())) == 3


def test_a_cut_file_is_refused(whole: Path) -> None:
    read_through(whole)
    content = whole.read_bytes()
    for length in [*range(0, 200, 7), *range(200, len(content), 611)]:
        whole.write_bytes(content[:length])
        with pytest.raises(ProfileError, match=r"is no profile|is damaged"):
            Sites(whole)
    whole.write_bytes(content + b"\0")
    with pytest.raises(ProfileError, match="bytes, and"):
        Sites(whole)


def test_a_changed_byte_is_noticed(whole: Path) -> None:
    content = whole.read_bytes()
    for place in [*range(0, 200, 3), *range(200, len(content), 397)]:
        whole.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(ProfileError):
            read_through(whole)


def test_another_format_and_other_hashes_are_refused_by_name(whole: Path) -> None:
    content = bytearray(whole.read_bytes())
    content[8] = 99
    whole.write_bytes(content)
    with pytest.raises(ProfileError, match="format 99, and this version reads format 1: build it anew"):
        Sites(whole)
    other = layout.as_bytes(layout.Head(5, "marks 0, rensa r1", ""), [])
    whole.write_bytes(other)
    with pytest.raises(ProfileError, match=r"other hashes \(marks 0, rensa r1; here: marks 1"):
        Sites(whole)


def test_what_is_no_profile_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("News\n" * 100, "utf-8")
    (tmp_path / "empty").touch()
    for name, words in (
        ("text", "is no profile"),
        ("empty", "is no profile"),
        ("none", "there is no profile"),
        (".", "cannot be"),
    ):
        with pytest.raises(ProfileError, match=words):
            Sites(tmp_path / name)


def test_a_profile_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be written"):
        Profile.empty().save(tmp_path / "none" / "a.profile")

    class Full(Profile):
        def _records(self) -> Never:
            raise OSError(28, "No space left on device")

    (tmp_path / "a.profile").write_bytes(b"before")
    with pytest.raises(ProfileError, match=r"a\.profile: cannot be written: No space left"):
        Full().save(tmp_path / "a.profile")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.profile", b"before")]


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rensa", None)
    for cached in (marks._minhash, marks.algorithm):
        cached.cache_clear()
    with pytest.raises(marks.MissingLibraryError, match=r"pip install 'scrapelint\[profile\]'"):
        Profile()


# What a page is known by.


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.org/a/b",
        "https://example.org/a/b/",
        "https://EXAMPLE.org:443/a/b#top",
        "https://example.org/a/b?utm_source=x&fbclid=y",
    ],
)
def test_one_page_has_one_name(url: str) -> None:
    assert marks.page_hash(Document("", url=url).source) == marks.page_hash(Document("", url="https://example.org/a/b").source)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a/B",
        "https://example.org/a",
        "https://news.example.org/a/b",
        "https://example.org:8080/a/b",
        "https://example.org/a/b?id=2",
    ],
)
def test_other_pages_have_others(url: str) -> None:
    assert marks.page_hash(Document("", url=url).source) != marks.page_hash(Document("", url="https://example.org/a/b").source)


def test_the_order_of_parameters_does_not_matter() -> None:
    one, two = (Document("", url=f"https://example.org/?{asked}").source for asked in ("a=1&b=2", "b=2&utm_medium=x&a=1"))
    assert marks.page_hash(one) == marks.page_hash(two)


def test_without_an_address_the_id_names_a_page() -> None:
    assert marks.page_hash(Document("", id="x").source) == marks.page_hash(Document("y", id="x").source)
    assert marks.page_hash(Document("", id="x").source) != marks.page_hash(Document("", id="y").source)
    assert marks.page_of(Document("", url="https://[broken").source)


def test_lines_are_compared_without_case_marks_and_spaces() -> None:
    doc = Document("» Share  this\nSHARE THIS:\n| share\tthis |\nShare that\n12\n12 people\n13 people\n—")
    lines, _ = marks.keys_by_line(doc)
    assert lines[0] == lines[1] == lines[2]
    assert lines[4] == lines[7] == 0
    assert len(set(lines)) == 5


def test_hashes_stay_what_they_were() -> None:
    """Profiles are kept, and added to. Whoever changes what is hashed changes `marks.VERSION`, and these."""
    doc = Document("» Über  uns: 12 “Dinge”\nWeiter\n3\n" + "\n".join(story(1)), url="https://www.example.org/a/?b=1#c")
    lines, blocks = marks.keys_by_line(doc)
    assert (marks.VERSION, marks.algorithm()) == (1, "marks 1, rensa r2")
    assert lines[:3] == [1433556859, 2053793327, 0]
    assert blocks[:2] == [3794653155, 0]
    assert marks.page_hash(doc.source) == 1640500057365488879
    assert marks.signature_of(doc)[:2].tolist() == [468645078, 640977538]


def test_names_that_cannot_be_written_are_mended_and_hosts_that_are_none_passed_over() -> None:
    odd = Document("News\n", url="https://a\ud800.example/\ud800", id="\ud800")
    profile = Profile.empty().observe([odd, Document("News\n", id="x", host="h" * 254)])
    assert Profile.from_bytes(profile.to_bytes()).to_bytes() == profile.to_bytes()
    assert Profile.from_bytes(profile.to_bytes()).merge(profile).to_bytes() == profile.to_bytes()


def test_blocks_are_three_short_lines_with_words_among_them() -> None:
    _, blocks = marks.keys_by_line(Document("1\n2\n3\nNext\n" + story(1)[0] + "\nA\nB\nC"))
    assert [bool(block) for block in blocks] == [False, True, False, False, False, True, False, False]


def test_a_page_without_end_keeps_the_smallest_hashes() -> None:
    many = [f"line number {number}" for number in range(marks.MOST_KEYS + 500)]
    held = marks.marks_of(Document("\n".join(many))).keys
    assert len(held) == marks.MOST_KEYS
    assert held.tolist() == sorted(held.tolist())


def test_a_sample_keeps_the_same_pages_whatever_comes_first() -> None:
    made = marks.marks_of(Document("x", url="https://example.org/"))
    up, down = Sample(5), Sample(5)
    for page_number in range(100):
        up.add(page_number, made)
        down.add(99 - page_number, made)
    assert list(up.pages) == list(down.pages) == list(range(5))
    assert not up.wants(50)
    assert up.emptied().wants(3)
    assert not up.emptied().wants(50)


# Asking.


def test_a_line_is_counted_on_other_pages(tmp_path: Path) -> None:
    documents = [page(number, *(["Only here and there"] if number < 2 else [])) for number in range(6)]
    asked = sites(tmp_path, documents)
    for doc in documents:
        standing = asked.standing(doc)
        assert standing is not None
        assert standing.others == 5
        counts = dict(zip((line.text for line in doc.lines), map(standing.count, standing.lines), strict=True))
        assert counts["News"] == counts["Contact us"] == 5
        assert [counts[line] for line in story(int(doc.source.id[-1]))] == [0] * 8
        assert counts.get("Only here and there", 1) == 1
        assert standing.count(standing.blocks[0]) == 5
    assert asked.standing(Document("News", url="https://other.example/")) is None
    assert asked.standing(Document("News")) is None


def test_a_page_that_was_not_counted_is_judged_too(tmp_path: Path) -> None:
    standing = sites(tmp_path, [page(number) for number in range(4)]).standing(page(9))
    assert standing is not None
    assert standing.others == standing.count(standing.lines[0]) == 4
    assert standing.examples(standing.lines[0]) == standing.examples(standing.lines[1])
    assert len(standing.examples(standing.lines[0])) == 3


def test_the_same_page_twice_is_one_page(tmp_path: Path) -> None:
    again = [Document("\n".join([*story(1), "Extracted by another"]), url="http://www.example.org/1#x") for _ in range(5)]
    standing = sites(tmp_path, [page(1), *again, page(2)]).standing(page(2))
    assert standing is not None
    assert standing.others == 1


def test_a_story_under_other_addresses_does_not_vouch_for_itself(tmp_path: Path) -> None:
    copies = [page(1, path=f"print-{number}") for number in range(4)]
    edited = page(1, "Corrected on Monday: the weir was built in 1931, not in 1913, as an earlier version of this story had it.")
    asked = sites(tmp_path, [*copies, edited, page(2), page(3)])
    standing = asked.standing(copies[0])
    assert standing is not None
    assert standing.others == 2
    assert [standing.count(key) for key in standing.lines[4:12]] == [0] * 8
    assert standing.count(standing.lines[0]) == 2
    assert {twin.name for twin in standing.twins} == {doc.url for doc in [*copies[1:], edited]}
    assert min(twin.likeness for twin in standing.twins) >= 0.6
    # And to a third page the copies are one.
    standing = asked.standing(page(2))
    assert standing is not None
    assert (standing.others, standing.count(standing.lines[0])) == (2, 2)


def test_a_story_on_one_line_does_not_vouch_for_itself_either(tmp_path: Path) -> None:
    copies = [
        Document("\n".join([*MENU, " ".join(story(1)), f"Headline {number}"]), url=f"https://example.org/{number}")
        for number in range(4)
    ]
    standing = sites(tmp_path, [*copies, page(5), page(6)]).standing(copies[0])
    assert standing is not None
    assert standing.others == 2
    assert standing.count(standing.lines[4]) == 0


def test_pages_without_an_article_are_one_if_their_lines_are(tmp_path: Path) -> None:
    listing = [Document("\n".join([*MENU, f"Match {number // 3}"]), url=f"https://example.org/{number}") for number in range(6)]
    standing = sites(tmp_path, listing).standing(listing[0])
    assert standing is not None
    assert standing.others == 1
    assert [twin.likeness for twin in standing.twins] == [1.0, 1.0]


def test_a_large_site_is_known_by_a_sample(tmp_path: Path) -> None:
    documents = [page(number) for number in range(60)]
    asked = sites(tmp_path, documents, pages_per_host=10)
    standings = [asked.standing(doc) for doc in documents]
    assert sorted(standing.others for standing in standings if standing) == [9] * 10 + [10] * 50
    assert all(standing.count(standing.lines[0]) == standing.others for standing in standings if standing)


def test_hosts_asked_for_long_ago_are_forgotten_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lint_rules.profiles.sites.PAGES_REMEMBERED", 4)
    documents = [page(number, host=f"{number % 4}.example") for number in range(12)]
    asked = sites(tmp_path, documents)
    for _ in range(2):
        for doc in documents:
            standing = asked.standing(doc)
            assert standing is not None
            assert standing.count(standing.lines[0]) == 2
    assert len(asked._sites) == 1
    assert asked.standing(Document("x", url="https://none.example")) is None


def test_lengths_and_scores_are_those_of_other_documents(tmp_path: Path) -> None:
    documents = [page(number) for number in range(4)]
    path = tmp_path / "sites.profile"
    Profile.empty().observe(documents, score=lambda doc: 900 if doc.url and doc.url.endswith("1") else 1000).save(path)
    standing = Sites(path).standing(documents[0])
    assert standing is not None
    assert standing.scores == [900, 1000, 1000]
    assert len(standing.lengths) == 3
