"""The columns that every table is known to have, and how headings and ids are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from string import ascii_lowercase, ascii_uppercase

from allocator.unseen import FILLERS, SELECTORS

FIELDS: Mapping[str, Mapping[str, str]] = {
    "applications": {
        "application_id": "项目编号",
        "title": "场景名称",
        "enterprise": "申报单位",
        "uscc": "统一社会信用代码",
        "city": "所在市",
        "chain": "产业链",
        "tier": "申报类型",
        "requested": "申请金额",
        "investment": "项目投资额",
        "score": "综合得分",
    },
    "reviews": {
        "application_id": "项目编号",
        "expert": "专家",
        "indicator": "指标",
        "score": "得分",
        "recused": "回避",
        "expert_unit": "专家单位",
    },
    "ledger": {
        "year": "年度",
        "enterprise": "申报单位",
        "uscc": "统一社会信用代码",
        "application_id": "项目编号",
        "tier": "申报类型",
        "amount": "金额",
    },
    "decisions": {
        "application_id": "项目编号",
        "decision": "决定",
        "reason": "理由",
        "authority": "决定机构",
        "date": "日期",
    },
}
"""Internal name -> Chinese heading of every column that a table is known to have."""

MONEY = frozenset({"requested", "investment", "amount"})
MONEY_COLUMNS = tuple(column for column in FIELDS["applications"] if column in MONEY)

_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_UNSEEN = dict.fromkeys(map(ord, FILLERS + SELECTORS))


def heading_key(text: str) -> str:
    """How headings are compared: width, ASCII case, white space and invisible characters do not count."""
    folded = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).translate(_LOWER)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


def identity(text: str) -> str:
    """Form in which two ids that look alike are the same text."""
    if text.isascii():
        return text.casefold()
    visible = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc"))
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible.translate(_UNSEEN)).casefold())
