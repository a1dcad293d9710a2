"""The tables of a run folder that concern every application: screening.csv, scores.csv."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from fractions import Fraction
from itertools import count

import numpy as np

from allocator.arrays import Column, Ints
from allocator.numbers import plain
from allocator.runs.csv_text import csv_of_columns
from allocator.scenario import Scenario
from allocator.scenario.reasons import Reason, decision_reason, screening_reason


def screening_file(scenario: Scenario) -> bytes:
    """Bytes of screening.csv: every application in published order, every failed rule with its reason."""
    policy, screening, applications = scenario.policy, scenario.screening, scenario.tables.applications
    reasons = _reasons(scenario)
    columns = {
        "application_id": applications.ids,
        "eligible": screening.open_in.map(lambda tiers: "yes" if tiers else "no"),
        "open_tiers": screening.open_in.map(lambda tiers: ";".join(policy.tiers[t].id for t in tiers)),
        "failed": screening.failed.map(";".join),
        "reason_zh": reasons.map(lambda both: both[0]),
        "reason_en": reasons.map(lambda both: both[1]),
        "enterprise": applications.enterprises,
        "score": _scores(scenario),
    }
    return csv_of_columns(columns, _published(scenario))


def scores_file(scenario: Scenario) -> bytes:
    """Bytes of scores.csv: sheets counted, composite score, points per indicator rounded to 6 places."""
    policy, scores = scenario.policy, scenario.scores
    sheets = Column.of(scores.sheets)
    columns = {
        "application_id": scenario.tables.applications.ids,
        "sheets": sheets.map(lambda counts: str(counts[0])),
        "recused": sheets.map(lambda counts: str(counts[1])),
        "left_out": sheets.map(lambda counts: str(counts[2])),
        "score": _scores(scenario),
    }
    codes, texts = np.zeros(len(sheets), np.int32), [[""] * len(policy.indicators)]
    for k in scores.points.numerators:
        codes[k] = len(texts)
        texts.append(scores.points.texts(k, 6) or texts[0])
    for n, indicator in enumerate(policy.indicators):
        columns[indicator.id] = Column(codes, [points[n] for points in texts])
    return csv_of_columns(columns, _published(scenario))


def _published(scenario: Scenario) -> Ints:
    return np.argsort(scenario.positions.array)


def _scores(scenario: Scenario) -> Column[str]:
    power = 10**scenario.policy.score_decimals
    return Column.of(scenario.scores.values).map(lambda v: "" if v is None else plain(Fraction(v, power)))


def _reasons(scenario: Scenario) -> Column[Reason]:
    """Why each application failed, and what was decided on it; what rests on equal cells is put into words once."""
    failed, decisions = scenario.screening.failed, scenario.decisions
    concerned = failed.mask(bool)
    concerned[list(decisions)] = True
    keys = {rule: _rests_on(scenario, rule) for rule in {rule for rules in failed.values for rule in rules}}
    known: dict[tuple[str, Hashable], Reason] = {}
    pool: defaultdict[Hashable, int] = defaultdict(count(1).__next__)
    texts: list[Reason] = [("", "")]
    codes = np.zeros(len(failed), np.int32)
    for k in np.flatnonzero(concerned).tolist():
        rules = failed[k]
        key = (rules, k if k in decisions else None, *(keys[rule](k) for rule in rules))
        codes[k] = pool[key]
        if codes[k] == len(texts):
            found = []
            for rule, cell in zip(rules, key[2:], strict=True):
                if (rule, cell) not in known:
                    known[rule, cell] = screening_reason(scenario, k, rule)
                found.append(known[rule, cell])
            decided = decision_reason(scenario, k) if k in decisions else None
            found += [decided] if decided else []
            texts.append(("；".join(zh for zh, _ in found), "; ".join(en for _, en in found)))
    return Column(codes, texts)


def _rests_on(scenario: Scenario, rule: str) -> Callable[[int], Hashable]:
    """What a rule's reason says of an application, beyond the rule itself."""
    table, scores = scenario.tables.applications.table, scenario.scores
    column = next((e.column for e in scenario.policy.eligibility if e.id == rule), None)
    if column is not None:
        codes = table.cells(column).codes.tolist()
        return lambda k: codes[k]
    if rule == "reviews-incomplete":
        return lambda k: scores.sheets[k]
    return (lambda k: scores.values[k]) if rule.startswith("min_score") else lambda k: None
