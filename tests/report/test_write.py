"""Files of documents: which, where, all or none, and what stands in the way."""

from __future__ import annotations

import datetime
import io
import json
import os
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from allocator import load, solve, verify, write_report, write_run
from allocator.errors import UsageError
from allocator.report.placing import write_documents
from allocator.report.write import FORMATS
from allocator.runs.document_names import DOCUMENT_FILES, NAMES
from allocator.runs.explained import EXPLAINED
from tests.small import policy, write

BOOK = "资金分配工作簿.xlsx"


def sheets(path: Path) -> list[str]:
    return list(load_workbook(path).sheetnames)


def test_every_document_in_every_format_by_default(run: Path) -> None:
    files = write_report(run)
    assert {f.suffix for f in files} == {f".{f}" for f in FORMATS}
    assert all(f.parent == run / "documents" and f.is_file() for f in files)
    assert {f.name for f in files} <= DOCUMENT_FILES
    assert sheets(run / "documents" / BOOK) == [zh for i, (zh, _) in NAMES.items() if i != "conflict"]


def test_a_run_is_explained_first_and_as_explain_does(run: Path) -> None:
    write_report(run, formats=["xlsx"])
    assert set(os.listdir(run)) >= EXPLAINED
    assert not verify(run, sensitivity=True).differences
    before = {name: (run / name).stat().st_mtime_ns for name in EXPLAINED}
    write_report(run, formats=["xlsx"])
    assert {name: (run / name).stat().st_mtime_ns for name in EXPLAINED} == before


def test_the_same_bytes_from_the_folder_alone(run: Path, tmp_path: Path) -> None:
    write_report(run, formats=["xlsx"])
    moved = Path(shutil.move(run, tmp_path / "elsewhere"))
    write_report(moved, formats=["xlsx"], out=tmp_path / "out")
    assert (tmp_path / "out" / BOOK).read_bytes() == (moved / "documents" / BOOK).read_bytes()


def test_some_documents_in_english_with_a_date(run: Path, tmp_path: Path) -> None:
    (file,) = write_report(
        run,
        documents=["notice", "资金下达表", "Uses", "notice"],
        formats=["xlsx"],
        lang="en",
        date=datetime.date(2026, 12, 24),
        out=tmp_path / "a" / "b",
    )
    assert file == tmp_path / "a" / "b" / "Workbook.xlsx"
    assert sheets(file) == ["Public notice", "Payments", "Uses"]
    said = {c.value for row in load_workbook(file)["Public notice"].iter_rows() for c in row}
    assert "24 December 2026" in said
    assert not (run / "documents").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"documents": ["notices"]}, r"'notices' is no document \(did you mean notice\?\)"),
        ({"documents": ["conflict"]}, "conflict .* cannot be written: the run has an allocation"),
        ({"formats": ["odt"]}, "'odt' is no format of documents; give some of "),
        ({"lang": "fr"}, "'fr' is no language of documents; give zh or en"),
        ({"date": datetime.date(1979, 12, 31)}, "is no day for a document"),
        ({"date": datetime.date(2108, 1, 1)}, "is no day for a document"),
    ],
)
def test_what_is_refused_before_anything_is_written(run: Path, options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        write_report(run, **options)  # type: ignore[arg-type]
    assert not (run / "documents").exists()


def test_an_infeasible_run_has_the_conflict_and_the_review(tmp_path: Path) -> None:
    groups = "groups: [{id: wanted, by: city, value: 青岛市, min_awards: 3, source: 第六条}]"
    folder = write(tmp_path / "scenario", policy(groups))
    write_run(tmp_path / "run", solve(load(folder)))
    write_report(tmp_path / "run", formats=["xlsx"])
    assert sheets(tmp_path / "run" / "documents" / BOOK) == ["评审情况表", "规则冲突说明"]
    with pytest.raises(UsageError, match=r"proposal .* cannot be written: no allocation satisfies the rules"):
        write_report(tmp_path / "run", documents=["proposal"])


def test_a_spoiled_explanation_writes_nothing(run: Path) -> None:
    write_report(run, formats=["xlsx"])
    shutil.rmtree(run / "documents")
    text = (run / "sensitivity.json").read_text(encoding="utf-8")
    (run / "sensitivity.json").write_text(text.replace("未入选", "已入选", 1), encoding="utf-8")
    with pytest.raises(UsageError, match="makes the explanation again"):
        write_report(run)
    assert not (run / "documents").exists()


def test_a_document_that_somebody_edited_is_kept(run: Path) -> None:
    write_report(run, formats=["xlsx"])
    made = (run / "documents" / BOOK).read_bytes()
    write_report(run, formats=["xlsx"])  # the same again is no change
    (run / "documents" / BOOK).write_bytes(b"edited")
    with pytest.raises(UsageError, match=r"edited.*--force replaces such files"):
        write_report(run, formats=["xlsx"])
    assert (run / "documents" / BOOK).read_bytes() == b"edited"
    write_report(run, formats=["xlsx"], force=True)
    assert (run / "documents" / BOOK).read_bytes() == made


def test_other_files_of_a_folder_stay(run: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    write_report(run, formats=["xlsx"], out=tmp_path / "out")
    assert sorted(os.listdir(tmp_path / "out")) == ["mine.txt", BOOK]


def hostile_file(folder: Path) -> None:
    folder.write_text("", encoding="utf-8")


def hostile_link(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    folder.symlink_to(folder.parent / "elsewhere")


def hostile_link_inside(folder: Path) -> None:
    folder.mkdir()
    (folder / "a.xlsx").symlink_to(folder.parent / "victim")


def hostile_folder_inside(folder: Path) -> None:
    (folder / "a.xlsx").mkdir(parents=True)


def hostile_pipe_inside(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "a.xlsx")


@pytest.mark.parametrize(
    "spoil", [hostile_file, hostile_link, hostile_link_inside, hostile_folder_inside, hostile_pipe_inside]
)
def test_what_stands_in_the_way_is_never_replaced_or_followed(tmp_path: Path, spoil: object) -> None:
    folder = tmp_path / "documents"
    spoil(folder)  # type: ignore[operator]
    for force in (False, True):
        with pytest.raises(UsageError):
            write_documents(folder, {"a.xlsx": b"x", "b.xlsx": b"y"}, force=force)
    assert not (tmp_path / "victim").exists()
    assert not (tmp_path / "elsewhere").exists() or not os.listdir(tmp_path / "elsewhere")
    assert not (folder / "b.xlsx").exists() if folder.is_dir() else True
    assert not [n for n in os.listdir(tmp_path) if n.startswith(".new-")]


def test_nothing_is_left_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be"):
        write_documents(tmp_path / "file" / "documents", {"a.xlsx": b"x"})
    with pytest.raises(UsageError, match="cannot be"):
        write_documents(tmp_path / ("x" * 300), {"a.xlsx": b"x"})
    assert os.listdir(tmp_path) == ["file"]


def test_verify_names_documents_as_not_checked(run: Path) -> None:
    write_report(run, formats=["xlsx"])
    (run / "documents" / "mine.txt").write_text("", encoding="utf-8")
    found = verify(run)
    assert not found.differences
    assert any(line.startswith(f"documents/{BOOK}: `allocate report`") for line in found.unchecked)
    assert any("not made by `allocate run`: documents/mine.txt" in line for line in found.unchecked)


def test_force_replaces_a_run_with_its_documents_and_nothing_else(run: Path) -> None:
    write_report(run, formats=["xlsx"])
    allocation = solve(load(run / "inputs"))
    (run / "documents" / "mine.txt").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"documents/mine\.txt, which is no part of a run"):
        write_run(run, allocation, force=True)
    (run / "documents" / "mine.txt").unlink()
    write_run(run, allocation, force=True)
    assert not (run / "documents").exists()


def test_a_run_whose_record_says_a_day_that_no_document_bears_needs_one(run: Path) -> None:
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    for day in ("1970-01-01", "2200-12-31"):
        record["started"] = f"{day}T08:00:00+08:00"
        put_times(run, record)
        with pytest.raises(UsageError, match=rf"run\.json, started: found {day}, expected a day from .* give --date"):
            write_report(run, formats=["xlsx"])
    assert write_report(run, formats=["xlsx"], date=datetime.date(2026, 1, 1))


def put_times(run: Path, record: dict[str, object]) -> None:
    """Write run.json as it is laid out; what its parts took is left out, so that no float is written."""
    (run / "run.json").write_text(json.dumps(record | {"times": {}}, ensure_ascii=False, indent=2) + "\n", "utf-8")


def test_a_workbook_is_one_that_opens(run: Path) -> None:
    (file,) = write_report(run, formats=["xlsx"])
    assert load_workbook(io.BytesIO(file.read_bytes()))


def test_who_names_documents_gets_no_page_that_shows_everything(run: Path, tmp_path: Path) -> None:
    files = write_report(run, documents=["notice"], out=tmp_path / "out")
    assert sorted(f.suffix for f in files) == [".docx", ".pdf", ".xlsx"]
    (page,) = write_report(run, documents=["notice"], formats=["html"], out=tmp_path / "asked")
    assert page.suffix == ".html"


def test_a_run_without_cities_has_its_documents_too(tmp_path: Path) -> None:
    write(tmp_path / "plain", policy(), "application_id,enterprise,tier,score,requested\nA,甲,top,80,20\n")
    write_run(tmp_path / "r", solve(load(tmp_path / "plain")))
    assert len(write_report(tmp_path / "r", documents=["scores"], formats=["pdf", "docx"])) == 2
