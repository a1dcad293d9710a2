"""Paths and names in docs/extending.md are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/extending.md").read_text(encoding="utf-8")
SPANS = sorted({" ".join(span.split()) for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", PAGE)})
PATHS = [span for span in SPANS if re.fullmatch(r"[\w./-]+(/|\.\w+)", span) and "/" in span]
NAMES = [span for span in SPANS if re.fullmatch(r"[A-Z]\w+|[a-z]+_\w+", span)]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "allocator").rglob("*.py")))


@pytest.mark.parametrize("path", PATHS)
def test_the_path_is_there(path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / "allocator" / path).exists()


@pytest.mark.parametrize("name", NAMES)
def test_the_name_is_defined(name: str) -> None:
    assert re.search(rf"(def|class) {name}\b|^\s*{name}(: [^=\n]+)?( =|:)", SOURCE, re.M)


def test_a_name_stands_in_the_file_that_is_said_to_hold_it() -> None:
    pairs = re.findall(r"`(\w+)`\s(?:in|\()\s?`(allocator/[\w/]+\.py)`", PAGE)
    assert len(pairs) > 20
    assert [pair for pair in pairs if not re.search(rf"\b{pair[0]}\b", (ROOT / pair[1]).read_text("utf-8"))] == []


def test_most_of_the_page_is_looked_at() -> None:
    assert len(PATHS) > 35
    assert len(NAMES) > 25
