"""Engines: one Protocol, several ways to prove the same allocation."""

from allocator.engines.clock import Clock, catching_interrupt
from allocator.engines.protocol import Bound, Engine, Outcome, Status
from allocator.engines.registry import DEFAULT, ENGINES, engine_named

__all__ = ["DEFAULT", "ENGINES", "Bound", "Clock", "Engine", "Outcome", "Status", "catching_interrupt", "engine_named"]
