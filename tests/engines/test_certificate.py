"""The checker that an auditor runs alone, on true and on tampered certificates."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from allocator import solve
from allocator.check import check_certificate
from allocator.check.check_certificate import FAULTS, prove
from allocator.engines import Clock, engine_named
from allocator.model import Model, Option, Row, Target
from allocator.runs.proof_files import proof_files
from tests.check.alone import alone
from tests.engines.certificates import certificate, record_of
from tests.small import policy, scenario
from tests.strategies import Case, cases
from tests.test_engines_agree import loaded

SOURCE = Path(check_certificate.__file__)


@settings(max_examples=60)
@given(case=cases())
def test_every_certificate_is_proved(case: Case) -> None:
    read = loaded(case)
    if read is None:
        return
    allocation = solve(read, engine="certified")
    assert allocation.proof == "certificate"
    files = {name: json.loads(data) for name, data in proof_files(allocation).items()}
    record = {
        "status": allocation.status,
        "awards": [{"application_id": a.application_id, "tier": a.tier, "amount": a.amount} for a in allocation.awards],
    }
    assert prove(files["model.json"], files["certificate.json"], record).startswith(allocation.status)


@pytest.fixture
def run_files(tmp_path: Path) -> Path:
    """The checker, copied to where no package is, with the files of a run."""
    text = policy(budget="21")
    allocation = solve(scenario(tmp_path / "s", text), engine="certified")
    for name, data in proof_files(allocation).items():
        (tmp_path / name).write_bytes(data)
    awards = [{"application_id": a.application_id, "tier": a.tier, "amount": a.amount} for a in allocation.awards]
    (tmp_path / "allocation.json").write_text(json.dumps({"status": "optimal", "awards": awards}), encoding="utf-8")
    shutil.copy(SOURCE, tmp_path)
    return tmp_path


def test_the_checker_runs_alone_and_tells_by_its_exit_status(run_files: Path) -> None:
    files = ["model.json", "certificate.json", "allocation.json"]
    assert alone(run_files / SOURCE.name, *files)[0] == 0
    assert alone(run_files / SOURCE.name, *files[:2])[1].startswith(
        "proved: optimal, quota-deviation 0, weighted-score 470 over 1"
    )
    assert alone(run_files / SOURCE.name, "model.json", "nowhere.json")[0] == 2
    assert alone(run_files / SOURCE.name, "certificate.json", "model.json")[0] == 1
    assert alone(run_files / SOURCE.name, "model.json")[0] == 1
    claim = json.loads((run_files / "allocation.json").read_text(encoding="utf-8"))
    claim["awards"].pop()
    (run_files / "allocation.json").write_text(json.dumps(claim), encoding="utf-8")
    assert alone(run_files / SOURCE.name, *files)[0] == 1


def test_the_checker_is_small_and_stands_alone() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert "allocator." not in text
    assert "assert " not in text
    assert len(text.splitlines()) < 200
    assert {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))} == {
        "json",
        "math",
        "sys",
        "typing",
    }


def test_a_row_is_finished_by_its_last_class_and_not_by_uses_that_cancel() -> None:
    """Settled classes may use a row by -1 and 1 (a distance, a winner): its slack is known only after both."""

    def option(loss: int, **uses: int) -> tuple[int, list[Any]]:
        return loss, [-loss, {int(r[1:]): use for r, use in uses.items()}, (), None]

    classes = [
        ([option(0, r0=1), option(5)], {0: (0, 1)}),
        ([option(0, r0=-1)], {0: (-1, -1)}),
        ([option(0, r0=1)], {0: (1, 1)}),
    ]
    for rows, least in (([[1, 1]], 0), ([[0, 0]], 5), ([[2, 2]], None)):
        found = check_certificate.search(classes, rows, [0], {}, 10, {None: 0}, {"steps": 100})
        assert found == (None if least is None else (least, 0))


def test_a_smaller_value_of_the_right_list_is_not_proved() -> None:
    """One tier, room for two of five, three aimed at: prices at which a settled distance cancels settled winners."""
    options = tuple(Option(k, 0, value, 10, 10) for k, value in enumerate((100, 5, 4, 4, 4)))
    every = tuple(range(5))
    rows = (Row("budget", "money", every, None, 20),)
    model = Model(options, tuple((k,) for k in every), rows, (Target(0, 3, every),), 1, False, 1, Fraction(1))
    claim = certificate(engine_named("certified").solve(model, Clock()))
    assert claim["stages"][1]["value"] == 105
    assert prove(record_of(model), claim).startswith("optimal, quota-deviation 1, weighted-score 105")
    claim["stages"][1] |= {"value": 102, "nodes": [{"scale": 1, "prices": {"0": 1, "1": -6}}]}
    with pytest.raises(ValueError, match="is not the largest value"):
        prove(record_of(model), claim)


def _tiny(*, funded: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two tiers for the first of two applications, the second is worth nothing and does not win."""
    options = (Option(0, 0, 5, 2, 3), Option(0, 1, 3, 1, 2), Option(1, 0, 0, 2, 4))
    rows = (Row("budget", "money", (0, 1, 2), None, 3), Row("", "awards", (0, 1), None, 1))
    model = Model(options, ((0, 1), (2,)), rows, (Target(0, 1, (0, 2)),), 2, funded, 1, Fraction(1))
    return record_of(model), certificate(engine_named("certified").solve(model, Clock()))


@pytest.mark.parametrize("funded", [False, True])
def test_an_award_that_is_no_option_of_the_model_is_not_proved(funded: bool) -> None:
    record, claim = _tiny(funded=funded)
    assert claim["chosen"] == [[0, 3 if funded else 2]]
    awards = [{"application_id": "P0", "tier": "t0", "amount": 3}, {"application_id": "P1", "tier": "t0", "amount": 0}]
    prove(record, claim, {"status": "optimal", "awards": awards[:1]})
    for amount in (0, 9):  # it is worth 0 and has no word
        awards[1]["amount"] = amount
        tampered = claim | {"chosen": [*claim["chosen"], [2, amount]]}
        with pytest.raises(ValueError, match="another list"):
            prove(record, tampered, {"status": "optimal", "awards": awards})


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["options"][0]["uses"].append([0, 0]),  # twice in a row
        lambda r: r["options"][2]["uses"].append([2, 0]),  # in the row of a target
        lambda r: r["options"][1].update(tier=-1),
        lambda r: r.update(stage="proved"),
        lambda r: r.update(scale="1, and more"),
        lambda r: r.update(step=0),
        lambda r: r["options"][1].update(uses=[[0, 1]]),  # in both tiers, but for its target
    ],
)
def test_a_model_without_one_meaning_is_refused(change: Change) -> None:
    record, claim = _tiny()
    record["targets"][0] = {"tier": 0, "aim": 1, "options": [0, 1]}
    claim["stages"][1]["nodes"] = [{"scale": 1, "prices": {}}]
    assert prove(record, claim).startswith("optimal")
    change(record)
    with pytest.raises(FAULTS):
        prove(record, claim)


def test_a_node_is_looked_through_once() -> None:
    """Shared nodes would make a short certificate take for ever."""
    record, claim = _tiny()
    node = {"scale": 1, "prices": {}}
    claim["stages"][1]["nodes"] = [node | {"option": 2, "taken": 1, "other": 2}, node, node]
    assert prove(record, claim).startswith("optimal")
    for taken, other in ((1, 1), (0, 1), (1, 0), (1, 3), (1, None)):
        claim["stages"][1]["nodes"][0] |= {"taken": taken, "other": other}
        with pytest.raises(ValueError, match="a node that is missing or looked through before"):
            prove(record, claim)


def test_numbers_of_applications_may_lie_far_apart() -> None:
    """The words that tell lists apart count the applications that are open, not the numbers that they have."""
    record, claim = _tiny()
    record["options"][2].update(application=10**9)
    assert prove(record, claim).startswith("optimal, quota-deviation 0, weighted-score 5")


@pytest.mark.parametrize("funded", [False, True])
def test_only_the_first_of_two_best_lists_is_proved(funded: bool) -> None:
    """Equal applications of which one wins for certain, and one of the two others: by prices, and by splitting."""
    options = tuple(Option(k, 0, 9 if k == 2 else 4, 1, 1) for k in range(4))
    every, left = tuple(range(4)), (0, 1, 3)
    rows = (Row("budget", "money", every, None, 2), Row("", "awards", left, None, 1))
    model = Model(options, tuple((k,) for k in every), rows, (), 1, funded, 1, Fraction(1))
    claim = certificate(engine_named("certified").solve(model, Clock()))
    assert claim["chosen"] == [[0, 1], [2, 1]]
    record = record_of(model)
    split = {"scale": 1, "prices": {"1": 4}, "option": 0, "taken": 1, "other": 2}
    for nodes in (claim["stages"][1]["nodes"], [split, {"scale": 1, "prices": {"1": 4}}, {"scale": 1, "prices": {}}]):
        claim["stages"][1]["nodes"] = nodes
        claim["chosen"] = [[0, 1], [2, 1]]
        prove(record, claim)
        for other in ([[1, 1], [2, 1]], [[2, 1], [3, 1]], [[2, 1]], [[0, 1]], [[0, 1], [1, 1]], [[0, 1], [3, 1]]):
            claim["chosen"] = other
            with pytest.raises(FAULTS):
                prove(record, claim)
