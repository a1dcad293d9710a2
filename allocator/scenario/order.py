"""Published order: score descending, tie-breaks descending, then application id by code point (SEMANTICS 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from allocator.errors import Problems
from allocator.policy import Policy
from allocator.scenario.columns import has_column, number_parser
from allocator.scenario.scoring import Scores
from allocator.tables.applications import Applications
from allocator.tables.cells import parse_column

Key = Callable[[int], tuple[object, ...]]


def order_key(policy: Policy, applications: Applications, scores: Scores, problems: Problems) -> Key:
    """Sort key of an application's index; smaller stands earlier.

    Parameters
    ----------
    problems
        Takes faults of tie-break columns.
    """
    columns = [
        _tie_break(policy, applications, scores, name, problems)
        for name in (policy.scoring.tie_break if policy.scoring else ())
    ]

    def key(k: int) -> tuple[object, ...]:
        ties = [(1, Fraction(0)) if (v := column[k]) is None else (0, -v) for column in columns]
        score = scores.values[k]
        return (0 if score is None else -score, *ties, applications.ids[k])

    return key


def published(applications: Iterable[int], key: Key) -> tuple[int, ...]:
    """Indices of applications in published order."""
    return tuple(sorted(applications, key=key))


def _tie_break(
    policy: Policy, applications: Applications, scores: Scores, name: str, problems: Problems
) -> Sequence[Fraction | None]:
    for n, indicator in enumerate(policy.indicators):
        if indicator.id == name:
            return scores.points.of(n, len(applications))
    if not has_column(policy, applications, name, f"tie_break {name}", problems):
        return [None] * len(applications)
    return parse_column(applications.table, name, number_parser(policy, name), problems)
