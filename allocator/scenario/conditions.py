"""The conditions of eligibility rules on single cells (SEMANTICS 2.1)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from allocator.arrays import Mask
from allocator.errors import Problems
from allocator.numbers import NotANumber
from allocator.policy import Policy
from allocator.policy.schema import Eligibility
from allocator.policy.values import Operand
from allocator.scenario.columns import comparable, has_column, number_parser
from allocator.tables.applications import Applications
from allocator.tables.cells import BadCell, parse_column, yes_no

Test = Callable[[str], bool]


def passes(policy: Policy, applications: Applications, rule: Eligibility, problems: Problems) -> Mask:
    """Whether each application meets a rule; an empty cell never does.

    Parameters
    ----------
    problems
        Takes a fault where a cell is not what the condition compares with.
    """
    if not has_column(policy, applications, rule.column, rule.id, problems):
        return np.zeros(len(applications), bool)
    return parse_column(applications.table, rule.column, _test(policy, rule), problems).mask(bool)


def _test(policy: Policy, rule: Eligibility) -> Test:
    parse = number_parser(policy, rule.column)
    if rule.filled:
        return bool
    if rule.at_least is not None:
        least = parse(rule.at_least)
        return lambda text: parse(text) >= least
    if rule.at_most is not None:
        most = parse(rule.at_most)
        return lambda text: parse(text) <= most
    operands = rule.in_ if rule.in_ is not None else tuple(o for o in (rule.equals, rule.not_equals) if o is not None)
    same = [_equal(policy, rule.column, parse, o) for o in operands]
    if rule.not_equals is not None:
        return lambda text: not same[0](text)

    def among(text: str) -> bool:
        found = [test(text) for test in same]  # all are asked, so that no faulty cell is missed
        return any(found)

    return among


def _equal(policy: Policy, column: str, parse: Callable[[str], Fraction], operand: Operand) -> Test:
    form = comparable(policy, column)
    wanted = form(operand.text)
    if column == "tier":  # named by its id or its name, neither of which is a number or a flag
        return lambda text: form(text) == wanted
    if operand.flag is not None:
        return lambda text: yes_no(text) == operand.flag
    value = _value(parse, operand.text)

    def test(text: str) -> bool:
        found = None if value is None else _value(parse, text)
        return found == value if found is not None else form(text) == wanted

    return test


def _value(parse: Callable[[str], Fraction], text: str) -> Fraction | None:
    try:
        return parse(text)
    except (BadCell, NotANumber):
        return None
