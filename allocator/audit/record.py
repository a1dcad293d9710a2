"""Reading the record of an allocation: what it claims, and where its form is not that of FORMATS.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allocator.audit.finding import Finding, as_whole, shown
from allocator.policy import Policy
from allocator.tables.load import Tables

SCHEMA = "allocation/1"
WITH_AWARDS = ("optimal", "feasible")
WITHOUT_AWARDS = ("infeasible", "unknown")
_KEYS = ("schema", "status", "programme", "year", "budget", "awarded", "money", "objective", "counts", "awards")
_MONEY_KEYS = ("currency", "unit", "step")
_AWARD_KEYS = ("application_id", "enterprise", "tier", "amount", "score", "weighted_score")


@dataclass(frozen=True, slots=True)
class Award:
    """One claimed award to a known application in a known tier.

    Parameters
    ----------
    position
        Its place among the awards of the record, the first being 1.
    application, tier
        Positions among the applications and the policy's tiers.
    amount
        Base units; None where the record holds no whole number of 0 or more.
    record
        The award as it stands.
    """

    position: int
    application: int
    tier: int
    amount: int | None
    record: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Id of the application."""
        return str(self.record["application_id"])

    def place(self, key: str) -> str:
        """Where a value of this award stands."""
        return f"award {self.position} ({self.id}), {key}"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a record claims, as far as it can be read.

    Parameters
    ----------
    status
        Empty where it is none of the known ones.
    budget
        Stated budget in base units; None where it cannot be read.
    awards
        Those that name a known application and tier, in the order of the record.
    """

    status: str
    budget: int | None
    awards: tuple[Award, ...]

    def counts(self, policy: Policy) -> list[int]:
        """Number of awards in each tier of the policy."""
        tally = [0] * len(policy.tiers)
        for award in self.awards:
            tally[award.tier] += 1
        return tally


def read_claim(policy: Policy, tables: Tables, record: object) -> tuple[Claim, list[Finding]]:
    """Read a record and check its form.

    Parameters
    ----------
    policy, tables
        What the allocation is of.
    record
        The parsed allocation.json, decimals as fractions.

    Returns
    -------
    tuple
        The claim, and every fault of form.
    """
    if not isinstance(record, Mapping):
        return Claim("", None, ()), [Finding("record", None, f"the record: found {shown(record)}, expected an object")]
    findings = list(_keys(record, _KEYS, "the record"))
    findings += _same(record, "schema", SCHEMA)
    findings += _same(record, "programme", policy.programme)
    findings += _same(record, "year", policy.year)
    status = record.get("status")
    if not isinstance(status, str) or status not in WITH_AWARDS + WITHOUT_AWARDS:
        expected = ", ".join(WITH_AWARDS + WITHOUT_AWARDS)
        findings.append(Finding("status", None, f"status: found {shown(status)}, expected one of {expected}"))
        status = ""
    budget = as_whole(record.get("budget"))
    if budget is None or budget < 0:
        findings.append(
            Finding(
                "budget", None, f"budget: found {shown(record.get('budget'))}, expected base units, whole and 0 or more"
            )
        )
        budget = None
    findings += _money(policy, record.get("money"))
    awards, faults = _awards(policy, tables, record.get("awards"))
    return Claim(status, budget, awards), findings + faults


def check_totals(policy: Policy, claim: Claim, record: Mapping[str, Any]) -> Iterator[Finding]:
    """Compare `awarded` and `counts` with the awards themselves."""
    total = sum(a.amount for a in claim.awards if a.amount is not None)
    if as_whole(record.get("awarded")) != total:
        yield Finding(
            "awarded",
            None,
            f"awarded: found {shown(record.get('awarded'))}, expected {shown(total)}, the sum of the awards",
        )
    counts = record.get("counts")
    if not isinstance(counts, Mapping):
        yield Finding("counts", None, f"counts: found {shown(counts)}, expected an object")
        return
    ids = [t.id for t in policy.tiers]
    if list(counts) != ids:
        yield Finding(
            "counts", None, f"counts: found the keys {', '.join(map(shown, counts))}, expected {', '.join(ids)}"
        )
    for tier, n in zip(ids, claim.counts(policy), strict=True):
        if as_whole(counts.get(tier)) != n:
            yield Finding(
                "counts",
                None,
                f"counts, {tier}: found {shown(counts.get(tier))}, expected {n}, the awards in that tier",
            )


def keys_of_stage(stage: Mapping[str, Any], place: str) -> Iterator[Finding]:
    """Compare the keys of an entry of `objective` with the format."""
    return _keys(stage, ("stage", "value", "bound"), place)


def _keys(found: Mapping[str, Any], expected: Sequence[str], place: str) -> Iterator[Finding]:
    for key in expected:
        if key not in found:
            yield Finding("record", None, f"{place}: the key {key} is missing")
    present = [k for k in found if k in expected]
    wanted = [k for k in expected if k in found]
    if present != wanted:
        yield Finding(
            "record", None, f"{place}: found the keys in the order {', '.join(present)}, expected {', '.join(wanted)}"
        )


def _same(record: Mapping[str, Any], key: str, expected: str | int) -> Iterator[Finding]:
    value = record.get(key)
    if value != expected or type(value) is not type(expected):
        yield Finding("record", None, f"{key}: found {shown(value)}, expected {shown(expected)}")


def _money(policy: Policy, found: object) -> Iterator[Finding]:
    if not isinstance(found, Mapping):
        yield Finding("record", None, f"money: found {shown(found)}, expected an object")
        return
    yield from _keys(found, _MONEY_KEYS, "money")
    for key in _MONEY_KEYS:
        expected = getattr(policy.money, key)
        if found.get(key) != expected or isinstance(found.get(key), bool):
            yield Finding("record", None, f"money, {key}: found {shown(found.get(key))}, expected {shown(expected)}")


def _awards(policy: Policy, tables: Tables, found: object) -> tuple[tuple[Award, ...], list[Finding]]:
    if not isinstance(found, list | tuple):
        return (), [Finding("record", None, f"awards: found {shown(found)}, expected a list")]
    index = {text: i for i, text in enumerate(tables.applications.ids)}
    tiers = {t.id: k for k, t in enumerate(policy.tiers)}
    awards: list[Award] = []
    findings: list[Finding] = []
    for position, entry in enumerate(found, 1):
        place = f"award {position}"
        if not isinstance(entry, Mapping):
            findings.append(Finding("record", None, f"{place}: found {shown(entry)}, expected an object"))
            continue
        name, label = entry.get("application_id"), entry.get("tier")
        application = index.get(name) if isinstance(name, str) else None
        tier = tiers.get(label) if isinstance(label, str) else None
        known = None if application is None else str(name)
        if tuple(entry) != _AWARD_KEYS:
            findings += (Finding(f.rule, known, f.what) for f in _keys(entry, _AWARD_KEYS, place))
        if application is None:
            findings.append(
                Finding(
                    "record", None, f"{place}, application_id: found {shown(name)}, expected one of the applications"
                )
            )
        if tier is None:
            expected = ", ".join(tiers)
            findings.append(Finding("tier", known, f"{place}, tier: found {shown(label)}, expected one of {expected}"))
        amount = as_whole(entry.get("amount"))
        if amount is None or amount < 0:
            found_text = shown(entry.get("amount"))
            findings.append(
                Finding(
                    "amounts", known, f"{place}, amount: found {found_text}, expected base units, whole and 0 or more"
                )
            )
            amount = None
        if application is not None and tier is not None:
            awards.append(Award(position, application, tier, amount, entry))
    return tuple(awards), findings
