"""What every part of a policy has in common."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from allocator.policy.values import Number, Whole

Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
Count = Annotated[Whole, Field(ge=0)]


def zh(meaning: str, unit: str = "") -> dict[str, JsonValue]:
    """What a field means in Chinese, and the unit of its value, for `Field(json_schema_extra=...)`.

    Parameters
    ----------
    meaning
        One clause, as an official would write it.
    unit
        In Chinese and in English; empty where there is none.
    """
    return {"zh": meaning, "unit": unit}


class Part(BaseModel):
    """Any part of a policy: unknown keys are errors, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)

    def replace(self, **changes: Any) -> Self:
        """The same part with other values in some of its fields, unchecked; nothing derived from the old ones is kept.

        Parameters
        ----------
        changes
            Values by the names of the fields.
        """
        copy = self.model_copy(update=changes)
        for name in copy.__dict__.keys() - type(self).model_fields:  # cached properties
            del copy.__dict__[name]
        return copy
