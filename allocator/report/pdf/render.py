"""A document handed to Typst: its content as data, its fonts as files, nothing of it as markup."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from allocator.fonts import SERIF, Style, characters, fonts, subset
from allocator.report.cells import shown
from allocator.report.content import Document, Lang
from allocator.report.explained_run import ExplainedRun
from allocator.report.page import FOOTER_MM, MM, Page, page_of
from allocator.report.pdf.blocks import blocks, lines
from allocator.report.printed import check_printable, printed
from allocator.report.widths import balanced


def render_pdf(document: Document, run: ExplainedRun, lang: Lang) -> bytes:
    """A document as PDF.

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
    import typst

    money = run.allocation.scenario.policy.money
    check_printable(document, money, lang)
    page, title = page_of(document, lang), shown(document.title, lang)
    data = {
        "lang": lang.value,
        "title": title,
        "heading": lines(title, page.text_width / page.title),
        "inset": (page.text_width - balanced(title, page.text_width / page.title) * page.title) / 2,
        "page": _measures(page),
        "blocks": blocks(document, run, lang, page),
    }
    used = set().union(*(text for _, text in printed(document, money, lang)))
    with TemporaryDirectory() as folder:
        made: bytes = typst.compile(
            files(__package__).joinpath("template.typ").read_bytes(),
            root=folder,
            font_paths=[str(SERIF.path.parent), *_rare_fonts(used, Path(folder))],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=datetime(run.date.year, run.date.month, run.date.day, tzinfo=timezone.utc),
        )
    return made


def _rare_fonts(used: set[str], folder: Path) -> list[str]:
    """The fonts that the characters need beside the usual ones, cut down to them, in a folder."""
    usual, left = fonts(Style.SERIF)[:2], set(used)
    for font in usual:
        left -= characters(font)
    for number, font in enumerate(fonts(Style.SERIF)[2:]):
        if left & characters(font):
            (folder / f"{number}.otf").write_bytes(subset(font, "".join(used)))
            left -= characters(font)
    return [str(folder)]


def _measures(page: Page) -> dict[str, float]:
    names = ("width", "height", "top", "bottom", "left", "right", "title", "body", "number", "line")
    return {**{n: getattr(page, n) for n in names}, "footer": FOOTER_MM * MM}
