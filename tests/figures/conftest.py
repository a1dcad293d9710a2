"""A scenario that shows everything figures draw."""

from __future__ import annotations

import pytest

from allocator import solve
from allocator.sensitivity.explain import explain
from allocator.sensitivity.explanation import Sensitivity
from tests.figures.made import GROUPS, MANY, TIERS
from tests.small import policy, scenario


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> Sensitivity:
    """Two tiers, groups, budgets with which nothing is feasible, borderline applications."""
    text = policy("sensitivity: {near: 3, budgets: [0, 3]}", GROUPS, budget="12", tiers=TIERS)
    return explain(solve(scenario(tmp_path_factory.mktemp("s"), text, MANY)))
