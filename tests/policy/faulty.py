"""Policies with faults, and what is said of them."""

from __future__ import annotations

import pytest

from allocator.errors import InputError
from allocator.policy import load_policy

SCORING = """
scoring:
  indicators:
    - {id: "1.1", name: 创新, weight: 60, source: 附件1.1}
    - {id: "1.2", name: 成效, weight: 40, source: 附件1.2}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_policy(text)
    return [str(p) for p in caught.value.problems]


RULES = {"eligibility": "name: A, column: x, filled: yes", "groups": "by: city, max_awards: 1"}
