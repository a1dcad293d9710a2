"""How far long work has come: told to whoever asks, printed by nobody here."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is done, and of how much (None: not known)."""

BUDGETS, APPLICATIONS, RULES = "budgets", "applications", "rules"


def silent(what: str, done: int, of: int | None) -> None:
    """Tell nobody."""
