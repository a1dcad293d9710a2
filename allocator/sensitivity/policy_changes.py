"""In what two policies differ, rule by rule, and the first with one of these differences alone."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allocator.errors import InputError
from allocator.policy import Policy, load_policy
from allocator.policy.rules import rules_of, tier_id
from allocator.policy.scoring import Scoring
from allocator.policy.write import in_one_line, policy_value, yaml_of

LISTS = ("tiers", "fallback", "eligibility", "groups")
APART = ("quota", "min_score")
RULES = ("one_award_per", "min_score")
KEY = "policy/"
"""Stands before a key of the policy that is no rule, as a rule may have any id."""
AMOUNTS = f"{KEY}amounts"
NO_PART = frozenset({"budget", "programme", "sensitivity", "valid_until"})
"""Keys that have no part in an outcome; the budget that counts is the scenario's."""
NAMES = {
    "amounts": "资金分配规则",
    "scoring.indicators": "评审指标",
    "scoring.bonus": "加分项",
    "scoring.panel": "评审汇总方式",
    "scoring.tie_break": "同分排序",
    "money": "金额单位",
    "max_score": "最高得分",
    "score_decimals": "得分小数位",
    "year": "年度",
    "columns": "表头",
}


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One rule, or one other key, that differs.

    Parameters
    ----------
    rule
        Its id; of what is no rule its key (`policy/money`), of a tier `tier:ID`.
    name
        What officials call it; may be empty.
    before, after
        What the two policies say, as YAML; empty where they do not have it.
    """

    rule: str
    name: str
    before: str
    after: str


def policy_changes(before: Policy, after: Policy) -> Iterator[PolicyChange]:
    """Every rule added, removed or changed, in the order of the policies."""
    one, other = _parts(before), _parts(after)
    names = {r.id: r.zh for policy in (before, after) for r in rules_of(policy)}
    names |= {f"tier:{t.id}": t.name for policy in (before, after) for t in policy.tiers}
    common = {t.id for t in before.tiers} & {t.id for t in after.tiers}
    for rule in dict.fromkeys([*one, *other]):
        inner, _, tier = rule.partition(":")
        if inner in APART and tier and tier not in common:
            continue  # it comes and goes with its tier
        old, new = one.get(rule), other.get(rule)
        if old != new:
            name = names.get(rule) or NAMES.get(rule.removeprefix(KEY), "")
            yield PolicyChange(rule, name, in_one_line(old), in_one_line(new))


def with_change(before: Policy, after: Policy, rule: str) -> Policy | None:
    """The first policy with one difference to the second alone; None where that is no policy."""
    tree = copy.deepcopy(policy_value(before, defaults=True))
    other = policy_value(after, defaults=True)
    _replace(tree, other, before, after, rule)
    try:
        return load_policy(yaml_of(tree))
    except InputError:
        return None


def _parts(policy: Policy) -> dict[str, Any]:
    parts: dict[str, Any] = {f"{KEY}scoring.{k}": v for k, v in policy_value(Scoring(), defaults=True).items()}
    for key, value in policy_value(policy, defaults=True).items():
        if key in LISTS:
            for name, item in zip(_names(policy, key), value, strict=True):
                parts[name] = {k: v for k, v in item.items() if key != "tiers" or k not in APART}
                for inner in APART if key == "tiers" else ():
                    if inner in item:
                        parts[f"{inner}:{item['id']}"] = item[inner]
        elif key == "scoring":
            parts |= {f"{KEY}scoring.{k}": v for k, v in value.items()}
        elif key == "objective":
            parts[AMOUNTS] = {"objective": value, **parts.get(AMOUNTS, {})}
        elif key == "amounts":
            parts[AMOUNTS] = {**parts.get(AMOUNTS, {}), **value}
        elif key not in NO_PART:
            parts[key if key in RULES else KEY + key] = value
    return parts


def _names(policy: Policy, key: str) -> list[str]:
    if key == "tiers":
        return [f"tier:{t.id}" for t in policy.tiers]
    if key == "fallback":
        return [f"fallback:{tier_id(policy, f.from_)}:{tier_id(policy, f.to)}" for f in policy.fallback]
    return [r.id for r in (policy.eligibility if key == "eligibility" else policy.groups)]


def _replace(tree: dict[str, Any], other: Mapping[str, Any], before: Policy, after: Policy, rule: str) -> None:
    if rule == AMOUNTS:
        _take(tree, other, "objective")
        _take(tree, other, "amounts")
        return
    if rule.startswith(f"{KEY}scoring."):
        if other.get("scoring") is None:
            tree.get("scoring", {}).pop(rule.removeprefix(f"{KEY}scoring."), None)
        else:
            _take(tree.setdefault("scoring", {}), other["scoring"], rule.removeprefix(f"{KEY}scoring."))
        return
    for inner in APART:
        for tier in tree["tiers"]:
            if rule == f"{inner}:{tier['id']}":
                same: Mapping[str, Any] = next((t for t in other["tiers"] if t["id"] == tier["id"]), {})
                _take(tier, same, inner)
                return
    for key in LISTS:
        old, new = _names(before, key), _names(after, key)
        if rule in (*old, *new):
            mine = dict(zip(old, tree[key], strict=True))
            theirs = dict(zip(new, other[key], strict=True))
            item = theirs.get(rule)
            if item is not None and key == "tiers" and rule in mine:
                item = {k: v for k, v in item.items() if k not in APART} | {
                    k: v for k, v in mine[rule].items() if k in APART
                }
            mine = {n: v for n, v in mine.items() if n != rule or item is not None}
            if item is not None:
                mine[rule] = item
            order = {n: k for k, n in enumerate([*new, *(n for n in old if n not in new)])}
            tree[key] = [mine[n] for n in (old if rule in old else sorted(mine, key=order.__getitem__)) if n in mine]
            return
    _take(tree, other, rule.removeprefix(KEY))


def _take(tree: dict[str, Any], other: Mapping[str, Any], key: str) -> None:
    if key in other:
        tree[key] = other[key]
    else:
        tree.pop(key, None)
