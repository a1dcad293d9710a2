"""Reading a table of a scenario: its files, merged."""

from pathlib import Path

import pytest

from tests.tables.raw import DATA, HEADINGS, folder, read, xlsx, xlsx_of

TABLE = "项目编号,申报单位\nP1,甲\n"


def test_a_table_knows_its_cells_and_their_places(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", applications_csv="汇总\n申报单位,项目编号,备注 一\n甲,P1,\n\n乙,P2,x\n")
    reading = read(path)
    assert reading.columns == {"enterprise": ["甲", "乙"], "application_id": ["P1", "P2"], "备注 一": ["", "x"]}
    table = reading.table
    assert table is not None
    assert table.name == "applications"
    assert table.files == ("applications.csv",)
    assert table.headings == {"enterprise": "申报单位", "application_id": "项目编号", "备注 一": "备注 一"}
    assert reading.places == ["applications.csv row 3", "applications.csv row 5"]
    assert str(table.place(1, "enterprise")) == "applications.csv row 5, 申报单位"
    assert str(table.place(1, "备注 一")) == "applications.csv row 5, 备注 一"


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("reviews", "项目编号,专家,指标,得分,回避,专家单位"),
        ("ledger", "年度,申报单位,统一社会信用代码,项目编号,申报类型,金额"),
        ("decisions", "项目编号,决定,理由,决定机构,日期"),
    ],
)
def test_the_other_tables_are_read(tmp_path: Path, name: str, heading: str) -> None:
    row = ",".join("abcdef"[: heading.count(",") + 1])
    path = folder(tmp_path / "s", applications_csv=TABLE, **{f"{name}_csv": f"{heading}\n{row}\n"})
    reading = read(path, name)
    assert [cells[0] for cells in reading.columns.values()] == row.split(",")
    assert reading.warnings == []


def test_a_table_that_is_not_there_is_none_without_fault(tmp_path: Path) -> None:
    reading = read(folder(tmp_path / "s", applications_csv=TABLE), "reviews")
    assert reading.table is None
    assert reading.faults == []


def test_extra_columns_are_called_as_the_policy_says(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", applications_csv="项目编号,申报单位,绿色门槛,MONTHS\nP1,甲,是,3\n")
    columns = read(path, columns={"green": "绿色 门槛", "months": "上线月数"}).columns
    assert columns["green"] == ["是"]
    assert columns["months"] == ["3"]


def test_every_format_reads_alike(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows: list[list[object]] = [[*HEADINGS, "申请金额"], ["P1", "甲", 120], ["P2", None, 0.1 + 0.2]]
    csv = folder(tmp_path / "csv", applications_csv="项目编号,申报单位,申请金额\nP1,甲,120\nP2,,0.3\n")
    book = folder(tmp_path / "xlsx", applications_xlsx=xlsx(rows))
    arrow = folder(tmp_path / "parquet")
    table = pa.table({"项目编号": ["P1", "P2"], "申报单位": ["甲", None], "申请金额": [120, 0.1 + 0.2]})
    pq.write_table(table, arrow / "applications.parquet")
    assert read(csv).columns == read(book).columns == read(arrow).columns
    assert [place.split(" ")[-1] for path in (csv, book, arrow) for place in read(path).places] == ["2", "3"] * 3


def test_city_files_are_merged_by_name_and_columns_that_differ_are_united(tmp_path: Path) -> None:
    path = folder(
        tmp_path / "s",
        applications__a_csv="项目编号,申报单位,Note\nP1,甲,x\nP2,乙,\n",
        applications__b_csv="\nenterprise;申请金额;note;application_id\n丙;120;y;P3\n",
        applications__c_xlsx=xlsx_of({"须知": [], "表": [[], HEADINGS, ["P4", "丁"]]}),
    )
    reading = read(path)
    assert reading.columns == {
        "application_id": ["P1", "P2", "P3", "P4"],
        "enterprise": ["甲", "乙", "丙", "丁"],
        "Note": ["x", "", "y", ""],
        "requested": ["", "", "120", ""],
    }
    assert reading.places == [
        "applications/a.csv row 2",
        "applications/a.csv row 3",
        "applications/b.csv row 3",
        "applications/c.xlsx [表] row 3",
    ]
    assert reading.table is not None
    assert reading.table.headings["enterprise"] == "申报单位"


def test_a_city_file_without_rows_is_warned_of(tmp_path: Path) -> None:
    path = folder(
        tmp_path / "s",
        applications__a_csv="项目编号\n",
        applications__b_csv=TABLE,
        applications__c_csv="",
        applications__d_xlsx=xlsx([]),
    )
    reading = read(path)
    assert reading.columns["application_id"] == ["P1"]
    assert reading.places == ["applications/b.csv row 2"]
    assert [w.split(": ")[0] for w in reading.warnings] == [
        "applications/a.csv",
        "applications/c.csv",
        "applications/d.xlsx",
    ]
    assert reading.warnings[0].endswith(": has no rows below its headings; add them, or remove the file")


def test_city_files_that_all_have_no_rows_are_a_fault(tmp_path: Path) -> None:
    reading = read(folder(tmp_path / "s", applications__a_csv="项目编号,申报单位\n", applications__b_csv=""))
    assert reading.table is None
    assert reading.faults == ["applications: has no rows below its headings; add them, or remove it"]


def test_a_table_without_rows_is_a_fault(tmp_path: Path) -> None:
    reading = read(folder(tmp_path / "s", applications_csv="项目编号,申报单位\n,\n"))
    assert reading.table is None
    assert reading.faults == ["applications.csv: has no rows below its headings; add them, or remove it"]


def test_an_empty_table_is_a_fault(tmp_path: Path) -> None:
    reading = read(folder(tmp_path / "s", applications_csv=""))
    assert reading.faults == [
        "applications.csv: is empty; expected application_id (项目编号), enterprise (申报单位); "
        "add a row of headings and the data"
    ]


def test_faults_of_every_city_file_are_found_at_once(tmp_path: Path) -> None:
    path = folder(
        tmp_path / "s",
        applications__a_csv="项目编号\nP1\n",
        applications__b_csv=b"a\0",
        applications__c_csv="x,y\n",
        applications__d_csv="项目编号,申报单位\nP1,#N/A\n",
    )
    reading = read(path)
    assert reading.table is None
    assert [fault.split(": ")[0] for fault in reading.faults] == [
        "applications/a.csv row 1",
        "applications/b.csv",
        "applications/c.csv row 1",
        "applications/d.csv row 2, 申报单位",
    ]


def test_an_error_in_a_cell_leaves_the_table_readable(tmp_path: Path) -> None:
    reading = read(folder(tmp_path / "s", applications_csv="项目编号,申报单位\nP1,#N/A\n"))
    assert reading.table is not None
    assert len(reading.faults) == 1


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("120", "120元"),
        ('"1,250.50"', "1,250.50元"),
        ("１２０", "１２０元"),
        ("-5", "-5元"),
        ("¥120", "¥120元"),
        ("1.2E+05", "1.2E+05元"),
        (".5", ".5元"),
        ("", ""),
        ("150 万元", "150 万元"),
        ("0.3亿", "0.3亿"),
        ("面议", "面议"),
        ("—", "—"),
        ("12,5k", None),
    ],
)
def test_a_unit_in_the_heading_goes_to_plain_numbers(tmp_path: Path, cell: str, text: str | None) -> None:
    if text is None:
        cell, text = '"12,5k"', "12,5k"
    reading = read(folder(tmp_path / "s", applications_csv=f"项目编号,申报单位,申请金额（元）\nP1,甲,{cell}\n"))
    assert reading.columns["requested"] == [text]
    assert reading.table is not None
    assert str(reading.table.place(0, "requested")) == "applications.csv row 2, 申请金额（元）"


def test_a_scenario_in_one_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    sheets: dict[str, list[list[object]]] = {
        "policy": [["a: 1"]],
        "applications": [["标题"], [*HEADINGS], ["P1", "甲"]],
        "reviews": [["项目编号", "专家", "指标", "得分"], ["P1", "E1", 2.1, 91.5]],
    }
    path.write_bytes(xlsx_of(sheets))
    assert read(path).places == ["plan.xlsx [applications] row 3"]
    reading = read(path, "reviews")
    assert reading.columns["indicator"] == ["2.1"]
    assert reading.places == ["plan.xlsx [reviews] row 2"]


def test_an_old_workbook_is_read_alone_and_among_city_files(tmp_path: Path) -> None:
    assert read(DATA / "scenario.xls").columns == {"application_id": ["A1"], "enterprise": ["甲"]}
    path = folder(tmp_path / "s", applications__a_csv=TABLE, applications__b_xls=(DATA / "city.xls").read_bytes())
    reading = read(path)
    assert reading.table is not None
    assert reading.places[-1] == "applications/b.xls [济南] row 8"


def test_a_workbook_is_read_by_its_content_whatever_its_ending(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", applications_xls=xlsx([HEADINGS, ["P1", "甲"]]))
    assert read(path).columns["enterprise"] == ["甲"]


def test_a_path_that_is_no_scenario_has_no_table(tmp_path: Path) -> None:
    reading = read(tmp_path / "none")
    assert reading.table is None
    assert len(reading.faults) == 1
