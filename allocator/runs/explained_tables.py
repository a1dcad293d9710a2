"""frontier.csv and rule_costs.csv: from their cells back to what was found of an allocation."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from fractions import Fraction

from allocator.allocation import Allocation
from allocator.runs.stated import Misstated, Stated
from allocator.sensitivity.explanation import Explanation
from allocator.sensitivity.frontier import FrontierRow
from allocator.sensitivity.rule_costs import RuleCost

STATUSES = {"optimal": "optimal", "infeasible": "infeasible"}
Cells = list[Stated]


def cells(name: str, text: str) -> list[Cells]:
    """The rows of a CSV file below its headings, each cell with its place.

    Parameters
    ----------
    name
        Of the file.
    text
        Its content.

    Raises
    ------
    Misstated
        Where it is no CSV, or a row is not as wide as the headings.
    """
    try:
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise Misstated(f"{name} is not readable: {error}") from None
    headings = rows[0] if rows else []
    for n, row in enumerate(rows, 1):
        if len(row) != len(headings):
            raise Misstated(f"{name} row {n}: found {len(row)} cells, expected {len(headings)} as in the headings")
    return [
        [Stated(f"{name} row {n}, {heading}", cell) for heading, cell in zip(headings, row, strict=True)]
        for n, row in enumerate(rows[1:], 2)
    ]


class ReadTables:
    """Reads the tables of one allocation's explanation.

    Parameters
    ----------
    allocation
        What is explained.
    """

    def __init__(self, allocation: Allocation) -> None:
        scenario = allocation.scenario
        self._index = {text: k for k, text in enumerate(scenario.tables.applications.ids)}
        self._stages = ("quota-deviation", scenario.policy.objective_stage)
        self._tiers = len(scenario.policy.tiers)

    def frontier(self, rows: Sequence[Cells], applications: Sequence[Explanation]) -> Iterator[FrontierRow]:
        """The rows of the frontier; which tier a winner has at a budget stands with the application's explanation.

        Parameters
        ----------
        rows
            Of frontier.csv.
        applications
            Of sensitivity.json.
        """
        changing = [(e.application, list(e.outcome_by_budget)) for e in applications]
        for row in rows:
            self._check_width(row, 8 + self._tiers, "frontier.csv")
            (begin, status, *stages), (*counts, awarded), moves = row[:4], row[4 : 5 + self._tiers], row[-3:]
            budget = begin.digits().whole()
            now: dict[int, int] = {}
            for k, outcomes in changing:
                while len(outcomes) > 1 and outcomes[1][0] <= budget:
                    outcomes.pop(0)
                tier = outcomes[0][1] if outcomes else None
                if tier is not None:
                    now[k] = tier
            entering, leaving, moved = map(self._listed, moves)
            yield FrontierRow(
                budget,
                _status(status),
                self._values(stages),
                tuple(count.digits().whole() for count in counts),
                awarded.digits().whole(),
                now,
                entering,
                leaving,
                moved,
            )

    def cost(self, row: Cells) -> RuleCost:
        """A row of rule_costs.csv."""
        self._check_width(row, 8, "rule_costs.csv")
        rule, source, status, deviation, value, *moves = row
        gained, lost, moved = map(self._listed, moves)
        stages = self._values((deviation, value))
        return RuleCost(rule.text(), source.text(), _status(status), stages, gained, lost, moved)

    def _check_width(self, row: Cells, width: int, name: str) -> None:
        if len(row) != width:
            raise Misstated(f"{name} row 1: found {len(row)} headings, expected {width}")

    def _values(self, cells_: Sequence[Stated]) -> dict[str, Fraction]:
        return {s: c.digits().number() for s, c in zip(self._stages, cells_, strict=True) if c.value}

    def _listed(self, cell: Stated) -> tuple[int, ...]:
        if not cell.value:
            return ()
        ids = (Stated(cell.place, part) for part in cell.text().split(";"))
        return tuple(i.one_of(self._index, "ids of applications of the run, `;` between") for i in ids)


def _status(cell: Stated) -> str:
    return cell.one_of(STATUSES, "optimal or infeasible")
