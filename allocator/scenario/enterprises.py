"""Which applications are of one enterprise, and which enterprises the ledger already names (SEMANTICS 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allocator.errors import Problems
from allocator.policy import Policy
from allocator.tables.applications import Applications
from allocator.tables.cells import enterprise_name
from allocator.tables.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Enterprises:
    """Enterprises of the applications, in the order of the file.

    Parameters
    ----------
    numbers
        Number of the enterprise of each application (that of its first application).
    awarded
        Whether the ledger closes the application (`already-awarded`).
    """

    numbers: Sequence[int]
    awarded: Sequence[bool]


def find_enterprises(
    policy: Policy, applications: Applications, ledger: Ledger | None, problems: Problems
) -> Enterprises:
    """Join applications into enterprises and match the ledger.

    Two applications are of one enterprise where their codes agree, or where at least one lacks the code and their
    names agree; taken transitively.

    Parameters
    ----------
    problems
        Takes a fault where that joins two different codes.
    """
    folded = {name: enterprise_name(name) for name in set(applications.enterprises)}
    names = [folded[name] for name in applications.enterprises]
    numbers = _join(names, applications.usccs)
    _check_codes(applications, numbers, problems)
    awarded = [False] * len(names)
    if ledger is not None and policy.one_award_per is not None:
        years = range(policy.year - policy.one_award_per.cooldown_years, policy.year + 1)
        hit = _matched(names, applications.usccs, numbers, ledger, years)
        awarded = [n in hit for n in numbers]
    return Enterprises(numbers, awarded)


def _join(names: Sequence[str], codes: Sequence[str]) -> list[int]:
    parent = list(range(len(names)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    def join(a: int, b: int) -> None:
        a, b = root(a), root(b)
        parent[max(a, b)] = min(a, b)

    by_code: dict[str, int] = {}
    without_code: dict[str, int] = {}
    for k, (name, code) in enumerate(zip(names, codes, strict=True)):
        if code:
            join(k, by_code.setdefault(code, k))
        elif name:
            join(k, without_code.setdefault(name, k))
    for k, (name, code) in enumerate(zip(names, codes, strict=True)):
        if code and name in without_code:
            join(k, without_code[name])
    return [root(k) for k in range(len(names))]


def _check_codes(applications: Applications, numbers: Sequence[int], problems: Problems) -> None:
    first: dict[int, int] = {}
    for k, code in enumerate(applications.usccs):
        if not code:
            continue
        at = first.setdefault(numbers[k], k)
        if applications.usccs[at] != code:
            other = f"{applications.usccs[at]} in {applications.table.place(at)}"
            what = f"{code} and {other} would be one enterprise: a row without a code has the name of both"
            problems.add(applications.table.place(k, "uscc"), what, "fill in the missing code or correct the names")


def _matched(
    names: Sequence[str], codes: Sequence[str], numbers: Sequence[int], ledger: Ledger, years: range
) -> set[int]:
    awarded_codes: set[str] = set()
    named_with_code: set[str] = set()
    named_without: set[str] = set()
    for year, name, code in zip(ledger.years, ledger.enterprises, ledger.usccs, strict=True):
        if year not in years:
            continue
        if code:
            awarded_codes.add(code)
        (named_with_code if code else named_without).add(enterprise_name(name))
    hit = set()
    for number, name, code in zip(numbers, names, codes, strict=True):
        if code in awarded_codes if code else name in named_with_code:
            hit.add(number)
        if name and name in named_without:
            hit.add(number)
    return hit
