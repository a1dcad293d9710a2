"""PDF: what is in it, that it is the same twice, and that no text is markup."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from allocator.fonts import MissingGlyphError
from allocator.report.content import Column, Document, Kind, Lang, Paragraph, Particulars, Role, Row, Style, Table, Text
from allocator.report.docx import render_docx
from allocator.report.explained_run import ExplainedRun
from allocator.report.pdf import render_pdf
from allocator.visible import visible
from tests.report import sample

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ExplainedRun:
    return sample.run(tmp_path_factory.mktemp("sample") / "scenario")


@pytest.fixture(scope="module", params=[Lang.ZH, Lang.EN], ids=["zh", "en"])
def pdf(request: pytest.FixtureRequest, run: ExplainedRun) -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(sample.document(), run, request.param)))


def squeezed(text: str) -> str:
    """A text without spaces and line breaks, which setting it adds and takes."""
    return re.sub(r"\s", "", text)


def test_every_text_and_total_survives(pdf: PdfReader) -> None:
    read = squeezed("".join(page.extract_text() for page in pdf.pages))
    for text in sample.HOSTILE:
        expected = squeezed(visible(text)).replace("\u200d", "")
        assert expected in read.replace("\u200d", ""), text
    assert read.count(squeezed(sample.HOSTILE[1])) >= 25
    total = sum(1_234_567_500 + k * 10_000 for k in range(300))
    assert f"{total // 10_000:,}" in read


def test_the_headings_of_a_table_stand_on_each_of_its_pages(pdf: PdfReader) -> None:
    pages = [squeezed(page.extract_text()) for page in pdf.pages]
    with_rows = [page for page in pages if re.search(r"SD2026-\d\d\d", page)]
    assert len(with_rows) > 5
    assert all("项目编号" in page or "Application" in page for page in with_rows)


def test_nothing_but_the_package_s_fonts_is_in_it(pdf: PdfReader) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in pdf.pages
        for font in page["/Resources"].get_object().get("/Font", {}).values()
    }
    assert fonts
    assert all(re.match(r"/[A-Z]{6}\+Noto", name) for name in fonts), fonts


def test_it_has_an_outline_a_title_a_language_and_tags(pdf: PdfReader) -> None:
    assert len(pdf.outline) >= 2
    assert pdf.metadata is not None
    assert pdf.metadata.title in ("关于2026年度省级智能“场景券”奖补资金分配的建议", "Proposal for the awards of 2026")
    root = pdf.trailer["/Root"].get_object()
    assert root["/Lang"] in ("zh-CN", "zh-cn", "en")
    assert "/StructTreeRoot" in root


def test_pages_lie_where_they_are_to(run: ExplainedRun) -> None:
    lying = PdfReader(io.BytesIO(render_pdf(sample.document(3, figures=False, landscape=True), run, Lang.ZH)))
    assert lying.pages[0].mediabox.width > lying.pages[0].mediabox.height


@pytest.mark.parametrize("render", [render_pdf, render_docx])
def test_a_character_that_no_font_has_is_named_with_its_place(render: object, run: ExplainedRun) -> None:
    assert callable(render)
    text = Text("某\U000e0001\ue123公司", "Company \ue123")
    document = Document("d", Text("样本", "sample"), text._replace(zh="题"), (Paragraph(text),))
    with pytest.raises(MissingGlyphError, match=r"(?s)样本.*U\+E123"):
        render(document, run, Lang.ZH)


SCRIPT = """
import hashlib, sys
from pathlib import Path
from allocator.report.content import Lang
from allocator.report.docx import render_docx
from allocator.report.pdf import render_pdf
from tests.report import sample
run = sample.run(Path(sys.argv[1]))
for render in (render_pdf, render_docx):
    print(hashlib.sha256(render(sample.document(20), run, Lang.ZH)).hexdigest())
"""


def test_the_same_bytes_in_another_process_time_zone_and_place(tmp_path: Path, run: ExplainedRun) -> None:
    env = {**os.environ, "TZ": "America/Los_Angeles", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    call = [sys.executable, "-c", SCRIPT, str(tmp_path / "scenario")]
    done = subprocess.run(call, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    here = [hashlib.sha256(r(sample.document(20), run, Lang.ZH)).hexdigest() for r in (render_pdf, render_docx)]
    assert done.stdout.split() == here


def test_another_day_is_another_file(run: ExplainedRun) -> None:
    document = sample.document(1, figures=False)
    later = replace(run, date=run.date.replace(day=3))
    for render in (render_pdf, render_docx):
        assert render(document, run, Lang.ZH) != render(document, later, Lang.ZH)


def test_sums_and_signatures_never_stand_alone_on_a_page(run: ExplainedRun) -> None:
    """Whatever the number of rows: the last page has a row of the table, the sum and who signs."""
    columns = (Column(Text("名称", "Name"), Kind.TEXT, 3), Column(Text("数量", "Count"), Kind.COUNT, 1, summed=True))
    for count in range(24, 40):
        rows = [Row((f"第{n}行", 1)) for n in range(1, count + 1)] + [Row((Text("合计", "Total"), count), Role.TOTAL)]
        signed = [Paragraph(Text(words, words), Style.RIGHT) for words in ("某某厅", "某年某月某日")]
        document = Document("x", Text("x", "x"), Text("标题", "x"), (Table(columns, tuple(rows)), *signed))
        pages = [p.extract_text() for p in PdfReader(io.BytesIO(render_pdf(document, run, Lang.ZH))).pages]
        assert all(words in squeezed(pages[-1]) for words in (f"第{count}行", "合计", "某某厅", "某年某月某日")), count


@pytest.mark.parametrize(("lang", "digits"), [(Lang.ZH, "0" * 44), (Lang.EN, "0" * 55)])
def test_a_long_word_stays_within_its_cell_of_names_and_values(run: ExplainedRun, lang: Lang, digits: str) -> None:
    pairs = ((Text("得分较低的入选项目", "Winners with lower scores"), Text(digits, digits)),)
    document = Document("x", Text("x", "x"), Text("标题", "x"), (Particulars(pairs),))
    (page,) = PdfReader(io.BytesIO(render_pdf(document, run, lang))).pages
    said = page.extract_text()
    assert digits not in said  # it fits in a line of the page, but not of the cell
    assert digits in squeezed(said)
