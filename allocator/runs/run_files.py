"""The files of a run folder as they stand there, whoever wrote them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allocator.runs.differences import changed_lines
from allocator.runs.document_names import FOLDERS as DOCUMENTS
from allocator.runs.json_text import dumps, loads
from allocator.runs.report import Findings

Layout = Callable[[Any], bytes]


def pretty(record: Any) -> bytes:
    """Layout of allocation.json and run.json."""
    return dumps(record).encode()


@dataclass(frozen=True, slots=True)
class RunFiles:
    """A run folder.

    Parameters
    ----------
    folder
        Where it is.
    findings
        Takes what is missing or cannot be read.
    asked
        Names of the files that were asked for.
    """

    folder: Path
    findings: Findings
    asked: set[str] = field(default_factory=set)

    def record(self, name: str, layout: Layout = pretty) -> dict[str, Any] | None:
        """A JSON object, whose text must be laid out as this package writes it; None where there is none.

        Parameters
        ----------
        name
            Of the file.
        layout
            How this package writes it.
        """
        text = self.text(name)
        if text is None:
            return None
        try:
            record = loads(text)
        except ValueError as error:
            self.findings.differs(f"{name} is not readable: {error}")
            return None
        if not isinstance(record, dict):
            self.findings.differs(f"{name} holds no record")
            return None
        try:
            again = layout(record).decode()
        except (RecursionError, TypeError):
            self.findings.differs(f"{name} is nested too deeply or holds what is no part of it")
            return None
        if text != again:
            self.findings.differs(*(f"{name}{what}" for what in changed_lines(name, again, text)))
        return record

    def text(self, name: str) -> str | None:
        """A file's text; None, and a difference, where there is none."""
        data = self._bytes(name)
        try:
            return None if data is None else data.decode("utf-8")
        except UnicodeDecodeError:
            self.findings.differs(f"{name} is not UTF-8 text")
            return None

    def compare(self, name: str, expected: bytes) -> None:
        """Compare a file with what it should be, byte for byte."""
        if self._bytes(name) == expected:
            return
        found = self.text(name)
        if found is not None:
            self.findings.differs(*(f"{name}{what}" for what in changed_lines(name, expected.decode(), found)))

    def _bytes(self, name: str) -> bytes | None:
        self.asked.add(name)
        path = self.folder / name
        with contextlib.suppress(OSError):
            if os.path.isfile(path) and not os.path.islink(path):  # reading a pipe would wait for ever
                return path.read_bytes()
        self.findings.differs(f"{name} is missing or cannot be read")
        return None

    def entries(self) -> set[str]:
        """Entries of the folder, of its inputs, proofs and documents; other folders by their names, with a slash."""
        found = {e.name + ("/" if e.is_dir(follow_symlinks=False) else "") for e in os.scandir(self.folder)}
        for name in ("inputs", "proof", *DOCUMENTS.values()):
            inner = self.folder / name
            if os.path.isdir(inner) and not os.path.islink(inner):
                found = (found | {f"{name}/{e.name}" for e in os.scandir(inner)}) - {f"{name}/"}
        return found
