"""A document handed to Typst: its content as data, its fonts as files, nothing of it as markup."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from allocator.fonts import SERIF, Style, characters, fonts, subset
from allocator.report.cells import shown
from allocator.report.content import Document, Lang
from allocator.report.explained_run import ExplainedRun
from allocator.report.page import FOOTER_MM, MM, Page, page_of
from allocator.report.pdf.blocks import blocks, lines
from allocator.report.printed import check_printable
from allocator.report.widths import balanced, title_lines

_USUAL = 2  # fonts: serif and sans, which Typst cuts down itself
_MOST_TAGGED = 4000  # blocks; the tags of thousands of sheets are tens of megabytes, which no mail takes


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
    used = check_printable(document, money, lang)
    page, title = page_of(document, lang), shown(document.title, lang)
    broken = title_lines(title, page.text_width / page.title)
    data = {
        "lang": lang.value,
        "title": title.replace("\n", " "),
        "heading": lines(broken, page.text_width / page.title),
        "inset": (page.text_width - balanced(broken, page.text_width / page.title) * page.title) / 2,
        "page": _measures(page),
        "blocks": blocks(document, run, lang, page),
    }
    with TemporaryDirectory() as folder:
        template = Path(folder) / "document.typ"
        template.write_bytes(files(__package__).joinpath("template.typ").read_bytes())
        _write_rare_fonts(used, Path(folder))
        return typst.compile(
            str(template),
            root=folder,
            font_paths=[str(SERIF.path.parent), folder],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_tags=len(document.blocks) <= _MOST_TAGGED,
            timestamp=datetime(run.date.year, run.date.month, run.date.day, tzinfo=UTC),
        )


def _write_rare_fonts(used: frozenset[str], folder: Path) -> None:
    """The fonts that the characters need beside the usual ones, cut down to them."""
    asked, left = fonts(Style.SERIF), set(used)
    for number, font in enumerate(asked):
        if number >= _USUAL and left & characters(font):
            (folder / f"{number}.otf").write_bytes(subset(font, "".join(sorted(used))))
        left -= characters(font)


def _measures(page: Page) -> dict[str, float]:
    names = ("width", "height", "top", "bottom", "left", "right", "title", "body", "number", "line")
    return {**{n: getattr(page, n) for n in names}, "footer": FOOTER_MM * MM}
