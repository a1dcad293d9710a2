"""What a what-if supposes, read and checked: every fault of it at once, each with place, found, expected, remedy."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocator.errors import Place, Problems
from allocator.numbers import plain
from allocator.policy import Policy
from allocator.policy.rules import rules_of
from allocator.policy.schema import Amounts
from allocator.scenario import Scenario
from allocator.tables.cells import BadCell, score_parser
from allocator.tables.decisions import Verdict, verdict_parser

RULES = ("proportional", "optimised", "uniform", "in-full", "graded")


@dataclass(frozen=True, slots=True)
class Supposed:
    """What differs in a what-if.

    Parameters
    ----------
    budget
        Base units; None: as it is.
    scores
        Index of an application -> its composite score in last places.
    amounts
        The amounts rule; None: as it is.
    without
        Ids of rules that are left out; decisions are not among them.
    decisions
        Index of an application -> a decision, or None where the recorded one is withdrawn.
    """

    budget: int | None
    scores: Mapping[int, int]
    amounts: str | None
    without: tuple[str, ...]
    decisions: Mapping[int, Verdict | None]


def known_rules(scenario: Scenario) -> list[str]:
    """Ids of the rules that can be left out."""
    ids = scenario.tables.applications.ids
    rules = [r.id for r in rules_of(scenario.policy) if r.kind != "budget"]
    return [*rules, *sorted(f"decision:{ids[k]}" for k in scenario.decisions)]


class Reader:
    """Reads suppositions about one scenario.

    Parameters
    ----------
    scenario
        What they are about.
    problems
        Takes every fault.
    """

    def __init__(self, scenario: Scenario, problems: Problems) -> None:
        self.scenario, self.problems = scenario, problems
        self.index = {text: k for k, text in enumerate(scenario.tables.applications.ids)}

    def fault(self, what_of: str, of: object, what: str, remedy: str) -> None:
        """Record a fault of one supposition."""
        self.problems.add(Place("what-if", None, f"{what_of} {of}".strip()), what, remedy)

    def application(self, what_of: str, application_id: object) -> int | None:
        """Index of an application; None, and a fault, where there is none."""
        k = self.index.get(application_id) if isinstance(application_id, str) else None
        if k is None:
            what = f"found {application_id!r}, expected the id of an application"
            self.fault(what_of, application_id, what, _hint(str(application_id), self.index, "look the id up"))
        return k

    def scores(self, given: Mapping[str, Any]) -> dict[int, int]:
        """Scores in last places."""
        policy, found = self.scenario.policy, dict[int, int]()
        parse = score_parser(policy.score_decimals, policy.top_score)
        for application_id, value in given.items():
            k = self.application("score", application_id)
            try:
                score = parse(_number_text(value))
            except BadCell as error:
                expected = f"0 to {plain(policy.top_score)} with at most {policy.score_decimals} places"
                self.fault("score", application_id, f"found {error.what}, expected {expected}", error.remedy)
            else:
                if k is not None:
                    found[k] = int(score * 10**policy.score_decimals)
        return found

    def decisions(self, given: Mapping[str, str | None]) -> dict[int, Verdict | None]:
        """Decisions, None where one is withdrawn."""
        policy, found = self.scenario.policy, dict[int, Verdict | None]()
        parse = verdict_parser(policy)
        for application_id, text in given.items():
            k = self.application("decision", application_id)
            try:
                verdict = None if text is None else parse(text if isinstance(text, str) else repr(text))
            except BadCell as error:
                self.fault("decision", application_id, f"found {error.what}", error.remedy)
                continue
            if k is None:
                continue
            if verdict is None and k not in self.scenario.decisions:
                what = "found no recorded decision, expected one to withdraw"
                self.fault("decision", application_id, what, "leave it out")
            found[k] = verdict
        return found

    def without(self, given: Iterable[str]) -> tuple[tuple[str, ...], dict[int, Verdict | None]]:
        """Rules left out, and decisions withdrawn among them."""
        known, rules, withdrawn = known_rules(self.scenario), list[str](), dict[int, Verdict | None]()
        for rule in dict.fromkeys(given):
            if rule == "budget":
                self.fault("without", rule, "found the budget, expected a rule", "state a larger budget")
            elif rule not in known:
                hint = _hint(str(rule), known, f"the rules are {', '.join(known) or 'none'}")
                self.fault("without", rule, f"found {rule!r}, expected the id of a rule", hint)
            elif rule.startswith("decision:"):
                withdrawn[self.index[rule.removeprefix("decision:")]] = None
            else:
                rules.append(rule)
        return tuple(rules), withdrawn

    def amounts(self, rule: str | None) -> str | None:
        """The amounts rule, where it has all that it needs in the policy."""
        policy = self.scenario.policy
        if rule is None:
            return None
        bands = policy.amounts is not None and bool(policy.amounts.bands)
        if rule not in RULES:
            what = f"found {rule!r}, expected one of {', '.join(RULES)}"
            self.fault("amounts", "", what, _hint(str(rule), RULES, "choose one of them"))
        elif policy.objective == "funded-score":
            what = f"found {rule!r} under objective funded-score, which settles the amounts itself"
            self.fault("amounts", "", what, "leave it out, or change the objective in the policy")
        elif rule == "graded" and not bands:
            what = "found 'graded', which needs bands, and the policy has none"
            self.fault("amounts", "", what, "write amounts: {rule: graded, bands: [...]} into a copy of the policy")
        else:
            self._caps(policy, rule)
            return rule
        return None

    def _caps(self, policy: Policy, rule: str) -> None:
        for tier in policy.tiers:
            if rule == "uniform" and tier.cap is None:
                what = f"found {rule!r}, which needs a cap in every tier, and {tier.id} has none"
                self.fault("amounts", "", what, "choose another rule, or state the cap in a copy of the policy")


def with_amounts(policy: Policy, rule: str) -> Policy:
    """The policy with another amounts rule."""
    if policy.amounts_rule == rule:
        return policy
    bands = policy.amounts.bands if policy.amounts and rule == "graded" else ()
    given = {"rule": rule, "source": "assumption"} | ({"bands": bands} if bands else {})
    return policy.replace(amounts=Amounts(**given))


def _number_text(value: object) -> str:
    """Text of a number as a person gave it; a float means its shortest decimals."""
    if isinstance(value, Fraction):
        try:
            return plain(value)
        except ValueError:
            raise BadCell(f"{str(value)!r} has no finite decimals", "round it") from None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadCell(f"{value!r} is not a number", "write for example 88.5")
    return str(value).strip() or "''"


def _hint(text: str, known: Collection[str], otherwise: str) -> str:
    near = difflib.get_close_matches(text, known, 1)
    return f"did you mean {near[0]!r}?" if near else otherwise
