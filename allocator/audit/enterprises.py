"""Enterprises and the ledger, matched by walking from application to application (SEMANTICS 2.5)."""

from __future__ import annotations

from collections import defaultdict

from allocator.policy import Policy
from allocator.tables.applications import Applications
from allocator.tables.cells import enterprise_name
from allocator.tables.load import Tables


def same_enterprise(applications: Applications) -> list[int]:
    """A label per application, equal for those of one enterprise."""
    names = [enterprise_name(n) for n in applications.enterprises]
    by_code: defaultdict[str, list[int]] = defaultdict(list)
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    without: defaultdict[str, list[int]] = defaultdict(list)
    for k, (name, code) in enumerate(zip(names, applications.usccs, strict=True)):
        by_name[name].append(k)
        (by_code[code] if code else without[name]).append(k)
    label = [-1] * len(names)
    for start in range(len(names)):
        if label[start] >= 0:
            continue
        label[start], walk = start, [start]
        while walk:
            k = walk.pop()
            code = applications.usccs[k]
            near = [*by_code[code], *without[names[k]]] if code else by_name[names[k]]
            for other in near:
                if label[other] < 0:
                    label[other] = start
                    walk.append(other)
            if code:
                by_code[code] = without[names[k]] = []  # all of them are labelled now
            else:
                by_name[names[k]] = []
    return label


def closed_by_ledger(policy: Policy, tables: Tables, label: list[int]) -> set[int]:
    """Labels of enterprises that an award of the policy's year, or of its cooldown, closes out."""
    rule, ledger, applications = policy.one_award_per, tables.ledger, tables.applications
    if rule is None or ledger is None:
        return set()
    recent = [
        (enterprise_name(ledger.enterprises[k]), ledger.usccs[k])
        for k in range(len(ledger))
        if 0 <= policy.year - ledger.years[k] <= rule.cooldown_years
    ]
    codes = {code for _, code in recent if code}
    names = {name for name, _ in recent if name}
    names_without_code = {name for name, code in recent if name and not code}
    closed = set()
    for k, (text, code) in enumerate(zip(applications.enterprises, applications.usccs, strict=True)):
        name = enterprise_name(text)
        if (code in codes or name in names_without_code) if code else name in names:
            closed.add(label[k])
    return closed
