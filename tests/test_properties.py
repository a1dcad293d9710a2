"""What must hold of every scenario, whatever its numbers."""

from __future__ import annotations

import random
import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator import load, solve
from allocator.errors import InputError
from allocator.loading import embedded
from allocator.runs.csv_text import csv_bytes
from allocator.runs.write import result_files
from allocator.scenario import Scenario
from tests.small import policy, scenario
from tests.strategies import Case, cases
from tests.test_engines_agree import loaded


def record(read: Scenario) -> bytes:
    return result_files(solve(read, engine="enumeration"))["allocation.json"]


@settings(max_examples=60)
@given(case=cases(), data=st.data())
def test_order_encoding_and_headings_change_no_byte(case: Case, data: st.DataObject) -> None:
    read = loaded(case)
    if read is None:
        return
    encoding, delimiter = data.draw(st.sampled_from([("gb18030", ";"), ("utf-16", "\t"), ("utf-8-sig", ",")]))
    with tempfile.TemporaryDirectory() as folder:
        other = case.shuffled(data).write(Path(folder), encoding=encoding, delimiter=delimiter, chinese=True)
        assert record(load(other)) == record(read)


@settings(max_examples=60)
@given(case=cases())
def test_the_inputs_of_a_run_give_the_same_bytes(case: Case) -> None:
    read = loaded(case)
    if read is None:
        return
    files = result_files(solve(read, engine="enumeration"))
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            if name.startswith("inputs/"):
                (Path(folder) / name.removeprefix("inputs/")).write_bytes(data)
        again = result_files(solve(load(folder), engine="enumeration"))
    assert again == files


@settings(max_examples=60)
@given(case=cases(), more=st.integers(1, 5))
def test_a_larger_budget_is_never_worse(case: Case, more: int) -> None:
    read = loaded(case)
    if read is None:
        return
    before = solve(read, engine="enumeration")
    after = solve(read.with_budget(read.budget + more * read.policy.money.step_base), engine="enumeration")
    if before.status == "optimal":
        assert after.status == "optimal"
        worse, better = ((a.objective[0].value, -a.objective[1].value) for a in (before, after))
        assert better <= worse


@settings(max_examples=40)
@given(case=cases(), factor=st.sampled_from(["2", "0.5", "3"]))
def test_scaling_every_weight_changes_no_award(case: Case, factor: str) -> None:
    read = loaded(case)
    if read is None:
        return
    tiers = [{**t, "weight": str(float(Fraction(t["weight"]) * Fraction(factor)))} for t in case.policy["tiers"]]
    scaled = loaded(Case({**case.policy, "tiers": tiers}, case.tables))
    assert scaled is not None
    awards = [
        [(a.application_id, a.tier, a.amount) for a in solve(s, engine="enumeration").awards] for s in (read, scaled)
    ]
    assert awards[0] == awards[1]


def dominated(read: Scenario, case: Case) -> Case | None:
    """The case with a copy of a loser that scores 0, asks for the same and belongs to a new enterprise."""
    won = {a.application_id for a in solve(read, engine="enumeration").awards}
    decided = {d["application_id"] for d in case.tables.get("decisions", [])}
    for row in case.tables["applications"]:
        if row["application_id"] not in won | decided and row["score"]:
            copy = {**row, "application_id": "Z", "enterprise": "新公司", "uscc": "", "score": "0"}
            tables = {**case.tables, "applications": [*case.tables["applications"], copy]}
            return Case(case.policy, tables)
    return None


@settings(max_examples=40)
@given(case=cases(most=5))
def test_a_dominated_candidate_changes_no_award(case: Case) -> None:
    """Scores of 0 add nothing to stage 2, and they stand last in published order."""
    read = loaded(case)
    if read is None or any("min_awards" in g for g in case.policy["groups"]):
        return
    quotas = [t.get("quota", {}) for t in case.policy["tiers"]]
    if any("min" in q or "target" in q for q in quotas):
        return  # a quota may want one more winner, whoever it is
    larger = dominated(read, case)
    if larger is None:
        return
    with_copy = loaded(larger)
    assert with_copy is not None
    before, after = solve(read, engine="enumeration"), solve(with_copy, engine="enumeration")
    assert after.status == before.status
    if before.status == "optimal":
        assert after.objective[1].value == before.objective[1].value


def shuffled_copy(source: Path, target: Path, seed: int) -> None:
    """A scenario folder with the rows and columns of every table in another order."""
    import csv
    import io

    from allocator.encoding import decode

    draw = random.Random(seed)
    target.mkdir()
    for path in source.iterdir():
        if path.suffix != ".csv":
            (target / path.name).write_bytes(path.read_bytes())
            continue
        header, *rows = csv.reader(io.StringIO(decode(path.read_bytes(), path.name), newline=""))
        order = draw.sample(range(len(header)), len(header))
        draw.shuffle(rows)
        (target / path.name).write_bytes(csv_bytes([[row[k] for k in order] for row in [header, *rows]]))


def check_shuffles(name: str, times: int, folder: Path) -> None:
    expected = result_files(solve(load(embedded(name))))["allocation.json"]
    for seed in range(times):
        shuffled_copy(embedded(name), folder / str(seed), seed)
        assert result_files(solve(load(folder / str(seed))))["allocation.json"] == expected


@pytest.mark.parametrize("name", ["shandong-2026", "shandong-2026-in-full", "community-grants-2026"])
def test_a_shuffled_scenario_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    check_shuffles(name, 2, tmp_path)


@pytest.mark.campaign
@pytest.mark.parametrize("name", ["shandong-2026", "shandong-2026-in-full", "community-grants-2026"])
def test_fifty_shuffles_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    check_shuffles(name, 50, tmp_path)


@pytest.mark.parametrize("engine", ["cbc", "highs"])
@pytest.mark.parametrize("name", ["shandong-2026", "shandong-2026-in-full", "community-grants-2026"])
def test_every_engine_gives_the_embedded_scenarios_the_same_bytes(name: str, engine: str) -> None:
    read = load(embedded(name))
    assert result_files(solve(read, engine=engine)) == result_files(solve(read))


def test_the_results_are_frames_in_a_notebook(tmp_path: Path) -> None:
    frame = solve(scenario(tmp_path / "s", policy()), budget=20).to_frame()
    assert list(frame["application_id"]) == ["A", "B", "C", "D"]
    assert frame["amount"].sum() == 20
    assert [frame[c].dtype.kind for c in ("score", "weighted_score", "amount")] == ["i", "i", "i"]


def test_a_faulty_scenario_raises_one_error_with_every_problem(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        scenario(tmp_path / "s", policy(), "application_id,enterprise,tier,score\nA,,top,x\n")
    assert len(caught.value.problems) == 2


def rows_of(path: Path) -> list[list[str]]:
    import csv
    import io

    from allocator.encoding import decode

    return list(csv.reader(io.StringIO(decode(path.read_bytes(), path.name), newline="")))


@pytest.mark.parametrize("name", ["shandong-2026-in-full", "community-grants-2026"])
def test_a_workbook_and_parquet_files_give_the_same_bytes_as_csv(name: str, tmp_path: Path) -> None:
    import openpyxl
    import pandas as pd

    source = embedded(name)
    header, *rows = rows_of(source / "applications.csv")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "applications"
    sheet.append(["2026年度申报汇总表"])
    sheet.append([])
    sheet.append(header)
    for row in rows:
        sheet.append([float(cell) if cell.replace(".", "", 1).isdecimal() and len(cell) < 12 else cell for cell in row])
    policy_sheet = book.create_sheet("policy")
    for line in (source / "policy.yaml").read_text(encoding="utf-8").splitlines():
        policy_sheet.append([line])
    book.save(tmp_path / "scenario.xlsx")
    folder = tmp_path / "parquet"
    folder.mkdir()
    (folder / "policy.yaml").write_bytes((source / "policy.yaml").read_bytes())
    pd.DataFrame(rows, columns=header).to_parquet(folder / "applications.parquet")
    expected = result_files(solve(load(source)))["allocation.json"]
    for path in (tmp_path / "scenario.xlsx", folder):
        assert result_files(solve(load(path)))["allocation.json"] == expected


def test_a_folder_of_city_files_gives_the_same_bytes_as_one_file(tmp_path: Path) -> None:
    source = embedded("shandong-2026-in-full")
    header, *rows = rows_of(source / "applications.csv")
    city = header.index("所在市")
    folder = tmp_path / "cities"
    (folder / "applications").mkdir(parents=True)
    (folder / "policy.yaml").write_bytes((source / "policy.yaml").read_bytes())
    for name in {row[city] for row in rows}:
        mine = [row for row in rows if row[city] == name]
        (folder / "applications" / f"{name.strip()}.csv").write_bytes(csv_bytes([header, *mine]))
    expected = result_files(solve(load(source)))["allocation.json"]
    assert result_files(solve(load(folder)))["allocation.json"] == expected
