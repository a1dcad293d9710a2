"""What a command has written so far, so that whatever ends it can be told truly."""

from __future__ import annotations

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
    interrupted
        Whether Ctrl-C was pressed: what comes of it in a library is not always a `KeyboardInterrupt`.
    """

    target: Path | None = None
    written: bool = False
    interrupted: bool = False

    def begins(self, target: Path) -> None:
        """Writing begins."""
        self.target, self.written = target, False

    def done(self, target: Path) -> None:
        """It is written."""
        self.target, self.written = target, True

    def outcome(self) -> str:
        """What stands on the disk."""
        if self.target is None:
            return "nothing was written"
        if self.written:
            return f"written to {self.target}"
        return f"{self.target} was being written: it is there whole, or as it was before"
