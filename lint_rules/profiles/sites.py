"""Asking: what a profile says of a document that is judged."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from lint_rules.document import Document
from lint_rules.profiles.layout import ProfileFile, Record
from lint_rules.profiles.marks import SIGNATURE, UNKNOWN, algorithm, kept, keys_by_line, page_hash, signature_of, site_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lint_rules.profiles.marks import Signature

# Share of the running text from which two pages are one document, so that one does not vouch for the other's lines: the
# same story under a second address keeps nearly all of it, one that was carried on keeps most. Stories of a site that only
# quote the same release stay below.
SAME_DOCUMENT: Final = 0.6
NO_MINIMUM: Final = 0xFFFFFFFF  # all minima of a page without running text
EXAMPLES: Final = 3  # pages that a finding points at
PAGES_REMEMBERED: Final = 20_000  # of hosts asked for lately: some 40 MB


class Twin(NamedTuple):
    """Another page with the same text: its name, and the share of the running text that both have, 0 to 1."""

    name: str
    likeness: float


class Sites:
    """A profile file, open for asking. `scored_by` names the rules that scores are to be compared with.

    Raises ProfileError where the file cannot be used, MissingLibraryError where the library is not installed that it was
    made with.
    """

    def __init__(self, path: str | Path, *, scored_by: str = "") -> None:
        self._file = ProfileFile.open(Path(path), algorithm())
        self._has_scores = scored_by == self._file.head.scored_by
        self._sites: OrderedDict[str, Site | None] = OrderedDict()
        self._remembered = 0
        self._last: tuple[Document, Standing | None] | None = None

    @property
    def digest(self) -> bytes:
        """What names the profile by its content: two with the same say the same."""
        return self._file.digest

    def standing(self, doc: Document) -> Standing | None:
        """Return what the profile says of a document, given as its reader sees it; None where it knows nothing of the host.

        Raises ProfileError where the host's record is damaged.
        """
        if self._last is None or self._last[0] is not doc:
            host = site_of(doc.source)
            site = self._site(host) if host else None
            self._last = doc, Standing(doc, site, has_scores=self._has_scores) if site else None
        return self._last[1]

    def _site(self, host: str) -> Site | None:
        if host in self._sites:
            self._sites.move_to_end(host)
            return self._sites[host]
        entry = self._file.find(host)
        site = Site(self._file.record(entry)) if entry else None
        self._sites[host] = site
        self._remembered += len(site.names) if site else 1
        while self._remembered > PAGES_REMEMBERED and len(self._sites) > 1:
            _, gone = self._sites.popitem(last=False)
            self._remembered -= len(gone.names) if gone else 1
        return site


class Site:
    """A host's pages, numbered in the order of their hashes, and which of them have which line."""

    def __init__(self, record: Record) -> None:
        import numpy as np

        marks = list(record.pages.values())
        self.host = record.host
        self.numbers = {page: number for number, page in enumerate(record.pages)}
        self.names = [each.name for each in marks]
        self.lengths = [each.length for each in marks]
        self.scores = [each.score for each in marks]
        self.signatures = np.array([each.signature for each in marks], np.uint32).reshape(len(marks), SIGNATURE)
        self.holding = _holding([each.keys for each in marks])
        self.contents: dict[bytes, list[int]] = {}
        for number, each in enumerate(marks):
            self.contents.setdefault(each.keys.tobytes(), []).append(number)
        self.documents = _documents(self.signatures, list(self.contents.values()))
        self._documents_with: dict[int, frozenset[int]] = {}

    def documents_with(self, key: int) -> frozenset[int]:
        """Return the documents that have a line or block; none where it stands on one page only."""
        if key not in self._documents_with:
            self._documents_with[key] = frozenset(self.documents[number] for number in self.holding.get(key, ()))
        return self._documents_with[key]

    def likeness(self, signature: Signature) -> NDArray[np.float64]:
        """Return the share of the running text that each page has in common with a text, 0 where either has none."""
        same: NDArray[np.float64] = (self.signatures == signature).mean(axis=1)
        return same if signature[0] != NO_MINIMUM else same * 0


class Standing:
    """What a profile says of one document: how it stands among the other pages of its site.

    Pages count by documents: a page that is the judged one under another address vouches for nothing, and two that are one
    document vouch once.
    """

    def __init__(self, doc: Document, site: Site, *, has_scores: bool) -> None:
        self._doc = doc
        self._has_scores = has_scores
        self._site = site
        self.host = site.host

    @cached_property
    def others(self) -> int:
        """The number of other documents of the site that the profile keeps."""
        return len({*self._site.documents} - self._own)

    @cached_property
    def lines(self) -> Sequence[int]:
        """The hash of each line, 0 where it has none."""
        return self._keys[0]

    @cached_property
    def blocks(self) -> Sequence[int]:
        """The hash of the block that begins at each line, 0 where there is none."""
        return self._keys[1]

    def count(self, key: int) -> int:
        """Return on how many other documents of the site a line or block stands."""
        if key not in self._site.holding:
            return 0
        documents = self._site.documents_with(key)
        return len(documents) - len(documents & self._own)

    def examples(self, key: int) -> tuple[str, ...]:
        """Return the names of some pages of other documents that have a line or block: always the same ones."""
        site, found = self._site, dict[int, str]()
        for number in site.holding.get(key, ()):
            if site.documents[number] not in self._own and len(found) < EXAMPLES:
                found.setdefault(site.documents[number], site.names[number])
        return tuple(found.values())

    @cached_property
    def twins(self) -> tuple[Twin, ...]:
        """The other pages that are the same document, the likest first, others by name."""
        likeness, names = self._likeness, self._site.names
        found = [Twin(names[number], likeness[number]) for number in self._same if number != self._page]
        return tuple(sorted(found, key=lambda twin: (-twin.likeness, twin.name)))

    @cached_property
    def lengths(self) -> Sequence[int]:
        """The lengths of the pages of other documents, in characters, sorted."""
        return sorted(self._site.lengths[number] for number in self._unlike)

    @cached_property
    def scores(self) -> Sequence[int]:
        """The scores of the pages of other documents, in thousandths, sorted: of those that the same rules scored."""
        scores = self._site.scores if self._has_scores else ()
        if not scores:
            return ()
        return sorted(scores[number] for number in self._unlike if scores[number] != UNKNOWN)

    @cached_property
    def _keys(self) -> tuple[Sequence[int], Sequence[int]]:
        return keys_by_line(self._doc)

    @cached_property
    def _page(self) -> int | None:
        """The number of the judged page, None where it is not among those that are kept."""
        return self._site.numbers.get(page_hash(self._doc.source))

    @cached_property
    def _likeness(self) -> dict[int, float]:
        """The pages that share running text with the document, and those with the very same lines."""
        likeness = self._site.likeness(signature_of(self._doc))
        found = {int(number): float(likeness[number]) for number in likeness.nonzero()[0]}
        for number in self._site.contents.get(kept([*self._keys[0], *self._keys[1]]).tobytes(), ()):
            found[number] = 1.0
        return found

    @cached_property
    def _same(self) -> Sequence[int]:
        """The pages that are the judged document."""
        return sorted(number for number, share in self._likeness.items() if share >= SAME_DOCUMENT)

    @cached_property
    def _own(self) -> frozenset[int]:
        """The documents that the judged one is: of its own page, and of those with the same text."""
        documents = self._site.documents
        own = {documents[number] for number in self._same}
        return frozenset(own if self._page is None else {*own, documents[self._page]})

    @cached_property
    def _unlike(self) -> Sequence[int]:
        return [number for number, document in enumerate(self._site.documents) if document not in self._own]


def _holding(keys: Sequence[NDArray[np.uint32]]) -> dict[int, Sequence[int]]:
    """Return, for each line or block that several pages have, those pages."""
    import numpy as np

    every = np.concatenate(keys) if keys else np.zeros(0, np.uint32)
    pages = np.repeat(np.arange(len(keys)), [len(each) for each in keys])
    order = np.argsort(every, kind="stable")
    every, pages = every[order], pages[order]
    starts = np.flatnonzero(np.concatenate([[True], every[1:] != every[:-1]])) if len(every) else np.zeros(0, int)
    ends = np.append(starts[1:], len(every))
    several = ends - starts > 1
    return {
        key: pages[start:end].tolist()
        for key, start, end in zip(every[starts[several]].tolist(), starts[several].tolist(), ends[several].tolist(), strict=True)
    }


def _documents(signatures: NDArray[np.uint32], same: Sequence[Sequence[int]]) -> list[int]:
    """Return, for each page, the number of the first page that is the same document: of those that share most of their running
    text, directly or through others, and of those with the very same lines (`same`).
    """
    import numpy as np

    first = list(range(len(signatures)))
    minima = np.ascontiguousarray(signatures.T)  # a page a column: twice as fast to compare with all others

    def find(number: int) -> int:
        while first[number] != number:
            first[number] = first[first[number]]
            number = first[number]
        return number

    def join(one: int, other: int) -> None:
        one, other = find(one), find(other)
        first[max(one, other)] = min(one, other)

    for group in same:
        for number in group[1:]:
            join(group[0], number)
    for number, signature in enumerate(signatures):
        if signature[0] != NO_MINIMUM:
            shared = (minima[:, number + 1 :] == minima[:, number : number + 1]).sum(axis=0, dtype=np.uint8)
            for other in (shared >= SAME_DOCUMENT * SIGNATURE).nonzero()[0]:
                join(number, number + 1 + int(other))
    return [find(number) for number in range(len(first))]
