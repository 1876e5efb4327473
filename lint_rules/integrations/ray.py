"""Linting a Ray dataset: batches of Arrow go to actors, each of which makes its linter once.

For a first pass, `observe_dataset` counts what sites repeat.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from lint_rules.integrations.arrow import PROFILE, TableLinter, TableObserver, merged

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import ActorPoolStrategy, Dataset

    from lint_rules.profiles import Profile

# Some megabytes of text: enough that sending costs nothing beside judging, little enough that what a lost actor had in hand
# is soon done again.
BATCH_ROWS = 1000


def lint_dataset(
    dataset: Dataset,
    linter: TableLinter | None = None,
    *,
    actors: int | tuple[int, int],
    batch_size: int = BATCH_ROWS,
    **options: Any,
) -> Dataset:
    """Return the dataset of the results, one row for each row of `dataset`.

    `linter` says what is judged, how, and what of the input is kept. `actors` is their number, or the least and the most:
    each takes one processor and some 200 MB, and reading and writing want one besides. `options` are further ones of
    `Dataset.map_batches`.
    """
    linter = linter or TableLinter()
    return dataset.map_batches(
        TableLinter,
        fn_constructor_kwargs={each.name: getattr(linter, each.name) for each in fields(linter)},
        batch_format="pyarrow",
        batch_size=batch_size,
        zero_copy_batch=True,
        compute=_pool(actors),
        **options,
    )


def observe_dataset(
    dataset: Dataset, observer: TableObserver | None = None, *, actors: int | tuple[int, int], **options: Any
) -> Profile:
    """Return what the sites of a dataset repeat: the first of two passes, run here and now.

    `observer` says what is counted and how; `actors` and `options` are as with `lint_dataset`. Each block of the dataset makes
    a profile, and this process adds them up as they come.
    """
    blocks = dataset.map_batches(
        _Observing,
        fn_constructor_args=[observer or TableObserver()],
        batch_format="pyarrow",
        batch_size=None,
        zero_copy_batch=True,
        compute=_pool(actors),
        **options,
    )
    return merged(row[PROFILE] for row in blocks.iter_rows())


class _Observing:
    """An actor that counts."""

    def __init__(self, observer: TableObserver) -> None:
        self.observer = observer

    def __call__(self, block: pa.Table) -> pa.Table:
        return self.observer.as_table([block])


def _pool(actors: int | tuple[int, int]) -> ActorPoolStrategy:
    from ray.data import ActorPoolStrategy

    least, most = (actors, actors) if isinstance(actors, int) else actors
    return ActorPoolStrategy(min_size=least, max_size=most)
