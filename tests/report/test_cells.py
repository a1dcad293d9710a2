"""How cells are written, and how columns share a page."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.policy.awards import Money
from allocator.report.cells import cell_text, decimals, groups, shown
from allocator.report.content import Cell, Column, Kind, Lang, Role, Row, Table, Text
from allocator.report.widths import breakable, ems, fitted, heading_text, title_lines

WAN = Money(currency="CNY", unit=10000, unit_name="万元", step=1)
YUAN = Money(currency="CNY", unit=10000, step=1)


@pytest.mark.parametrize(
    ("cell", "kind", "money", "written"),
    [
        (1_234_567_500, Kind.MONEY, WAN, "123,456.75"),
        (0, Kind.MONEY, WAN, "0"),
        (-5000, Kind.MONEY, WAN, "-0.5"),
        (-12_345_000_000, Kind.MONEY, WAN, "-1,234,500"),
        (1_234_567, Kind.MONEY, YUAN, "1,234,567"),
        (10**30 * 10_000, Kind.MONEY, WAN, "1" + ",000" * 10),
        (Fraction(8585, 100), Kind.SCORE, WAN, "85.85"),
        (Fraction(90), Kind.SCORE, WAN, "90"),
        (2026, Kind.COUNT, WAN, "2026"),
        (None, Kind.MONEY, WAN, ""),
        (Text("合计", "Total"), Kind.COUNT, WAN, "合计"),
        ("=1+1\n二", Kind.TEXT, WAN, "=1+1\\n二"),
        ("00123", Kind.CODE, WAN, "00123"),
    ],
)
def test_a_cell_is_written_exactly(cell: Cell, kind: Kind, money: Money, written: str) -> None:
    assert cell_text(cell, Column(Text("", ""), kind, 1), money, Lang.ZH) == written


def test_numbers_of_a_column_stand_even() -> None:
    score, money = Column(Text("", ""), Kind.SCORE, 1, places=2), Column(Text("", ""), Kind.MONEY, 1)
    rows = (Row((Fraction(93), 800_000)), Row((Fraction(1995, 20), 2_025_000)), Row((None, None)))
    places = decimals(Table((score, money), rows), WAN)
    assert places == (2, 1)
    for column, at, written in ((score, 0, ["93.00", "99.75", ""]), (money, 1, ["80.0", "202.5", ""])):
        assert [cell_text(r.cells[at], column, WAN, Lang.ZH, places[at]) for r in rows] == written


def test_lines_are_the_author_s_and_nothing_of_the_inputs_makes_one() -> None:
    assert shown(Text("一\n二\u202e", "a"), Lang.ZH) == "一\n二\\u202e"
    assert shown("一\n二", Lang.EN) == "一\\n二"


def columns(*kinds: Kind) -> tuple[Column, ...]:
    return tuple(Column(Text("列", "column"), kind, 1, summed=kind is Kind.MONEY) for kind in kinds)


def test_the_words_of_a_sum_run_over_the_empty_cells_beside_them() -> None:
    of = columns(Kind.COUNT, Kind.TEXT, Kind.TEXT, Kind.MONEY, Kind.BLANK)
    total = Text("合计", "Total")
    assert groups(Row((total, None, None, 5, None), Role.TOTAL), of) == ((0, 3, 0), (3, 1, 3), (4, 1, 4))
    assert groups(Row((None, None, total, 5, None), Role.TOTAL), of) == ((0, 3, 2), (3, 1, 3), (4, 1, 4))
    assert len(groups(Row((None, "甲", None, 5, None)), of)) == 5


def table(kinds: tuple[Kind, ...], *cells: Cell) -> Table:
    return Table(columns(*kinds), (Row(cells),))


def test_ids_and_numbers_have_the_room_they_need() -> None:
    made = table((Kind.CODE, Kind.TEXT, Kind.MONEY), "SD2026-001" * 2, "字" * 500, 10**15)
    fit = fitted(made, WAN, Lang.ZH, 440, (12, 10.5, 9, 7.5))
    assert sum(fit.widths) == pytest.approx(440)
    assert fit.room(0) >= ems("SD2026-001" * 2)
    assert fit.room(2) >= ems("100,000,000,000")
    assert fit.room(1) >= 5


def test_a_table_that_fits_in_no_letters_is_squeezed_into_the_page() -> None:
    fit = fitted(table((Kind.CODE,) * 6, *["X" * 60] * 6), WAN, Lang.ZH, 440, (12, 7.5))
    assert fit.size == 7.5
    assert sum(fit.widths) == pytest.approx(440)


def test_only_a_word_that_is_too_long_is_cut() -> None:
    assert breakable("短 short 名称", 10) == ["短 short 名称"]
    assert "".join(breakable("长" + "x" * 60 + "名", 10)) == "长" + "x" * 60 + "名"
    assert len(breakable("长" + "x" * 60 + "名", 10)) == 62


def test_headings_and_titles_break_where_a_word_ends() -> None:
    amount = Column(Text("拟奖补金额（万元）", "Award (CNY)"), Kind.MONEY, 1)
    assert heading_text(amount, Lang.ZH, 6) == "拟奖补金额\n（万元）"
    assert heading_text(amount, Lang.ZH, 20) == "拟奖补金额（万元）"
    assert title_lines("山东省省级智能“场景券”奖补资金2026年度资金分配建议", 20).split("\n")[1].startswith("奖补资金")
