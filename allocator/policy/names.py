"""Faults of ids, names and headings: twice there, too much alike, or kept for the program itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from allocator.fields import FIELDS, heading_key, identity
from allocator.policy.rules import is_reserved, rules_of
from allocator.policy.schema import Indicator, Policy, Tier

Path = tuple[str | int, ...]
Fault = tuple[Path, str, str]


def name_faults(policy: Policy) -> Iterator[Fault]:
    """Faults as (path of keys, what is wrong, remedy).

    Parameters
    ----------
    policy
        A policy whose parts are each well formed.
    """
    yield from _labels(policy.tiers, [("tiers", k) for k in range(len(policy.tiers))], "tier")
    base = len(policy.scoring.indicators) if policy.scoring else 0
    paths: list[Path] = [("scoring", "indicators", k) for k in range(base)]
    paths += [("scoring", "bonus", "indicators", k) for k in range(len(policy.indicators) - base)]
    yield from _labels(policy.indicators, paths, "indicator")
    yield from _rule_ids(policy)
    yield from _columns(policy)


def _labels(parts: Sequence[Tier | Indicator], paths: Sequence[Path], kind: str) -> Iterator[Fault]:
    seen: dict[str, tuple[int, str]] = {}
    for k, part in enumerate(parts):
        for label in dict.fromkeys((part.id, part.name)):
            first, text = seen.setdefault(identity(label), (k, label))
            if first != k:
                alike = "" if text == label else f", but for case, width or invisible characters ({text!r})"
                what = f"{label!r} already names {kind} {first + 1}{alike}"
                yield paths[k], what, f"give every {kind} its own id and name"


def _rule_ids(policy: Policy) -> Iterator[Fault]:
    seen: dict[str, Path] = {}
    for rule in rules_of(policy):
        if rule.kind in ("eligibility", "group") and is_reserved(rule.id):
            what = f"the rule id {rule.id!r} is kept for rules that the program names itself"
            yield rule.path, what, "choose another id"
        elif seen.setdefault(identity(rule.id), rule.path) != rule.path:
            what = f"the rule id {rule.id!r} is already in use (case, width and invisible characters do not count)"
            yield rule.path, what, "give every rule its own id"


def _columns(policy: Policy) -> Iterator[Fault]:
    known = {heading_key(text): name for name, heading in FIELDS["applications"].items() for text in (name, heading)}
    owner: dict[str, str] = {}
    for key, heading in policy.columns.items():
        for text in dict.fromkeys((key, heading)):
            if name := known.get(heading_key(text)):
                what = f"{text!r} is the column {name} ({FIELDS['applications'][name]}), which every policy knows"
                yield (
                    ("columns", key),
                    what,
                    f"rules name it {name}; choose another name and heading for another column",
                )
            elif (first := owner.setdefault(heading_key(text), key)) != key:
                yield ("columns", key), f"{text!r} already stands for {first!r}", "give every column its own heading"
