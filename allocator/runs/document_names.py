"""Names of the documents of a run and of their files: what `documents/` of a run folder may hold."""

from __future__ import annotations

from collections.abc import Mapping

FOLDER = "documents"

NAMES: Mapping[str, tuple[str, str]] = {
    "proposal": ("资金分配建议", "Proposal"),
    "notice": ("公示名单", "Public notice"),
    "payment": ("资金下达表", "Payments"),
    "scores": ("评审情况表", "Review"),
    "reasons": ("不予支持说明", "Reasons"),
    "targets": ("绩效目标表", "Performance targets"),
    "uses": ("用途清单", "Uses"),
    "conflict": ("规则冲突说明", "Conflict of rules"),
}
"""Document -> its name in Chinese and in English."""

WHOLE_NAMES: Mapping[str, tuple[str, str]] = {
    "xlsx": ("资金分配工作簿", "Workbook"),
    "html": ("分配结果浏览", "Explorer"),
}
"""Format of which there is one file a run -> the name of that file in Chinese and in English."""

EACH = ("docx", "pdf")
"""Formats of which there is a file a document."""

DOCUMENT_FILES = frozenset(
    {f"{name}.{format_}" for names in NAMES.values() for name in names for format_ in EACH}
    | {f"{name}.{format_}" for format_, names in WHOLE_NAMES.items() for name in names}
)
