"""Linting a Ray dataset: batches of Arrow go to actors, each of which makes its linter once."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from lint_rules.integrations.arrow import TableLinter

if TYPE_CHECKING:
    from ray.data import Dataset

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
    each takes one processor and some 200 MB. `options` are further ones of `Dataset.map_batches`.
    """
    from ray.data import ActorPoolStrategy

    linter = linter or TableLinter()
    least, most = (actors, actors) if isinstance(actors, int) else actors
    return dataset.map_batches(
        TableLinter,
        fn_constructor_kwargs={each.name: getattr(linter, each.name) for each in fields(linter)},
        batch_format="pyarrow",
        batch_size=batch_size,
        zero_copy_batch=True,
        compute=ActorPoolStrategy(min_size=least, max_size=most),
        **options,
    )
