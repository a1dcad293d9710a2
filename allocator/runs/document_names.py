"""Names of the documents of a run, of their files and of their folders in a run, one a language."""

from __future__ import annotations

from collections.abc import Mapping

FOLDERS: Mapping[str, str] = {"zh": "documents", "en": "documents-en"}
"""Language -> the folder of a run that holds its documents."""

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


def files_of(lang: str) -> frozenset[str]:
    """Names of every file that documents of one language may be.

    Parameters
    ----------
    lang
        `zh` or `en`.
    """
    of = tuple(FOLDERS).index(lang)
    each = {f"{names[of]}.{format_}" for names in NAMES.values() for format_ in EACH}
    return frozenset(each | {f"{names[of]}.{format_}" for format_, names in WHOLE_NAMES.items()})


DOCUMENT_FILES = frozenset(name for lang in FOLDERS for name in files_of(lang))
