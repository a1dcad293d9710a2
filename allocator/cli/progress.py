"""What a command has written so far, so that whatever ends it can be told truly."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Progress:
    """State of a command; it changes while the command runs.

    Parameters
    ----------
    target
        What is being written, or was; None before the writing begins, and for a command that writes nothing.
    written
        Whether it stands there.
    added
        What was added to the run that the command reads, before it writes what it was called for.
    interrupted
        Whether Ctrl-C was pressed: what comes of it in a library is not always a `KeyboardInterrupt`.
    """

    target: Path | None = None
    written: bool = False
    interrupted: bool = False
    added: Path | None = None

    def begins(self, target: Path) -> None:
        """Writing begins."""
        self.target, self.written = target, False

    def adds(self, path: Path) -> None:
        """Something was added to the run that is read."""
        self.added = path

    def done(self, target: Path) -> None:
        """It is written."""
        self.target, self.written = target, True

    def outcome(self) -> str:
        """What stands on the disk."""
        if self.target is not None and self.written:
            return f"已写入 written to {self.target}"
        if self.target is not None and os.path.lexists(self.target):
            said = f"{self.target} was being written: it is there whole, or as it was before"
            return f"写入时中断，新旧结果必有其一完整 {said}"
        if self.added is not None:
            return f"只存入了说明 the explanation was added to the run, {self.added}; nothing else was written"
        return "未写出文件 nothing was written"
