"""What a cell may hold: lists to choose from, ranges of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from allocator.fields import MONEY
from allocator.numbers import plain
from allocator.policy import Policy
from allocator.policy.schema import Eligibility
from allocator.template.words import Words, unit

Kind = Literal["any", "listed", "suggested", "amount", "number", "score", "points", "year", "date"]
FLAG = ("是", "否")
_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Check:
    """What a cell of a column may hold.

    Parameters
    ----------
    kind
        `listed` admits the choices alone; `suggested` asks before it takes another value, `score` bounds the
        decimal places too.
    choices
        Values of the list.
    top
        Largest number.
    places
        Most decimal places.
    unit
        Unit of money.
    own_unit
        Whether an amount may be a text with a unit of its own (150万元).
    """

    kind: Kind = "any"
    choices: tuple[str, ...] = ()
    top: Fraction = Fraction(0)
    places: int = 0
    unit: str = ""
    own_unit: bool = False

    @property
    def words(self) -> Words:
        """What may be filled in."""
        top = plain(self.top)
        amount = ("；也可带单位，如 150万元", ", or with its own unit (150万元)") if self.own_unit else ("", "")
        shown, some = "、".join(self.choices), "、".join(self.choices[:2])
        if len(shown) > _MOST_SHOWN:
            shown = f"{some}……"
        return {
            "any": Words("文字", "text"),
            "listed": Words(f"从列表中选择：{shown}", "choose from the list"),
            "suggested": Words(
                f"从列表中选择：{shown}；其他情形照实填写", "choose from the list, or state what is true"
            ),
            "amount": Words(f"金额，单位：{self.unit}{amount[0]}", f"amount in {self.unit}{amount[1]}"),
            "number": Words("数字，不带单位", "a number, without a unit"),
            "score": Words(
                f"0 至 {top} 的数字，最多 {self.places} 位小数", f"0 to {top}, {self.places} places at most"
            ),
            "points": Words(f"0 至 {top} 的数字", f"0 to {top}"),
            "year": Words("四位年份", "a year of four digits"),
            "date": Words("日期", "a date"),
        }[self.kind]


def known_check(policy: Policy, table: str, column: str) -> Check:
    """Check of a column that every table of its kind has.

    Parameters
    ----------
    policy
        Gives tiers, indicators, the unit of money and the range of scores.
    table, column
        Internal names.
    """
    tiers = tuple(t.name for t in policy.tiers)
    if column in MONEY:
        return Check("amount", unit=unit(policy), own_unit=policy.money.currency == "CNY")
    if (table, column) == ("reviews", "score"):
        return Check("points", top=max((i.max for i in policy.indicators), default=Fraction(100)))
    if (table, column) == ("ledger", "tier"):
        return Check("suggested", tiers)  # an earlier programme may have had other tiers
    return {
        "tier": Check("listed", tiers),
        "score": Check("score", top=policy.top_score, places=policy.score_decimals),
        "indicator": Check("listed", tuple(i.name for i in policy.indicators)),
        "recused": Check("listed", FLAG),
        "decision": Check("listed", ("fund", "reject", *(f"fund:{t}" for t in tiers))),
        "year": Check("year"),
        "date": Check("date"),
    }.get(column, Check())


def rule_check(policy: Policy, column: str) -> Check:
    """Check of a column by the rules that read it; anything may stand where they want different things.

    Parameters
    ----------
    policy
        The rules.
    column
        Internal name.
    """
    found = [c for r in policy.eligibility if r.column == column and (c := _condition_check(r)).kind != "any"]
    if column in (policy.scoring.tie_break if policy.scoring else ()):
        found.append(Check("number"))
    kinds = {check.kind for check in found}
    if len(kinds) != 1:
        return Check()
    return Check(kinds.pop(), tuple(dict.fromkeys(value for check in found for value in check.choices)))


def _condition_check(rule: Eligibility) -> Check:
    if rule.at_least is not None or rule.at_most is not None:
        return Check("number")
    operands = rule.in_ or tuple(o for o in (rule.equals, rule.not_equals) if o is not None)
    if any(o.flag is not None for o in operands):
        return Check("listed", FLAG)
    if rule.not_equals is not None or not operands:
        return Check()
    # a list of what passes must not keep anyone from stating what does not
    return Check("suggested", tuple(o.text for o in operands))


def example_of(policy: Policy, column: str) -> str:
    """A value that meets the first rule on a column, or one that a group rule bounds; empty where there is neither."""
    values = (g.value for g in policy.groups if g.by == column and g.value is not None)
    return next(_examples(r for r in policy.eligibility if r.column == column), "") or next(values, "")


def _examples(rules: Iterable[Eligibility]) -> Iterator[str]:
    for rule in rules:
        if rule.in_ or rule.equals is not None:
            operand = rule.in_[0] if rule.in_ else rule.equals
            if operand is not None:
                yield operand.text if operand.flag is None else FLAG[not operand.flag]
        elif rule.not_equals is not None:
            yield FLAG[rule.not_equals.flag] if rule.not_equals.flag is not None else ""
        elif rule.filled:
            yield "见附件"
        else:
            yield rule.at_least or rule.at_most or ""
