"""What the columns of a table are called."""

import pytest

from allocator.errors import Place, Problems
from allocator.fields import FIELDS, heading_key
from allocator.tables.headings import REQUIRED, Column, Vocabulary, letter, name_columns, nearest
from tests.tables.raw import HEADINGS, applications

HERE = Place("a.csv", 3)


def named(
    *headings: str, table: str = "applications", **extra: str
) -> tuple[dict[str, int] | None, list[str], list[str]]:
    problems = Problems()
    columns = name_columns(headings, Vocabulary(table, extra), HERE, problems)
    indexes = None if columns is None else {column.name: column.index for column in columns}
    return indexes, [str(p) for p in problems.faults], [str(p) for p in problems.warnings]


@pytest.mark.parametrize("table", FIELDS)
def test_every_column_is_known_by_its_chinese_and_its_english_name(table: str) -> None:
    vocabulary = Vocabulary(table, {})
    for name, heading in FIELDS[table].items():
        assert vocabulary.recognise(name) == (name, "")
        assert vocabulary.recognise(heading) == (name, "")
    assert set(REQUIRED[table]) <= set(FIELDS[table])


@pytest.mark.parametrize(
    "heading",
    [
        "Application_ID",
        "ａｐｐｌｉｃａｔｉｏｎ_ｉｄ",
        " 项目 编号 ",
        "项目\n编号",
        "项目\u3000编\u200b号",
        "\ufeff项目编号",
        "项目\u3164编\u2800号\ufe0f",
    ],
)
def test_width_case_white_space_and_invisible_characters_do_not_count(heading: str) -> None:
    assert applications().recognise(heading) == ("application_id", "")


def test_only_ascii_letters_are_compared_without_case() -> None:
    assert heading_key("ÄbC") == "Äbc"


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("申请金额（万元）", "万元"),
        ("申请金额(元)", "元"),
        ("申请金额【亿元】", "亿元"),
        ("申请金额 ( 单位：万元 )", "万元"),
        ("申请金额（人民币万元）", "万元"),
        ("Requested [千元]", "千元"),
        ("申请金额(百万元)", "百万元"),
        ("申请金额(万)", "万"),
        ("申请金额（亿）", "亿"),
        ("申请金额", ""),
    ],
)
def test_a_unit_of_money_in_brackets_is_read(heading: str, unit: str) -> None:
    assert applications().recognise(heading) == ("requested", unit)


@pytest.mark.parametrize("heading", ["申请金额（美元折合）", "综合得分（元）", "申请金额（）", "批准金额（元）"])
def test_other_notes_in_brackets_make_another_heading(heading: str) -> None:
    assert applications().recognise(heading) is None


def test_extra_columns_are_known_by_key_and_heading() -> None:
    vocabulary = applications(Green_Gate="绿色门槛（元）")
    assert vocabulary.recognise("green_gate") == ("Green_Gate", "")
    assert vocabulary.recognise("绿色门槛(元)") == ("Green_Gate", "")
    assert vocabulary.recognise("绿色门槛") is None


def test_the_row_that_names_most_columns_is_the_heading_row() -> None:
    rows = [["申报单位汇总"], ["申报单位", "x"], ["项目编号", "申报单位", "y"], ["P1", "甲"]]
    assert applications().heading_row(rows) == 2


def test_of_two_equal_heading_rows_the_lower_counts() -> None:
    assert applications().heading_row([["项目编号", "申报单位"], ["application_id", "enterprise"], ["P1", "x"]]) == 1


def test_no_row_and_rows_without_headings_give_none() -> None:
    assert applications().heading_row([]) is None
    assert applications().heading_row([["a", ""]]) is None


def test_a_column_that_is_named_twice_counts_once() -> None:
    assert applications().count(["申报单位", "enterprise", "", "x"]) == 1


def test_columns_are_named_in_any_order_and_extra_ones_by_their_heading() -> None:
    assert named("备注 一", "", "申报单位", "项目编号") == (
        {"备注 一": 0, "enterprise": 2, "application_id": 3},
        [],
        [],
    )


def test_a_column_keeps_its_heading_and_its_unit() -> None:
    columns = name_columns([*HEADINGS, "申请金额（元）"], applications(), HERE, Problems())
    assert columns is not None
    assert columns[2] == Column("requested", 2, "申请金额（元）", "元")


def test_two_columns_of_one_heading_are_both_named() -> None:
    columns, faults, _ = named("项目编号", "申报单位", "申请金额", "requested")
    assert columns is None
    assert faults == [
        "a.csv row 3: columns C (申请金额) and D (requested) are both requested; rename or delete one of them"
    ]


def test_two_extra_columns_that_differ_in_case_alone_are_one_heading() -> None:
    _, faults, _ = named(*HEADINGS, "Note", "ｎｏｔｅ")
    assert faults == ["a.csv row 3: columns C (Note) and D (ｎｏｔｅ) are both Note; rename or delete one of them"]


def test_each_missing_required_column_is_named_with_what_may_be_meant() -> None:
    columns, faults, _ = named("项目编码", "金额")
    assert columns is None
    assert faults == [
        "a.csv row 3: there is no column application_id (项目编号); "
        "if '项目编码' is meant as that, correct the heading; else add the column",
        "a.csv row 3: there is no column enterprise (申报单位); add it",
    ]


@pytest.mark.parametrize("table", FIELDS)
def test_the_required_columns_of_every_table_are_required(table: str) -> None:
    _, faults, _ = named(table=table)
    assert [fault.split(" column ")[1].split(" ")[0] for fault in faults] == list(REQUIRED[table])


@pytest.mark.parametrize("heading", ["申请金额（含税）", "拟申请金额", "reqested"])
def test_a_probable_misspelling_of_an_optional_column_is_warned_of(heading: str) -> None:
    columns, faults, warnings = named(*HEADINGS, heading)
    assert columns is not None
    assert faults == []
    assert warnings == [
        f"a.csv row 3, {heading}: is not a known heading; if it is meant as requested (申请金额), correct the heading"
    ]


def test_a_misspelling_of_an_extra_column_is_warned_of() -> None:
    _, _, warnings = named(*HEADINGS, "绿色门坎值", green="绿色门槛值")
    assert len(warnings) == 1
    assert "green (绿色门槛值)" in warnings[0]


def test_a_like_heading_beside_the_known_one_is_no_misspelling() -> None:
    assert named(*HEADINGS, "申请金额", "申请金额（大写）")[1:] == ([], [])


def test_the_nearest_heading_must_be_near() -> None:
    assert nearest(["申报单位"], ["申请单位", "备注"]) == "申请单位"
    assert nearest(["申报单位"], ["备注"]) is None
    assert nearest(["申报单位"], []) is None


def test_expected_headings_are_listed_in_both_languages() -> None:
    assert applications().expected() == "application_id (项目编号), enterprise (申报单位)"


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_letters_of_a_column(index: int, letters: str) -> None:
    assert letter(index) == letters
