"""What tests of screening ask of a scenario."""

from __future__ import annotations

from allocator.scenario import Scenario


def failed(made: Scenario) -> list[tuple[str, ...]]:
    return list(made.screening.failed)
