"""The workbook: a sheet a document, the same bytes for the same run and date."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Collection, Sequence

from allocator.report.content import Document, Lang
from allocator.report.explained_run import ExplainedRun
from allocator.report.xlsx.formats import Formats
from allocator.report.xlsx.sheet import SheetWriter
from allocator.visible import visible

_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def render_xlsx(documents: Sequence[Document], run: ExplainedRun, lang: Lang) -> bytes:
    """Bytes of the workbook.

    Parameters
    ----------
    documents
        Its sheets, in order.
    run
        Gives the unit of money, the programme and the date.
    lang
        Language of the texts.
    """
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    policy = run.allocation.scenario.policy
    day = datetime.datetime.combine(run.date, datetime.time())
    title = f"{visible(policy.programme)} {policy.year}"
    book.set_properties({"title": title[:250], "author": "allocator", "created": day})
    book.set_calc_mode("auto")
    formats = Formats(book, lang, policy.money.unit)
    names: list[str] = []
    for document in documents:
        names.append(sheet_name(document.name.of(lang), names))
        SheetWriter(book.add_worksheet(names[-1]), formats, document, lang).write(title)
    book.close()
    return stream.getvalue()


def sheet_name(name: str, taken: Collection[str]) -> str:
    """A name that a sheet may bear: without the characters that are forbidden, short enough, and not taken.

    Parameters
    ----------
    name
        As wished for.
    taken
        Names of the sheets that are there.
    """
    wished = _FORBIDDEN.sub("-", visible(name)).strip("' ")[:_LONGEST_NAME].strip("' ") or "-"
    used = {t.casefold() for t in taken} | {"history"}
    found, n = wished, 1
    while found.casefold() in used:
        n += 1
        ending = f" ({n})"
        found = wished[: _LONGEST_NAME - len(ending)] + ending
    return found
