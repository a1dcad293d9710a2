"""What documents say that follows from no rule: who issues them, under which articles, for which uses."""

from __future__ import annotations

from pydantic import Field

from allocator.policy.part import Part
from allocator.policy.values import Text


class DocumentSources(Part):
    """The articles under which documents are written."""

    proposal: Text | None = Field(None, description="Article that asks for the proposal")
    notice: Text | None = Field(None, description="Article that asks for the public notice")
    payment: Text | None = Field(None, description="Article on paying out")
    scores: Text | None = Field(None, description="Article on the review")
    reasons: Text | None = Field(None, description="Article on answers to objections")
    targets: Text | None = Field(None, description="Article on performance targets")
    uses: Text | None = Field(None, description="Article on what the money may be used for")


class PermittedUse(Part):
    """Something that recipients may use the money for."""

    name: Text = Field(description="Name for officials")
    name_en: Text | None = Field(None, description="Name in English")


class Documents(Part):
    """Who issues the documents, and what they cite."""

    organ: Text | None = Field(None, description="Department that signs")
    organ_en: Text | None = Field(None, description="Its name in English")
    sources: DocumentSources = Field(DocumentSources(), description="Articles under which documents are written")
    uses: tuple[PermittedUse, ...] = Field((), description="What recipients may use the money for")
