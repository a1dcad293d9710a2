"""How far a long search has come, told on standard error once it has lasted a while."""

from __future__ import annotations

import sys
import time

from allocator.cli.terminal import write

NAMES = {
    "budgets": "各预算下的方案 budgets",
    "applications": "逐项分析 applications",
    "rules": "各规则的代价 rules",
}
SOON, TERMINAL, ELSEWHERE = 2.0, 0.5, 10.0  # seconds before the first line; between lines


class ShownProgress:
    """Tells of progress: on a terminal one line that changes, elsewhere a line now and then, and that all is done."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._due = time.monotonic() + SOON
        self._open, self._told = False, ""

    def __call__(self, what: str, done: int, of: int | None) -> None:
        """Tell what is being done, how much of it is done, and of how much."""
        now = time.monotonic()
        if now < self._due and not (done == of and what == self._told):
            return
        self._told = what
        self._due = now + (TERMINAL if self._terminal else ELSEWHERE)
        line = f"{NAMES.get(what, what)} {done}" + ("" if of is None else f"/{of}")
        write(f"\r{line}\x1b[K" if self._terminal else f"{line}\n", err=True)
        self._open = self._terminal

    def end(self) -> None:
        """Leave the line that changes."""
        if self._open:
            write("\r\x1b[K", err=True)
            self._open = False
