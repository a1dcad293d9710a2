"""Published order: score descending, tie-breaks descending, then application id by code point (SEMANTICS 4)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from allocator.arrays import Column, Ints, ranks, sortable, whole_numbers
from allocator.errors import Problems
from allocator.policy import Policy
from allocator.scenario.columns import has_column, number_parser
from allocator.scenario.scoring import Scores
from allocator.tables.applications import Applications
from allocator.tables.cells import parse_column

Keys = tuple[Ints, ...]


def order_keys(policy: Policy, applications: Applications, scores: Scores, problems: Problems) -> Keys:
    """Sort keys of the applications but for their ids, the first counting most; smaller stands earlier.

    Parameters
    ----------
    problems
        Takes faults of tie-break columns.
    """
    columns = [
        _tie_break(policy, applications, scores, name, problems)
        for name in (policy.scoring.tie_break if policy.scoring else ())
    ]
    return (sortable(-whole_numbers([v or 0 for v in scores.values])), *map(_descending, columns))


def published(applications: Applications, keys: Keys) -> Ints:
    """Indices of the applications in published order."""
    ids = applications.ids
    return np.lexsort((ranks(ids.values)[ids.codes], *reversed(keys)))


def _descending(values: Column[Fraction | None]) -> Ints:
    """Places in descending order, those without a value last."""
    return ranks([(1, Fraction(0)) if v is None else (0, -v) for v in values.values])[values.codes]


def _tie_break(
    policy: Policy, applications: Applications, scores: Scores, name: str, problems: Problems
) -> Column[Fraction | None]:
    for n, indicator in enumerate(policy.indicators):
        if indicator.id == name:
            return Column.of(scores.points.of(n, len(applications)))
    if not has_column(policy, applications, name, f"tie_break {name}", problems):
        return Column.full(None, len(applications))
    return parse_column(applications.table, name, number_parser(policy, name), problems)
