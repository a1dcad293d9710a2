"""What documents cannot show or where they cannot stand: told before the search, and nothing half written."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from allocator import load, solve, verify, write_report, write_run
from allocator.errors import UsageError
from allocator.report.refused import FormatsRefusedError
from allocator.runs.explained import EXPLAINED
from tests.report.made import awkward, run_of

BOOK, PAGE = "资金分配工作簿.xlsx", "分配结果浏览.html"


RARE = "𪚥"  # U+2A6A5, which none of the fonts has


@pytest.fixture(scope="module")
def rare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which one name has a character that no font has."""
    folder = tmp_path_factory.mktemp("rare")
    source = awkward(folder / "scenario")
    table = (source / "applications.csv").read_text(encoding="utf-8")
    (source / "applications.csv").write_text(
        table.replace("龘靐", f"龘{RARE}").replace("烟台市", f"烟{RARE}市"), "utf-8"
    )
    return run_of(folder / "run", source)


def test_formats_that_cannot_show_a_character_are_left_out_and_the_others_written(rare: Path, tmp_path: Path) -> None:
    with pytest.raises(FormatsRefusedError) as refusal:
        write_report(rare, out=tmp_path / "out")
    said = str(refusal.value)
    where = "application A-8, enterprise; application A-5, city; application A-6, city"
    assert said.startswith(f"{where}: no font that documents are set in has the character '𪚥' (U+2A6A5)\n")
    assert "docx, pdf: none of these files is written, those of the other formats are (2); `--format xlsx,html`" in said
    assert sorted(os.listdir(tmp_path / "out")) == sorted([BOOK, PAGE])
    assert sorted(f.name for f in refusal.value.written) == sorted([BOOK, PAGE])
    book = load_workbook(tmp_path / "out" / BOOK)
    assert any(RARE in str(cell.value) for row in book["评审情况表"].iter_rows() for cell in row)


def test_figures_of_the_page_leave_such_a_character_to_the_browser(rare: Path, tmp_path: Path) -> None:
    (page,) = write_report(rare, formats=["html"], out=tmp_path / "out")
    pictures = re.findall(r"svg\+xml;base64,([A-Za-z0-9+/=]+)", page.read_text(encoding="utf-8"))
    drawn = [base64.b64decode(p).decode() for p in pictures]
    as_text = [svg for svg in drawn if "<text" in svg]
    assert as_text
    assert all(RARE in svg and "font-family: system-ui, sans-serif" in svg for svg in as_text)
    assert len(as_text) < len(drawn)


def test_nothing_is_written_where_no_format_can(rare: Path, tmp_path: Path) -> None:
    with pytest.raises(FormatsRefusedError, match=r"pdf: none of these files is written, and nothing else is; `--form"):
        write_report(rare, formats=["pdf"], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def spoilt_out(folder: Path, how: str) -> Path:
    """A folder that documents cannot be written to."""
    out = folder / "out"
    if how == "file":
        out.write_text("", encoding="utf-8")
    elif how == "link":
        out.symlink_to(folder)
    elif how == "pipe":
        os.mkfifo(out)
    elif how == "a name taken":
        (out / BOOK).mkdir(parents=True)
    elif how == "other language":
        out.mkdir()
        (out / "Uses.pdf").write_bytes(b"")
    else:
        (folder / "file").write_text("", encoding="utf-8")
        out = folder / "file" / "deep" / "out"
    return out


@pytest.mark.parametrize("how", ["file", "link", "pipe", "a name taken", "other language", "under a file"])
@pytest.mark.parametrize("force", [False, True])
def test_what_stands_in_the_way_is_told_before_the_search(run: Path, tmp_path: Path, how: str, force: bool) -> None:
    out = spoilt_out(tmp_path, how)
    with pytest.raises(UsageError, match=r"choose another --out|no regular file; move it away"):
        write_report(run, out=out, force=force, progress=never)
    assert not set(os.listdir(run)) & EXPLAINED


def never(what: str, done: int, of: int | None) -> None:
    raise AssertionError(f"searched: {what}")


def test_a_run_to_which_nothing_can_be_added_is_told_before_the_search(run: Path) -> None:
    os.mkfifo(run / "frontier.csv")
    with pytest.raises(UsageError, match=r"frontier\.csv is no regular file; move it away"):
        write_report(run, progress=never)


def test_documents_that_the_run_cannot_have_are_told_before_the_search(run: Path) -> None:
    with pytest.raises(UsageError, match=r"conflict .* cannot be written"):
        write_report(run, documents=["conflict"], progress=never)


def test_each_language_has_its_folder_in_the_run(run: Path) -> None:
    write_report(run, formats=["xlsx"])
    write_report(run, formats=["xlsx"], lang="en")
    assert os.listdir(run / "documents") == [BOOK]
    assert os.listdir(run / "documents-en") == ["Workbook.xlsx"]
    assert any("documents-en/Workbook.xlsx, documents/" in line for line in verify(run).unchecked)
    write_run(run, solve(load(run / "inputs")), force=True)
    assert not {"documents", "documents-en"} & set(os.listdir(run))
    write_report(run, formats=["xlsx"], out=run.parent / "both")
    with pytest.raises(UsageError, match=r"holds documents in the other language \(资金分配工作簿\.xlsx\)"):
        write_report(run, formats=["xlsx"], lang="en", out=run.parent / "both", force=True)
    assert os.listdir(run.parent / "both") == [BOOK]


def test_a_link_for_an_explanation_is_told_with_what_helps(run: Path) -> None:
    write_report(run, formats=["xlsx"])
    (run / "sensitivity.json").rename(run.parent / "s.json")
    (run / "sensitivity.json").symlink_to(run.parent / "s.json")
    with pytest.raises(UsageError, match=r"sensitivity\.json is a link.* move it away, then `allocate explain"):
        write_report(run, formats=["xlsx"], force=True)
