"""What documents say that follows from no rule: who issues them, under which articles, for which uses."""

from __future__ import annotations

from pydantic import Field

from allocator.policy.part import Part, zh
from allocator.policy.values import Text


class DocumentSources(Part):
    """The articles under which documents are written."""

    proposal: Text | None = Field(
        None, description="Article that asks for the proposal", json_schema_extra=zh("资金分配建议依据的条款")
    )
    notice: Text | None = Field(
        None, description="Article that asks for the public notice", json_schema_extra=zh("公示依据的条款")
    )
    payment: Text | None = Field(None, description="Article on paying out", json_schema_extra=zh("资金下达依据的条款"))
    scores: Text | None = Field(None, description="Article on the review", json_schema_extra=zh("评审依据的条款"))
    reasons: Text | None = Field(
        None, description="Article on answers to objections", json_schema_extra=zh("答复异议依据的条款")
    )
    targets: Text | None = Field(
        None, description="Article on performance targets", json_schema_extra=zh("绩效目标依据的条款")
    )
    uses: Text | None = Field(
        None, description="Article on what the money may be used for", json_schema_extra=zh("资金用途依据的条款")
    )


class PermittedUse(Part):
    """Something that recipients may use the money for."""

    name: Text = Field(description="Name for officials", json_schema_extra=zh("用途名称"))
    name_en: Text | None = Field(None, description="Name in English", json_schema_extra=zh("英文名称"))


class Documents(Part):
    """Who issues the documents, and what they cite."""

    organ: Text | None = Field(None, description="Department that signs", json_schema_extra=zh("落款单位"))
    organ_en: Text | None = Field(None, description="Its name in English", json_schema_extra=zh("落款单位的英文名称"))
    sources: DocumentSources = Field(
        DocumentSources(),
        description="Articles under which documents are written",
        json_schema_extra=zh("各文件依据的条款"),
    )
    uses: tuple[PermittedUse, ...] = Field(
        (), description="What recipients may use the money for", json_schema_extra=zh("资金可以用于的事项")
    )
