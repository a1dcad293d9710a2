"""Large tables from file to file: what is written is what small ones give, and all faults are counted."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.cli.calling import Call

N = 20_000


def generator() -> ModuleType:
    """The module that writes large scenarios."""
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "million.py"
    spec = importlib.util.spec_from_file_location("million", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path[:] = before
    return module


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made, folder = generator(), tmp_path_factory.mktemp("large")
    return {form: made.write_scenario(folder / form, N, form=form, groups=True) for form in ("csv", "parquet")}


def test_both_formats_of_a_large_table_give_one_proven_allocation(call: Call, scenarios: dict[str, Path]) -> None:
    for form, path in scenarios.items():
        status, out, _ = call("run", path, "--out", form)
        assert status == 0
        assert f"written to {form}" in out
    names = ("allocation.json", "allocation.csv", "screening.csv", "scores.csv", "model.json", "certificate.json")
    for name in (*names, "inputs/applications.csv"):
        assert Path("csv", name).read_bytes() == Path("parquet", name).read_bytes(), name
    record = json.loads(Path("csv/allocation.json").read_text(encoding="utf-8"))
    assert record["status"] == "optimal"
    assert record["counts"] == {"benchmark": 833, "demonstration": 1667}
    assert len({a["application_id"] for a in record["awards"]}) == 2500
    assert len(Path("csv/screening.csv").read_bytes().splitlines()) == N + 1


def test_every_fault_of_a_large_table_is_counted(call: Call, scenarios: dict[str, Path], tmp_path: Path) -> None:
    text = (scenarios["csv"] / "applications.csv").read_text(encoding="utf-8")
    faulty = tmp_path / "faulty"
    faulty.mkdir()
    (faulty / "policy.yaml").write_bytes((scenarios["csv"] / "policy.yaml").read_bytes())
    lines = text.splitlines()
    lines[1:] = [line.rpartition(",")[0] + ",x" for line in lines[1:]]
    lines[-1] = lines[-1].replace("标杆型", "甲").replace("示范型", "甲")
    (faulty / "applications.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    status, _, err = call("check", faulty)
    found = err.splitlines()
    assert status == 2
    assert found[0] == "applications.csv row 20001, 申报类型: '甲' is no tier; " + found[0].rpartition("; ")[2]
    assert found[1] == "applications.csv row 2, 综合得分: 'x' is not a number; write a number, for example 12.5"
    assert found[200] == f"... and {N + 1 - 200} more problems"


def test_steps_that_take_long_are_told_while_they_last(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from allocator.cli import steps

    monkeypatch.setattr(steps, "LATE", 0.0)
    status, _, err = call("run", small, "--out", "told")
    assert status == 0
    assert err.startswith("读取表格 reading the tables ... ")
    assert err.count(" s\n") == len(err.splitlines()) > 0
    monkeypatch.setattr(steps, "LATE", 60.0)
    assert call("run", small, "--out", "quiet")[2] == ""


@pytest.mark.campaign
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_million_applications_from_file_to_file(form: str, tmp_path: Path) -> None:
    made = generator()
    path = made.write_scenario(tmp_path / "s", 1_000_000, form=form)
    found = made.measure(path, tmp_path / "run")
    record = json.loads((tmp_path / "run" / "allocation.json").read_text(encoding="utf-8"))
    assert record["status"] == "optimal"
    assert record["counts"] == {"benchmark": 41_667, "demonstration": 83_333}
    assert json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["proof"] == "certificate"
    assert found["memory"] < 6 * 1024
