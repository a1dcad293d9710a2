"""Hypothesis profiles, and long campaigns left out unless they are asked for."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

os.environ["OPENPYXL_LXML"] = "False"  # the same bytes whether lxml is at hand or not: tests change them

settings.register_profile(
    "default",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("default")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without -m, long campaigns are not collected."""
    if config.getoption("-m"):
        return
    long = [item for item in items if item.get_closest_marker("campaign")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]
