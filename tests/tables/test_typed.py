"""Cells that are not what their column wants: place, found, expected, remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.errors import InputError
from tests.small import APPLICATIONS, policy, scenario

SCORING = """scoring:
  indicators:
    - {id: "1.1", name: 创新, weight: 60, max: 10, source: x}
    - {id: "1.2", name: 成效, weight: 40, max: 10, source: x}
"""
REVIEWS = "application_id,expert,indicator,score,recused,expert_unit\n"
NO_AMOUNTS = ("12,5k", "大约150", "150万美元", "2026-03-01", "1e100", "1,5²")
GOOD = "A,E1,1.1,5,,\nA,E1,1.2,5,,\n"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("Z,E1,1.1,5,,\n", "reviews.csv row 4, application_id: 'Z' is not among the applications"),
        (",E1,1.1,5,,\n", "row 4, application_id: the cell is empty"),
        ("A,,1.1,5,,\n", "row 4, expert: the cell is empty; name the expert"),
        ("A,E2,,5,,\n", "row 4, indicator: the cell is empty; name the indicator"),
        ("A,E2,创薪,5,,\n", "row 4, indicator: '创薪' is no indicator; write an id or name of the policy's indicators"),
        ("A,E2,1.11,5,,\n", "'1.11' is no indicator; did you mean '1.1'?"),
        ("A,E2,1.1,11,,\n", "row 4, score: 11 is outside 0 to 10 for indicator 1.1"),
        ("A,E2,1.1,-1,,\n", "-1 is outside 0 to 10"),
        ("A,E2,1.1,五,,\n", "'五' is not a number"),
        ("A,E2,1.1,5²,,\n", "'5²' is not a number"),
        ("A,E1,创新,5,,\n", "'E1' scored indicator 1.1 of this application already in reviews.csv row 2"),
        ("A,e1,1.1,5,,\n", "'e1' differs from 'E1' in reviews.csv row 2 only in case"),
        ("A,E2,1.1,5,①,\n", "row 4, recused: '①' is neither yes nor no"),
        ("A,E2,1.1,5,maybe,\n", "row 4, recused: 'maybe' is neither yes nor no"),
        ("A,E2,1.1,5,,甲 公司\n", "expert 'E2' belongs to the applicant '甲公司' and is not recused"),
    ],
)
def test_faults_of_reviews(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        scenario(tmp_path / "s", policy(SCORING), APPLICATIONS.replace(",90,", ",,"), reviews=REVIEWS + GOOD + rows)
    assert message in str(caught.value)


def test_an_expert_of_the_applicant_may_be_recused(tmp_path: Path) -> None:
    rows = GOOD + "A,E2,1.1,5,是,甲公司\nA,E2,1.2,5,,甲公司\n"
    made = scenario(tmp_path / "s", policy(SCORING), APPLICATIONS.replace(",90,", ",,"), reviews=REVIEWS + rows)
    assert made.scores.sheets[0] == (1, 1, 0)


def test_reviews_without_indicators_are_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the policy has no scoring\.indicators"):
        scenario(tmp_path / "s", policy(), reviews=REVIEWS + GOOD)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("soon,戊,,\n", "ledger.csv row 2, year: 'soon' is not a year; write for example 2026"),
        ("202⑥,戊,,\n", "year: '202⑥' is not a year"),
        ("2026,戊,,15²\n", "amount: '15²' is not an amount"),
        ("26,戊,,\n", "year: '26' is not a year; write for example 2026"),
        (",戊,,\n", "year: the cell is empty"),
        ("2026,,,\n", "neither an enterprise nor its code is given"),
        ("2026,戊,91370199MACF1X1T19,\n", "has a wrong check digit"),
        ("2026,戊,,viel\n", "amount: 'viel' is not an amount"),
    ],
)
def test_faults_of_the_ledger(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        scenario(tmp_path / "s", policy(), ledger="year,enterprise,uscc,amount\n" + rows)
    assert message in str(caught.value)


def test_a_tier_of_the_past_in_the_ledger_is_only_warned_of(tmp_path: Path) -> None:
    made = scenario(tmp_path / "s", policy(), ledger="year,enterprise,tier\n2026年度,戊,top\n2025,己,旧类\n")
    assert [str(w) for w in made.warnings] == ["ledger.csv row 3, tier: '旧类' is no tier; it is not used"]


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("12,5", "write 12.5"),
        ("１２，５", "write 12.5"),
        *((text, "write an amount, for example") for text in NO_AMOUNTS),
    ],
)
def test_a_remedy_never_changes_what_the_cell_says(tmp_path: Path, cell: str, remedy: str) -> None:
    with pytest.raises(InputError, match=f"is not an amount; {remedy}"):
        scenario(tmp_path / "s", policy(), APPLICATIONS.replace("A,甲公司,top,,", f'A,甲公司,top,"{cell}",'))
