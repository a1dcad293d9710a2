"""Columns that several documents share: how each is headed, and what stands in it for an application."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from allocator.report.content import Cell, Column, Kind, Role, Row, Table, Text
from allocator.report.terms import Terms

__all__ = ["Field", "Fields", "blank", "counting", "listed"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column and what stands in it for an application.

    Parameters
    ----------
    column
        The column.
    cell
        Index of an application -> the cell.
    """

    column: Column
    cell: Callable[[int], Cell]


class Fields:
    """The fields of one run.

    Parameters
    ----------
    terms
        Names and texts.
    """

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def __call__(self, *names: str) -> list[Field]:
        """Fields by their names; those that no application has (a city, say) are left out."""
        given = ("title", "city", "chain", "uscc")
        return [getattr(self, name) for name in names if name not in given or self.terms.given(name)]

    @property
    def id(self) -> Field:
        """Id of the application."""
        return Field(Column(Text("项目编号", "Application"), Kind.CODE, 11), self.terms.id)

    @property
    def enterprise(self) -> Field:
        """Name of the enterprise."""
        return Field(Column(Text("申报单位", "Enterprise"), Kind.TEXT, 22), self.terms.enterprise)

    @property
    def uscc(self) -> Field:
        """Code of the enterprise."""
        return Field(Column(Text("统一社会信用代码", "Social credit code"), Kind.CODE, 18), self.terms.uscc)

    @property
    def title(self) -> Field:
        """Name of the scene."""
        return Field(Column(Text("场景名称", "Scene"), Kind.TEXT, 28), self.terms.title)

    @property
    def city(self) -> Field:
        """City."""
        return Field(Column(Text("所在市", "City"), Kind.TEXT, 8), self.terms.city)

    @property
    def applied(self) -> Field:
        """Tier applied for."""
        tiers = self.terms.scenario.tables.applications.tiers
        return Field(
            Column(Text("申报类型", "Applied for"), Kind.TEXT, self.terms.tier_width),
            lambda k: self.terms.tier(tiers[k]),
        )

    @property
    def tier(self) -> Field:
        """Tier of the award; empty without one."""
        awards = self.terms.awards
        column = Column(Text("支持类型", "Tier"), Kind.TEXT, self.terms.tier_width)
        return Field(column, lambda k: self.terms.tier(awards[k].tier) if k in awards else None)

    @property
    def score(self) -> Field:
        """Composite score; empty without one."""
        places = self.terms.policy.score_decimals
        column = Column(Text("综合得分", "Score"), Kind.SCORE, 8, places=places)
        return Field(column, self.terms.scenario.score)

    @property
    def rank(self) -> Field:
        """Rank among the eligible applications."""
        return Field(Column(Text("排名", "Rank"), Kind.COUNT, 5), self.terms.ranks.get)

    @property
    def amount(self) -> Field:
        """The award; empty without one."""
        awards, unit = self.terms.awards, self.terms.unit
        column = Column(Text(f"奖补金额（{unit.zh}）", f"Award ({unit.en})"), Kind.MONEY, 10, summed=True)
        return Field(column, lambda k: awards[k].amount if k in awards else None)


def blank(zh: str, en: str, width: float) -> Field:
    """A column to be filled in by hand."""
    return Field(Column(Text(zh, en), Kind.BLANK, width), lambda k: None)


def counting() -> Column:
    """The column of running numbers."""
    return Column(Text("序号", "No."), Kind.COUNT, 5)


def listed(
    fields: Sequence[Field],
    applications: Iterable[int],
    *,
    total: bool = False,
    note: Text | None = None,
    numbered: bool = True,
) -> Table:
    """A table, a row an application.

    Parameters
    ----------
    fields
        Its columns, after the running number where there is one.
    applications
        Indices, in the order of the rows.
    total
        Whether the last row holds the sums.
    note
        Stands under it.
    numbered
        Whether running numbers stand first.
    """
    number = [] if not numbered else [Field(counting(), lambda k: None)]
    columns = tuple(f.column for f in (*number, *fields))
    rows = []
    for n, k in enumerate(applications, 1):
        rows.append(Row((*([n] if numbered else []), *(f.cell(k) for f in fields))))
    if total:
        rows.append(_total(columns, rows))
    return Table(columns, tuple(rows), note=note)


def _total(columns: Sequence[Column], rows: Sequence[Row]) -> Row:
    """The row of sums under some rows, named in the first column of texts."""
    cells: list[Cell] = []
    for n, column in enumerate(columns):
        values = [v for r in rows if isinstance(v := r.cells[n], int)]
        cells.append(sum(values) if column.summed else None)
    first = next((n for n, c in enumerate(columns) if c.kind is Kind.TEXT), None)
    if first is not None:
        cells[first] = Text(f"合计（{len(rows)}项）", f"Total ({len(rows)})")
    return Row(tuple(cells), Role.TOTAL)
