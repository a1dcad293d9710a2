"""docx: read back by another reader; styles, headings of tables, fonts, pictures; the same bytes."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from docx.shared import Mm
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from allocator.fonts import SANS, SERIF
from allocator.report.content import Document, Lang, PageBreak, Paragraph, Table, Text
from allocator.report.documents import DOCUMENTS, Options
from allocator.report.docx import render_docx
from allocator.report.docx.xml import NAMESPACES
from allocator.report.explained_run import ExplainedRun
from allocator.visible import visible
from tests.report import sample

W = f"{{{NAMESPACES['w']}}}"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ExplainedRun:
    return sample.run(tmp_path_factory.mktemp("sample") / "scenario")


@pytest.fixture(scope="module")
def data(run: ExplainedRun) -> bytes:
    return render_docx(sample.document(), run, Lang.ZH)


@pytest.fixture(scope="module")
def read(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


def part(data: bytes, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def test_every_text_and_total_survives(read: docx.document.Document) -> None:
    paragraphs = [p.text for p in read.paragraphs]
    for text in sample.HOSTILE:
        assert visible(text) in [p.replace("\n", "\\n") for p in paragraphs], text
    rows = [[cell.text for cell in row.cells] for row in read.tables[1].rows]
    assert len(rows) == 1 + 300 + 30 + 1
    assert [row[2] for row in rows if row[1].startswith("SD2026")] == [
        visible(sample.HOSTILE[k % len(sample.HOSTILE)]) for k in range(300)
    ]
    total = sum(1_234_567_500 + k * 10_000 for k in range(300))
    assert rows[-1][0] == "合计"
    assert rows[-1][4] == f"{total // 10_000:,}.00"  # as even as those above, which end in .75


def test_ids_in_sentences_are_not_broken_at_their_hyphens_and_read_as_they_are(run: ExplainedRun) -> None:
    said = "由SD2026-065（85.85分）递补，2026-09-18，well-known，A-B-1"
    document = Document("x", Text("x", "x"), Text("x", "x"), (Paragraph(Text(said, said)),))
    data = render_docx(document, run, Lang.ZH)
    (words,) = [p for p in part(data, "word/document.xml").iter(f"{W}p") if "SD2026" in "".join(p.itertext())]
    assert [t.text for t in words.iter(f"{W}t")] == [
        "由SD2026", "065（85.85分）递补，2026", "09", "18，well-known，A", "B", "1",
    ]  # fmt: skip
    assert said in [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]


def test_headings_are_headings_and_the_page_is_the_standard_s(read: docx.document.Document) -> None:
    styled = [(p.style.name, p.text) for p in read.paragraphs if p.style.name.lower().startswith(("heading", "title"))]
    assert [name.lower() for name, _ in styled] == ["title", "heading 1", "heading 2", "heading 1"]
    assert styled[1][1] == "一、总体情况"
    section = read.sections[0]
    for found, expected in (
        (section.page_width, 210),
        (section.page_height, 297),
        (section.top_margin, 37),
        (section.bottom_margin, 35),
        (section.left_margin, 28),
        (section.right_margin, 26),
    ):
        assert abs(found - Mm(expected)) < Mm(0.1)
    assert (
        "PAGE" in ElementTree.tostring(section.footer._element, encoding="unicode")
        or "PAGE" in section.footer._element.xml
    )


def test_a_table_repeats_its_headings_and_breaks_no_row(data: bytes) -> None:
    table = part(data, "word/document.xml").findall(f".//{W}tbl")[1]
    rows = table.findall(f"{W}tr")
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    widths = [int(column.attrib[f"{W}w"]) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
    assert sum(widths) <= 156 / 25.4 * 1440 + len(widths)


def test_figures_say_what_they_show(data: bytes) -> None:
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert [n for n in names if n.endswith(".png")] == ["word/media/figure1.png"]
    described = [e.attrib["descr"] for e in part(data, "word/document.xml").iter(f"{{{NAMESPACES['wp']}}}docPr")]
    assert described == ["金额图"]


def embedded(data: bytes) -> Iterator[tuple[str, TTFont]]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    relations = {r.attrib["Id"]: r.attrib["Target"] for r in part(data, "word/_rels/fontTable.xml.rels")}
    for font in part(data, "word/fontTable.xml"):
        entry = font.find(f"{W}embedRegular")
        assert entry is not None
        key = bytes.fromhex(entry.attrib[f"{W}fontKey"].strip("{}").replace("-", ""))[::-1]
        locked = archive.read("word/" + relations[entry.attrib[f"{{{NAMESPACES['r']}}}id"]])
        plain = bytes(b ^ key[k % 16] for k, b in enumerate(locked[:32])) + locked[32:]
        yield font.attrib[f"{W}name"], TTFont(io.BytesIO(plain))


def test_typefaces_that_only_officials_have_are_embedded_with_every_character(data: bytes) -> None:
    fonts = dict(embedded(data))
    assert {"仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体", "Times New Roman"} <= set(fonts)
    assert {SERIF.family, SANS.family} <= set(fonts)
    have = set().union(*(map(chr, font.getBestCmap()) for font in fonts.values()))
    texts = {c for e in part(data, "word/document.xml").iter(f"{W}t") for c in e.text or ""}
    assert texts - have <= {"\u200d"}
    body = set(map(chr, fonts["仿宋_GB2312"].getBestCmap()))
    assert set("本方案依据实施细则第十条") <= body


def test_all_documents_of_a_run_embed_the_same_usual_fonts(run: ExplainedRun, data: bytes) -> None:
    other = render_docx(Document("d", Text("另", "d"), Text("另一份", "D"), ()), run, Lang.ZH)
    first, second = dict(embedded(data)), dict(embedded(other))
    assert set("另一份奖补资金") <= set(map(chr, second["仿宋_GB2312"].getBestCmap()))
    known = set(map(chr, second["仿宋_GB2312"].getBestCmap()))
    assert set("甲乙丙丁公司济南市标杆型示范型") <= known & set(map(chr, first["仿宋_GB2312"].getBestCmap()))


def test_empty_tables_and_breaks_are_no_trouble(run: ExplainedRun) -> None:
    empty = Table(sample.awards(1).columns, ())
    blocks = (PageBreak(), empty, PageBreak(), PageBreak(), Paragraph(Text("完", "end")), PageBreak())
    made = render_docx(Document("d", Text("空", "d"), Text("空", "empty"), blocks), run, Lang.EN)
    read = docx.Document(io.BytesIO(made))
    assert len(read.tables[0].rows) == 1
    assert sum(p.paragraph_format.page_break_before is True for p in read.paragraphs) == 2


@pytest.mark.campaign
def test_libreoffice_shows_documents_of_a_run_in_their_fonts(tmp_path: Path, awkward_run: ExplainedRun) -> None:
    office = shutil.which("soffice")
    assert office is not None, "this test needs LibreOffice Writer: install libreoffice-writer"
    names = ("proposal", "notice", "payment")
    for name in names:
        made = DOCUMENTS[name].make(awkward_run, Options())
        (tmp_path / f"{name}.docx").write_bytes(render_docx(made, awkward_run, Lang.ZH))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    call = [office, profile, "--headless", "--convert-to", "pdf", *(f"{name}.docx" for name in names)]
    subprocess.run(call, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    for name in names:
        fonts = {
            str(font.get_object()["/BaseFont"])
            for page in PdfReader(tmp_path / f"{name}.pdf").pages
            for font in page["/Resources"].get_object().get("/Font", {}).values()
        }
        assert fonts
        assert all("Noto" in font for font in fonts), fonts
