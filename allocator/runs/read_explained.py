"""Reading the explanation of a run back from its files: what is read makes the same files again, byte for byte."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from allocator.allocation import Allocation
from allocator.errors import UsageError
from allocator.runs.consistent import inconsistency
from allocator.runs.explained import EXPLAINED, sensitivity_files
from allocator.runs.json_text import loads
from allocator.sensitivity.alternatives import Alternative, Alternatives
from allocator.sensitivity.explanation import Explanation, Nearest, Regret, Sensitivity
from allocator.sensitivity.frontier import FrontierRow
from allocator.sensitivity.inversions import Inversion
from allocator.sensitivity.rule_costs import RuleCost
from allocator.sensitivity.screened import Screened

Record = Mapping[str, Any]


def is_explained(folder: str | Path) -> bool:
    """Whether every file of an explanation stands in a run folder."""
    return all(os.path.isfile(Path(folder) / name) for name in EXPLAINED)


def read_explained(folder: str | Path, allocation: Allocation) -> tuple[Sensitivity, Alternatives]:
    """The explanation that stands in a run folder.

    Parameters
    ----------
    folder
        The run; `is_explained` says whether its explanation is there.
    allocation
        What it holds, audited and optimal.

    Raises
    ------
    UsageError
        Where a file is not as `allocate explain` writes it for this allocation.
    """
    folder = Path(folder)
    texts = {name: _text(folder, name) for name in sorted(EXPLAINED)}
    try:
        reading = _Reading(allocation)
        found = reading.sensitivity(
            loads(texts["sensitivity.json"]), _rows(texts["frontier.csv"]), _rows(texts["rule_costs.csv"])
        )
        others = reading.alternatives(loads(texts["alternatives.json"]))
        made = sensitivity_files(found, others)
    except Exception:  # sentences are made from whatever was read, in any of a hundred ways wrong
        raise _broken(folder, "its explanation cannot be read") from None
    for name, text in texts.items():
        if made[name] != text.encode():
            raise _broken(folder, f"{name} is not as it was written")
    wrong = inconsistency(found, others)
    if wrong is not None:
        raise _broken(folder, wrong)
    return found, others


def _broken(folder: Path, what: str) -> UsageError:
    return UsageError(f"{folder}: {what}; `allocate explain {folder}` makes the explanation again")


def _text(folder: Path, name: str) -> str:
    try:
        if not os.path.isfile(folder / name) or os.path.islink(folder / name):  # a pipe would never end
            raise FileNotFoundError(name)
        return (folder / name).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise _broken(folder, f"{name} cannot be read") from None


def _rows(text: str) -> list[list[str]]:
    """Rows of a CSV file, the headings first."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


class _Reading:
    """Turns ids and texts of the files back into indices and numbers of one allocation."""

    def __init__(self, allocation: Allocation) -> None:
        scenario = allocation.scenario
        self.allocation, self.policy = allocation, scenario.policy
        self.index = {text: k for k, text in enumerate(scenario.tables.applications.ids)}
        self.tiers: dict[str, int | None] = {t.id: n for n, t in enumerate(scenario.policy.tiers)}
        self.stages = ("quota-deviation", scenario.policy.objective_stage)

    def sensitivity(
        self, record: Record, frontier: Sequence[Sequence[str]], costs: Sequence[Sequence[str]]
    ) -> Sensitivity:
        applications = tuple(self._explanation(a) for a in record["applications"])
        first, last = record["range"]
        return Sensitivity(
            self.allocation,
            (int(first), int(last)),
            applications,
            tuple(
                Screened(self.index[s["application_id"]], tuple(s["failed"]), s["would_win"])
                for s in record["screened"]
            ),
            tuple(self._frontier(frontier[1:], applications)),
            tuple(self._cost(row) for row in costs[1:]),
        )

    def _explanation(self, a: Record) -> Explanation:
        return Explanation(
            application=self.index[a["application_id"]],
            tier=self._tier(a["outcome"]),
            amount=a["amount"],
            regret=self._regret(a),
            score_wins=tuple((Fraction(low), Fraction(high)) for low, high in a["score_wins"]),
            score_to_win=_exact(a["score_to_win"]),
            score_to_lose=_exact(a["score_to_lose"]),
            gap=_exact(a["gap"]),
            budget_to_win=_nearest(a["budget_to_win"]),
            budget_to_lose=_nearest(a["budget_to_lose"]),
            outcome_by_budget=tuple((budget, self._tier(outcome)) for budget, outcome in a["outcome_by_budget"]),
            standing=a["standing"],
            inversions=tuple(Inversion(self.index[i["application_id"]], tuple(i["rules"])) for i in a["inversions"]),
        )

    def _tier(self, outcome: str) -> int | None:
        return None if outcome == "none" else self.tiers[outcome]

    def _regret(self, a: Record) -> Regret:
        regret = a["regret"]
        loss, rules = _exact(regret.get("loss")), tuple(regret.get("rules", ()))
        return Regret(regret["stage"], loss, rules, self._all(a["leaving"]), self._all(a["entering"]))

    def _all(self, ids: Sequence[str]) -> tuple[int, ...]:
        return tuple(self.index[i] for i in ids)

    def _listed(self, cell: str) -> tuple[int, ...]:
        return self._all(cell.split(";")) if cell else ()

    def _stages(self, cells: Sequence[str]) -> dict[str, Fraction]:
        return {s: Fraction(c) for s, c in zip(self.stages, cells, strict=True) if c}

    def _frontier(self, rows: Sequence[Sequence[str]], applications: Sequence[Explanation]) -> Iterator[FrontierRow]:
        """The rows; which tier a winner has at a budget stands with the application's explanation."""
        changing = [(e.application, list(e.outcome_by_budget)) for e in applications]
        for budget, status, *values in rows:
            stages, counts = values[:2], values[2 : 2 + len(self.tiers)]
            awarded, *moves = values[2 + len(self.tiers) :]
            now: dict[int, int] = {}
            for k, outcomes in changing:
                while len(outcomes) > 1 and outcomes[1][0] <= int(budget):
                    outcomes.pop(0)
                tier = outcomes[0][1] if outcomes else None
                if tier is not None:
                    now[k] = tier
            entering, leaving, moved = map(self._listed, moves)
            yield FrontierRow(
                int(budget),
                status,
                self._stages(stages),
                tuple(map(int, counts)),
                int(awarded),
                now,
                entering,
                leaving,
                moved,
            )

    def _cost(self, row: Sequence[str]) -> RuleCost:
        rule, source, status, deviation, value, *moves = row
        gained, lost, moved = map(self._listed, moves)
        return RuleCost(rule, source, status, self._stages((deviation, value)), gained, lost, moved)

    def alternatives(self, record: Record) -> Alternatives:
        ties, won = record["ties"], {a.application: self._tier(a.tier) for a in self.allocation.awards}
        counted = not isinstance(ties, dict)
        sets = []
        for a in record["next"]:
            leaving = self._all(a["leaving"])
            tiers = {k: t for k, t in won.items() if k not in leaving}
            tiers |= {self.index[i]: self.tiers[t] for i, t in a["tiers"].items()}
            position = self.allocation.scenario.positions
            ordered = {k: t for k in sorted(tiers, key=position.__getitem__) if (t := tiers[k]) is not None}
            loss = a["loss"]
            entering, moved = self._all(a["entering"]), self._all(a["moved"])
            sets.append(Alternative(loss["stage"], Fraction(loss["loss"]), entering, leaving, moved, ordered))
        return Alternatives(self.allocation, ties if counted else ties["at_least"], counted, tuple(sets))


def _exact(value: int | Fraction | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _nearest(nearest: Record | None) -> Nearest | None:
    return None if nearest is None else Nearest(nearest["above"], nearest["below"])
