"""The money, the tiers, and how much a winner gets."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from allocator.fields import identity
from allocator.policy.part import Count, Part, Positive
from allocator.policy.values import Amount, Id, MoneyUnit, Number, Text


class Money(Part):
    """The money of the programme. Inside the program money is in whole steps."""

    currency: Text = Field(description="Currency code, for example CNY")
    unit: MoneyUnit = Field(description="Base units in one policy unit: 10000 = 万元")
    unit_name: Text | None = Field(None, description="What officials call the unit, for example 万元")
    step: Positive = Field(Fraction(1), description="Awards are whole multiples of this, in policy units")

    @model_validator(mode="after")
    def _whole_step(self) -> Money:
        if (self.step * self.unit).denominator != 1:
            raise ValueError("step times unit is not a whole number of base units; choose a larger step")
        return self

    @property
    def step_base(self) -> int:
        """Base units in one step."""
        return int(self.step * self.unit)


class Budget(Part):
    """The money to be spent at most."""

    value: Amount = Field(description="Budget in policy units, or with its own unit")
    source: Text = Field(description="Article, or `assumption`")


class Threshold(Part):
    """The least composite score that may win."""

    value: Number = Field(description="Least composite score")
    source: Text = Field(description="Article, or `assumption`")


class Quota(Part):
    """How many may win in a tier: `{target, tolerance}`, or `{min, max}` (either or both)."""

    target: Count | None = Field(None, description="Number of winners aimed at")
    tolerance: Count | Literal["none"] | None = Field(
        None, description="Allowed distance from the target; `none` sets no range"
    )
    tolerance_source: Text | None = Field(None, description="Source of the tolerance, where it differs from the tier's")
    min: Count | None = Field(None, description="Least number of winners")
    max: Count | None = Field(None, description="Largest number of winners")
    prefer: Literal["target", "any"] = Field("target", description="`any` makes every count of the range equally good")

    @model_validator(mode="after")
    def _one_kind(self) -> Quota:
        aimed = self.target is not None or self.tolerance is not None
        ranged = self.min is not None or self.max is not None
        if aimed and ranged:
            raise ValueError("mixes target with min or max; write {target, tolerance} or {min, max}")
        if aimed and (self.target is None or self.tolerance is None):
            raise ValueError("needs both target and tolerance; write for example {target: 10, tolerance: 2}")
        if not aimed and not ranged:
            raise ValueError("says nothing; write {target, tolerance} or {min, max}, or leave the quota out")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"has min {self.min} above max {self.max}; exchange them")
        return self

    @property
    def range(self) -> tuple[int, int | None]:
        """Least and largest number of winners (None: no upper limit)."""
        if self.target is None:
            return self.min or 0, self.max
        if not isinstance(self.tolerance, int):
            return 0, None
        return max(0, self.target - self.tolerance), self.target + self.tolerance

    @property
    def has_range(self) -> bool:
        """Whether the quota limits the number of winners at all."""
        return self.range != (0, None)


class Tier(Part):
    """A class of award."""

    id: Id = Field(description="Identifier; `none` is reserved")
    name: Text = Field(description="Name for officials")
    name_en: Text | None = Field(None, description="Name in English")
    cap: Amount | None = Field(None, description="Largest award; without it the requested amount is the cap")
    floor: Amount = Field(Fraction(0), description="Least award, unless less was asked for")
    rate: Annotated[Number, Field(gt=0, le=1)] | None = Field(None, description="Largest share of the investment")
    weight: Positive = Field(Fraction(1), description="Weight of a score in this tier")
    quota: Quota | None = Field(None, description="How many may win")
    min_score: Threshold | None = Field(None, description="Least composite score in this tier")
    source: Text = Field(description="Article, or `assumption`")
    floor_source: Text | None = Field(None, description="Source of the floor, where it differs from the tier's")
    weight_source: Text | None = Field(None, description="Source of the weight, where it differs from the tier's")

    @model_validator(mode="after")
    def _consistent(self) -> Tier:
        if identity(self.id) == "none":
            raise ValueError(f"{self.id!r} is no tier's id (it stands for 'no award'); choose another id")
        if self.cap is not None and self.floor > self.cap:
            raise ValueError("has a floor above its cap; lower the floor")
        return self


class Fallback(Part):
    """调剂: an application for the one tier may also win in the other (one hop)."""

    from_: Text = Field(alias="from", description="Tier applied for")
    to: Text = Field(description="Tier in which it may also win")
    source: Text = Field(description="Article, or `assumption`")


class OneAwardPer(Part):
    """One award per enterprise and year."""

    key: Literal["enterprise"] = Field(description="What may win once: the enterprise")
    cooldown_years: Count = Field(0, description="Years before the policy's in which an award also excludes")
    source: Text = Field(description="Article, or `assumption`")


class Band(Part):
    """A grade: the share of the cap that a score earns."""

    from_: Number = Field(alias="from", description="Least score of the grade")
    share: Annotated[Number, Field(ge=0, le=1)] = Field(description="Share of the tier's cap")


class Amounts(Part):
    """How money is spread over the winners."""

    rule: Literal["proportional", "optimised", "uniform", "in-full", "graded"] = Field(
        "proportional", description="Rule of SEMANTICS 4"
    )
    bands: tuple[Band, ...] = Field((), description="Grades, for `graded` alone")
    source: Text = Field(description="Article, or `assumption`")

    @model_validator(mode="after")
    def _bands(self) -> Amounts:
        if (self.rule == "graded") != bool(self.bands):
            raise ValueError(
                "bands belong to rule graded, which needs at least one; write bands: [{from: 90, share: 1.0}]"
            )
        if len({b.from_ for b in self.bands}) < len(self.bands):
            raise ValueError("has two bands from one score; keep one of them")
        return self
