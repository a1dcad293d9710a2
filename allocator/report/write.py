"""Which documents of a run are written, in which formats, and where."""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Protocol

from allocator.errors import UsageError
from allocator.report.content import Document, Lang
from allocator.report.documents import DOCUMENTS, Maker, Options
from allocator.report.explained_run import ExplainedRun
from allocator.report.placing import write_documents
from allocator.report.read import read_explained_run
from allocator.runs.document_names import FOLDER, NAMES, WHOLE_NAMES
from allocator.sensitivity.progress import Progress, silent

EXPLORER = "html"  # every application with its scores, whatever the documents
EARLIEST, LATEST = datetime.date(1980, 1, 1), datetime.date(2107, 12, 31)  # files inside archives bear no other day


class RenderDocument(Protocol):
    """Makes a file of one document."""

    def __call__(self, document: Document, run: ExplainedRun, lang: Lang) -> bytes:
        """Bytes of the file."""
        ...


class RenderRun(Protocol):
    """Makes one file of all documents."""

    def __call__(self, documents: Sequence[Document], run: ExplainedRun, lang: Lang) -> bytes:
        """Bytes of the file."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format of documents.

    Parameters
    ----------
    renderer
        `module:function`, imported when it is needed.
    """

    renderer: str

    def load(self) -> Any:
        """The renderer."""
        module, _, function = self.renderer.partition(":")
        return getattr(importlib.import_module(module), function)


FORMATS: dict[str, Format] = {
    "docx": Format("allocator.report.docx:render_docx"),
    "pdf": Format("allocator.report.pdf:render_pdf"),
    "xlsx": Format("allocator.report.xlsx:render_xlsx"),
    "html": Format("allocator.report.explorer:render_explorer"),
}
"""Formats by the ending of their files. Those named in `WHOLE_NAMES` are `RenderRun`, the others `RenderDocument`."""


def write_report(
    folder: str | Path,
    *,
    documents: Iterable[str] = (),
    formats: Iterable[str] = (),
    lang: str = "zh",
    date: datetime.date | None = None,
    amounts: bool = False,
    out: str | Path | None = None,
    force: bool = False,
    time_limit: float | None = None,
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """Write documents of a run: all of them or none.

    Parameters
    ----------
    folder
        The run; it is explained first where it has not been.
    documents
        Ids or names of documents (`proposal`, `公示名单`); all that the run allows where empty.
    formats
        `docx`, `xlsx`, `pdf`, `html`; all where empty, but `html` not where documents are named: it shows everything.
    lang
        `zh` or `en`.
    date
        Of the documents; the day on which the run was started where None.
    amounts
        Whether the public notice states amounts.
    out
        Folder to write to; `documents` in the run where None.
    force
        Replace documents that are there with other content.
    time_limit
        Seconds of search, where the run has to be explained.
    progress
        Told how far that has come.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    UsageError
        Where the run, a name or the folder will not do; nothing is written then.
    """
    wanted = [_maker(d) for d in documents]
    made_in = [_format(f) for f in formats] or [f for f in FORMATS if not wanted or f != EXPLORER]
    language = _language(lang)
    if date is not None and not EARLIEST <= date <= LATEST:
        raise UsageError(f"{date} is no day for a document; give one from {EARLIEST} to {LATEST}")
    run = read_explained_run(folder, date=date, time_limit=time_limit, progress=progress)
    makers = _allowed(run, wanted)
    files = document_files(run, makers, made_in, language, Options(amounts))
    target = Path(folder) / FOLDER if out is None else Path(out)
    write_documents(target, files, force=force)
    return tuple(target / name for name in files)


def document_files(
    run: ExplainedRun, makers: Sequence[Maker], formats: Iterable[str], lang: Lang, options: Options
) -> dict[str, bytes]:
    """Name -> bytes of every file.

    Parameters
    ----------
    run
        The run.
    makers
        Of the documents.
    formats
        Keys of `FORMATS`.
    lang, options
        See `write_report`.
    """
    files: dict[str, bytes] = {}
    documents: dict[str, Document] = {}
    for name in dict.fromkeys(formats):
        render = FORMATS[name].load()
        if name in WHOLE_NAMES:
            sheets = [(m.sheet or m.make)(run, options) for m in makers]
            files[f"{_of(WHOLE_NAMES[name], lang)}.{name}"] = render(sheets, run, lang)
            continue
        for maker in makers:
            if maker.id not in documents:
                documents[maker.id] = maker.make(run, options)
            files[f"{_of(NAMES[maker.id], lang)}.{name}"] = render(documents[maker.id], run, lang)
    return files


def _of(names: tuple[str, str], lang: Lang) -> str:
    zh, en = names
    return zh if lang is Lang.ZH else en


def _language(lang: str) -> Lang:
    try:
        return Lang(lang)
    except ValueError:
        raise UsageError(f"{lang!r} is no language of documents; give zh or en") from None


def _format(name: str) -> str:
    if name not in FORMATS:
        raise UsageError(f"{name[:60]!r} is no format of documents; give some of {', '.join(FORMATS)}")
    return name


def _maker(name: str) -> Maker:
    ids = {i: i for i in DOCUMENTS} | {zh: i for i, (zh, _) in NAMES.items()} | {en: i for i, (_, en) in NAMES.items()}
    if name not in ids:
        near = get_close_matches(name[:60], ids, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        listed = ", ".join(f"{i} ({NAMES[i][0]})" for i in DOCUMENTS)
        raise UsageError(f"{name[:60]!r} is no document{hint}; give some of {listed}")
    return DOCUMENTS[ids[name]]


def _allowed(run: ExplainedRun, wanted: Sequence[Maker]) -> list[Maker]:
    """The documents wanted, or all; of a run without a proven allocation only those that do not rest on one.

    Raises
    ------
    UsageError
        Where one is wanted that the run cannot have.
    """
    status = run.allocation.status
    why = {
        "optimal": "the run has an allocation",
        "feasible": "the allocation is not proven to be the best (the search was stopped); run it again with more time",
        "infeasible": "no allocation satisfies the rules; the document conflict (规则冲突说明) says why",
    }[status]
    for maker in wanted:
        if status not in maker.statuses:
            raise UsageError(f"{maker.id} ({NAMES[maker.id][0]}) cannot be written: {why}")
    return list(dict.fromkeys(wanted)) or [m for m in DOCUMENTS.values() if status in m.statuses]
