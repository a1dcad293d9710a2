"""Which applications are of one enterprise, and which enterprises the ledger shuts out (SEMANTICS 2.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from allocator.policy import Policy
from allocator.tables.cells import enterprise_name
from allocator.tables.load import Tables


def enterprises_of(tables: Tables) -> list[int]:
    """Number of each application's enterprise: connected components of applications and what they share.

    Two applications share a code that both state, or a name that at least one of its bearers states without a code.

    Parameters
    ----------
    tables
        Gives names and codes.

    Returns
    -------
    list
        One number per application; equal numbers mean one enterprise.
    """
    codes, names = tables.applications.usccs, _names(tables.applications.enterprises)
    joining = {name for name, code in zip(names, codes, strict=True) if not code}
    bearers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    keys: list[list[tuple[str, str]]] = []
    for i, (name, code) in enumerate(zip(names, codes, strict=True)):
        keys.append([("code", code)] * bool(code) + [("name", name)] * (name in joining))
        for key in keys[i]:
            bearers[key].append(i)
    number = [-1] * len(keys)
    for start in range(len(keys)):
        if number[start] >= 0:
            continue
        number[start] = start
        reached = [start]
        while reached:
            for key in keys[reached.pop()]:
                for i in bearers.pop(key, ()):
                    if number[i] < 0:
                        number[i] = start
                        reached.append(i)
    return number


def already_awarded(policy: Policy, tables: Tables, enterprises: Sequence[int]) -> set[int]:
    """Enterprises that an award of the policy's year, or of the cooldown years before it, shuts out.

    Parameters
    ----------
    policy
        Gives year and cooldown; without `one_award_per` the ledger says nothing.
    tables
        Gives the ledger.
    enterprises
        As `enterprises_of` gives them.
    """
    ledger, rule = tables.ledger, policy.one_award_per
    if ledger is None or rule is None:
        return set()
    codes: set[str] = set()
    names: set[str] = set()
    names_without_code: set[str] = set()
    for year, name, code in zip(ledger.years, _names(ledger.enterprises), ledger.usccs, strict=True):
        if not policy.year - rule.cooldown_years <= year <= policy.year:
            continue
        names.add(name)
        (codes if code else names_without_code).add(code or name)
    applications = tables.applications
    shut: set[int] = set()
    for i, (name, code) in enumerate(zip(_names(applications.enterprises), applications.usccs, strict=True)):
        if name in names_without_code or (code in codes if code else name in names):
            shut.add(enterprises[i])
    return shut


def codes_of(tables: Tables, enterprises: Sequence[int]) -> dict[int, set[str]]:
    """The different codes of each enterprise; more than one is a contradiction in the inputs."""
    codes: defaultdict[int, set[str]] = defaultdict(set)
    for enterprise, code in zip(enterprises, tables.applications.usccs, strict=True):
        if code:
            codes[enterprise].add(code)
    return dict(codes)


def _names(cells: Sequence[str]) -> list[str]:
    known = {text: enterprise_name(text) for text in set(cells)}
    return [known[text] for text in cells]
