"""Where the policy and the tables of a scenario are."""

from pathlib import Path
from typing import Any

import pytest

from allocator.errors import Problems
from allocator.tables.sources import ScenarioFiles, open_scenario
from tests.tables.raw import DATA, HEADINGS, folder, xlsx_of

TABLE = "项目编号,申报单位\nP1,甲\n"
POLICY: list[list[object]] = [["programme: x"], ["tiers:"], ["  - id: a"]]


def opened(path: Path) -> tuple[ScenarioFiles | None, list[str], list[str]]:
    problems = Problems()
    files = open_scenario(path, problems)
    return files, [str(p) for p in problems.faults], [str(p) for p in problems.warnings]


def names(path: Path) -> dict[str, list[str]]:
    files, faults, warnings = opened(path)
    assert faults == warnings == []
    assert files is not None
    return {name: [part.file for part in parts] for name, parts in files.tables.items()}


def test_a_folder_gives_its_policy_and_its_tables(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", policy_yaml="a: 甲\n", applications_csv=TABLE, reviews_xlsx=b"", ledger_parquet=b"")
    files, _, _ = opened(path)
    assert files is not None
    assert (files.name, files.policy_name, files.policy_text) == ("s", "policy.yaml", "a: 甲\n")
    assert names(path) == {
        "applications": ["applications.csv"],
        "reviews": ["reviews.xlsx"],
        "ledger": ["ledger.parquet"],
    }


def test_the_policy_may_end_in_yml_and_be_in_gbk(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", applications_csv=TABLE, policy_yml="programme: 试点\n".encode("gbk"))
    (path / "policy.yaml").unlink()
    files, _, _ = opened(path)
    assert files is not None
    assert (files.policy_name, files.policy_text) == ("policy.yml", "programme: 试点\n")


def test_names_are_read_in_any_case_and_in_chinese(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", Applications_CSV=TABLE, 评审_xls=b"", 台账_csv="", Decisions_Parquet=b"")
    assert names(path) == {
        "applications": ["Applications.CSV"],
        "decisions": ["Decisions.Parquet"],
        "ledger": ["台账.csv"],
        "reviews": ["评审.xls"],
    }


def test_a_folder_of_city_files_is_read_by_name(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", applications__b_csv=TABLE, applications__a_xlsx=b"", applications__c_parquet=b"")
    assert names(path) == {"applications": ["applications/a.xlsx", "applications/b.csv", "applications/c.parquet"]}


def test_any_table_may_be_a_folder(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", applications_csv=TABLE, reviews__a_csv="")
    files, _, _ = opened(path)
    assert files is not None
    assert [part.is_part for part in files.tables["reviews"]] == [True]
    assert [part.is_part for part in files.tables["applications"]] == [False]


def test_lock_files_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", applications__a_csv=TABLE)
    for name in ("~$applications.xlsx", ".DS_Store", ".reviews.csv", "applications/~$a.xlsx", "applications/.b.csv"):
        (path / name).write_bytes(b"")
    assert names(path) == {"applications": ["applications/a.csv"]}


@pytest.mark.parametrize("second", ["applications_xlsx", "applications__a_csv", "Applications_csv", "申报项目_csv"])
def test_two_of_one_name_are_a_fault(tmp_path: Path, second: str) -> None:
    _, faults, _ = opened(folder(tmp_path / "s", applications_csv=TABLE, **{second: TABLE}))
    assert len(faults) == 1
    assert faults[0].startswith("s: ")
    assert faults[0].endswith(" are both applications; keep one of them")
    assert "applications.csv" in faults[0]


def test_two_policies_are_a_fault(tmp_path: Path) -> None:
    _, faults, _ = opened(folder(tmp_path / "s", applications_csv=TABLE, policy_yml=""))
    assert faults == ["s: policy.yaml and policy.yml are both policy; keep one of them"]


def test_two_city_files_of_one_name_are_a_fault(tmp_path: Path) -> None:
    _, faults, _ = opened(folder(tmp_path / "s", applications__济南_csv=TABLE, applications__济南_xlsx=b""))
    assert faults == ["applications: 济南.csv and 济南.xlsx are of one name; keep one of them"]


def test_an_empty_folder_of_city_files_is_a_fault(tmp_path: Path) -> None:
    path = folder(tmp_path / "s")
    (path / "applications").mkdir()
    (path / "applications" / ".keep").touch()
    files, faults, _ = opened(path)
    assert faults == [
        "applications: is a folder without tables; add a .csv, .xlsx, .xls or .parquet file for each city"
    ]
    assert files is not None
    assert files.tables == {"applications": ()}


def test_what_lies_among_city_files_and_is_not_read_is_warned_of(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", applications__a_csv=TABLE, applications__b_ods=b"")
    (path / "applications" / "青岛").mkdir()
    _, faults, warnings = opened(path)
    assert faults == []
    remedy = "put it into applications as a .csv, .xlsx, .xls or .parquet file"
    assert warnings == [
        f"applications/b.ods: is not read; {remedy}",
        f"applications/青岛: is not read; {remedy}",
    ]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("reviws.csv", "reviews"),
        ("ledgers.xlsx", "ledger"),
        ("decision.csv", "decisions"),
        ("reviews.ods", "reviews"),
        ("reviews.csv.txt", "reviews"),
        ("applications-2.csv", "applications"),
        ("评审表.csv", "reviews"),
        ("review", "reviews"),
    ],
)
def test_a_file_that_is_probably_meant_as_a_table_is_warned_of(tmp_path: Path, name: str, table: str) -> None:
    path = folder(tmp_path / "s", applications_csv=TABLE)
    if "." in name:
        (path / name).touch()
    else:
        (path / name).mkdir()
    _, faults, warnings = opened(path)
    assert faults == []
    assert len(warnings) == 1
    assert f": is not read; if it is meant as {table}, save it as {table} in a .csv, " in warnings[0]


def test_notes_beside_a_table_are_no_concern(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", applications_csv=TABLE, applications_docx="", policy_docx="", README_md="", x_csv="")
    assert names(path) == {"applications": ["applications.csv"]}


def test_a_misspelt_policy_is_named(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", applications_csv=TABLE, polic_yaml="")
    (path / "policy.yaml").rename(path / "policy.txt")
    files, faults, warnings = opened(path)
    assert files is None
    assert faults == ["s: has no policy.yaml; add the rules of the programme"]
    assert warnings == [
        "polic.yaml: is not read; if it is meant as policy, save it as policy.yaml",
        "policy.txt: is not read; if it is meant as policy, save it as policy.yaml",
    ]


def test_a_policy_may_not_be_a_folder(tmp_path: Path) -> None:
    path = folder(tmp_path / "s", applications_csv=TABLE)
    (path / "policy.yaml").unlink()
    (path / "policy").mkdir()
    assert opened(path)[1] == ["s: has no policy.yaml; add the rules of the programme"]


def test_without_applications_the_policy_is_still_given(tmp_path: Path) -> None:
    files, faults, _ = opened(folder(tmp_path / "s"))
    assert files is not None
    assert faults == [
        "s: has no table applications; add applications as a .csv, .xlsx, .xls or .parquet file, or a folder of them"
    ]


def test_a_policy_that_is_no_text_is_refused(tmp_path: Path) -> None:
    files, faults, _ = opened(folder(tmp_path / "s", applications_csv=TABLE, policy_yaml=b"a\0b"))
    assert files is None
    assert faults[0].startswith("policy.yaml: holds NUL characters")


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nothing.xlsx"
    assert opened(path) == (
        None,
        [f"{path}: does not exist; give the folder that holds policy.yaml, or one .xlsx workbook"],
        [],
    )


def test_a_path_that_is_no_scenario_is_named(tmp_path: Path) -> None:
    path = folder(tmp_path) / "policy.yaml"
    assert opened(path)[1] == [
        f"{path}: is neither a folder nor an Excel workbook; "
        "give the folder that holds policy.yaml, or one .xlsx workbook"
    ]


def test_a_folder_is_named_even_when_it_is_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder(tmp_path / "s", applications_csv=TABLE))
    files, _, _ = opened(Path())
    assert files is not None
    assert files.name == "s"


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = folder(tmp_path / "s", applications_csv=TABLE)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert opened(path)[1] == [
        "policy.yaml: cannot be read (Permission denied); close it in other programs and check that you may read it"
    ]


def test_a_folder_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert opened(tmp_path)[1] == [f"{tmp_path}: cannot be read (Permission denied); check that you may read it"]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    file = path / "plan.xlsx"
    file.write_bytes(xlsx_of({title.replace("_", " "): rows for title, rows in sheets.items()}))
    return file


ROWS: list[list[object]] = [[*HEADINGS], ["P1", "甲"]]


def test_one_workbook_gives_its_policy_and_its_tables(tmp_path: Path) -> None:
    path = workbook(tmp_path, _Policy_=POLICY, APPLICATIONS=ROWS, re_views=ROWS, 台账=ROWS, 备注=[])
    files, faults, warnings = opened(path)
    assert faults == warnings == []
    assert files is not None
    assert (files.name, files.policy_name) == ("plan.xlsx", "plan.xlsx [policy]")
    assert files.policy_text == "programme: x\ntiers:\n  - id: a\n"
    assert {name: parts[0].file for name, parts in files.tables.items()} == {
        "applications": "plan.xlsx [APPLICATIONS]",
        "reviews": "plan.xlsx [re views]",
        "ledger": "plan.xlsx [台账]",
    }


def test_chinese_sheet_names_are_read(tmp_path: Path) -> None:
    path = workbook(tmp_path, 政策=POLICY, 申报项目=ROWS, 评审=ROWS, 台账=ROWS, 决定=ROWS)
    assert list(names(path)) == ["applications", "reviews", "ledger", "decisions"]


def test_an_old_workbook_is_a_scenario_too() -> None:
    assert names(DATA / "scenario.xls") == {"applications": ["scenario.xls [申报项目]"]}


def test_two_sheets_of_one_name_are_a_fault(tmp_path: Path) -> None:
    _, faults, _ = opened(workbook(tmp_path, policy=POLICY, applications=ROWS, reviews=ROWS, 评审=ROWS))
    assert faults == ["plan.xlsx: [reviews] and [评审] are both reviews; keep one of them"]


def test_a_misspelt_sheet_is_warned_of(tmp_path: Path) -> None:
    _, faults, warnings = opened(workbook(tmp_path, policy=POLICY, applications=ROWS, review=ROWS))
    assert faults == []
    assert warnings == ["plan.xlsx [review]: is not read; if it is meant as reviews, name it reviews"]


def test_missing_sheets_are_named(tmp_path: Path) -> None:
    files, faults, _ = opened(workbook(tmp_path, reviews=ROWS))
    assert files is None
    assert faults == [
        "plan.xlsx: has no sheet applications; add it, with the applications below a row of headings",
        "plan.xlsx: has no sheet policy; add it, with the rules in YAML, a line a row in column A",
    ]


def test_a_workbook_that_is_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"PK\x03\x04")
    files, faults, _ = opened(path)
    assert files is None
    assert faults[0].startswith("plan.xlsx: cannot be read as an Excel workbook (BadZipFile")
