"""What a policy file may say: the rules of a programme as data, each with its id, unit and source."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from allocator.policy.values import Amount, Date, Flag, Number, Text, Value, Whole

Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
Count = Annotated[Whole, Field(ge=0)]


class Part(BaseModel):
    """Any part of a policy: unknown keys are errors, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)


class Money(Part):
    """The money of the programme. Inside the program money is in whole steps."""

    currency: Text = Field(description="Currency code, for example CNY")
    unit: Annotated[Whole, Field(ge=1)] = Field(description="Base units in one policy unit: 10000 = 万元")
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

    id: Text = Field(description="Identifier; `none` is reserved")
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
        if self.id == "none":
            raise ValueError("'none' is no tier's id (it stands for 'no award'); choose another id")
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


CONDITIONS = ("equals", "not_equals", "in", "at_least", "at_most", "filled")


class Eligibility(Part):
    """A condition on one column."""

    id: Text = Field(description="Identifier of the rule")
    name: Text = Field(description="Name for officials")
    name_en: Text | None = Field(None, description="Name in English")
    column: Text = Field(description="Internal name of the column")
    equals: Value | None = Field(None, description="The cell must equal this")
    not_equals: Value | None = Field(None, description="The cell must differ from this")
    in_: tuple[Value, ...] | None = Field(None, alias="in", description="The cell must be one of these")
    at_least: Text | None = Field(None, description="The cell must be at least this")
    at_most: Text | None = Field(None, description="The cell must be at most this")
    filled: Flag | None = Field(None, description="The cell must not be empty")
    tiers: tuple[Text, ...] | None = Field(None, description="Tiers that the rule closes; all without it")
    source: Text = Field(description="Article, or `assumption`")

    @property
    def condition(self) -> str:
        """Name of the condition that the rule states."""
        return next(c for c in CONDITIONS if self._stated(c))

    def _stated(self, condition: str) -> bool:
        return getattr(self, "in_" if condition == "in" else condition) is not None

    @model_validator(mode="after")
    def _one_condition(self) -> Eligibility:
        stated = [c for c in CONDITIONS if self._stated(c)]
        if len(stated) != 1:
            raise ValueError(
                f"states {' and '.join(stated) or 'no condition'}; state exactly one of {', '.join(CONDITIONS)}"
            )
        if self.filled is False:
            raise ValueError("filled: no can never hold (an empty cell fails every condition); leave the rule out")
        if self.in_ is not None and not self.in_:
            raise ValueError("in: [] can never hold; list the values")
        if self.tiers is not None and not self.tiers:
            raise ValueError("tiers: [] closes nothing; list tiers or leave the key out")
        return self


class Indicator(Part):
    """An indicator that experts score."""

    id: Text = Field(description="Identifier, as in the annex")
    name: Text = Field(description="Name for officials")
    name_en: Text | None = Field(None, description="Name in English")
    weight: NotNegative = Field(description="Points for a full score")
    max: Positive = Field(Fraction(100), description="Full score")
    source: Text = Field(description="Article, or `assumption`")
    weight_source: Text | None = Field(None, description="Source of the weight, where it differs from the indicator's")


class Bonus(Part):
    """加分项: points on top of the base, up to a ceiling."""

    ceiling: NotNegative = Field(description="Most bonus points")
    ceiling_source: Text | None = Field(None, description="Source of the ceiling")
    indicators: tuple[Indicator, ...] = Field(min_length=1, description="Bonus indicators")


class Panel(Part):
    """How sheets of experts become one score."""

    level: Literal["total", "indicator"] = Field("total", description="Aggregate totals, or each indicator")
    method: Literal["mean", "trimmed", "median"] = Field("mean", description="How values are aggregated")
    trim: Annotated[Whole, Field(ge=1)] = Field(1, description="Highest and lowest values that `trimmed` drops")
    min_sheets: Annotated[Whole, Field(ge=1)] = Field(1, description="Valid sheets needed, before trimming")
    severity: Literal["none", "mean-shift"] = Field("none", description="Correction for strict and lenient experts")
    source: Text = Field(description="Article, or `assumption`")

    @model_validator(mode="after")
    def _consistent(self) -> Panel:
        if self.method == "trimmed" and self.min_sheets <= 2 * self.trim:
            raise ValueError(
                f"min_sheets {self.min_sheets} leaves nothing after trimming; it must exceed {2 * self.trim}"
            )
        if self.severity == "mean-shift" and self.level != "total":
            raise ValueError("severity mean-shift goes with level: total only; change one of them")
        return self


class Scoring(Part):
    """The indicator system, the panel and the order among equals."""

    indicators: tuple[Indicator, ...] = Field((), description="Base indicators; weights sum to 100")
    bonus: Bonus | None = Field(None, description="加分项")
    panel: Panel | None = Field(None, description="Aggregation of sheets; plain mean without it")
    tie_break: tuple[Text, ...] = Field((), description="Indicators or numeric columns that order equal scores")


class Group(Part):
    """Bounds on awards or money over the applications with one value of a column."""

    id: Text = Field(description="Identifier of the rule")
    name: Text | None = Field(None, description="Name for officials")
    name_en: Text | None = Field(None, description="Name in English")
    by: Text = Field(description="Internal name of the column")
    value: Text | None = Field(None, description="The one value bounded; every value without it")
    allow_absent: Flag = Field(False, description="Whether no application need have the value")
    tiers: tuple[Text, ...] | None = Field(None, description="Tiers whose awards count; all without it")
    max_awards: Count | None = Field(None, description="Most awards")
    min_awards: Count | None = Field(None, description="Fewest awards")
    max_amount: Amount | None = Field(None, description="Most money")
    source: Text = Field(description="Article, or `assumption`")

    @model_validator(mode="after")
    def _bounds(self) -> Group:
        if self.max_awards is None and self.min_awards is None and self.max_amount is None:
            raise ValueError("bounds nothing; state max_awards, min_awards or max_amount")
        if self.max_awards is not None and self.min_awards is not None and self.min_awards > self.max_awards:
            raise ValueError(f"has min_awards {self.min_awards} above max_awards {self.max_awards}; exchange them")
        if self.tiers is not None and not self.tiers:
            raise ValueError("tiers: [] counts nothing; list tiers or leave the key out")
        return self


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
    def amounts_rule(self) -> str | None:
        """Rule of stage 4; None under funded-score, which has no such stage."""
        if self.objective == "funded-score":
            return None
        return self.amounts.rule if self.amounts else "proportional"

    def tier_index(self, name: str) -> int | None:
        """Position of the tier with this id or name; None where there is none."""
        return self._tier_names.get(name.strip())

    @cached_property
    def _tier_names(self) -> dict[str, int]:
        by_name = {t.name: k for k, t in reversed(list(enumerate(self.tiers)))}
        return by_name | {t.id: k for k, t in reversed(list(enumerate(self.tiers)))}

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
