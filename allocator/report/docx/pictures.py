"""Figures in the text."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from allocator.report.docx.xml import NAMESPACES, el
from allocator.report.page import Page

_EMU = 12700  # in a point
_TALLEST = 0.75  # of the page


@dataclass
class Pictures:
    """The pictures of a document.

    Parameters
    ----------
    files
        Part name -> PNG, in the order of the document.
    """

    files: dict[str, bytes] = field(default_factory=dict)

    def drawing(self, png: bytes, description: str, page: Page) -> str:
        """A run that shows a picture as wide as the text, or as high as the page allows.

        Parameters
        ----------
        png
            The picture.
        description
            What it shows, for who cannot see it.
        page
            Measures.
        """
        number = len(self.files) + 1
        self.files[f"media/figure{number}.png"] = png
        width, height = struct.unpack(">II", png[16:24])
        scale = min(page.text_width / width, _TALLEST * page.text_height / height)
        size: dict[str, str | int] = {"cx": round(width * scale * _EMU), "cy": round(height * scale * _EMU)}
        name: dict[str, str | int] = {"id": number, "name": f"Figure {number}", "descr": description}
        return el(
            "w:r",
            el(
                "w:drawing",
                el(
                    "wp:inline",
                    el("wp:extent", **size),
                    el("wp:docPr", **name),
                    el("a:graphic", el("a:graphicData", _picture(number, size, name), uri=NAMESPACES["pic"])),
                    distT=0,
                    distB=0,
                    distL=0,
                    distR=0,
                ),
            ),
        )

    def relations(self) -> dict[str, str]:
        """Relation of document.xml -> the part it leads to."""
        return {f"rIdFigure{number}": name for number, name in enumerate(self.files, 1)}


def _picture(number: int, size: dict[str, str | int], name: dict[str, str | int]) -> str:
    return el(
        "pic:pic",
        el("pic:nvPicPr", el("pic:cNvPr", **name), el("pic:cNvPicPr")),
        el("pic:blipFill", el("a:blip", r_embed=f"rIdFigure{number}"), el("a:stretch", el("a:fillRect"))),
        el(
            "pic:spPr",
            el("a:xfrm", el("a:off", x=0, y=0), el("a:ext", **size)),
            el("a:prstGeom", el("a:avLst"), prst="rect"),
        ),
    )
