"""Conditions on applications, and bounds on groups of them."""

from __future__ import annotations

from pydantic import Field, model_validator

from allocator.policy.part import Count, Part
from allocator.policy.values import Amount, Flag, Id, Text, Value

CONDITIONS = ("equals", "not_equals", "in", "at_least", "at_most", "filled")


class Eligibility(Part):
    """A condition on one column."""

    id: Id = Field(description="Identifier of the rule")
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


class Group(Part):
    """Bounds on awards or money over the applications with one value of a column."""

    id: Id = Field(description="Identifier of the rule")
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
