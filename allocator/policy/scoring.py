"""The indicator system, and how sheets become a score."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from allocator.policy.part import NotNegative, Part, Positive
from allocator.policy.values import Id, Text, Whole


class Indicator(Part):
    """An indicator that experts score."""

    id: Id = Field(description="Identifier, as in the annex")
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
