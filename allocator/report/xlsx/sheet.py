"""One document as one sheet."""

from __future__ import annotations

from typing import Any

from allocator.errors import UsageError
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
    Role,
    Style,
    Table,
)
from allocator.report.xlsx.cells import Cells, shown
from allocator.report.xlsx.formats import BOX_GROUND, Formats
from allocator.report.xlsx.grid import NAME_AND_VALUE, Grid
from allocator.report.xlsx.table import Placed, TableWriter
from allocator.template.layout import POINTS_A_LINE, lines

A4 = 9
_FOOTERS = {Lang.ZH: "&C第 &P 页，共 &N 页", Lang.EN: "&CPage &P of &N"}
_FROZEN_AT_MOST = 170.0  # points above the first row that scrolls
_TALLEST = 409
_MOST_ROWS = 1_048_576  # the writer leaves out what lies below, without a word
_SPARE_ROWS = 1_000  # for titles, headings and notes


class SheetWriter:
    """Writes a document into a sheet.

    Parameters
    ----------
    sheet
        An empty sheet.
    formats
        Of the workbook.
    document
        What is written.
    lang
        Language of the texts.
    """

    def __init__(self, sheet: Any, formats: Formats, document: Document, lang: Lang) -> None:
        self._sheet, self._document, self._lang = sheet, document, lang
        self._grid = Grid.of(document, formats.unit)
        self._cells = Cells(sheet, formats, lang)
        self._row = 0
        self._height = self._above = 0.0  # so far, and above the last table

    def write(self, header: str) -> None:
        """Write the document; `header` stands above every page.

        Raises
        ------
        UsageError
            Where it has more rows than a sheet.
        """
        self._check_length()
        for n, width in enumerate(self._grid.widths):
            self._sheet.set_column(n, n, width)
        self._line(self._document.title.of(self._lang), heading=True, bold=True, font_size=16, align="center")
        placed = [p for block in self._document.blocks if (p := self._block(block)) is not None]
        self._print_setup(header)
        if len(placed) == 1:
            self._lead(*placed[0])

    def _check_length(self) -> None:
        tables = [b for b in self._document.blocks if isinstance(b, Table)]
        if (rows := sum(len(t.rows) for t in tables) + len(self._document.blocks)) > _MOST_ROWS - _SPARE_ROWS:
            raise UsageError(
                f"{self._document.name.of(self._lang)}: about {rows:,} rows, of which a sheet of a workbook holds "
                f"{_MOST_ROWS:,}; leave {self._document.id} out (name the others with --document), or xlsx (--format)"
            )

    def _lead(self, table: Table, placed: Placed) -> None:
        """The only table of a sheet: its headings stay in sight and stand on every page, and it can be filtered."""
        self._sheet.repeat_rows(placed.header)
        if self._above <= _FROZEN_AT_MOST:
            self._sheet.freeze_panes(placed.header + 1, 0)
        if placed.last_body > placed.header and all(r.role is not Role.SUBTOTAL for r in table.rows):
            self._sheet.autofilter(placed.header, 0, placed.last_body, len(self._grid.widths) - 1)

    def _block(self, block: Block) -> tuple[Table, Placed] | None:
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Heading):
            self._line(block.text.of(self._lang), heading=True, bold=True, font_size=13 if block.level == 1 else 11)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Formula):
            for line in block.lines:
                self._line(line.of(self._lang), bg_color=BOX_GROUND, border=1, border_color="#BFBFBF")
        elif isinstance(block, Particulars):
            self._particulars(block)
        else:
            assert isinstance(block, FigureBlock | PageBreak)  # a workbook has the table beside the figure
        return None

    def _table(self, table: Table) -> tuple[Table, Placed]:
        if table.title is not None:
            self._line(table.title.of(self._lang), bold=True)
        self._above = self._height
        placed = TableWriter(self._cells, self._grid, table).write(self._row)
        self._row = placed.last + 1
        if table.note is not None:
            self._line(table.note.of(self._lang), font_size=9, italic=self._lang is Lang.EN)
        self._row += 1
        return table, placed

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text.of(self._lang)
        if paragraph.style is Style.BODY and self._lang is Lang.ZH:
            text = f"　　{text}"
        look: dict[str, object] = {"align": "right"} if paragraph.style is Style.RIGHT else {}
        if paragraph.style is Style.NOTE:
            look["font_size"] = 9
        self._line(text, **look)

    def _particulars(self, block: Particulars) -> None:
        name, value = self._grid.spans(NAME_AND_VALUE)
        for pair in block.pairs:
            texts = [t.of(self._lang) for t in pair]
            self._cells.text(self._row, name, texts[0], border=1, text_wrap=True)
            self._cells.text(self._row, value, texts[1], border=1, text_wrap=True)
            count = max(lines(shown(t), s.width - 1) for t, s in zip(texts, (name, value), strict=True))
            self._advance(count * POINTS_A_LINE + 3)
        self._row += 1

    def _line(self, text: str, **look: object) -> None:
        """A text across the sheet."""
        size = look.get("font_size", 11)
        assert isinstance(size, int)
        scale = max(1.0, size / 11)
        count = lines(shown(text), (self._grid.whole.width - 2) / scale)
        self._cells.text(self._row, self._grid.whole, text, text_wrap=True, **look)
        self._advance((count * POINTS_A_LINE + 3) * scale)

    def _advance(self, height: float) -> None:
        self._sheet.set_row(self._row, min(_TALLEST, height))
        self._height += height
        self._row += 1

    def _print_setup(self, header: str) -> None:
        sheet = self._sheet
        sheet.set_paper(A4)
        if self._document.landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
        sheet.center_horizontally()
        sheet.set_header(f"&C{header[:100].replace('&', '&&')}")
        sheet.set_footer(_FOOTERS[self._lang])
