"""Group rules: which applications share a value, and whether the money sets are nested or disjoint."""

from __future__ import annotations

import numpy as np

from allocator.arrays import Column
from allocator.errors import Place, Problems
from allocator.policy import Policy
from allocator.policy.schema import Group
from allocator.scenario.columns import comparable, has_column
from allocator.tables.applications import Applications


def group_values(policy: Policy, applications: Applications, rule: Group) -> Column[str]:
    """Value by which each application is grouped; `""` forms no group."""
    return applications.table.cells(rule.by).map(comparable(policy, rule.by)).merged()


def wanted_value(policy: Policy, rule: Group) -> str | None:
    """The one value that a rule bounds, as `group_values` writes it; None: every value."""
    return None if rule.value is None else comparable(policy, rule.by)(rule.value)


def check_groups(policy: Policy, applications: Applications, problems: Problems) -> None:
    """Record faults of the group rules: missing columns, absent values, money sets that cross.

    Parameters
    ----------
    problems
        Takes the faults.
    """
    there = [g for g in policy.groups if has_column(policy, applications, g.by, g.id, problems)]
    values = {g.id: group_values(policy, applications, g) for g in there}
    for g in there:
        wanted = wanted_value(policy, g)
        if wanted is not None and not g.allow_absent and not values[g.id].mask(wanted.__eq__).any():
            place = Place(applications.table.files[0], None, applications.table.headings.get(g.by, g.by))
            problems.add(
                place,
                f"no application has the value {g.value!r} of rule {g.id!r}",
                "correct the value, or write allow_absent: yes",
            )
    if policy.amounts_rule in ("proportional", "optimised"):
        money = [g for g in there if g.max_amount is not None]
        for n, g in enumerate(money):
            for h in money[:n]:
                _check_pair(policy, applications, h, g, values, problems)


def _check_pair(
    policy: Policy, applications: Applications, g: Group, h: Group, values: dict[str, Column[str]], problems: Problems
) -> None:
    """Fault where a set of the one rule crosses a set of the other, over every application, tier and value."""
    tiers_g, tiers_h = set(policy.tier_indices(g.tiers)), set(policy.tier_indices(h.tiers))
    if not tiers_g & tiers_h:
        return
    of_g, of_h = values[g.id], values[h.id]
    count_g, count_h = np.bincount(of_g.codes), np.bincount(of_h.codes)
    pairs = of_g.codes.astype(np.int64) * len(of_h.values) + of_h.codes
    both, first, times = np.unique(pairs, return_index=True, return_counts=True)
    wanted_g, wanted_h = wanted_value(policy, g), wanted_value(policy, h)
    for m in np.argsort(first).tolist():  # in the order of the file
        code_g, code_h = divmod(int(both[m]), len(of_h.values))
        a, b, n = of_g.values[code_g], of_h.values[code_h], times[m]
        if not a or not b or wanted_g not in (None, a) or wanted_h not in (None, b):
            continue
        inside_h = n == count_g[code_g] and tiers_g <= tiers_h
        inside_g = n == count_h[code_h] and tiers_h <= tiers_g
        if not inside_h and not inside_g:
            place = Place(applications.table.files[0])
            what = f"the money of rule {g.id!r} ({a}) and of rule {h.id!r} ({b}) overlaps, neither within the other"
            needs = f"amounts rule {policy.amounts_rule} needs nested or separate groups"
            remedy = f"{needs}; drop one max_amount, or choose uniform, in-full or graded"
            problems.add(place, what, remedy)
            return
