"""Explanations as records: sensitivity.json, frontier.csv, rule_costs.csv."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from allocator.numbers import plain
from allocator.scenario import Scenario
from allocator.scenario.reasons import Reason
from allocator.sensitivity.explanation import Explanation, Nearest, Regret, Sensitivity
from allocator.sensitivity.frontier import FrontierRow
from allocator.sensitivity.reasons import Reasons
from allocator.sensitivity.rule_costs import RuleCost


def sensitivity_record(found: Sensitivity) -> dict[str, Any]:
    """Content of sensitivity.json."""
    scenario = found.allocation.scenario
    ids, reasons = scenario.tables.applications.ids, Reasons(found)
    return {
        "schema": "sensitivity/1",
        "range": list(found.range),
        "applications": [_application(scenario, e) | _reason(reasons.of(e)) for e in found.applications],
        "screened": [
            {"application_id": ids[s.application], "failed": list(s.failed), "would_win": s.would_win}
            | _reason(reasons.of_screened(s))
            for s in found.screened
        ],
    }


def _application(scenario: Scenario, e: Explanation) -> dict[str, Any]:
    ids = scenario.tables.applications.ids
    return {
        "application_id": ids[e.application],
        "outcome": outcome(scenario, e.tier),
        "amount": e.amount,
        "regret": _regret(e.regret),
        "leaving": [ids[k] for k in e.regret.leaving],
        "entering": [ids[k] for k in e.regret.entering],
        "score_wins": [list(interval) for interval in e.score_wins],
        "outcome_by_score": [[score, outcome(scenario, tier)] for score, tier in e.outcome_by_score],
        "score_to_win": e.score_to_win,
        "score_to_lose": e.score_to_lose,
        "gap": e.gap,
        "budget_to_win": _nearest(e.budget_to_win),
        "budget_to_lose": _nearest(e.budget_to_lose),
        "outcome_by_budget": [[budget, outcome(scenario, tier)] for budget, tier in e.outcome_by_budget],
        "standing": e.standing,
        "inversions": [{"application_id": ids[i.winner], "rules": list(i.rules)} for i in e.inversions],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    zh, en = reason
    return {"reason": {"zh": zh, "en": en}}


def outcome(scenario: Scenario, tier: int | None) -> str:
    """Id of a tier, or `none`."""
    return "none" if tier is None else scenario.policy.tiers[tier].id


def _regret(regret: Regret) -> dict[str, Any]:
    if regret.loss is None:
        return {"stage": regret.stage, "rules": list(regret.rules)}
    return {"stage": regret.stage, "loss": regret.loss}


def _nearest(nearest: Nearest | None) -> dict[str, int | None] | None:
    return None if nearest is None else {"above": nearest.above, "below": nearest.below}


def rule_cost_rows(scenario: Scenario, stage: str, costs: Iterable[RuleCost]) -> Iterator[list[str]]:
    """Rows of rule_costs.csv, the headings first."""
    ids = scenario.tables.applications.ids
    stages = ["quota-deviation", stage]
    yield ["rule", "source", "status", *stages, "gained", "lost", "moved"]
    for c in costs:
        values = [plain(c.stages[s]) if s in c.stages else "" for s in stages]
        yield [c.rule, c.source, c.status, *values, *(joined(ids, ks) for ks in (c.gained, c.lost, c.moved))]


def joined(ids: Sequence[str], applications: Iterable[int]) -> str:
    """Ids of applications, `;` between."""
    return ";".join(ids[k] for k in applications)


def frontier_table(scenario: Scenario, stage: str, rows: Iterable[FrontierRow]) -> Iterator[list[str]]:
    """Rows of frontier.csv, the headings first; money in base units."""
    ids = scenario.tables.applications.ids
    stages = ["quota-deviation", stage]
    tiers = [t.id for t in scenario.policy.tiers]
    yield ["budget", "status", *stages, *tiers, "awarded", "entering", "leaving", "moved"]
    for r in rows:
        values = [plain(r.stages[s]) if s in r.stages else "" for s in stages]
        moves = (joined(ids, ks) for ks in (r.entering, r.leaving, r.moved))
        yield [str(r.budget), r.status, *values, *map(str, r.counts), str(r.awarded), *moves]
