"""Documents of a large run: quick enough, and still right."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from allocator.report.content import Lang
from allocator.report.documents import DOCUMENTS, Options
from allocator.report.read import read_explained_run
from allocator.report.write import FORMATS, document_files
from benchmarks.documents import large_run


@pytest.mark.campaign
def test_three_thousand_applications_give_every_document_in_under_a_minute_each(tmp_path: Path) -> None:
    folder = large_run(tmp_path, 3_000)
    run = read_explained_run(folder)
    assert len(run.allocation.awards) >= 300
    makers = [m for m in DOCUMENTS.values() if "optimal" in m.statuses]
    for name in FORMATS:
        begin = time.process_time()
        files = document_files(run, makers, [name], Lang.ZH, Options(amounts=True))
        assert time.process_time() - begin < 60, name
        if name == "xlsx":
            (data,) = files.values()
            sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True)["资金下达表"]
            total = [row for row in sheet.iter_rows(values_only=True) if row[1] == "合计"][-1]
            assert total[6] * run.allocation.scenario.policy.money.unit == run.allocation.awarded
