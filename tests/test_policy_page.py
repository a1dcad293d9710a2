"""docs/policy.md is what the schema says, and its examples are examples."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from allocator.policy.part import Part

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("policy_page", ROOT / "docs/_generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its hints are looked up there
    spec.loader.exec_module(module)
    return module


def test_the_page_is_made_from_the_schema(generator: ModuleType) -> None:
    assert (ROOT / "docs/policy.md").read_text(encoding="utf-8") == generator.page()


def test_every_part_of_a_policy_stands_there(generator: ModuleType) -> None:
    assert {part for part, _ in generator.sections()} == set(Part.__subclasses__())


def test_every_key_says_what_it_means_in_both_languages(generator: ModuleType) -> None:
    fields = [(part, name, field) for part in Part.__subclasses__() for name, field in part.model_fields.items()]
    lacking = [f"{part.__name__}.{name}" for part, name, f in fields if not (f.description and f.json_schema_extra)]
    assert not lacking


def test_every_key_has_an_example_here_or_in_the_part_that_it_links_to(generator: ModuleType) -> None:
    rows = [line for line in generator.page().splitlines() if line.startswith("| `")]
    assert len(rows) > 80
    assert [
        row for row in rows if not row.endswith("` |") and not (row.endswith("见下 below |") and "](#" in row)
    ] == []
