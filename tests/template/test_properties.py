"""Whatever the policy: a scenario filled into its workbooks is the scenario."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import openpyxl
from hypothesis import given, settings

from allocator import load, solve
from allocator.errors import InputError
from allocator.fields import FIELDS
from allocator.policy import load_policy
from allocator.template import scenario_files, write_scenario
from allocator.template.columns import tables_of
from tests.strategies import Case, cases


def filled(case: Case, folder: Path) -> Path:
    """The case in the workbooks that its policy gives, all of its tables moved up."""
    files = scenario_files(case.policy_text())
    columns = load_policy(case.policy_text()).columns
    up = {name.removeprefix("optional/"): data for name, data in files.items()}
    for table, rows in case.tables.items():
        book = openpyxl.load_workbook(io.BytesIO(up[f"{table}.xlsx"]))
        sheet = book.worksheets[0]
        at = {cell.value: cell.column for cell in sheet[1]}
        for n, row in enumerate(rows, 2):
            for name, text in row.items():
                heading = FIELDS[table].get(name) or columns.get(name, name)
                if heading in at:  # a column that no rule reads is not there
                    sheet.cell(n, at[heading], text or None)
        stream = io.BytesIO()
        book.save(stream)
        up[f"{table}.xlsx"] = stream.getvalue()
    kept = {"policy.yaml", "README.txt", *(f"{table}.xlsx" for table in case.tables)}
    write_scenario(folder, {name: data for name, data in up.items() if name in kept})
    return folder


def outcome(folder: Path) -> object:
    try:
        allocation = solve(load(folder))
    except InputError as error:
        return sorted(problem.what for problem in error.problems)
    return allocation.status, allocation.awards


@given(cases())
@settings(max_examples=25)
def test_a_scenario_in_its_workbooks_gives_the_same_awards(case: Case) -> None:
    usable = tables_of(load_policy(case.policy_text()))
    case = Case(case.policy, {name: rows for name, rows in case.tables.items() if name in usable})
    with tempfile.TemporaryDirectory() as name:
        assert outcome(filled(case, Path(name) / "book")) == outcome(case.write(Path(name) / "plain"))
