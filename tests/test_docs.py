"""The examples in README and docs run as they stand."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def blocks(path: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", path.read_text(encoding="utf-8"), re.S | re.M)


def test_the_readme_has_two_commands_in_a_line_each() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^```sh\n(.*?)^```$", text, re.S | re.M)
    first, second = commands[:2]
    assert [c.count("\n") for c in (first, second)] == [1, 1]
    assert first.rstrip().endswith("allocate run --budget 3000")
    assert second.rstrip().endswith("-m pytest -n 2")


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the explained run and the scenarios that examples read."""
    folder = tmp_path_factory.mktemp("docs")
    run = [sys.executable, "-m", "allocator", "run", "--sensitivity", "--out", str(folder / "runs/shandong-2026-3000")]
    subprocess.run(run, check=True, capture_output=True, cwd=folder)
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    return folder


@pytest.mark.parametrize("name", ["README.md", "docs/files.md", "docs/model.md"])
def test_examples_run(name: str, where: Path) -> None:
    found = blocks(ROOT / name)
    assert found
    for code in found:
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=where)


def test_the_hashes_of_the_example_are_those_of_the_record(where: Path) -> None:
    code = blocks(ROOT / "docs/files.md")[0]
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=where)
    record = json.loads((where / "runs/shandong-2026-3000/allocation.json").read_text(encoding="utf-8"))
    assert done.stdout.split() == [i["sha256"] for i in record["inputs"][:2]]


def test_every_key_and_file_of_an_explanation_is_described(where: Path) -> None:
    run, page = where / "runs/shandong-2026-3000", (ROOT / "docs/files.md").read_text(encoding="utf-8")
    explained = json.loads((run / "sensitivity.json").read_text(encoding="utf-8"))
    keys = set(explained["applications"][0]) | set(explained["screened"][0])
    others = set(json.loads((run / "alternatives.json").read_text(encoding="utf-8"))["next"][0])
    assert {key for key in keys | others | set(explained) - {"schema"} if f"`{key}`" not in page} == set()
    columns = [
        (run / name).read_text(encoding="utf-8-sig").splitlines()[0] for name in ("frontier.csv", "rule_costs.csv")
    ]
    given = {"quota-deviation", "weighted-score", "benchmark", "demonstration"}  # a column per stage, per tier
    assert {c for line in columns for c in line.split(",") if c not in given and c not in page} == set()


def test_formulas_are_well_formed_and_no_markdown() -> None:
    from html import unescape

    from markdown_it import MarkdownIt
    from matplotlib.mathtext import MathTextParser

    text = (ROOT / "docs/model.md").read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```", "", text, flags=re.S)
    found = re.findall(r"\$\$?([^$\n]+)\$\$?", prose)
    assert len(found) > 90
    shown = unescape(MarkdownIt("commonmark").enable("table").render(text))
    assert [formula for formula in found if f"${formula}$" not in shown] == []
    parser = MathTextParser("agg")
    for formula in found:
        parser.parse(f"${formula}$")


def test_the_model_names_the_rules_and_stages_of_the_program() -> None:
    from allocator import load
    from allocator.amounts import AMOUNT_RULES
    from allocator.policy.rules import screening_codes

    page = (ROOT / "docs/model.md").read_text(encoding="utf-8")
    stages = [load().policy.objective_stage, "quota-deviation", "funded-score", "canonical", "amounts"]
    assert {s for s in stages if f"**{s}**" not in page} == set()
    assert {name for name in [*AMOUNT_RULES, *screening_codes()] if f"`{name}`" not in page} == set()


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"`[^`]*`", "", path.read_text(encoding="utf-8"))
    links = [link for link in re.findall(r"\]\(([^)#\s]+)\)", text) if "://" not in link]
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    pages = [*(ROOT / "docs").glob("*.md"), *(ROOT / "notebooks").glob("*.ipynb")]
    assert [p.name for p in pages if p.name != "README.md" and f"{p.name})" not in index] == []
