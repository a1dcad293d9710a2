"""Conditions on applications, and bounds on groups of them."""

from __future__ import annotations

from pydantic import Field, model_validator

from allocator.policy.part import Count, Part, zh
from allocator.policy.values import Amount, Flag, Id, Text, Value

CONDITIONS = ("equals", "not_equals", "in", "at_least", "at_most", "filled")


class Eligibility(Part):
    """A condition on one column."""

    id: Id = Field(description="Identifier of the rule", json_schema_extra=zh("条件代号"))
    name: Text = Field(description="Name for officials", json_schema_extra=zh("条件名称"))
    name_en: Text | None = Field(None, description="Name in English", json_schema_extra=zh("英文名称"))
    column: Text = Field(description="Internal name of the column", json_schema_extra=zh("所查列的内部名称"))
    equals: Value | None = Field(None, description="The cell must equal this", json_schema_extra=zh("须等于此值"))
    not_equals: Value | None = Field(
        None, description="The cell must differ from this", json_schema_extra=zh("须不等于此值")
    )
    in_: tuple[Value, ...] | None = Field(
        None, alias="in", description="The cell must be one of these", json_schema_extra=zh("须为其中之一")
    )
    at_least: Text | None = Field(
        None, description="The cell must be at least this", json_schema_extra=zh("须不低于此数", "同该列 as the column")
    )
    at_most: Text | None = Field(
        None, description="The cell must be at most this", json_schema_extra=zh("须不高于此数", "同该列 as the column")
    )
    filled: Flag | None = Field(
        None, description="The cell must not be empty", json_schema_extra=zh("须已填报（只写yes）")
    )
    tiers: tuple[Text, ...] | None = Field(
        None,
        description="Tiers that the rule closes; all without it",
        json_schema_extra=zh("只限制这些档次；不写则全部"),
    )
    source: Text = Field(
        description="Article, or `assumption`", json_schema_extra=zh("依据的条款，或 `assumption`（假定）")
    )

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


class Group(Part):
    """Bounds on awards or money over the applications with one value of a column."""

    id: Id = Field(description="Identifier of the rule", json_schema_extra=zh("规则代号"))
    name: Text | None = Field(None, description="Name for officials", json_schema_extra=zh("规则名称"))
    name_en: Text | None = Field(None, description="Name in English", json_schema_extra=zh("英文名称"))
    by: Text = Field(description="Internal name of the column", json_schema_extra=zh("分组所依的列（内部名称）"))
    value: Text | None = Field(
        None,
        description="The one value bounded; every value without it",
        json_schema_extra=zh("只限制这一个值；不写则每个值各自受限"),
    )
    allow_absent: Flag = Field(
        False, description="Whether no application need have the value", json_schema_extra=zh("允许没有项目属于该值")
    )
    tiers: tuple[Text, ...] | None = Field(
        None, description="Tiers whose awards count; all without it", json_schema_extra=zh("只计这些档次；不写则全部")
    )
    max_awards: Count | None = Field(None, description="Most awards", json_schema_extra=zh("最多数量", "项 awards"))
    min_awards: Count | None = Field(None, description="Fewest awards", json_schema_extra=zh("最少数量", "项 awards"))
    max_amount: Amount | None = Field(
        None, description="Most money", json_schema_extra=zh("资金上限", "万元 policy units")
    )
    source: Text = Field(
        description="Article, or `assumption`", json_schema_extra=zh("依据的条款，或 `assumption`（假定）")
    )

    @model_validator(mode="after")
    def _bounds(self) -> Group:
        if self.max_awards is None and self.min_awards is None and self.max_amount is None:
            raise ValueError("bounds nothing; state max_awards, min_awards or max_amount")
        if self.max_awards is not None and self.min_awards is not None and self.min_awards > self.max_awards:
            raise ValueError(f"has min_awards {self.min_awards} above max_awards {self.max_awards}; exchange them")
        if self.tiers is not None and not self.tiers:
            raise ValueError("tiers: [] counts nothing; list tiers or leave the key out")
        return self
