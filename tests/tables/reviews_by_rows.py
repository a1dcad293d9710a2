"""The faults of a reviews table found row by row, one kind after the other: slow and plain."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from allocator.errors import Problems
from allocator.numbers import plain
from allocator.policy import Policy
from allocator.tables.cells import BadCell, check_distinct_looks, enterprise_name, number, parse_column, yes_no
from allocator.tables.table import Table


def faults_by_rows(table: Table, policy: Policy, ids: Sequence[str], enterprises: Sequence[str]) -> list[str]:
    """Every fault as text, in order."""
    problems, labels = Problems(), [label for i in policy.indicators for label in (i.id, i.name)]
    check_distinct_looks(table, "expert", problems, unique=False)
    recused = parse_column(table, "recused", yes_no, problems)
    for row, text in enumerate(table.cells("application_id")):
        if text not in ids:
            near = get_close_matches(text, ids, 1)
            hint = f"did you mean {near[0]!r}?" if near else "add it to the applications or take the row out"
            what = f"{text!r} is not among the applications" if text else "the cell is empty"
            problems.add(table.place(row, "application_id"), what, hint)

    def indicator(text: str) -> int:
        index = policy.indicator_index(text)
        if index is None:
            near = get_close_matches(text, labels, 1)
            remedy = f"did you mean {near[0]!r}?" if near else "write an id or name of the policy's indicators"
            raise BadCell(f"{text!r} is no indicator", remedy)
        return index

    indicators = parse_column(table, "indicator", indicator, problems)
    for row, text in enumerate(table.cells("indicator")):
        if not text and not recused[row]:
            problems.add(table.place(row, "indicator"), "the cell is empty", "name the indicator")
    scores = parse_column(table, "score", number, problems)
    first: dict[tuple[str, str, int], int] = {}
    outside, repeated = Problems(), Problems()
    cells = zip(table.cells("application_id"), table.cells("expert"), indicators, scores, strict=True)
    for row, (application, expert, index, score) in enumerate(cells):
        if not expert:
            problems.add(table.place(row, "expert"), "the cell is empty", "name the expert")
        if index is None:
            continue
        one = policy.indicators[index]
        if score is not None and not 0 <= score <= one.max:
            what = f"{plain(score)} is outside 0 to {plain(one.max)} for indicator {one.id}"
            outside.add(table.place(row, "score"), what, "correct the score")
        if application in ids and expert and first.setdefault((application, expert, index), row) != row:
            where = table.place(first[application, expert, index])
            what = f"{expert!r} scored indicator {one.id} of this application already in {where}"
            repeated.add(table.place(row, "expert"), what, "keep one of the two rows")
    problems.faults += outside.faults + repeated.faults
    _of_applicants(table, dict(zip(ids, enterprises, strict=True)), recused, problems)
    return [str(p) for p in problems.faults]


def _of_applicants(table: Table, owners: dict[str, str], recused: Sequence[bool | None], problems: Problems) -> None:
    pairs = list(zip(table.cells("application_id"), table.cells("expert"), strict=True))
    left = {pair for pair, out in zip(pairs, recused, strict=True) if out}
    for row, unit in enumerate(table.cells("expert_unit")):
        owner = owners.get(pairs[row][0])
        if not unit or owner is None or pairs[row] in left:
            continue
        if enterprise_name(unit) == enterprise_name(owner):
            what = f"expert {pairs[row][1]!r} belongs to the applicant {owner!r} and is not recused"
            problems.add(table.place(row, "expert_unit"), what, "mark the sheet as recused (回避: 是)")
