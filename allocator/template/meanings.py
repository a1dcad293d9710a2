"""What the known columns mean, with an example of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from allocator.template.words import Words


class Meaning(NamedTuple):
    """What to fill in, and an example; `{year}` in it stands for the policy's."""

    words: Words
    example: str = ""


_ENTERPRISE = "某某智能装备有限公司"
_USCC = "91370199MAEXAMP1E0"
_APPLICATION = Meaning(Words("申报项目表中的项目编号", "the application's id in the applications table"), "{year}-001")

MEANINGS: Mapping[str, Mapping[str, Meaning]] = {
    "applications": {
        "application_id": Meaning(
            Words("每个申报项目一个编号，不得重复", "one id for each application, never twice"), "{year}-001"
        ),
        "title": Meaning(Words("场景（项目）名称", "title of the application"), "表面缺陷智能检测"),
        "enterprise": Meaning(
            Words("申报单位全称，与营业执照一致", "full name of the enterprise, as on its business licence"),
            _ENTERPRISE,
        ),
        "uscc": Meaning(
            Words(
                "营业执照上的18位代码，校验码会被核对；用于识别同一单位",
                "the 18 characters on the business licence, check digit verified; tells enterprises apart",
            ),
            _USCC,
        ),
        "city": Meaning(Words("申报单位所在市", "city of the enterprise"), "济南市"),
        "chain": Meaning(Words("所属产业链", "industry chain"), "高端装备"),
        "tier": Meaning(Words("申报的类型", "tier applied for")),
        "requested": Meaning(
            Words("申请奖补的金额；留空表示本项目不另设上限", "amount requested; empty: no limit of its own"), "80"
        ),
        "investment": Meaning(Words("项目投资总额", "investment in the project"), "500"),
        "score": Meaning(
            Words(
                "综合得分；使用评审表（reviews）时整列留空，得分由评审表算出",
                "composite score; left empty where a reviews table is used, which then gives the scores",
            ),
            "88.5",
        ),
    },
    "reviews": {
        "application_id": _APPLICATION,
        "expert": Meaning(
            Words("专家编号或姓名，同一专家写法一致", "the expert's id or name, always written alike"), "E01"
        ),
        "indicator": Meaning(Words("评审指标的名称或编号，一行一个指标", "name or id of the indicator, one a row")),
        "score": Meaning(
            Words(
                "该专家对该指标的打分；基础指标缺分的，整份评审表不计",
                "the expert's score for this indicator; a sheet that lacks a base indicator is left out",
            ),
            "85",
        ),
        "recused": Meaning(
            Words("应回避的填“是”，该专家对该项目的整份评审表不计", "yes: the expert's whole sheet is left out"), "否"
        ),
        "expert_unit": Meaning(
            Words(
                "专家所在单位；与申报单位相同而未回避的会报错",
                "the expert's employer; the applicant's own, unrecused, is an error",
            ),
            "某某大学",
        ),
    },
    "ledger": {
        "year": Meaning(Words("奖补年度", "year of the award"), "{year}"),
        "enterprise": Meaning(
            Words("已获奖补的单位；与统一社会信用代码至少填一项", "enterprise awarded; this or its code must be given"),
            _ENTERPRISE,
        ),
        "uscc": Meaning(
            Words(
                "已获奖补单位的18位代码；与申报单位至少填一项", "its 18-character code; this or the name must be given"
            ),
            _USCC,
        ),
        "application_id": Meaning(Words("当时的项目编号", "id of the application at that time"), "{year}A-001"),
        "tier": Meaning(Words("当时的奖补类型", "tier of that award")),
        "amount": Meaning(Words("已奖补金额", "amount awarded"), "80"),
    },
    "decisions": {
        "application_id": _APPLICATION,
        "decision": Meaning(
            Words(
                "fund 必须支持；fund:类型 必须按该类型支持；reject 不予支持",
                "fund: must win; fund:TIER: must win in that tier; reject: must not win",
            ),
            "reject",
        ),
        "reason": Meaning(
            Words("作出决定的理由，写明依据", "reason for the decision, with its basis"), "公示期间异议成立"
        ),
        "authority": Meaning(Words("作出决定的机构", "who decided"), "厅党组会"),
        "date": Meaning(Words("作出决定的日期", "day of the decision"), "{year}-09-18"),
    },
}

SCORE_ONLY = Words("综合得分；没有得分的项目不能入选", "composite score; without one an application cannot win")
EXTRA = Words("按本列名称填写", "as the heading says")

SHEETS = {"applications": "申报项目", "reviews": "评审", "ledger": "台账", "decisions": "决定"}
"""Name of the sheet to fill in of each table's workbook; a scenario in one workbook knows these names too."""
