"""In what the inputs of two scenarios differ, and the first with one of these differences alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from allocator.errors import InputError, Problems
from allocator.fields import FIELDS
from allocator.numbers import plain
from allocator.policy import Policy
from allocator.scenario import Scenario
from allocator.scenario.scoring import score_applications
from allocator.scenario.variants import rescreened
from allocator.sensitivity.policy_changes import policy_changes, with_change
from allocator.tables.applications import read_applications
from allocator.tables.canonical import canonical_cells
from allocator.tables.decisions import read_decisions
from allocator.tables.ledger import read_ledger
from allocator.tables.load import Tables
from allocator.tables.reviews import read_reviews
from allocator.tables.rows import joined, rows_of
from allocator.tables.table import Table

Cells = tuple[tuple[str, str], ...]
Rows = dict[str, list[Cells]]
"""What rows are about -> the rows, each as (column, canonical cell), empty cells left out."""
KINDS = ("budget", "rule", "decision", "ledger", "application")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between the inputs of two scenarios.

    Parameters
    ----------
    kind
        `budget`, `rule` (or another key of the policy), `decision`, `ledger` or `application` (its row and its
        reviews together).
    about
        Id of the rule or of the application; the enterprise of a ledger row; empty of the budget.
    name
        What officials call it: name of the rule, or of the enterprise; may be empty.
    before, after
        What the two say; empty where one does not have it.
    """

    kind: str
    about: str
    name: str
    before: str
    after: str

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return f"{self.kind}:{self.about}" if self.about else self.kind


def input_differences(before: Scenario, after: Scenario) -> tuple[Difference, ...]:
    """Every difference, by kind: budget, rules, decisions, ledger, applications."""
    return tuple(_differences(before, after))


def _differences(before: Scenario, after: Scenario) -> Iterator[Difference]:
    if before.budget != after.budget:
        yield Difference("budget", "", "预算总额", _money(before), _money(after))
    if before.policy is not after.policy:
        for change in policy_changes(before.policy, after.policy):
            yield Difference("rule", change.rule, change.name, change.before, change.after)
    names = {i: n for s in (after, before) for i, n in zip(*_ids_and_names(s), strict=True)}
    for kind in ("decisions", "ledger"):
        one, other = (_rows(s, kind) for s in (before, after))
        for about in dict.fromkeys([*one, *other]):
            if one.get(about) != other.get(about):
                texts = (_text(rows.get(about, [])) for rows in (one, other))
                yield Difference(kind.removesuffix("s"), about, names.get(about, ""), *texts)
    yield from _applications(before, after, names)


def _ids_and_names(scenario: Scenario) -> tuple[list[str], list[str]]:
    applications = scenario.tables.applications
    return list(applications.ids), list(applications.enterprises)


def _money(scenario: Scenario) -> str:
    money = scenario.policy.money
    value = Fraction(scenario.budget, money.unit)
    text = f"{value.numerator:,}" if value.denominator == 1 else plain(value)
    return f"{text} {money.unit_name or money.currency}"


def _applications(before: Scenario, after: Scenario, names: dict[str, str]) -> Iterator[Difference]:
    one, other = (_rows(s, "applications") for s in (before, after))
    same = before.tables.reviews is after.tables.reviews
    reviews = [Rows() if same else _rows(s, "reviews") for s in (before, after)]
    scores = [_assumed(s) for s in (before, after)]
    for about in dict.fromkeys([*one, *other]):
        rows = [r[about][0] if about in r else () for r in (one, other)]
        there = "在申报表中 among the applications"
        if not all(rows):
            yield Difference("application", about, names.get(about, ""), *(there if r else "" for r in rows))
            continue
        cells, sheets = [dict(r) for r in rows], [Counter(r.get(about, [])) for r in reviews]
        if bool(sheets[0]) != bool(sheets[1]):  # scored otherwise: by sheets here, by a stated score there
            for row in cells:
                row.pop("score", None)
            scored = (_scored(s, about, sheets_) for s, sheets_ in zip((before, after), sheets, strict=True))
            texts = ["; ".join(filter(None, both)) for both in zip(_different_cells(*cells), scored, strict=True)]
            yield Difference("application", about, names.get(about, ""), *texts)
            continue
        assumed = scores[0].get(about) != scores[1].get(about)
        stated = tuple(_composite(s, about) if assumed else "" for s in (before, after))
        parts = (_different_cells(*cells), _different_sheets(*sheets), stated)
        texts = ["; ".join(filter(None, both)) for both in zip(*parts, strict=True)]
        if any(texts):
            yield Difference("application", about, names.get(about, ""), *texts)


def _different_cells(one: dict[str, str], other: dict[str, str]) -> tuple[str, str]:
    different = [c for c in dict.fromkeys([*one, *other]) if one.get(c) != other.get(c)]
    first, second = (
        "; ".join(f"{_heading(c)} {row.get(c) or '(空 empty)'}" for c in different) for row in (one, other)
    )
    return first, second


def _different_sheets(one: Counter[Cells], other: Counter[Cells]) -> tuple[str, str]:
    if one == other:
        return "", ""
    shared = (one & other).total()
    first, second = (
        f"评审 reviews {n.total()} 行 rows，其中 of which {n.total() - shared} 行不同 different" for n in (one, other)
    )
    return first, second


def _scored(scenario: Scenario, about: str, sheets: Counter[Cells]) -> str:
    """A composite score, and whether sheets gave it or it was stated."""
    by = f"评审 {sheets.total()} 行 rows of reviews" if sheets else "直接给定 stated"
    return f"{_composite(scenario, about)} ({by})"


def _heading(column: str) -> str:
    known = FIELDS["applications"].get(column)
    return column if known is None else f"{known} {column}"


def _composite(scenario: Scenario, about: str) -> str:
    score = scenario.score(scenario.tables.applications.ids.index(about))
    return f"综合得分 score {'(无 none)' if score is None else plain(score)}"


def _rows(scenario: Scenario, name: str) -> Rows:
    typed = getattr(scenario.tables, name)
    if typed is None:
        return {}
    table: Table = typed.table
    columns = {c: list(canonical_cells(table, c, scenario.policy)) for c in sorted(table.columns)}
    about, found = _about(table, name), Rows()
    for n, key in enumerate(about):
        found.setdefault(key, []).append(tuple((c, cells[n]) for c, cells in columns.items() if cells[n]))
    return {key: sorted(rows) for key, rows in found.items()}


def _about(table: Table, name: str) -> list[str]:
    """What each row is about."""
    if name != "ledger":
        return list(table.cells("application_id"))
    return [n or c for n, c in zip(table.cells("enterprise"), table.cells("uscc"), strict=True)]


def _text(rows: list[Cells]) -> str:
    shown = (" ".join(cell for column, cell in row if column != "application_id") for row in rows)
    return "; ".join(shown)


class Mixed:
    """Scenarios that are the first of two with one of their differences.

    Parameters
    ----------
    before, after
        The two scenarios.
    """

    def __init__(self, before: Scenario, after: Scenario) -> None:
        self.before, self.after = before, after

    def with_one(self, difference: Difference) -> Scenario | None:
        """The first scenario with one difference to the second; None where its inputs would be refused."""
        before, after = self.before, self.after
        if difference.kind == "budget":
            return before.with_budget(after.budget)
        raw = {t.name: t for t in before.tables.raw()}
        policy = before.policy
        if difference.kind == "rule":
            changed = with_change(policy, after.policy, difference.about)
            if changed is None:
                return None
            policy = changed
        else:
            names = {"decision": ["decisions"], "ledger": ["ledger"], "application": ["applications", "reviews"]}
            theirs = {t.name: t for t in after.tables.raw()}
            for name in names[difference.kind]:
                table = _mixed(raw.pop(name, None), theirs.get(name), name, difference.about)
                if table is not None:
                    raw[name] = table
        if "applications" not in raw:
            return None
        try:
            return self._scenario(policy, raw, difference)
        except InputError:
            return None

    def _scenario(self, policy: Policy, raw: dict[str, Table], difference: Difference) -> Scenario:
        before, problems = self.before, Problems()
        assumed = _assumed(before)
        if difference.kind == "application":
            theirs = _assumed(self.after).get(difference.about)
            assumed = {i: s for i, s in assumed.items() if i != difference.about}
            assumed |= {} if theirs is None else {difference.about: theirs}
        tables = self._typed(policy, raw, problems)
        scores = score_applications(policy, tables, problems)
        problems.check()
        index = {text: k for k, text in enumerate(tables.applications.ids)}
        unit, own = 10**policy.score_decimals, {index[i]: s for i, s in assumed.items() if i in index}
        places = {k: int(s * unit) for k, s in own.items()}
        scores = replace(scores, values=[places.get(k, v) for k, v in enumerate(scores.values)])
        mixed = replace(before, assumed=places)
        return rescreened(mixed, policy=policy, tables=tables, scores=scores)

    def _typed(self, policy: Policy, raw: dict[str, Table], problems: Problems) -> Tables:
        """The tables, those that stay as they are not typed again."""
        own, same = self.before.tables, policy is self.before.policy
        keep = same and raw["applications"] is own.applications.table
        applications = own.applications if keep else read_applications(raw["applications"], policy, problems)
        reviews = ledger = decisions = None
        if (table := raw.get("reviews")) is not None:
            kept = keep and own.reviews is not None and own.reviews.table is table
            reviews = own.reviews if kept else read_reviews(table, policy, applications, problems)
        if (table := raw.get("ledger")) is not None:
            ledger = read_ledger(table, policy, problems)
        if (table := raw.get("decisions")) is not None:
            decisions = read_decisions(table, policy, applications, problems)
        return Tables(applications, reviews, ledger, decisions)


def _assumed(scenario: Scenario) -> dict[str, Fraction]:
    ids, unit = scenario.tables.applications.ids, 10**scenario.policy.score_decimals
    return {ids[k]: Fraction(s, unit) for k, s in scenario.assumed.items()}


def _mixed(mine: Table | None, theirs: Table | None, name: str, about: str) -> Table | None:
    """A table whose rows about one thing are those of another; None where it has no rows."""
    parts = []
    for table, wanted in ((mine, False), (theirs, True)):
        if table is not None:
            rows = np.flatnonzero(np.array([(a == about) == wanted for a in _about(table, name)], bool))
            parts += [rows_of(table, rows)] if len(rows) else []
    return None if not parts else parts[0] if len(parts) == 1 else joined(*parts)
