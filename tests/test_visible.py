"""What steers, and what looks like nothing, is shown as an escape; everything that can be seen as it is."""

from __future__ import annotations

import pytest

from allocator.fields import identity
from allocator.tables.cell_text import trimmed
from allocator.unseen import FILLERS
from allocator.visible import visible


@pytest.mark.parametrize("text", ["甲公司", "a b", "𠮷野家", "👨\u200d👩", "葛\U000e0100城", "❤\ufe0f", ""])
def test_what_can_be_seen_stays(text: str) -> None:
    assert visible(text) == trimmed(text) == text


@pytest.mark.parametrize("filler", FILLERS)
def test_what_looks_like_nothing_is_trimmed_shown_and_not_counted(filler: str) -> None:
    assert trimmed(f"{filler} 甲{filler}乙 {filler}") == f"甲{filler}乙"
    assert trimmed(f"{filler}\ufe0f{filler}") == ""
    assert visible(f"甲{filler}乙") == f"甲\\u{ord(filler):04x}乙"
    assert identity(f"甲{filler}乙") == "甲乙"
