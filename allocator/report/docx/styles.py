"""styles.xml: the styles of an official document, so that the navigation pane works and one change changes all."""

from __future__ import annotations

from allocator.report.content import Lang
from allocator.report.docx.typefaces import BODY, HEAVY, KAI, LATIN, LATIN_HEAVY, SONG, TITLE
from allocator.report.docx.xml import el, part, val
from allocator.report.page import Page

TABLE_SIZES = (12, 10.5, 9, 7.5)
_NAMES = {  # id -> name as the word processor shows it
    "BodyIndented": "正文缩进两字",
    "SmallPrint": "小字",
    "Closing": "落款",
    "FormulaBox": "公式",
    "TableTitle": "表题",
    "FigureBox": "图",
}


def twips(points: float) -> int:
    """A length in twentieths of a point."""
    return round(points * 20)


def half_points(points: float) -> int:
    """A size of letters as the format has it."""
    return round(points * 2)


def styles(page: Page, lang: Lang) -> bytes:
    """styles.xml.

    Parameters
    ----------
    page
        Sizes and distances.
    lang
        The language.
    """
    line, indent = _line(page.line), el("w:ind", w_firstLineChars=200, w_firstLine=twips(2 * page.body))
    heading = indent if lang is Lang.ZH else ""
    small = 10.5 if lang is Lang.ZH else 9
    return part(
        "w:styles",
        _defaults(page),
        _paragraph("Normal", "Normal", line, default=True),
        _paragraph("Title", "title", _CENTRED_TITLE(page), _size(page.title), typeface=TITLE, outline=None),
        _paragraph("Heading1", "heading 1", _KEPT + line + heading, typeface=HEAVY, outline=0),
        _paragraph("Heading2", "heading 2", _KEPT + line + heading, typeface=KAI, outline=1),
        _paragraph("Heading3", "heading 3", _KEPT + line + heading, outline=2),
        _paragraph("BodyIndented", _NAMES["BodyIndented"], line + indent + val("jc", "both")),
        _paragraph("SmallPrint", _NAMES["SmallPrint"], _OFF_GRID + _line(small * 1.5), _size(small)),
        _paragraph("Closing", _NAMES["Closing"], _KEPT_LINES + line + val("jc", "right")),
        _paragraph("FormulaBox", _NAMES["FormulaBox"], _box(page), _size(page.body * 0.82)),
        _paragraph(
            "TableTitle", _NAMES["TableTitle"], _KEPT + line + val("jc", "center"), _size(page.body * 0.88), HEAVY
        ),
        _paragraph("FigureBox", _NAMES["FigureBox"], _KEPT + _AUTO + val("jc", "center")),
        _paragraph("Caption", "caption", _OFF_GRID + _line(small * 1.5) + val("jc", "center"), _size(small)),
        _paragraph("Footer", "footer", _AUTO, _size(page.number), SONG),
        *(s for size in TABLE_SIZES for s in _of_tables(size)),
        el("w:style", val("name", "Default Paragraph Font"), w_type="character", w_default=1, w_styleId="DefaultFont"),
        el(
            "w:style",
            val("name", "加重"),
            el("w:rPr", _fonts(HEAVY)),
            w_type="character",
            w_customStyle=1,
            w_styleId="Heavy",
        ),
        _TABLES,
    )


def cell_style(size: float, heading: bool = False) -> str:
    """Id of the style of a table's cells (or of its headings) in letters of a size."""
    return f"{'TableHead' if heading else 'TableText'}{half_points(size)}"


_KEPT = el("w:keepNext") + el("w:keepLines")
_KEPT_LINES = el("w:keepLines")
_OFF_GRID = el("w:snapToGrid", w_val=0)
_AUTO = _OFF_GRID + el("w:spacing", w_line=240, w_lineRule="auto")
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = [el(f"w:{side}", w_val="single", w_sz=4, w_space=0, w_color="000000") for side in _SIDES]
_TABLES = el(
    "w:style", val("name", "Normal Table"),
    el("w:tblPr", el("w:tblInd", w_w=0, w_type="dxa")),
    w_type="table", w_default=1, w_styleId="NormalTable",
) + el(
    "w:style", val("name", "Table Grid"), val("basedOn", "NormalTable"),
    el("w:tblPr", el("w:tblBorders", *_BORDERS)),
    w_type="table", w_styleId="TableGrid",
)  # fmt: skip


def _CENTRED_TITLE(page: Page) -> str:  # noqa: N802
    spacing = el("w:spacing", w_after=twips(page.line), w_line=twips(page.title * 1.6), w_lineRule="exact")
    return _KEPT + _OFF_GRID + spacing + val("jc", "center")


def _defaults(page: Page) -> str:
    language = el(
        "w:lang", w_val="en-GB", w_eastAsia="zh-CN"
    )  # of Latin letters: as Chinese they would be broken anywhere
    fonts = el("w:rFonts", w_ascii=LATIN, w_hAnsi=LATIN, w_eastAsia=BODY, w_cs=LATIN)
    return el("w:docDefaults", el("w:rPrDefault", el("w:rPr", fonts, _size(page.body), language)), el("w:pPrDefault"))


def _paragraph(
    style: str, name: str, layout: str, letters: str = "", typeface: str | None = None, outline: int | None = None,
    *, default: bool = False,
) -> str:  # fmt: skip
    own = {"w_customStyle": 1} if not name.isascii() else {}
    level = "" if outline is None else val("outlineLvl", outline)
    return el(
        "w:style",
        val("name", name),
        "" if default else val("basedOn", "Normal"),
        val("next", "BodyIndented") if outline is not None or style == "Title" else "",
        el("w:qFormat"),
        el("w:pPr", layout, level),
        el("w:rPr", _fonts(typeface) if typeface else "", letters),
        w_type="paragraph",
        **({"w_default": 1} if default else {}),
        **own,
        w_styleId=style,
    )


def _of_tables(size: float) -> tuple[str, str]:
    line = _OFF_GRID + el("w:spacing", w_line=twips(size * 1.35), w_lineRule="exact")
    return (
        _paragraph(cell_style(size), f"表格文字 {size}", line, _size(size), SONG),
        _paragraph(cell_style(size, True), f"表头 {size}", line + val("jc", "center"), _size(size), HEAVY),
    )


def _fonts(typeface: str) -> str:
    latin = LATIN_HEAVY if typeface == HEAVY else LATIN
    return el("w:rFonts", w_ascii=latin, w_hAnsi=latin, w_eastAsia=typeface)


def _size(points: float) -> str:
    return val("sz", half_points(points)) + val("szCs", half_points(points))


def _line(points: float) -> str:
    return el("w:spacing", w_line=twips(points), w_lineRule="exact")


def _box(page: Page) -> str:
    sides = ("top", "left", "bottom", "right")
    box = el("w:pBdr", *(el(f"w:{s}", w_val="single", w_sz=4, w_space=4, w_color="000000") for s in sides))
    return _KEPT_LINES + box + _OFF_GRID + _line(page.body * 1.25)
