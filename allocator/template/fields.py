"""Which columns a policy's tables need, and what each of them means, for the person who fills them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocator.policy import Policy
from allocator.policy.schema import Eligibility
from allocator.tables.headings import FIELDS, REQUIRED


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table to fill in.

    Parameters
    ----------
    heading
        As the reader knows it.
    note
        What to fill in, Chinese first, then English.
    required
        Whether a row needs it.
    choices
        Values to choose from; empty where anything may stand.
    kind
        `text`, `amount`, `number` or `score`.
    """

    heading: str
    note: str
    required: bool = False
    choices: tuple[str, ...] = ()
    kind: str = "text"


_NOTES = {
    "application_id": ("唯一编号", "unique id"),
    "title": ("场景名称", "title"),
    "enterprise": ("申报单位全称", "full name of the enterprise"),
    "uscc": ("18位统一社会信用代码，校验码会被核对", "18 characters, the check digit is verified"),
    "city": ("所在市", "city"),
    "chain": ("产业链", "industry chain"),
    "tier": ("申报类型", "tier applied for"),
    "requested": ("申请金额；留空即不设本项上限", "amount requested; empty: no limit of its own"),
    "investment": ("项目投资额", "investment"),
    "score": ("综合得分；有评审表时留空", "composite score; leave empty where there are reviews"),
    "expert": ("专家编号", "the expert's id"),
    "indicator": ("指标编号或名称", "id or name of the indicator"),
    "recused": ("回避填“是”，整份评审表不计", "yes: the whole sheet is left out"),
    "expert_unit": (
        "专家所在单位；不得为申报单位（回避除外）",
        "the expert's employer; not the applicant, unless recused",
    ),
    "year": ("奖补年度", "year of the award"),
    "amount": ("已奖补金额", "amount awarded"),
    "decision": ("fund（必须支持）、fund:类型、reject（不予支持）", "fund, fund:TIER or reject"),
    "reason": ("理由，必填", "reason, required"),
    "authority": ("决定机构", "who decided"),
    "date": ("日期，如 2026-05-01", "date, for example 2026-05-01"),
}
_KINDS = {"requested": "amount", "investment": "amount", "amount": "amount", "score": "score", "year": "number"}


def table_fields(policy: Policy, table: str) -> list[Field]:
    """Columns of a table to fill in, the known ones first.

    Parameters
    ----------
    policy
        Gives tiers, indicators, units and the extra columns that its rules read.
    table
        `applications`, `reviews`, `ledger` or `decisions`.
    """
    fields = [_known(policy, table, column, heading) for column, heading in FIELDS[table].items()]
    return [*fields, *_extra(policy)] if table == "applications" else fields


def _known(policy: Policy, table: str, column: str, heading: str) -> Field:
    zh, en = _NOTES[column]
    required = column in REQUIRED[table] or (column == "tier" and table == "applications" and len(policy.tiers) > 1)
    kind = _KINDS.get(column, "text")
    if kind == "amount":
        unit = policy.money.unit_name or policy.money.currency
        zh, en = f"{zh}（{unit}，也可带单位，如 150万元）", f"{en} ({unit}, or with its own unit)"
    if column == "score" and table == "reviews":
        zh, en, kind = "指标得分", "score of the indicator", "number"
    tiers = tuple(t.name for t in policy.tiers)
    choices = {
        "tier": tiers,
        "indicator": tuple(i.name for i in policy.indicators),
        "recused": ("是", "否"),
        "decision": ("fund", "reject", *(f"fund:{t}" for t in tiers)),
    }
    return Field(heading, f"{zh}\n{en}", required, choices.get(column, ()), kind)


def _extra(policy: Policy) -> Iterator[Field]:
    """Columns that only rules read: eligibility, groups, tie-breaks."""
    known, seen = FIELDS["applications"], set[str]()
    uses: list[tuple[str, str, Eligibility | None]] = [
        (r.column, f"{r.name}（{r.source}）", r) for r in policy.eligibility
    ]
    uses += [(g.by, f"{g.name or g.id}（{g.source}）", None) for g in policy.groups]
    ids = {i.id for i in policy.indicators}
    uses += [
        (t, "同分排序 tie-break", None) for t in (policy.scoring.tie_break if policy.scoring else ()) if t not in ids
    ]
    for column, use, rule in uses:
        if column in known or column in seen:
            continue
        seen.add(column)
        choices = _choices(rule) if rule else ()
        numeric = rule is not None and (rule.at_least is not None or rule.at_most is not None)
        note = f"用于：{use}\nread by the rule {rule.id if rule else column}"
        yield Field(
            policy.columns.get(column, column), note, rule is not None, choices, "number" if numeric else "text"
        )


def _choices(rule: Eligibility) -> tuple[str, ...]:
    operands = rule.in_ or tuple(o for o in (rule.equals, rule.not_equals) if o is not None)
    if operands and all(o.flag is not None for o in operands):
        return ("是", "否")
    return ()
