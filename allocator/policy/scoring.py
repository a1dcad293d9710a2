"""The indicator system, and how sheets become a score."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from allocator.policy.part import NotNegative, Part, Positive, zh
from allocator.policy.values import Id, Text, Whole


class Indicator(Part):
    """An indicator that experts score."""

    id: Id = Field(description="Identifier, as in the annex", json_schema_extra=zh("指标编号，同附件"))
    name: Text = Field(description="Name for officials", json_schema_extra=zh("指标名称"))
    name_en: Text | None = Field(None, description="Name in English", json_schema_extra=zh("英文名称"))
    weight: NotNegative = Field(
        description="Points for a full score", json_schema_extra=zh("满分对应的分值", "分 points")
    )
    max: Positive = Field(Fraction(100), description="Full score", json_schema_extra=zh("专家打分的满分", "分 points"))
    source: Text = Field(
        description="Article, or `assumption`", json_schema_extra=zh("依据的条款，或 `assumption`（假定）")
    )
    weight_source: Text | None = Field(
        None,
        description="Source of the weight, where it differs from the indicator's",
        json_schema_extra=zh("权重的依据，与该指标不同时写"),
    )


class Bonus(Part):
    """加分项: points on top of the base, up to a ceiling."""

    ceiling: NotNegative = Field(description="Most bonus points", json_schema_extra=zh("加分上限", "分 points"))
    ceiling_source: Text | None = Field(
        None, description="Source of the ceiling", json_schema_extra=zh("加分上限的依据")
    )
    indicators: tuple[Indicator, ...] = Field(
        min_length=1, description="Bonus indicators", json_schema_extra=zh("加分指标")
    )


class Panel(Part):
    """How sheets of experts become one score."""

    level: Literal["total", "indicator"] = Field(
        "total",
        description="Aggregate totals, or each indicator",
        json_schema_extra=zh("`total`：汇总每张评审表的总分；`indicator`：逐项指标汇总"),
    )
    method: Literal["mean", "trimmed", "median"] = Field(
        "mean",
        description="How values are aggregated",
        json_schema_extra=zh("`mean` 平均；`trimmed` 去掉最高最低后平均；`median` 中位数"),
    )
    trim: Annotated[Whole, Field(ge=1)] = Field(
        1,
        description="Highest and lowest values that `trimmed` drops",
        json_schema_extra=zh("`trimmed` 去掉的最高、最低各几个", "个 values"),
    )
    min_sheets: Annotated[Whole, Field(ge=1)] = Field(
        1, description="Valid sheets needed, before trimming", json_schema_extra=zh("至少需要的有效评审表", "张 sheets")
    )
    severity: Literal["none", "mean-shift"] = Field(
        "none",
        description="Correction for strict and lenient experts",
        json_schema_extra=zh("专家宽严校正：`mean-shift` 按其平均分平移"),
    )
    source: Text = Field(
        description="Article, or `assumption`", json_schema_extra=zh("依据的条款，或 `assumption`（假定）")
    )

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

    indicators: tuple[Indicator, ...] = Field(
        (), description="Base indicators; weights sum to 100", json_schema_extra=zh("基本指标，权重合计100")
    )
    bonus: Bonus | None = Field(None, description="Bonus indicators and their ceiling", json_schema_extra=zh("加分项"))
    panel: Panel | None = Field(
        None,
        description="Aggregation of sheets; plain mean without it",
        json_schema_extra=zh("评审汇总方式；不写为简单平均"),
    )
    tie_break: tuple[Text, ...] = Field(
        (),
        description="Indicators or numeric columns that order equal scores",
        json_schema_extra=zh("同分时依次比较的指标或数值列"),
    )
