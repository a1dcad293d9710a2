"""A new run of a scenario in which something is supposed to be otherwise, all else equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from allocator.allocation import Allocation
from allocator.engines import DEFAULT
from allocator.errors import Place, Problems, UsageError
from allocator.fields import FIELDS
from allocator.policy import Policy
from allocator.policy.check import faults_of
from allocator.policy.write import policy_value, policy_yaml
from allocator.scenario import Scenario
from allocator.scenario.groups import check_groups
from allocator.scenario.scenario import Source, check_decisions
from allocator.scenario.settled import with_score_cells
from allocator.scenario.variants import rescreened, without_rules
from allocator.sensitivity.supposed import Reader, Supposed, with_amounts
from allocator.solving import solve, stated_budget
from allocator.tables.decisions import Decisions, Verdict, read_decisions
from allocator.tables.load import Tables
from allocator.tables.rows import joined, rows_of
from allocator.tables.table import Table

REASON = "情景假设 what-if"
HEADING = "情景假设 what-if"


def what_if(
    scenario: Scenario,
    *,
    budget: int | str | None = None,
    score: Mapping[str, int | float | str | Fraction] | None = None,
    amounts: str | None = None,
    without: Iterable[str] = (),
    decisions: Mapping[str, str | None] | None = None,
    engine: str = DEFAULT,
    time_limit: float | None = None,
) -> Allocation:
    """Allocate a scenario in which something is otherwise; audited, and unless it says so itself optimal.

    Parameters
    ----------
    scenario
        As `load` gives it.
    budget
        Stated budget: policy units (`3500`), or with its own unit (`"0.35亿"`).
    score
        Id of an application -> its composite score, in the place of what the reviews or the cell give. Indicator
        points stay.
    amounts
        The amounts rule: `proportional`, `optimised`, `uniform`, `in-full` or `graded`.
    without
        Ids of rules that are left out; a quota loses its range and its target, `one_award_per` takes the ledger along.
    decisions
        Id of an application -> `fund`, `fund:TIER` or `reject`; None withdraws the recorded decision.
    engine, time_limit
        As in `solve`.

    Returns
    -------
    Allocation
        Its `scenario` is the one supposed. Where a decision to fund meets tiers that the supposition closes, or the
        rules cannot all hold, its status is `infeasible`.

    Raises
    ------
    InputError
        With every fault of what is supposed: place, found, expected, remedy.
    """
    supposed = suppose(scenario, budget=budget, score=score, amounts=amounts, without=without, decisions=decisions)
    return solve(supposed, engine=engine, time_limit=time_limit)


def suppose(
    scenario: Scenario,
    *,
    budget: int | str | None = None,
    score: Mapping[str, int | float | str | Fraction] | None = None,
    amounts: str | None = None,
    without: Iterable[str] = (),
    decisions: Mapping[str, str | None] | None = None,
) -> Scenario:
    """The scenario in which something is otherwise; see `what_if`."""
    problems = Problems()
    supposed = _read(scenario, budget, score or {}, amounts, without, decisions or {}, problems)
    problems.check()
    policy = without_rules(scenario, supposed.without).policy if supposed.without else scenario.policy
    policy = policy if supposed.amounts is None else with_amounts(policy, supposed.amounts)
    if policy is not scenario.policy:
        _check_policy(scenario, policy, problems)
    tables, scores, assumed = scenario.tables, scenario.scores, dict(scenario.assumed)
    if supposed.scores:
        reviewed = {k: s for k, s in supposed.scores.items() if scores.reviewed[k]}
        given = {k: s for k, s in supposed.scores.items() if k not in reviewed}
        assumed |= reviewed
        if given:
            tables = replace(tables, applications=with_score_cells(tables.applications, policy, given))
        values = [supposed.scores.get(k, v) for k, v in enumerate(scores.values)]
        scores = replace(scores, values=values)
    if supposed.decisions:
        tables = _decided(tables, policy, supposed.decisions)
    changed = rescreened(scenario, policy=policy, tables=tables, scores=scores)
    changed = replace(changed, assumed=assumed, budget=scenario.budget if supposed.budget is None else supposed.budget)
    _check_decided(changed, supposed.decisions, problems)
    problems.check()
    return _named(scenario, changed)


def _read(
    scenario: Scenario,
    budget: int | str | None,
    score: Mapping[str, Any],
    amounts: str | None,
    without: Iterable[str],
    decisions: Mapping[str, str | None],
    problems: Problems,
) -> Supposed:
    reader, money = Reader(scenario, problems), None
    if budget is not None:
        try:
            money = stated_budget(scenario, budget)
        except UsageError as error:
            what, _, remedy = str(error).removeprefix("budget: ").partition("; ")
            reader.fault("budget", "", f"found {what}", remedy)
    rules, withdrawn = reader.without(without)
    decided = reader.decisions(decisions)
    for k in withdrawn.keys() & {k for k, verdict in decided.items() if verdict is not None}:
        application_id = scenario.tables.applications.ids[k]
        what = "found a new decision, and the recorded one among `without`"
        reader.fault("decision", application_id, what, "keep one of them")
    return Supposed(money, reader.scores(score), reader.amounts(amounts), rules, {**withdrawn, **decided})


def _check_policy(scenario: Scenario, policy: Policy, problems: Problems) -> None:
    for path, what, remedy in faults_of(policy):
        problems.add(Place("what-if", None, ".".join(map(str, path))), what, remedy)
    check_groups(policy, scenario.tables.applications, problems)


def _check_decided(scenario: Scenario, decisions: Mapping[int, Verdict | None], problems: Problems) -> None:
    """Faults of the new decisions alone: a recorded one that meets closed tiers makes the what-if infeasible."""
    if scenario.tables.decisions is None:
        return
    new = tuple(d for d in scenario.tables.decisions.entries if decisions.get(d.application) is not None)
    ids, table = scenario.tables.applications.ids, scenario.tables.decisions.table
    for d in new:
        found = Problems()
        only = replace(scenario.tables, decisions=Decisions(table, (d,)))
        check_decisions(scenario.policy, only, scenario.screening, found)
        for fault in found.faults:
            remedy = "choose a tier that is open to it, or leave out what closes it"
            problems.add(Place("what-if", None, f"decision {ids[d.application]}"), fault.what, remedy)


def _decided(tables: Tables, policy: Policy, decisions: Mapping[int, Verdict | None]) -> Tables:
    """The tables with other decisions on some applications."""
    ids, old = tables.applications.ids, tables.decisions
    names = list(FIELDS["decisions"])
    rows: list[list[str]] = []
    for k, verdict in sorted(decisions.items(), key=lambda d: ids[d[0]]):
        if verdict is not None:
            word, tier = verdict
            rows.append([ids[k], word if tier is None else f"{word}:{policy.tiers[tier].id}", REASON, "", ""])
    added = Table.of(
        "decisions",
        {name: [row[n] for row in rows] for n, name in enumerate(names)},
        FIELDS["decisions"],
        ("what-if",),
        [0] * len(rows),
        list(range(1, len(rows) + 1)),
    )
    table = added
    if old is not None:
        kept = np.flatnonzero(~old.table.cells("application_id").mask({ids[k] for k in decisions}.__contains__))
        table = joined(rows_of(old.table, kept), added)
    if not len(table):
        return replace(tables, decisions=None)
    return replace(tables, decisions=read_decisions(table, policy, tables.applications, Problems()))


def _named(scenario: Scenario, changed: Scenario) -> Scenario:
    """The scenario with a source of its own, where more than the budget is otherwise; with a policy file made anew."""
    source = scenario.source
    if changed.policy is scenario.policy and changed.tables is scenario.tables and changed.assumed == scenario.assumed:
        return changed
    text = source.policy_text
    if policy_value(changed.policy) != policy_value(scenario.policy):
        made = f"{HEADING}: 由 {source.name} 的政策改动而成，原注释从略"
        text = policy_yaml(changed.policy, f"{made}\nmade from the policy of {source.name}, without its comments")
    path = source.path if source.path.startswith("what-if of ") else f"what-if of {source.path}"
    return replace(changed, source=Source(source.name, path, text))
