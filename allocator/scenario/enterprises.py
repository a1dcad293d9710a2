"""Which applications are of one enterprise, and which enterprises the ledger already names (SEMANTICS 2.5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.arrays import Column, Integers, Ints, Mask
from allocator.errors import Problem, Problems
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

    numbers: Integers
    awarded: Mask


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
    names = applications.enterprises.map(enterprise_name).merged()
    numbers = _join(names, applications.usccs)
    _check_codes(applications, numbers, problems)
    awarded = np.zeros(len(names), bool)
    if ledger is not None and policy.one_award_per is not None:
        years = range(policy.year - policy.one_award_per.cooldown_years, policy.year + 1)
        hit = np.zeros(len(names), bool)
        hit[numbers[_matched(names, applications.usccs, ledger, years)]] = True
        awarded = hit[numbers]
    return Enterprises(Integers(numbers), awarded)


def _join(names: Column[str], codes: Column[str]) -> Ints:
    """For each application the first one of its enterprise.

    Every code is an enterprise, and every name that stands somewhere without a code; a name that stands with a code
    and without one joins the two. Only such names need following.
    """
    coded = codes.mask(bool)
    named = names.mask(bool)
    alone = np.zeros(len(names.values), bool)
    alone[names.codes[~coded & named]] = True
    shift = len(codes.values)
    own = np.where(coded, codes.codes.astype(np.int64), shift + names.codes)
    parent: dict[int, int] = {}

    def root(k: int) -> int:
        while (above := parent.get(k, k)) != k:
            parent[k] = parent.get(above, above)
            k = above
        return k

    joining = coded & named & alone[names.codes]
    for code, name in np.unique(np.stack([own[joining], shift + names.codes[joining]], 1), axis=0).tolist():
        parent[root(name)] = root(code)
    met = list({*parent, *parent.values()})
    place = np.arange(shift + len(names.values))
    place[met] = [root(k) for k in met]
    label = place[own]
    nameless = ~coded & ~named
    label[nameless] = len(place) + np.flatnonzero(nameless)
    _, first, back = np.unique(label, return_index=True, return_inverse=True)
    return first[back]


def _check_codes(applications: Applications, numbers: Ints, problems: Problems) -> None:
    codes = applications.usccs
    coded = np.flatnonzero(codes.mask(bool))
    _, at, back = np.unique(numbers[coded], return_index=True, return_inverse=True)
    first = coded[at][back]

    def fault(n: int) -> Problem:
        k, at = int(coded[n]), int(first[n])
        other = f"{codes[at]} in {applications.table.place(at)}"
        what = f"{codes[k]} and {other} would be one enterprise: a row without a code has the name of both"
        place = applications.table.place(k, "uscc")
        return Problem(place, what, "fill in the missing code or correct the names")

    problems.add_each(Integers(np.flatnonzero(codes.codes[coded] != codes.codes[first])), fault)


def _matched(names: Column[str], codes: Column[str], ledger: Ledger, years: range) -> Mask:
    """Applications that the ledger names themselves."""
    awarded_codes: set[str] = set()
    named_with_code: set[str] = set()
    named_without: set[str] = set()
    for year, name, code in zip(ledger.years, ledger.enterprises, ledger.usccs, strict=True):
        if year not in years:
            continue
        if code:
            awarded_codes.add(code)
        (named_with_code if code else named_without).add(enterprise_name(name))
    coded = codes.mask(bool)
    hit: Mask = np.where(coded, codes.mask(awarded_codes.__contains__), names.mask(named_with_code.__contains__))
    return hit | names.mask(lambda name: bool(name) and name in named_without)
