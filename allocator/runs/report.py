"""What verifying a run finds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying a run found.

    Parameters
    ----------
    notes
        What was checked, a line each.
    unchecked
        What was not checked, and why; a line each.
    differences
        What is missing, broken or different; empty where all is right.
    proven
        Whether what the run claims is proven: False for one that was stopped before its proof.
    stopped
        `interrupt` or `time-limit` where that kept the proof from being made again; else None.
    """

    notes: tuple[str, ...]
    unchecked: tuple[str, ...]
    differences: tuple[str, ...]
    proven: bool = True
    stopped: str | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing differs; see `unchecked` for what that does not cover."""
        return not self.differences


@dataclass(slots=True)
class Findings:
    """A report in the making; see `Report`."""

    notes: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    proven: bool = True
    stopped: str | None = None

    def differs(self, *lines: str) -> None:
        """Add differences, each once."""
        self.differences += [line for line in lines if line not in self.differences]

    def report(self) -> Report:
        """All of it."""
        return Report(tuple(self.notes), tuple(self.unchecked), tuple(self.differences), self.proven, self.stopped)
