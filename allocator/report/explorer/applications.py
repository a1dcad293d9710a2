"""Every application as the page needs it: what the table shows, and what answers 'why not us?'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from allocator.numbers import plain
from allocator.policy.schema import Money
from allocator.report.explained_run import ExplainedRun
from allocator.scenario.reasons import decision_reason, screening_reason
from allocator.sensitivity.explanation import Explanation, Nearest, Sensitivity
from allocator.sensitivity.inversions import Inversion
from allocator.sensitivity.reasons import Reasons
from allocator.visible import visible

POINT_PLACES = 6
"""As in scores.csv."""
NAMED = ("title", "city", "chain")

Record = dict[str, Any]


def application_records(run: ExplainedRun) -> Iterator[Record]:
    """A record an application, in published order; applications are named by their place in it.

    Texts are as they look, scores and points exact decimals, money whole base units; both as texts. What does not
    concern an application is left out.
    """
    scenario = run.allocation.scenario
    applications, positions = scenario.tables.applications, scenario.positions
    cells = {name: applications.table.cells(name) for name in NAMED}
    ranks = {k: n for n, k in enumerate(scenario.order, 1)}
    tiers = {t.id: n for n, t in enumerate(scenario.policy.tiers)}
    awards = {a.application: a for a in run.allocation.awards}
    explained = _explained(run.sensitivity) if run.sensitivity else {}
    for k in sorted(range(len(positions)), key=positions.array.__getitem__):
        record: Record = {"id": visible(applications.ids[k]), "enterprise": visible(applications.enterprises[k])}
        record |= {name: visible(column[k]) for name, column in cells.items()}
        record |= {"applied": applications.tiers[k], "open": list(scenario.screening.open_in[k])}
        score = scenario.score(k)
        if score is not None:
            record["score"] = plain(score)
        if k in ranks:
            record["rank"] = ranks[k]
        if k in awards:
            record |= {"tier": tiers[awards[k].tier], "amount": str(awards[k].amount)}
        yield record | _asked(run, k) | _sheets(run, k) | _judged(run, k) | explained.get(k, {})


def _asked(run: ExplainedRun, k: int) -> Record:
    money, applications = run.allocation.scenario.policy.money, run.allocation.scenario.tables.applications
    asked = {"requested": applications.requested[k], "investment": applications.investment[k]}
    return {name: list(money.written(value * money.unit)) for name, value in asked.items() if value is not None}


def stated(value: Fraction, money: Money) -> str:
    """An amount of policy units as the page shows it: in these where they have a name, else in the currency's."""
    return plain(value if money.unit_name is not None else value * money.unit)


def _sheets(run: ExplainedRun, k: int) -> Record:
    """Sheets counted, recused and left out, and points per indicator; never who gave them."""
    scores = run.allocation.scenario.scores
    counts, points = scores.sheets[k], scores.points.texts(k, POINT_PLACES)
    return ({"sheets": list(counts)} if any(counts) else {}) | ({"points": points} if points else {})


def _judged(run: ExplainedRun, k: int) -> Record:
    """Failed conditions with their articles, and what was decided."""
    scenario = run.allocation.scenario
    failed = [list(map(visible, screening_reason(scenario, k, rule))) for rule in scenario.screening.failed[k]]
    decided = decision_reason(scenario, k)
    return ({"failed": failed} if failed else {}) | ({"decision": list(map(visible, decided))} if decided else {})


def _explained(found: Sensitivity) -> dict[int, Record]:
    reasons, positions = Reasons(found), found.allocation.scenario.positions
    said: dict[int, Record] = {
        s.application: {"reason": list(reasons.of_screened(s)), "would_win": s.would_win} for s in found.screened
    }
    for e in found.applications:
        said[e.application] = {"reason": list(reasons.of(e)), "standing": e.standing, "regret": _regret(e, positions)}
        said[e.application] |= _scores(e) | _budgets(e) | _inversions(e.inversions, positions)
    return said


def _regret(e: Explanation, positions: Sequence[int]) -> Record:
    record: Record = {"stage": e.regret.stage}
    record |= {"rules": list(e.regret.rules)} if e.regret.loss is None else {"loss": plain(e.regret.loss)}
    moves = {"leaving": e.regret.leaving, "entering": e.regret.entering}
    return record | {name: [positions[k] for k in who] for name, who in moves.items() if who}


def _scores(e: Explanation) -> Record:
    record: Record = {"by_score": [[plain(score), -1 if tier is None else tier] for score, tier in e.outcome_by_score]}
    flip = e.score_to_win if e.tier is None else e.score_to_lose
    if flip is not None:
        record |= {"score_flips": plain(flip), "gap": plain(e.gap or Fraction(0))}
    return record


def _budgets(e: Explanation) -> Record:
    nearest = e.budget_to_win or e.budget_to_lose or Nearest(None, None)
    both = {"budget_above": nearest.above, "budget_below": nearest.below}
    return {name: str(budget) for name, budget in both.items() if budget is not None}


def _inversions(inversions: Sequence[Inversion], positions: Sequence[int]) -> Record:
    """Lower-scored winners, those of the same rules together."""
    together: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in inversions:
        together[i.rules].append(positions[i.winner])
    return {"inversions": [[list(rules), who] for rules, who in together.items()]} if together else {}
