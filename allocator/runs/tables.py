"""The tables of a run folder that concern every application: screening.csv, scores.csv."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.numbers import plain
from allocator.scenario import Scenario
from allocator.scenario.reasons import decision_reason, screening_reason

Row = list[str]


def screening_rows(scenario: Scenario) -> Iterator[Row]:
    """Rows of screening.csv: every application in published order, every failed rule with its reason."""
    yield ["application_id", "eligible", "open_tiers", "failed", "reason_zh", "reason_en", "enterprise", "score"]
    policy, screening = scenario.policy, scenario.screening
    for k in sorted(range(len(scenario.positions)), key=scenario.positions.__getitem__):
        reasons = [screening_reason(scenario, k, rule) for rule in screening.failed[k]]
        decided, score = decision_reason(scenario, k), scenario.score(k)
        reasons += [decided] if decided else []
        yield [
            scenario.tables.applications.ids[k],
            "yes" if screening.eligible(k) else "no",
            ";".join(policy.tiers[t].id for t in screening.open_tiers[k]),
            ";".join(screening.failed[k]),
            "；".join(zh for zh, _ in reasons),
            "; ".join(en for _, en in reasons),
            scenario.tables.applications.enterprises[k],
            "" if score is None else plain(score),
        ]


def scores_rows(scenario: Scenario) -> Iterator[Row]:
    """Rows of scores.csv: sheets counted, composite score, points per indicator rounded to 6 places."""
    policy, scores = scenario.policy, scenario.scores
    yield ["application_id", "sheets", "recused", "left_out", "score", *(i.id for i in policy.indicators)]
    for k in sorted(range(len(scenario.positions)), key=scenario.positions.__getitem__):
        score = scenario.score(k)
        points = scores.points.texts(k, 6) or [""] * len(policy.indicators)
        yield [
            scenario.tables.applications.ids[k],
            *(str(n) for n in scores.sheets[k]),
            "" if score is None else plain(score),
            *points,
        ]
