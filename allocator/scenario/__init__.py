"""Policy and tables made into a checked, screened, scored scenario."""

from allocator.scenario.scenario import Scenario, Source, build_scenario

__all__ = ["Scenario", "Source", "build_scenario"]
