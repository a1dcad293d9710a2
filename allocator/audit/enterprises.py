"""Which applications are of one enterprise, and which enterprises the ledger shuts out (SEMANTICS 2.5)."""

from __future__ import annotations

import numpy as np

from allocator.arrays import Codes, Column, Ints, Mask
from allocator.policy import Policy
from allocator.tables.cells import enterprise_name
from allocator.tables.load import Tables


def enterprises_of(tables: Tables) -> Ints:
    """Number of each application's enterprise: connected components of applications and what they share.

    Two applications share a code that both state, or a name that at least one of its bearers states without a code.
    Every application begins with its own number; whoever shares something takes the least, until nothing changes.

    Parameters
    ----------
    tables
        Gives names and codes.

    Returns
    -------
    array
        One number per application; equal numbers mean one enterprise.
    """
    codes, names = tables.applications.usccs, _names(tables.applications.enterprises)
    coded = codes.mask(bool)
    joining = np.zeros(len(names.values), bool)
    joining[names.codes[~coded]] = True
    number: Ints = np.arange(len(codes))
    while True:
        before = number
        number = _least(number, codes.codes, coded)
        number = _least(number, names.codes, joining[names.codes])
        if (number == before).all():
            return number


def _least(number: Ints, shared: Codes, concerned: Mask) -> Ints:
    """Numbers where all concerned that share something have the least of theirs."""
    least = np.full(int(shared.max(initial=0)) + 1, len(number))
    np.minimum.at(least, shared[concerned], number[concerned])
    return np.where(concerned, least[shared], number)


def already_awarded(policy: Policy, tables: Tables, enterprises: Ints) -> set[int]:
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
    stated, bearing = tables.applications.usccs, _names(tables.applications.enterprises)
    named = np.where(stated.mask(bool), stated.mask(codes.__contains__), bearing.mask(names.__contains__))
    return set(enterprises[named | bearing.mask(names_without_code.__contains__)].tolist())


def contradictions(tables: Tables, enterprises: Ints) -> list[set[str]]:
    """The codes of each enterprise that has several: a contradiction in the inputs."""
    codes = tables.applications.usccs
    coded = codes.mask(bool)
    pairs = np.unique(enterprises[coded] * len(codes.values) + codes.codes[coded])
    owners, code = np.divmod(pairs, len(codes.values))
    found, times = np.unique(owners, return_counts=True)
    return [{codes.values[c] for c in code[owners == owner].tolist()} for owner in found[times > 1].tolist()]


def _names(cells: Column[str]) -> Column[str]:
    return cells.map(enterprise_name).merged()
