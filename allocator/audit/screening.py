"""Who may win where: every rule that closes a tier to an application (SEMANTICS 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from allocator.arrays import Ints, Mask
from allocator.audit.columns import number_reader, text_of, texts_of
from allocator.audit.enterprises import already_awarded
from allocator.audit.ranges import Range, range_of
from allocator.audit.scores import Scores
from allocator.policy import Policy
from allocator.policy.schema import Eligibility
from allocator.policy.values import Operand
from allocator.tables.cells import BadCell, yes_no
from allocator.tables.load import Tables


@dataclass(frozen=True, slots=True)
class Condition:
    """One eligibility rule, tried on every application.

    Parameters
    ----------
    rule
        Its id.
    tiers
        Positions of the tiers that it closes.
    holds
        Whether it holds, per application.
    """

    rule: str
    tiers: frozenset[int]
    holds: Mask


@dataclass(frozen=True, slots=True)
class Screening:
    """All that decides who may win where.

    Parameters
    ----------
    policy, tables, scores
        What screening rests on.
    conditions
        Eligibility rules in the policy's order.
    enterprises
        Number of each application's enterprise.
    shut
        Enterprises that the ledger shuts out.
    hops
        Tier applied for -> the tiers in which the application may win.
    ranges, known_scores
        What was found of the awards of equal requests, investments and scores in a tier; scores as fractions.
    """

    policy: Policy
    tables: Tables
    scores: Scores
    conditions: tuple[Condition, ...]
    enterprises: Ints
    shut: set[int]
    hops: Sequence[Sequence[int]]
    ranges: dict[tuple[int, int, int, Fraction | None], Range] = field(default_factory=dict)
    known_scores: dict[int | None, Fraction | None] = field(default_factory=dict)

    def score(self, application: int) -> Fraction | None:
        """Composite score of an application; None where it has none."""
        places = self.scores.last_places[application]
        if places not in self.known_scores:
            self.known_scores[places] = self.scores.score(application)
        return self.known_scores[places]

    def reach(self, application: int) -> Sequence[int]:
        """Tiers in which the application may win if they are open to it."""
        return self.hops[self.tables.applications.tiers[application]]

    def range(self, application: int, tier: int) -> Range:
        """What the application may get in a tier."""
        applications, score = self.tables.applications, self.score(application)
        counts = score if self.policy.amounts_rule == "graded" else None
        rated = self.policy.tiers[tier].rate is not None
        investment = int(applications.investment.codes[application]) if rated else -1
        key = tier, int(applications.requested.codes[application]), investment, counts
        if key not in self.ranges:
            self.ranges[key] = range_of(self.policy, self.tables, application, tier, score)
        return self.ranges[key]

    def failed(self, application: int, tier: int) -> tuple[str, ...]:
        """Ids of all rules that close a tier of its reach to an application; none where it is open."""
        failed = [c.rule for c in self.conditions if tier in c.tiers and not c.holds[application]]
        failed += self._failed_scores(application, tier)
        if int(self.enterprises[application]) in self.shut:
            failed.append("already-awarded")
        return (*failed, *self.range(application, tier).failed)

    def eligible(self, application: int) -> bool:
        """Whether any tier is open to the application."""
        return any(not self.failed(application, tier) for tier in self.reach(application))

    def _failed_scores(self, application: int, tier: int) -> list[str]:
        score = self.score(application)
        if score is None:
            return ["reviews-incomplete" if self.scores.reviewed(application) else "score-missing"]
        own = self.policy.tiers[tier]
        least = {"min_score": self.policy.min_score, f"min_score:{own.id}": own.min_score}
        return [rule for rule, threshold in least.items() if threshold is not None and score < threshold.value]


def screen(policy: Policy, tables: Tables, scores: Scores, enterprises: Ints) -> Screening:
    """Prepare the screening of all applications.

    Parameters
    ----------
    policy, tables
        Rules and cells.
    scores
        Composite scores of all applications.
    enterprises
        As `enterprises_of` gives them.
    """
    hops: list[list[int]] = []
    for start, tier in enumerate(policy.tiers):
        others = [policy.tier_index(f.to) for f in policy.fallback if policy.tier_index(f.from_) == start]
        hops.append([start, *sorted({k for k in others if k is not None and policy.tiers[k] is not tier})])
    conditions = tuple(_condition(policy, tables, rule) for rule in policy.eligibility)
    return Screening(
        policy, tables, scores, conditions, enterprises, already_awarded(policy, tables, enterprises), hops
    )


def closed_tiers(policy: Policy, names: tuple[str, ...] | None) -> frozenset[int]:
    """Positions of the tiers that a rule names; of all where it names none."""
    everything = range(len(policy.tiers))
    return (
        frozenset(everything)
        if names is None
        else frozenset(k for k in everything if k in {policy.tier_index(n) for n in names})
    )


def _condition(policy: Policy, tables: Tables, rule: Eligibility) -> Condition:
    holds = texts_of(policy, tables, rule.column).mask(lambda text: bool(text) and _holds(policy, rule, text))
    return Condition(rule.id, closed_tiers(policy, rule.tiers), holds)


def _holds(policy: Policy, rule: Eligibility, text: str) -> bool:
    """Whether a filled cell meets a condition; one that cannot be compared (an input error) does not."""
    if rule.equals is not None:
        return _equal(policy, rule.column, text, rule.equals) is True
    if rule.not_equals is not None:
        return _equal(policy, rule.column, text, rule.not_equals) is False
    if rule.in_ is not None:
        return any(_equal(policy, rule.column, text, value) for value in rule.in_)
    if rule.filled:
        return True
    read = number_reader(policy, rule.column)
    value, least, most = read(text), read(rule.at_least or ""), read(rule.at_most or "")
    if value is None or (least is None and most is None):
        return False
    return (least is None or value >= least) and (most is None or value <= most)


def _equal(policy: Policy, column: str, text: str, operand: Operand) -> bool | None:
    """Whether cell and value agree; None where a yes or no is wanted and the cell is neither."""
    if column == "tier":
        return text == text_of(policy, column, operand.text)
    if operand.flag is not None:
        try:
            return yes_no(text) == operand.flag
        except BadCell:
            return None
    read = number_reader(policy, column)
    value, wanted = read(text), read(operand.text)
    if value is not None and wanted is not None:
        return value == wanted
    return text == text_of(policy, column, operand.text)
