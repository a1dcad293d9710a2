"""Engines by name. Adding one: a file, and a line here."""

from __future__ import annotations

from collections.abc import Callable

from allocator.engines.auto import Auto
from allocator.engines.cbc import Cbc
from allocator.engines.certified import Certified
from allocator.engines.cp_sat import CpSat
from allocator.engines.enumeration import Enumeration
from allocator.engines.milp import Highs
from allocator.engines.protocol import Engine
from allocator.engines.staged import StagedEngine
from allocator.errors import UsageError

ENGINES: dict[str, Callable[[], Engine]] = {
    "auto": Auto,
    "certified": Certified,
    "cp-sat": lambda: StagedEngine(CpSat()),
    "cbc": lambda: StagedEngine(Cbc()),
    "highs": lambda: StagedEngine(Highs()),
    "enumeration": Enumeration,
}
DEFAULT = "auto"


def engine_named(name: str) -> Engine:
    """Engine of this name.

    Raises
    ------
    UsageError
        Where there is none.
    """
    if name not in ENGINES:
        raise UsageError(f"{name!r} is no engine; choose one of {', '.join(ENGINES)}")
    return ENGINES[name]()
