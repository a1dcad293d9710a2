"""What a policy file may say: the rules of a programme as data, each with its id, unit and source."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from allocator.numbers import fold
from allocator.policy.awards import Amounts, Band, Budget, Fallback, Money, OneAwardPer, Quota, Threshold, Tier
from allocator.policy.conditions import CONDITIONS, Eligibility, Group
from allocator.policy.documents import Documents, DocumentSources, PermittedUse
from allocator.policy.part import NotNegative, Part, Positive
from allocator.policy.scoring import Bonus, Indicator, Panel, Scoring
from allocator.policy.values import Date, Text, Whole

__all__ = [
    "CONDITIONS",
    "Amounts",
    "Band",
    "Bonus",
    "Budget",
    "DocumentSources",
    "Documents",
    "Eligibility",
    "Fallback",
    "Group",
    "Indicator",
    "Money",
    "OneAwardPer",
    "Panel",
    "PermittedUse",
    "Policy",
    "Quota",
    "Scoring",
    "Sensitivity",
    "Threshold",
    "Tier",
]


def _by_label(parts: Sequence[Tier | Indicator]) -> dict[str, int]:
    """Folded id or name -> position; an id goes before a name, the first before the others."""
    first = list(enumerate(parts))[::-1]
    return {fold(part.name): k for k, part in first} | {fold(part.id): k for k, part in first}


class Sensitivity(Part):
    """How far the sensitivity module looks."""

    near: NotNegative = Field(Fraction(1, 2), description="Per cent of the optimum that still counts as near the line")
    budgets: tuple[NotNegative, NotNegative] = Field(
        (Fraction(1, 2), Fraction(3, 2)), description="Range searched, as shares of the budget"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Sensitivity:
        if self.budgets[0] > self.budgets[1]:
            raise ValueError("budgets: the lower share stands first; exchange them")
        return self


class Policy(Part):
    """The rules of one award programme in one year."""

    programme: Text = Field(description="Name of the programme")
    year: Annotated[Whole, Field(ge=1900, le=2999)] = Field(description="Year of the awards")
    money: Money = Field(description="Currency, unit and step")
    score_decimals: Annotated[Whole, Field(ge=0, le=9)] = Field(2, description="Places of a composite score")
    max_score: Positive | None = Field(
        None, description="Highest composite score; 100 plus the bonus ceiling without it"
    )
    budget: Budget = Field(description="The money to be spent at most")
    tiers: tuple[Tier, ...] = Field(min_length=1, description="Classes of award, best first")
    fallback: tuple[Fallback, ...] = Field((), description="调剂 from one tier to another")
    one_award_per: OneAwardPer | None = Field(
        None, description="One award per enterprise; null switches it and the ledger off"
    )
    objective: Literal["winners-first", "funded-score"] = Field("winners-first", description="What stage 2 maximises")
    amounts: Amounts | None = Field(None, description="How money is spread; proportional without it")
    eligibility: tuple[Eligibility, ...] = Field((), description="Conditions on applications")
    min_score: Threshold | None = Field(None, description="Least composite score of the programme")
    valid_until: Date | None = Field(None, description="Last day on which the policy is in force")
    scoring: Scoring | None = Field(None, description="Indicators and panel")
    groups: tuple[Group, ...] = Field((), description="Bounds over cities, chains and the like")
    sensitivity: Sensitivity = Field(Sensitivity(), description="Reach of the sensitivity module")
    documents: Documents = Field(Documents(), description="Who issues documents, and what they cite")
    columns: dict[str, Text] = Field(default_factory=dict, description="Headings of extra columns, by internal name")

    @cached_property
    def top_score(self) -> Fraction:
        """Highest composite score that an application can have."""
        bonus = self.scoring.bonus if self.scoring else None
        return self.max_score if self.max_score is not None else 100 + (bonus.ceiling if bonus else Fraction(0))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Base indicators, then bonus indicators."""
        if self.scoring is None:
            return ()
        return self.scoring.indicators + (self.scoring.bonus.indicators if self.scoring.bonus else ())

    @property
    def objective_stage(self) -> str:
        """Name of stage 2."""
        return "funded-score" if self.objective == "funded-score" else "weighted-score"

    @property
    def amounts_rule(self) -> str | None:
        """Rule of stage 4; None under funded-score, which has no such stage."""
        if self.objective == "funded-score":
            return None
        return self.amounts.rule if self.amounts else "proportional"

    def tier_index(self, name: str) -> int | None:
        """Position of the tier with this id or name, of any width; None where there is none."""
        return self._tier_names.get(fold(name))

    def indicator_index(self, name: str) -> int | None:
        """Position among `indicators` of the one with this id or name, of any width; None where there is none."""
        return self._indicator_names.get(fold(name))

    @cached_property
    def _tier_names(self) -> dict[str, int]:
        return _by_label(self.tiers)

    @cached_property
    def _indicator_names(self) -> dict[str, int]:
        return _by_label(self.indicators)

    def tier_indices(self, names: tuple[str, ...] | None) -> tuple[int, ...]:
        """Positions of the named tiers, ascending; of all where `names` is None."""
        if names is None:
            return tuple(range(len(self.tiers)))
        found = (self.tier_index(n) for n in names)
        return tuple(sorted({k for k in found if k is not None}))

    @cached_property
    def hops(self) -> dict[int, tuple[int, ...]]:
        """Tier applied for -> further tiers that `fallback` opens, in the policy's order of tiers."""
        hops: dict[int, set[int]] = {}
        for rule in self.fallback:
            start, end = self.tier_index(rule.from_), self.tier_index(rule.to)
            if start is not None and end is not None:
                hops.setdefault(start, set()).add(end)
        return {start: tuple(sorted(ends)) for start, ends in hops.items()}
