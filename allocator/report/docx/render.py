"""The parts of a docx."""

from __future__ import annotations

from allocator.report.cells import shown
from allocator.report.content import Document, Lang
from allocator.report.docx.body import Body
from allocator.report.docx.common import common_characters
from allocator.report.docx.package import content_types, core_properties, package_relations, relations, zipped
from allocator.report.docx.pictures import Pictures
from allocator.report.docx.styles import styles, twips
from allocator.report.docx.typefaces import Typefaces
from allocator.report.docx.xml import el, part, val
from allocator.report.explained_run import ExplainedRun
from allocator.report.page import Page, page_of
from allocator.report.printed import check_printable


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
    links = {
        "rIdStyles": "styles",
        "rIdSettings": "settings",
        "rIdFonts": "fontTable",
        "rIdOdd": "footer",
        "rIdEven": "footer",
    }
    targets = ("styles.xml", "settings.xml", "fontTable.xml", "footer1.xml", "footer2.xml")
    linked = {key: (kind, target) for (key, kind), target in zip(links.items(), targets, strict=True)}
    linked |= {key: ("image", target) for key, target in pictures.relations().items()}
    fonts = {key: ("font", target) for key, target in faces.relations().items()}
    return zipped(
        {
            "[Content_Types].xml": content_types(),
            "_rels/.rels": package_relations(),
            "docProps/core.xml": core_properties(shown(document.title, lang), run.date, lang),
            "word/document.xml": body,
            "word/_rels/document.xml.rels": relations(linked),
            "word/styles.xml": styles(page, lang),
            "word/settings.xml": _settings(lang),
            "word/fontTable.xml": faces.table(),
            "word/_rels/fontTable.xml.rels": relations(fonts),
            "word/footer1.xml": _footer(page, "right"),
            "word/footer2.xml": _footer(page, "left"),
            **{f"word/{name}": data for name, data in {**pictures.files, **faces.files()}.items()},
        },
        run.date,
    )


def _settings(lang: Lang) -> bytes:
    mode: dict[str, str | int] = {
        "w_name": "compatibilityMode",
        "w_uri": "http://schemas.microsoft.com/office/word",
        "w_val": 15,
    }
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
    indent: dict[str, str | int] = {f"w_{side}Chars": 100, f"w_{side}": twips(page.number)}
    number = el("w:fldSimple", el("w:r", el("w:t", "1")), w_instr=" PAGE ")
    dash = el("w:r", el("w:rPr", el("w:rFonts", w_hint="eastAsia")), '<w:t xml:space="preserve">— </w:t>')
    end = dash.replace("— <", " —<")
    layout = el("w:pPr", val("pStyle", "Footer"), el("w:ind", **indent), val("jc", side))
    return part("w:ftr", el("w:p", layout, dash, number, end))
