"""How the workbooks look, on the screen and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allocator.template.columns import Need

if TYPE_CHECKING:
    from openpyxl.styles import PatternFill

FONT = "宋体"
RED, YELLOW = "F8CBAD", "FFF2CC"


@dataclass(frozen=True, slots=True)
class Fill:
    """Colours of a heading: background and ink."""

    ground: str
    ink: str

    @property
    def fill(self) -> PatternFill:
        """As openpyxl has it."""
        from openpyxl.styles import PatternFill

        return PatternFill("solid", fgColor=self.ground)


FILLS: Mapping[Need, Fill] = {
    "required": Fill("1F4E79", "FFFFFF"),
    "screened": Fill("9DC3E6", "000000"),
    "some": Fill("BDD7EE", "000000"),
    "optional": Fill("DEEAF6", "000000"),
}


def print_setup(sheet: Any, title: str, pages_wide: int) -> None:
    """A4 landscape, a title above and page numbers below.

    Parameters
    ----------
    sheet
        The sheet.
    title
        Stands above every page.
    pages_wide
        Pages beside each other.
    """
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.oddHeader.center.text, sheet.oddHeader.center.size = title[:100].replace("&", "&&"), 10
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
