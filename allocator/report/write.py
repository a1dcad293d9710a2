"""Which documents of a run are written, in which formats, and where."""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from allocator.allocation import Allocation
from allocator.errors import UsageError
from allocator.fonts import MissingGlyphError
from allocator.report.asked import allowed, format_named, language_named, maker_named
from allocator.report.content import Document, Lang
from allocator.report.documents import Maker, Options
from allocator.report.explained_run import ExplainedRun
from allocator.report.placing import check_folder, write_documents
from allocator.report.read import EARLIEST, LATEST, read_explained_run, unheard
from allocator.report.refused import FormatsRefusedError
from allocator.runs.document_names import DOCUMENT_FILES, FOLDERS, NAMES, WHOLE_NAMES, files_of
from allocator.sensitivity.progress import Progress, silent

EXPLORER = "html"  # every application with its scores, whatever the documents


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
    added: Callable[[Path], None] = unheard,
    writing: Callable[[Path], None] = unheard,
) -> tuple[Path, ...]:
    """Write documents of a run: in each format all of them or none, and all formats in one step.

    What stands in the way of them is looked for before the run is explained, which may take long.

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
        Folder to write to; `documents` in the run where None, of English ones `documents-en`.
    force
        Replace documents that are there with other content.
    time_limit
        Seconds of search, where the run has to be explained.
    progress
        Told how far that has come.
    added
        Told of the explanation, once it was added to the run.
    writing
        Told of the folder, when all files are made and it is written.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    UsageError
        Where the run, a name or the folder will not do; nothing is written then.
    FormatsRefusedError
        Where no font has a character of a text: the formats that need one are left out whole; the others are written
        all the same.
    """
    wanted = [maker_named(d) for d in documents]
    made_in = [format_named(f, FORMATS) for f in formats] or [f for f in FORMATS if not wanted or f != EXPLORER]
    language = language_named(lang)
    if date is not None and not EARLIEST <= date <= LATEST:
        raise UsageError(f"{date} is no day for a document; give one from {EARLIEST} to {LATEST}")
    target = Path(folder) / FOLDERS[lang] if out is None else Path(out)

    def check(allocation: Allocation) -> None:
        makers = allowed(allocation.status, wanted)
        check_folder(target, _names(makers, made_in, language), DOCUMENT_FILES - files_of(lang))

    run = read_explained_run(folder, date=date, time_limit=time_limit, progress=progress, check=check, added=added)
    makers = allowed(run.allocation.status, wanted)
    refused: dict[str, MissingGlyphError] = {}
    files = document_files(run, makers, made_in, language, Options(amounts), refused)
    written = tuple(target / name for name in files)
    if files:
        writing(target)
        write_documents(target, files, force=force)
    if refused:
        raise FormatsRefusedError(run, refused, written)
    return written


def document_files(
    run: ExplainedRun,
    makers: Sequence[Maker],
    formats: Iterable[str],
    lang: Lang,
    options: Options,
    refused: dict[str, MissingGlyphError] | None = None,
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
    refused
        Takes the formats that no font serves, and why; none of their files is made then.

    Raises
    ------
    MissingGlyphError
        Where `refused` is None, and no font has a character of a text.
    """
    files: dict[str, bytes] = {}
    documents: dict[str, Document] = {}
    for name in dict.fromkeys(formats):
        try:
            files |= _of_format(name, run, makers, lang, options, documents)
        except MissingGlyphError as error:
            if refused is None:
                raise
            refused[name] = error
    return files


def _of_format(
    name: str,
    run: ExplainedRun,
    makers: Sequence[Maker],
    lang: Lang,
    options: Options,
    documents: dict[str, Document],
) -> dict[str, bytes]:
    """The files of one format; `documents` keeps what was made for another."""
    render = FORMATS[name].load()
    if name in WHOLE_NAMES:
        sheets = [(m.sheet or m.make)(run, options) for m in makers]
        return {_file_name(name, None, lang): render(sheets, run, lang)}
    for maker in makers:
        if maker.id not in documents:
            documents[maker.id] = maker.make(run, options)
    return {_file_name(name, m, lang): render(documents[m.id], run, lang) for m in makers}


def _names(makers: Sequence[Maker], formats: Sequence[str], lang: Lang) -> list[str]:
    """Names of all files that are to be written."""
    return [_file_name(f, m, lang) for f in formats for m in (makers if f not in WHOLE_NAMES else [None])]


def _file_name(format_: str, maker: Maker | None, lang: Lang) -> str:
    zh, en = WHOLE_NAMES[format_] if maker is None else NAMES[maker.id]
    return f"{zh if lang is Lang.ZH else en}.{format_}"
