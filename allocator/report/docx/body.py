"""document.xml: the blocks of a document one after the other, and the page they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from allocator.report.cells import shown
from allocator.report.content import (
    Block,
    Document,
    FigureBlock,
    Formula,
    Heading,
    Lang,
    PageBreak,
    Paragraph,
    Particulars,
    Style,
    Table,
    signed,
)
from allocator.report.docx.pictures import Pictures
from allocator.report.docx.styles import twips
from allocator.report.docx.tables import gap, particulars, table
from allocator.report.docx.text import paragraph
from allocator.report.docx.typefaces import Typefaces
from allocator.report.docx.xml import el, part, val
from allocator.report.explained_run import ExplainedRun
from allocator.report.figures import figure
from allocator.report.page import FOOTER_MM, MM, Page
from allocator.report.widths import balanced, title_lines

_STYLES = {Style.BODY: "BodyIndented", Style.PLAIN: "Normal", Style.NOTE: "SmallPrint", Style.RIGHT: "Closing"}


@dataclass(frozen=True, slots=True)
class Body:
    """Writes the blocks of a document.

    Parameters
    ----------
    run
        Gives the unit of money, and what figures show.
    lang
        The language.
    page
        Measures.
    faces, pictures
        Collect what the document embeds.
    """

    run: ExplainedRun
    lang: Lang
    page: Page
    faces: Typefaces
    pictures: Pictures

    def write(self, document: Document) -> bytes:
        """document.xml."""
        made = [self._title(document)]
        broken = False
        for block, following in zip(document.blocks, (*document.blocks[1:], None), strict=False):
            if isinstance(block, PageBreak):
                broken = True
                continue
            made += (
                [el("w:p", el("w:pPr", val("pStyle", "SmallPrint"), _BREAK))] if broken and not _starts(block) else []
            )
            made.append(self._block(block, broken and _starts(block), signed(block, following)))
            broken = False
        return part("w:document", el("w:body", *made, _section(self.page)), uses=("w", "r", "wp", "a", "pic"))

    def _title(self, document: Document) -> str:
        size = self.page.title
        words = title_lines(shown(document.title, self.lang), self.page.text_width / size)
        inset = twips((self.page.text_width - balanced(words, self.page.text_width / size) * size) / 2)
        return paragraph("Title", words, self.faces, layout=el("w:ind", w_left=inset, w_right=inset) if inset else "")

    def _block(self, block: Block, broken: bool, kept: bool) -> str:
        lang, faces, new_page = self.lang, self.faces, _BREAK if broken else ""
        match block:
            case Heading(text, level):
                return paragraph(f"Heading{min(level, 3)}", shown(text, lang), faces, layout=new_page, heavy=level == 1)
            case Paragraph(text, style):
                words = shown(text, lang)
                layout = (_KEPT if kept else "") + new_page + _unspread(style, words)
                return paragraph(_STYLES[style], words, faces, layout=layout, running=True)
            case Formula(lines):
                layouts = [_KEPT] * (len(lines) - 1) + [""]
                boxed = zip(lines, layouts, strict=True)
                return "".join(paragraph("FormulaBox", shown(t, lang), faces, layout=o) for t, o in boxed) + gap()
            case Particulars():
                return particulars(block, lang, self.page, faces, kept=kept)
            case Table():
                return table(block, self.run.allocation.scenario.policy.money, lang, self.page, faces, kept=kept)
            case FigureBlock():
                return self._figure(block)
            case PageBreak():
                return ""

    def _figure(self, block: FigureBlock) -> str:
        png = figure(block.name, self.run, self.lang, "png")
        drawing = self.pictures.drawing(png, shown(block.description, self.lang), self.page)
        caption = paragraph("Caption", shown(block.caption, self.lang), self.faces)
        return el("w:p", el("w:pPr", val("pStyle", "FigureBox")), drawing) + caption


_BREAK, _KEPT = el("w:pageBreakBefore"), el("w:keepNext")


def _starts(block: Block) -> bool:
    """Whether a block is one paragraph, which can begin a page by itself."""
    return isinstance(block, Heading | Paragraph)


def _unspread(style: Style, words: str) -> str:
    """A justified paragraph with line breaks stands to the left: Word would spread its short lines."""
    return val("jc", "left") if style is Style.BODY and "\n" in words else ""


def _section(page: Page) -> str:
    lying = {"w_orient": "landscape"} if page.width > page.height else {}
    return el(
        "w:sectPr",
        el("w:footerReference", w_type="even", r_id="rIdEven"),
        el("w:footerReference", w_type="default", r_id="rIdOdd"),
        el("w:pgSz", w_w=twips(page.width), w_h=twips(page.height), **lying),
        el(
            "w:pgMar",
            w_top=twips(page.top),
            w_right=twips(page.right),
            w_bottom=twips(page.bottom),
            w_left=twips(page.left),
            w_header=twips(15 * MM),
            w_footer=twips(page.bottom - FOOTER_MM * MM - page.number * 1.2),
            w_gutter=0,
        ),
        el("w:docGrid", w_type="lines", w_linePitch=twips(page.line)),
    )
