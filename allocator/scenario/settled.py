"""A what-if as inputs: the scenario that reads back from its tables, where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        raise UsageError("\n".join(_tied(scenario, read)))
    return read


def _tied(scenario: Scenario, read: Scenario) -> Iterator[str]:
    """A line for each assumed score at which indicator points order a tie that the inputs could not tell."""
    ids, values, policy = scenario.tables.applications.ids, scenario.scores.values, scenario.policy
    taken, top = set(values), int(policy.top_score * 10**policy.score_decimals)

    def written(places: int) -> str:
        return plain(Fraction(places, 10**policy.score_decimals))

    for k in sorted(scenario.assumed):
        score = scenario.assumed[k]
        others = [j for j, value in enumerate(values) if value == score and j != k and _turns(scenario, read, k, j)]
        if not others:
            continue
        same = ", ".join(ids[j] for j in others[:5]) + (", ..." if len(others) > 5 else "")
        free = [
            next((v for v in way if v not in taken), None) for way in (range(score - 1, -1, -1), range(score, top + 1))
        ]
        near = " or ".join(written(v) for v in free if v is not None)
        yield (
            f"--score {ids[k]}: found {written(score)}, the score of {same} too; the "
            "indicator points decide between them, and the inputs of a run with a score in the place of the reviews "
            "hold none; expected with --out a score that no other has; "
            + (f"assume {near}, or " if near else "")
            + "leave --out away (the comparison is shown, nothing is written)"
        )


def _turns(scenario: Scenario, read: Scenario, k: int, j: int) -> bool:
    """Whether two applications stand in another order without indicator points."""
    return bool((scenario.positions[k] < scenario.positions[j]) != (read.positions[k] < read.positions[j]))


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
