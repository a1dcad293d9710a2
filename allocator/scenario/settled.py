"""A what-if as inputs: the scenario that reads back from its tables, where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from allocator.errors import Problems, UsageError
from allocator.fields import FIELDS
from allocator.numbers import plain
from allocator.policy import Policy
from allocator.scenario.scenario import Scenario, check_decisions
from allocator.scenario.scoring import score_applications
from allocator.scenario.variants import rescreened
from allocator.tables.applications import Applications
from allocator.tables.reviews import Reviews, read_reviews
from allocator.tables.rows import rows_of
from allocator.tables.table import Table


def settled(scenario: Scenario) -> Scenario:
    """The scenario as its tables read back, every assumed score in the cell `score` in the place of the reviews.

    Parameters
    ----------
    scenario
        Any scenario; one that was read and not changed is given back as it is.

    Raises
    ------
    UsageError
        Where its inputs would be refused, or would not give the same allocation.
    """
    problems = Problems()
    check_decisions(scenario.policy, scenario.tables, scenario.screening, problems)
    if problems.faults:
        faults = "; ".join(map(str, problems.faults))
        raise UsageError(f"the what-if cannot be written as a run, whose inputs would be refused: {faults}")
    if not scenario.assumed:
        return scenario
    applications = with_score_cells(scenario.tables.applications, scenario.policy, scenario.assumed)
    reviews = _without_reviews(scenario, applications)
    tables = replace(scenario.tables, applications=applications, reviews=reviews)
    scores = score_applications(scenario.policy, tables, problems)
    read = replace(rescreened(scenario, tables=tables, scores=scores), assumed={})
    ids = applications.ids
    assumed = ", ".join(ids[k] for k in sorted(scenario.assumed))
    changed = [ids[k] for k, s in enumerate(scenario.scores.values) if s != scores.values[k]]
    if problems.faults or changed:
        raise UsageError(
            f"the what-if cannot be written as a run: without the reviews of {assumed} the panel's correction of "
            f"severity would change other scores ({', '.join(changed[:5])}); leave --out away, or give these scores too"
        )
    if not np.array_equal(read.positions.array, scenario.positions.array):
        raise UsageError(
            f"the what-if cannot be written as a run: in it the indicator points of {assumed} order equal scores, and "
            "inputs with a score in the place of the reviews have none; "
            "leave --out away, or assume a score that no other has"
        )
    return read


def with_score_cells(applications: Applications, policy: Policy, scores: Mapping[int, int]) -> Applications:
    """The applications with other composite scores in their cells.

    Parameters
    ----------
    policy
        Gives the places of scores.
    scores
        Index of an application -> its score in last places.
    """
    table, typed = applications.table, applications.scores
    cells = table.cells("score")
    for k, places in scores.items():
        value = Fraction(places, 10**policy.score_decimals)
        cells, typed = cells.with_row(k, plain(value)), typed.with_row(k, value)
    headings = {"score": FIELDS["applications"]["score"], **table.headings}
    changed = Table(table.name, {**table.columns, "score": cells}, headings, table.files, table.file_of, table.rows)
    return replace(applications, table=changed, scores=typed)


def _without_reviews(scenario: Scenario, applications: Applications) -> Reviews | None:
    """The reviews of the applications whose score is not assumed; None where that leaves none."""
    reviews = scenario.tables.reviews
    if reviews is None:
        return None
    kept = np.flatnonzero(~np.isin(reviews.applications, list(scenario.assumed)))
    if not len(kept):
        return None
    return read_reviews(rows_of(reviews.table, kept), scenario.policy, applications, Problems())
