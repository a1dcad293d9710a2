"""Faults of a policy that concern more than one of its parts."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from fractions import Fraction

from allocator.fields import MONEY_COLUMNS
from allocator.numbers import NotANumber, ceil_div, floor_div, parse_amount, parse_number, plain
from allocator.policy.names import Fault, name_faults
from allocator.policy.schema import Policy


def faults_of(policy: Policy) -> Iterator[Fault]:
    """Faults as (path of keys, what is wrong, remedy).

    Parameters
    ----------
    policy
        A policy whose parts are each well formed.
    """
    yield from name_faults(policy)
    yield from _tier_references(policy)
    yield from _money(policy)
    yield from _amounts(policy)
    yield from _conditions(policy)
    yield from _scores(policy)


def _tier_references(policy: Policy) -> Iterator[Fault]:
    named: list[tuple[tuple[str | int, ...], str]] = []
    for k, hop in enumerate(policy.fallback):
        named += [(("fallback", k, "from"), hop.from_), (("fallback", k, "to"), hop.to)]
    for k, rule in enumerate(policy.eligibility):
        named += [(("eligibility", k, "tiers", n), name) for n, name in enumerate(rule.tiers or ())]
    for k, group in enumerate(policy.groups):
        named += [(("groups", k, "tiers", n), name) for n, name in enumerate(group.tiers or ())]
    labels = [t.id for t in policy.tiers] + [t.name for t in policy.tiers]
    for path, name in named:
        if policy.tier_index(name) is None:
            near = difflib.get_close_matches(name, labels, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"write one of {', '.join(t.id for t in policy.tiers)}"
            yield path, f"{name!r} is no tier", hint
    for k, hop in enumerate(policy.fallback):
        start = policy.tier_index(hop.from_)
        if start is not None and start == policy.tier_index(hop.to):
            yield ("fallback", k), "leads from a tier to itself", "name two tiers"


def _money(policy: Policy) -> Iterator[Fault]:
    stated = policy.budget.value * policy.money.unit
    if stated.denominator != 1:
        yield (
            ("budget", "value"),
            f"{plain(policy.budget.value)} is not a whole number of base units",
            "write fewer places",
        )


def _amounts(policy: Policy) -> Iterator[Fault]:
    if policy.objective == "funded-score":
        if policy.amounts is not None:
            yield (
                ("amounts",),
                "has no place under objective: funded-score, which settles the amounts itself",
                "take the key out",
            )
        return
    rule = policy.amounts_rule
    for k, tier in enumerate(policy.tiers):
        if rule in ("uniform", "graded") and tier.cap is None:
            yield ("tiers", k), f"has no cap, which amounts rule {rule} needs", "state a cap"
    if policy.amounts is None or rule != "graded":
        return
    for tier in policy.tiers:
        least = ceil_div(tier.floor, policy.money.step)
        for n, band in enumerate(policy.amounts.bands):
            steps = 0 if tier.cap is None else floor_div(band.share * tier.cap, policy.money.step)
            if 0 < steps < least:
                what = (
                    f"gives {plain(steps * policy.money.step)} in tier {tier.id}, under its floor {plain(tier.floor)}"
                )
                yield ("amounts", "bands", n), what, "raise the share or lower the floor"


def _conditions(policy: Policy) -> Iterator[Fault]:
    for k, rule in enumerate(policy.eligibility):
        if rule.column == "tier":
            yield from _tier_condition(policy, k)
            continue
        for key, text in (("at_least", rule.at_least), ("at_most", rule.at_most)):
            if text is not None and not _is_bound(policy, rule.column, text):
                kind = "amount of 0 or more" if rule.column in MONEY_COLUMNS else "number"
                yield ("eligibility", k, key), f"{text!r} is no {kind}", "write for example 3"


def _tier_condition(policy: Policy, k: int) -> Iterator[Fault]:
    rule = policy.eligibility[k]
    listed = ", ".join(t.id for t in policy.tiers)
    for key, text in (("at_least", rule.at_least), ("at_most", rule.at_most)):
        if text is not None:
            yield ("eligibility", k, key), "compares numbers, and a tier is none", "write in: [...] with the tiers"
    named = {"equals": (rule.equals,), "not_equals": (rule.not_equals,), "in": rule.in_ or ()}
    for key, operands in named.items():
        for operand in operands:
            if operand is not None and policy.tier_index(operand.text) is None:
                yield ("eligibility", k, key), f"{operand.text!r} is no tier", f"write one of {listed}"


def _is_bound(policy: Policy, column: str, text: str) -> bool:
    try:
        if column in MONEY_COLUMNS:
            return parse_amount(text, policy.money.unit) >= 0
        parse_number(text)
    except NotANumber:
        return False
    return True


def _scores(policy: Policy) -> Iterator[Fault]:
    if (policy.top_score * 10**policy.score_decimals).denominator != 1:
        given, more = policy.max_score, f"has more than {policy.score_decimals} decimal places"
        if given is not None:
            yield ("max_score",), f"{plain(given)} {more}", "write fewer places"
        else:
            what = f"with it the highest score is {plain(policy.top_score)}, which {more}"
            yield ("scoring", "bonus", "ceiling"), what, "write fewer places, or state max_score"
    if policy.scoring is None:
        return
    base = policy.scoring.indicators
    for n, entry in enumerate(policy.scoring.tie_break):
        if entry == "tier" and policy.indicator_index(entry) is None:
            yield ("scoring", "tie_break", n), "'tier' is no numeric column", "name an indicator or a column of numbers"
    total = sum((i.weight for i in base), Fraction(0))
    if base and total != 100:
        yield ("scoring", "indicators"), f"the weights sum to {plain(total)}, not to 100", "correct the weights"
    if not base and (policy.scoring.bonus or policy.scoring.panel):
        yield ("scoring",), "has no indicators", "list the base indicators; their weights sum to 100"
