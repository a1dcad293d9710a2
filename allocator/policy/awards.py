"""The money, the tiers, and how much a winner gets."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from allocator.fields import identity
from allocator.numbers import grouped, plain
from allocator.policy.part import Count, Part, Positive, zh
from allocator.policy.values import Amount, Id, MoneyUnit, Number, Text


class Money(Part):
    """The money of the programme. Inside the program money is in whole steps."""

    currency: Text = Field(description="Currency code, for example CNY", json_schema_extra=zh("币种代码，如CNY"))
    unit: MoneyUnit = Field(
        description="Base units in one policy unit: 10000 = 万元",
        json_schema_extra=zh("一个计价单位等于多少基本单位：10000即万元", "元 base units"),
    )
    unit_name: Text | None = Field(
        None,
        description="What officials call the unit, for example 万元",
        json_schema_extra=zh("计价单位的名称，如万元"),
    )
    step: Positive = Field(
        Fraction(1),
        description="Awards are whole multiples of this, in policy units",
        json_schema_extra=zh("奖补金额的最小单位，金额均为其整数倍", "万元 policy units"),
    )

    @model_validator(mode="after")
    def _whole_step(self) -> Money:
        if (self.step * self.unit).denominator != 1:
            raise ValueError("step times unit is not a whole number of base units; choose a larger step")
        return self

    @property
    def step_base(self) -> int:
        """Base units in one step."""
        return int(self.step * self.unit)

    def written(self, base: Fraction | int) -> tuple[str, str]:
        """An amount of base units as sentences write it: Chinese in policy units where they have a name, English never.

        Parameters
        ----------
        base
            Base units; a fraction has finite decimals.
        """
        zh = self.unit_name or self.currency
        number = grouped(plain(Fraction(base, self.unit if self.unit_name else 1)))
        return f"{number}{' ' if zh.isascii() else ''}{zh}", f"{self.currency} {grouped(plain(base))}"


class Budget(Part):
    """The money to be spent at most."""

    value: Amount = Field(
        description="Budget in policy units, or with its own unit",
        json_schema_extra=zh("预算总额，可自带单位", "万元 policy units"),
    )
    source: Text = Field(
        description="Article, or `assumption`", json_schema_extra=zh("依据的条款，或 `assumption`（假定）")
    )


class Threshold(Part):
    """The least composite score that may win."""

    value: Number = Field(description="Least composite score", json_schema_extra=zh("最低综合得分", "分 points"))
    source: Text = Field(
        description="Article, or `assumption`", json_schema_extra=zh("依据的条款，或 `assumption`（假定）")
    )


class Quota(Part):
    """How many may win in a tier: `{target, tolerance}`, or `{min, max}` (either or both)."""

    target: Count | None = Field(
        None, description="Number of winners aimed at", json_schema_extra=zh("目标数量", "项 awards")
    )
    tolerance: Count | Literal["none"] | None = Field(
        None,
        description="Allowed distance from the target; `none` sets no range",
        json_schema_extra=zh("允许偏离目标的数量；`none`为不设范围", "项 awards"),
    )
    tolerance_source: Text | None = Field(
        None,
        description="Source of the tolerance, where it differs from the tier's",
        json_schema_extra=zh("浮动范围的依据，与该档次不同时写"),
    )
    min: Count | None = Field(
        None, description="Least number of winners", json_schema_extra=zh("最少数量", "项 awards")
    )
    max: Count | None = Field(
        None, description="Largest number of winners", json_schema_extra=zh("最多数量", "项 awards")
    )
    prefer: Literal["target", "any"] = Field(
        "target",
        description="`any` makes every count of the range equally good",
        json_schema_extra=zh("`target`：尽量接近目标；`any`：范围内的数量一样好"),
    )

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

    id: Id = Field(description="Identifier; `none` is reserved", json_schema_extra=zh("档次代号；不得为 `none`"))
    name: Text = Field(description="Name for officials", json_schema_extra=zh("档次名称"))
    name_en: Text | None = Field(None, description="Name in English", json_schema_extra=zh("英文名称"))
    cap: Amount | None = Field(
        None,
        description="Largest award; without it the requested amount is the cap",
        json_schema_extra=zh("单项上限；不写则以申请金额为限", "万元 policy units"),
    )
    floor: Amount = Field(
        Fraction(0),
        description="Least award, unless less was asked for",
        json_schema_extra=zh("单项下限，申请金额更低的除外", "万元 policy units"),
    )
    rate: Annotated[Number, Field(gt=0, le=1)] | None = Field(
        None,
        description="Largest share of the investment",
        json_schema_extra=zh("奖补占项目投资额的最高比例", "比例 share"),
    )
    weight: Positive = Field(
        Fraction(1),
        description="Weight of a score in this tier",
        json_schema_extra=zh("该档次的得分权重", "倍数 factor"),
    )
    quota: Quota | None = Field(None, description="How many may win", json_schema_extra=zh("数量要求"))
    min_score: Threshold | None = Field(
        None, description="Least composite score in this tier", json_schema_extra=zh("该档次的最低综合得分")
    )
    source: Text = Field(
        description="Article, or `assumption`", json_schema_extra=zh("依据的条款，或 `assumption`（假定）")
    )
    floor_source: Text | None = Field(
        None,
        description="Source of the floor, where it differs from the tier's",
        json_schema_extra=zh("下限的依据，与该档次不同时写"),
    )
    weight_source: Text | None = Field(
        None,
        description="Source of the weight, where it differs from the tier's",
        json_schema_extra=zh("权重的依据，与该档次不同时写"),
    )

    @model_validator(mode="after")
    def _consistent(self) -> Tier:
        if identity(self.id) == "none":
            raise ValueError(f"{self.id!r} is no tier's id (it stands for 'no award'); choose another id")
        if self.cap is not None and self.floor > self.cap:
            raise ValueError("has a floor above its cap; lower the floor")
        return self


class Fallback(Part):
    """调剂: an application for the one tier may also win in the other (one hop)."""

    from_: Text = Field(alias="from", description="Tier applied for", json_schema_extra=zh("申报的档次（代号或名称）"))
    to: Text = Field(description="Tier in which it may also win", json_schema_extra=zh("可以调剂到的档次"))
    source: Text = Field(
        description="Article, or `assumption`", json_schema_extra=zh("依据的条款，或 `assumption`（假定）")
    )


class OneAwardPer(Part):
    """One award per enterprise and year."""

    key: Literal["enterprise"] = Field(
        description="What may win once: the enterprise", json_schema_extra=zh("限一项的对象：申报单位")
    )
    cooldown_years: Count = Field(
        0,
        description="Years before the policy's in which an award also excludes",
        json_schema_extra=zh("本年度之前多少年内获奖补的也不再支持", "年 years"),
    )
    source: Text = Field(
        description="Article, or `assumption`", json_schema_extra=zh("依据的条款，或 `assumption`（假定）")
    )


class Band(Part):
    """A grade: the share of the cap that a score earns."""

    from_: Number = Field(
        alias="from", description="Least score of the grade", json_schema_extra=zh("该档的最低得分", "分 points")
    )
    share: Annotated[Number, Field(ge=0, le=1)] = Field(
        description="Share of the tier's cap", json_schema_extra=zh("按上限的比例奖补", "比例 share")
    )


class Amounts(Part):
    """How money is spread over the winners."""

    rule: Literal["proportional", "optimised", "uniform", "in-full", "graded"] = Field(
        "proportional", description="Which rule spreads it", json_schema_extra=zh("资金分配规则")
    )
    bands: tuple[Band, ...] = Field(
        (), description="Grades, for `graded` alone", json_schema_extra=zh("得分分档，仅用于 `graded`")
    )
    source: Text = Field(
        description="Article, or `assumption`", json_schema_extra=zh("依据的条款，或 `assumption`（假定）")
    )

    @model_validator(mode="after")
    def _bands(self) -> Amounts:
        if (self.rule == "graded") != bool(self.bands):
            raise ValueError(
                "bands belong to rule graded, which needs at least one; write bands: [{from: 90, share: 1.0}]"
            )
        if len({b.from_ for b in self.bands}) < len(self.bands):
            raise ValueError("has two bands from one score; keep one of them")
        return self
