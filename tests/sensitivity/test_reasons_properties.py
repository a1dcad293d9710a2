"""Every reason of random scenarios is whole, in one line, and says only what the record, rules or scores say."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from allocator import load, solve
from allocator.errors import AllocatorError
from allocator.policy import rules_of
from allocator.policy.articles import article_in_english
from allocator.scenario import Scenario
from allocator.scenario.groups import group_values
from allocator.scenario.reasons import decision_reason, screening_reason
from allocator.sensitivity.explain import explain
from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.record import sensitivity_record
from allocator.solving import stated_budget
from allocator.visible import visible
from tests.strategies import Case, cases

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "cases"
CASES = sorted(p.name for p in FOLDER.iterdir()) if FOLDER.exists() else []
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def numbers_in(value: Any) -> Iterator[Fraction]:
    """All numbers in a record."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for v in value:
            yield from numbers_in(v)
    elif isinstance(value, int | Fraction) and not isinstance(value, bool):
        yield Fraction(value)


def quoted(scenario: Scenario) -> list[str]:
    """Texts that a sentence may quote as they are; longer ones first."""
    policy, applications = scenario.policy, scenario.tables.applications
    texts = [*applications.ids]
    for k, failed in enumerate(scenario.screening.failed):
        texts += [t for rule in failed for t in screening_reason(scenario, k, rule)]
        texts += decision_reason(scenario, k) or ()
    for rule in rules_of(policy):
        texts += [rule.zh, rule.en, rule.source, article_in_english(rule.source)]
    for tier in policy.tiers:
        texts += [tier.id, tier.name, tier.name_en or tier.id]
    for indicator in policy.indicators:
        texts += [f"'{indicator.id}'", f"“{indicator.name}”"]
    for group in policy.groups:
        texts += [t for v in set(group_values(policy, applications, group)) for t in (f"'{v}'", f"“{v}”")]
    return sorted({visible(t) for t in texts if t}, key=len, reverse=True)


def counts_and_sums(found: Sensitivity) -> set[Fraction]:
    """Numbers that are not in an application's own record: scores, limits, and what winners cost."""
    scenario = found.allocation.scenario
    policy, step, low = scenario.policy, scenario.policy.money.step_base, scenario.screening.lo
    said = {Fraction(n) for n in range(len(scenario.positions) + 1)}
    said |= {s for k in range(len(scenario.positions)) if (s := scenario.score(k)) is not None}
    said |= {policy.top_score, found.allocation.objective[0].value, Fraction(scenario.budget)}
    won = {a.application: policy.tier_index(a.tier) or 0 for a in found.allocation.awards}
    everyone = [(k, t) for k in range(len(scenario.positions)) for t in range(len(policy.tiers))]
    sums = {sum(int(low[t][k]) for k, t in won.items())}
    for group in policy.groups:
        values, tiers = group_values(policy, scenario.tables.applications, group), policy.tier_indices(group.tiers)
        for value in set(values):
            sums.add(sum(int(low[t][k]) for k, t in won.items() if values[k] == value and t in tiers))
        said |= {Fraction(v) for v in (group.max_awards, group.min_awards) if v is not None}
        if group.max_amount is not None:
            said.add(Fraction(int(group.max_amount / policy.money.step) * step))
    said |= {Fraction(q) for t in policy.tiers if t.quota and (q := t.quota.target) is not None}
    singles = {int(b[t][k]) for k, t in everyone for b in (low, scenario.screening.hi)}
    swaps = {s + a - b for s in sums for a in singles for b in (0, *singles)}
    said |= {Fraction(n * step) for n in {*sums, *singles, *swaps}}
    said |= {Fraction(a.amount) for a in found.allocation.awards}
    said |= {v for b in (policy.amounts.bands if policy.amounts else ()) for v in (b.from_, b.share * 100)}
    said |= {t.rate * 100 for t in policy.tiers if t.rate is not None}
    for e in found.applications:
        now = int(found.allocation.objective[0].value)
        said.add(now + (e.regret.loss or 0))
    return said


def scores_beside(scenario: Scenario, entry: dict[str, Any]) -> Iterator[Fraction]:
    """The scores at which the outcome changes and one place below each, and how far they are."""
    own = scenario.score(scenario.tables.applications.ids.index(entry["application_id"]))
    for score, _ in entry.get("outcome_by_score", ()):
        for beside in (score, score - Fraction(1, 10**scenario.policy.score_decimals)):
            assert own is not None
            yield from (beside, abs(beside - own))


def check(found: Sensitivity) -> None:
    """What holds of every reason."""
    scenario = found.allocation.scenario
    texts, others, unit = quoted(scenario), counts_and_sums(found), scenario.policy.money.unit
    ids = {visible(i) for i in scenario.tables.applications.ids}
    record = sensitivity_record(found)
    for entry in record["applications"] + record["screened"]:
        reason = entry.pop("reason")
        allowed = {*others, *numbers_in(entry), *scores_beside(scenario, entry)}
        allowed |= {n / unit for n in allowed}
        assert reason["zh"].endswith("。")
        assert reason["en"].endswith(".")
        for text in reason.values():
            assert text == visible(text)
            assert len(text.splitlines()) == 1
            assert "None" not in text
            named = set(re.findall(r"P\d[0-9A-Za-z]*", text))
            assert named <= ids
            for known in texts:
                text = text.replace(known, " ")
            numbers = {Fraction(n.replace(",", "")) for n in NUMBER.findall(text)}
            assert numbers <= allowed, (entry["application_id"], reason)


@given(case=cases())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_scenarios(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            allocation = solve(load(case.write(Path(folder))))
        except AllocatorError:
            return  # a few of them have faults
    if allocation.status == "optimal":
        check(explain(allocation))


def conformance(name: str) -> Sensitivity | None:
    meta = json.loads((FOLDER / name / "expected" / "meta.json").read_text(encoding="utf-8"))
    if meta["exit"] != 0:
        return None
    scenario = load(FOLDER / name)
    if meta["budget"]:
        scenario = scenario.with_budget(stated_budget(scenario, meta["budget"]))
    return explain(solve(scenario))


@pytest.mark.skipif(not CASES, reason="the conformance cases are kept outside the project")
@pytest.mark.parametrize("name", CASES[::10])
def test_conformance_cases(name: str) -> None:
    found = conformance(name)
    if found is not None:
        check(found)


@pytest.mark.campaign
@pytest.mark.skipif(not CASES, reason="the conformance cases are kept outside the project")
@pytest.mark.parametrize("name", CASES)
def test_all_conformance_cases(name: str) -> None:
    found = conformance(name)
    if found is not None:
        check(found)
