"""The notebooks run, and show what is stored in them."""

from __future__ import annotations

import base64
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LARGEST_PICTURE = 150_000


@pytest.fixture(scope="module")
def outputs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notebook_outputs", ROOT / "notebooks/_outputs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def notebook(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def code(path: Path) -> list[dict[str, Any]]:
    return [c for c in notebook(path)["cells"] if c["cell_type"] == "code"]


def without_pictures(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pictures may be other bytes under other versions of matplotlib; that they are there is compared."""
    return [{**o, "data": {**o["data"], "image/png": ""}} if "image/png" in o.get("data", {}) else o for o in shown]


def test_there_are_four_of_them() -> None:
    assert [p.stem for p in NOTEBOOKS] == ["01-first-run", "02-what-if", "03-policy-design", "04-your-own-programme"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_clean_run_shows_what_is_stored(
    path: Path, outputs: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cells = code(path)
    assert [c["execution_count"] for c in cells] == list(range(1, len(cells) + 1))
    with outputs.without_widgets():
        shown = list(outputs.run(outputs.sources(notebook(path))))
    assert [without_pictures(s) for s in shown] == [without_pictures(c["outputs"]) for c in cells]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_pictures_are_small_and_nothing_tells_of_the_machine(path: Path) -> None:
    shown = [o for c in code(path) for o in c["outputs"]]
    pictures = [base64.b64decode(o["data"]["image/png"]) for o in shown if "image/png" in o.get("data", {})]
    assert all(p.startswith(b"\x89PNG") and len(p) < LARGEST_PICTURE for p in pictures)
    assert len(pictures) == {"02-what-if": 2, "03-policy-design": 2}.get(path.stem, 0)
    said = json.dumps(without_pictures(shown), ensure_ascii=False)
    assert not [word for word in ("/tmp", "/home", "site-packages", "Traceback") if word in said]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_cells_are_short_and_links_lead_somewhere(path: Path) -> None:
    assert max(len(c["source"]) for c in code(path)) <= 40
    text = "".join("".join(c["source"]) for c in notebook(path)["cells"] if c["cell_type"] == "markdown")
    assert [link for link in re.findall(r"\]\(([^)#]+)", text) if not (path.parent / link).exists()] == []


def test_the_slider_solves_anew_when_it_moves(
    outputs: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import ipywidgets

    monkeypatch.chdir(tmp_path)
    sources = outputs.sources(notebook(ROOT / "notebooks/02-what-if.ipynb"))
    upto = next(k for k, source in enumerate(sources) if "IntSlider" in source)
    names: dict[str, Any] = {}
    list(outputs.run(sources[: upto + 1], names))
    assert isinstance(names["slider"], ipywidgets.IntSlider)
    capsys.readouterr()
    names["slider"].value = 3000
    assert "3000万元：入选36项" in capsys.readouterr().out
