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
from allocator.policy.part import NotNegative, Part, Positive, zh
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

    near: NotNegative = Field(
        Fraction(1, 2),
        description="Per cent of the optimum that still counts as near the line",
        json_schema_extra=zh("与最优值相差不超过此百分比的视为临界", "%"),
    )
    budgets: tuple[NotNegative, NotNegative] = Field(
        (Fraction(1, 2), Fraction(3, 2)),
        description="Range searched, as shares of the budget",
        json_schema_extra=zh("考察的预算范围，为预算的倍数", "比例 shares"),
    )

    @model_validator(mode="after")
    def _ordered(self) -> Sensitivity:
        if self.budgets[0] > self.budgets[1]:
            raise ValueError("budgets: the lower share stands first; exchange them")
        return self


class Policy(Part):
    """The rules of one award programme in one year."""

    programme: Text = Field(description="Name of the programme", json_schema_extra=zh("项目名称"))
    year: Annotated[Whole, Field(ge=1900, le=2999)] = Field(
        description="Year of the awards", json_schema_extra=zh("年度")
    )
    money: Money = Field(description="Currency, unit and step", json_schema_extra=zh("币种、单位与最小金额"))
    score_decimals: Annotated[Whole, Field(ge=0, le=9)] = Field(
        2, description="Places of a composite score", json_schema_extra=zh("综合得分保留的小数位数", "位 places")
    )
    max_score: Positive | None = Field(
        None,
        description="Highest composite score; 100 plus the bonus ceiling without it",
        json_schema_extra=zh("综合得分的最高值；不写为100加加分上限", "分 points"),
    )
    budget: Budget = Field(description="The money to be spent at most", json_schema_extra=zh("预算总额"))
    tiers: tuple[Tier, ...] = Field(
        min_length=1, description="Classes of award, best first", json_schema_extra=zh("奖补档次，高者在前")
    )
    fallback: tuple[Fallback, ...] = Field(
        (), description="From one tier to another", json_schema_extra=zh("调剂：从一档到另一档")
    )
    one_award_per: OneAwardPer | None = Field(
        None,
        description="One award per enterprise; null switches it and the ledger off",
        json_schema_extra=zh("同一单位限一项；写null则连同台账一并不用"),
    )
    objective: Literal["winners-first", "funded-score"] = Field(
        "winners-first",
        description="What stage 2 maximises",
        json_schema_extra=zh("第二步求最大的是什么：`winners-first` 先定名单，`funded-score` 名单与金额一并"),
    )
    amounts: Amounts | None = Field(
        None,
        description="How money is spread; proportional without it",
        json_schema_extra=zh("资金分配规则；不写为 `proportional`"),
    )
    eligibility: tuple[Eligibility, ...] = Field(
        (), description="Conditions on applications", json_schema_extra=zh("申报条件")
    )
    min_score: Threshold | None = Field(
        None, description="Least composite score of the programme", json_schema_extra=zh("最低综合得分")
    )
    valid_until: Date | None = Field(
        None, description="Last day on which the policy is in force", json_schema_extra=zh("办法有效期截止日")
    )
    scoring: Scoring | None = Field(None, description="Indicators and panel", json_schema_extra=zh("指标与评审"))
    groups: tuple[Group, ...] = Field(
        (),
        description="Bounds over cities, chains and the like",
        json_schema_extra=zh("按市、产业链等的数量与资金限制"),
    )
    sensitivity: Sensitivity = Field(
        Sensitivity(), description="Reach of the sensitivity module", json_schema_extra=zh("敏感性分析的范围")
    )
    documents: Documents = Field(
        Documents(),
        description="Who issues documents, and what they cite",
        json_schema_extra=zh("文件的发文单位、依据与用途"),
    )
    columns: dict[str, Text] = Field(
        default_factory=dict,
        description="Headings of extra columns, by internal name",
        json_schema_extra=zh("附加列的内部名称与表头"),
    )

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
