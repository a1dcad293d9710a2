"""How sentences name money, applications, tiers and rules, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from allocator.numbers import plain
from allocator.policy import Policy, Rule
from allocator.policy.rules import rules_of
from allocator.scenario import Scenario
from allocator.scenario.reasons import Reason, cited
from allocator.visible import visible

__all__ = ["Reason", "Words", "clauses", "sentences"]

MOST_NAMES = 3
_STAGES = {"weighted-score": ("加权总分", "weighted score"), "funded-score": ("加权资金总分", "funded score")}


def clauses(parts: Iterable[Reason | None], zh: str = "；", en: str = "; ") -> Reason:
    """Parts of one sentence; those that are None are left out."""
    said = [p for p in parts if p is not None]
    return zh.join(z for z, _ in said), en.join(e for _, e in said)


def sentences(*parts: Reason | None) -> Reason:
    """One line of whole sentences; those that are None are left out."""
    said = [p for p in parts if p is not None]
    english = (e[:1].upper() + e[1:] for _, e in said)
    return visible("".join(f"{z}。" for z, _ in said)), visible(" ".join(f"{e}." for e in english))


class Words:
    """What a scenario calls its things.

    Parameters
    ----------
    scenario
        Gives the names.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.ids = scenario, scenario.tables.applications.ids
        self._rules: dict[str, Rule] = {r.id: r for r in rules_of(scenario.policy)}
        decisions = scenario.tables.decisions
        self._authorities = {d.application: d.authority for d in (decisions.entries if decisions else ())}
        self._decided = {f"decision:{self.ids[k]}": k for k in self._authorities}

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.scenario.policy

    def money(self, base: int) -> Reason:
        """An amount of base units."""
        return self.policy.money.written(base)

    def steps(self, steps: int) -> Reason:
        """An amount of steps."""
        return self.money(steps * self.policy.money.step_base)

    def tier(self, tier: int) -> Reason:
        """A tier's name."""
        found = self.policy.tiers[tier]
        return found.name, found.name_en or found.id

    def score(self, application: int) -> str:
        """A composite score."""
        return plain(self.scenario.score(application) or Fraction(0))

    def application(self, application: int) -> Reason:
        """An application with its score."""
        name, score = self.ids[application], self.score(application)
        return f"{name}（{score}分）", f"{name} ({score})"

    def applications(self, applications: Sequence[int]) -> Reason:
        """Some applications with their scores: the first few and how many there are."""
        zh, en = clauses(map(self.application, applications[:MOST_NAMES]), "、", ", ")
        if len(applications) <= MOST_NAMES:
            return zh, en
        return f"{zh}等{len(applications)}项", f"{en} and others, {len(applications)} in all"

    def rule(self, rule: str) -> Reason:
        """A rule by its name, with its source; a decision by what it decides on, with its authority."""
        if rule in self._decided:
            application = self._decided[rule]
            by = self._authorities[application]
            name = self.ids[application]
            return f"对{name}的决定{f'（{by}）' if by else ''}", f"the decision on {name}{f' ({by})' if by else ''}"
        found = self._rules[rule]
        zh, en = cited(found.source)
        return f"“{found.zh}”{zh}", f"'{found.en}'{en}"

    def rules(self, rules: Iterable[str]) -> Reason:
        """Several rules."""
        return clauses(map(self.rule, rules), "、", ", ")

    def stage(self, stage: str) -> Reason:
        """What stage 2 maximises."""
        return _STAGES[stage]
