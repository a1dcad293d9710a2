"""The package of a docx: its parts, how they refer to one another, the same bytes for the same document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

from allocator.report.cells import shown
from allocator.report.content import Document, Lang
from allocator.report.docx.body import Body
from allocator.report.docx.common import common_characters
from allocator.report.docx.pictures import Pictures
from allocator.report.docx.styles import styles, twips
from allocator.report.docx.typefaces import Typefaces
from allocator.report.docx.xml import el, part, text, val
from allocator.report.explained_run import ExplainedRun
from allocator.report.page import Page, page_of
from allocator.report.printed import check_printable

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PROPERTIES = "application/vnd.openxmlformats-package.core-properties+xml"
_XML_PARTS = ("document.main", "styles", "settings", "fontTable", "footer", "footer")
_PARTS = ("document", "styles", "settings", "fontTable", "footer1", "footer2")


def render_docx(document: Document, run: ExplainedRun, lang: Lang) -> bytes:
    """A document as docx.

    Parameters
    ----------
    document
        Its content.
    run
        What it says; dates the file.
    lang
        The language.

    Raises
    ------
    MissingGlyphError
        If no font has a character of it.
    """
    check_printable(document, run.allocation.scenario.policy.money, lang)
    page, faces, pictures = page_of(document, lang), Typefaces(common_characters(run)), Pictures()
    faces.runs("—0123456789 ", heavy=False)  # page numbers
    body = Body(run, lang, page, faces, pictures).write(document)
    links = {"rIdStyles": "styles", "rIdSettings": "settings", "rIdFonts": "fontTable", "rIdOdd": "footer", "rIdEven": "footer"}
    targets = ("styles.xml", "settings.xml", "fontTable.xml", "footer1.xml", "footer2.xml")
    relations = {key: (kind, target) for (key, kind), target in zip(links.items(), targets, strict=True)}
    relations |= {key: ("image", target) for key, target in pictures.relations().items()}
    fonts = {key: ("font", target) for key, target in faces.relations().items()}
    return _zipped(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _package_relations(),
            "docProps/core.xml": _core(shown(document.title, lang), run.date, lang),
            "word/document.xml": body,
            "word/_rels/document.xml.rels": _relations(relations),
            "word/styles.xml": styles(page, lang),
            "word/settings.xml": _settings(lang),
            "word/fontTable.xml": faces.table(),
            "word/_rels/fontTable.xml.rels": _relations(fonts),
            "word/footer1.xml": _footer(page, "right"),
            "word/footer2.xml": _footer(page, "left"),
            **{f"word/{name}": data for name, data in {**pictures.files, **faces.files()}.items()},
        },
        run.date,
    )


def _zipped(files: Mapping[str, bytes], day: date) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return made.getvalue()


def _content_types() -> bytes:
    kinds = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
        "odttf": "application/vnd.openxmlformats-officedocument.obfuscatedFont",
    }
    parts = {f"/word/{name}.xml": f"{_WORD}.{kind}+xml" for name, kind in zip(_PARTS, _XML_PARTS, strict=True)}
    parts["/docProps/core.xml"] = _PROPERTIES
    return part(
        "Types",
        *(el("Default", Extension=extension, ContentType=kind) for extension, kind in kinds.items()),
        *(el("Override", PartName=name, ContentType=kind) for name, kind in parts.items()),
        uses=(),
        xmlns=f"{_PACKAGE}/content-types",
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> bytes:
    rows = [
        el("Relationship", Id=key, Type=f"{_OFFICE}/relationships/{kind}", Target=target)
        for key, (kind, target) in targets.items()
    ]
    return part("Relationships", *rows, uses=(), xmlns=f"{_PACKAGE}/relationships")


def _package_relations() -> bytes:
    return part(
        "Relationships",
        el("Relationship", Id="rId1", Type=f"{_OFFICE}/relationships/officeDocument", Target="word/document.xml"),
        el(
            "Relationship",
            Id="rId2",
            Type=f"{_PACKAGE}/relationships/metadata/core-properties",
            Target="docProps/core.xml",
        ),
        uses=(),
        xmlns=f"{_PACKAGE}/relationships",
    )


def _core(title: str, day: date, lang: Lang) -> bytes:
    when = f"{day.isoformat()}T00:00:00Z"
    spaces = {
        "xmlns_cp": f"{_PACKAGE}/metadata/core-properties",
        "xmlns_dc": "http://purl.org/dc/elements/1.1/",
        "xmlns_dcterms": "http://purl.org/dc/terms/",
        "xmlns_xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    return part(
        "cp:coreProperties",
        el("dc:title", text(title.replace("\n", " "))),
        el("dc:language", "zh-CN" if lang is Lang.ZH else "en-GB"),
        el("dcterms:created", when, xsi_type="dcterms:W3CDTF"),
        el("dcterms:modified", when, xsi_type="dcterms:W3CDTF"),
        uses=(),
        **spaces,
    )


def _settings(lang: Lang) -> bytes:
    mode = {"w_name": "compatibilityMode", "w_uri": "http://schemas.microsoft.com/office/word", "w_val": 15}
    return part(
        "w:settings",
        el("w:zoom", w_percent=100),
        val("defaultTabStop", 420),
        el("w:evenAndOddHeaders"),
        val("characterSpacingControl", "compressPunctuation"),
        el("w:compat", el("w:compatSetting", **mode)),
        el("w:themeFontLang", w_val="zh-CN" if lang is Lang.ZH else "en-GB", w_eastAsia="zh-CN"),
    )


def _footer(page: Page, side: str) -> bytes:
    indent = {f"w_{side}Chars": 100, f"w_{side}": twips(page.number)}
    number = el("w:fldSimple", el("w:r", el("w:t", "1")), w_instr=" PAGE ")
    dash = el("w:r", el("w:rPr", el("w:rFonts", w_hint="eastAsia")), '<w:t xml:space="preserve">— </w:t>')
    end = dash.replace("— <", " —<")
    layout = el("w:pPr", val("pStyle", "Footer"), el("w:ind", **indent), val("jc", side))
    return part("w:ftr", el("w:p", layout, dash, number, end))
