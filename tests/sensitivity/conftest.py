"""What tests of sensitivity share."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator import solve
from allocator.sensitivity.explain import explain
from tests.sensitivity.told import HEADER, Told
from tests.small import scenario


@pytest.fixture
def told(tmp_path: Path):  # type: ignore[no-untyped-def]
    def tell(policy_text: str, *applications: str, **tables: str) -> Told:
        rows = {"applications": HEADER + "".join(f"{a}\n" for a in applications)} if applications else {}
        return Told(explain(solve(scenario(tmp_path, policy_text, **rows | tables))))

    return tell
