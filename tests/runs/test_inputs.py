"""The inputs of a run are values: they read back as the same scenario, however they were written."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator import load, solve, verify, write_run
from allocator.errors import InputError
from allocator.policy import load_policy
from allocator.runs.input_table import table_bytes
from allocator.runs.inputs import input_files, input_hashes, policy_text
from allocator.runs.write import result_files
from allocator.scenario import Scenario
from tests.audit.claims import table_of
from tests.small import TIERS, policy, write

WIDE = TIERS.replace("标杆型", "标杆型（A）")
RULES = """
columns: {flag: 旗标, text: 文本}
eligibility:
  - {id: flagged, name: 旗标, column: flag, equals: yes, source: s}
  - {id: dear, name: 金额, column: requested, at_least: 8, source: s}
  - {id: good, name: 得分, column: score, at_least: 80, source: s}
  - {id: kind, name: 类型, column: tier, equals: top, source: s}
scoring:
  indicators:
    - {id: "1.1", name: 创新（A）, weight: 60, max: 10, source: x}
    - {id: "1.2", name: 成效, weight: 40, max: 10, source: x}
"""
TEXT = policy(RULES, tiers=WIDE)
APPLICATIONS = (
    "application_id,enterprise,tier,requested,score,flag,uscc\nA,甲公司,top,9.5,90,yes,91370199MACF1X1T18\n"
    "B,乙公司,base,7,70,no,\nC,丙公司,top,,,yes,\n"
)
REVIEWS = "application_id,expert,indicator,score,recused\nC,X,1.1,8,no\nC,X,1.2,9.5,no\nC,Y,1.1,8,yes\n"
LEDGER = "year,enterprise,tier,amount\n2025,戊公司,top,10\n"
DECISIONS = "application_id,decision,reason,date\nA,fund:top,会议,2026-03-01\nB,reject,会议,\n"
TABLES = {"applications": APPLICATIONS, "reviews": REVIEWS, "ledger": LEDGER, "decisions": DECISIONS}
SPELLINGS = [
    ("applications", "top,9.5", "标杆型（A）,9.5万元"),
    ("applications", "top,9.5,90", "ｔｏｐ,９５０００元,90.0"),
    ("applications", "top,9.5", "标杆型(A),0.00095亿"),
    ("applications", "base,7,70", '示范型,"70,000元",7e1'),
    ("applications", "91370199MACF1X1T18", "91370199macf1x1t18"),
    ("reviews", "1.1,8,no", "创新(A),8.0,否"),
    ("reviews", "1.1,8,yes", "创新（A）,８,√"),
    ("ledger", "2025,戊公司,top,10", "2025年度,戊公司,标杆型（A）,10万"),
    ("decisions", "fund:top", "支持：标杆型（A）"),
    ("decisions", "reject", "不予支持"),
    *(
        ("decisions", "2026-03-01", day)
        for day in ("2026/3/1", "2026.03.01", "２０２６年3月1日", "2026-03-01 00:00:00")
    ),
]


def written(read: Scenario, folder: Path) -> Path:
    """The scenario as a run keeps it."""
    folder.mkdir(exist_ok=True)
    (folder / "policy.yaml").write_bytes(read.source.policy_text.encode())
    for name, data in input_files(read).items():
        (folder / f"{name}.csv").write_bytes(data)
    return folder


def hashes(read: Scenario) -> list[dict[str, str]]:
    return input_hashes(read, input_files(read))


@pytest.mark.parametrize(("table", "text", "other"), SPELLINGS)
def test_values_not_spellings_are_hashed_and_reported(tmp_path: Path, table: str, text: str, other: str) -> None:
    assert text in TABLES[table]
    read = load(write(tmp_path / "a", TEXT, **TABLES))
    again = load(write(tmp_path / "b", TEXT, **{**TABLES, table: TABLES[table].replace(text, other)}))
    assert hashes(again) == hashes(read)
    assert result_files(solve(again)) == result_files(solve(read))
    write_run(tmp_path / "run", solve(again))
    report = verify(tmp_path / "run")
    assert report.ok, report.differences


BREAKS = st.sampled_from(
    ["\r", "\n", "\r\n", '"', ",", ";", "\t", "\x0b", "\x1f", "\x85", "\u2028", "\u3000", "甲", "=1", "x"]
)
ANY = st.lists(BREAKS, min_size=1, max_size=4).map("".join)
MONEY = st.one_of(
    st.sampled_from(["", "9.5", "9.5万元", "9.5e0", "1e38", ".5e-37", "1e-60", "0.1元", "1,000元", "9" * 39]),
    st.from_regex(r"[0-9]{1,40}(\.[0-9]{1,38})?(元|万|亿)?", fullmatch=True),
)


@settings(max_examples=150)
@given(st.lists(st.tuples(ANY, ANY, MONEY, st.sampled_from(["是", "no", "Ｙ", ""]), ANY), min_size=1, max_size=3))
def test_whatever_reads_reads_back(rows: list[tuple[str, str, str, str, str]]) -> None:
    text = io.StringIO(newline="")
    out = csv.writer(text, quoting=csv.QUOTE_ALL)
    out.writerow(["application_id", "enterprise", "tier", "requested", "score", "flag", "别的"])
    out.writerows(
        [f"{n}{a}x", f"{n}{b}x", "标杆型（A）", money, "81", flag, f"x{c}x"]
        for n, (a, b, money, flag, c) in enumerate(rows)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        write(path, TEXT, "")
        (path / "applications.csv").write_bytes(text.getvalue().encode())
        try:
            read = load(path)
        except InputError:
            return
        assert hashes(load(written(read, Path(folder) / "b"))) == hashes(read)


def test_two_policies_have_two_hashes() -> None:
    rules = "eligibility: [{id: a, name: A, column: x, %s, source: s}]"
    texts = [f"columns: {{text: 文本{n}, flag: 旗标}}" for n in (1, 2)] + ["columns: {flag: 旗标}"]
    texts += [rules % c for c in ("equals: yes", 'equals: "yes"', 'equals: "true"', 'in: ["true"]', "in: [true]")]
    assert len({policy_text(load_policy(policy(text))) for text in texts}) == len(texts)
    assert policy_text(load_policy(policy(texts[3]))) == policy_text(load_policy(policy(rules % "equals: true")))


def test_every_number_of_a_policy_is_hashed_as_a_plain_decimal() -> None:
    text = policy_text(load_policy(policy("sensitivity: {near: 1, budgets: [0.50, 1.5]}", budget="0.3亿")))
    assert '"budgets":["0.5","1.5"],"near":"1"' in text
    assert '"value":"3000"' in text


def test_rows_are_sorted_column_by_column_beyond_what_one_number_holds() -> None:
    draw = random.Random(3)
    names = ["expert", "indicator", *(f"列{n}" for n in range(30))]
    rows = [{name: draw.choice('乙甲a,"1') + str(draw.randrange(90)) for name in names} for _ in range(400)]
    rows += rows[:50]
    table = table_of("reviews", rows)
    text = table_bytes(table, load_policy(TEXT, "policy.yaml")).decode("utf-8-sig")
    columns = ["expert", "indicator", *sorted(names[2:])]
    assert list(csv.reader(io.StringIO(text))) == [columns, *sorted([row[c] for c in columns] for row in rows)]
