"""Every fault of a messy table, by row and in one order, however the table is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator import load
from allocator.errors import InputError
from allocator.tables import csv_file

DATA = Path(__file__).parent / "data"
POLICY = """
programme: Test
year: 2026
money: {currency: CNY, unit: 10000, unit_name: 万元, step: 1}
score_decimals: 1
budget: {value: 30, source: 第三条}
tiers:
  - {id: top, name: 标杆型, cap: 10, floor: 4, weight: 2, source: 第十一条}
  - {id: base, name: 示范型, cap: 6, floor: 2, source: 第十一条}
fallback: [{from: top, to: base, source: 第十一条}]
one_award_per: {key: enterprise, source: 第五条（四）}
eligibility:
  - {id: gate, name: 绿色门槛, column: gate, equals: yes, source: 第五条}
  - {id: months, name: 上线月数, column: months, at_least: 3, source: 第六条}
scoring:
  indicators: [{id: "1.1", name: 创新, weight: 100, source: 附件1}]
  tie_break: [months]
groups: [{id: city-cap, by: town, max_awards: 2, source: assumption}]
columns: {gate: 绿色门槛, months: 上线月数}
"""
HEADINGS = "项目编号,申报单位,统一社会信用代码,申报类型,申请金额,项目投资额,综合得分,绿色门槛,上线月数\n"
ROWS = """P1,甲公司,91370199MACF1X1T18,标杆型,8,20,90.5,是,4
p1,乙公司,,示范型,"1,250",x,80,是,5
P3,,91370199MACF1X1T19,,-3,20,101,maybe,三
P1,丙公司,9137,标杆,15²,20,3.14,否,
Ｐ3,丁公司,91370199IACF1X1T18,top,"1,5",20,十,是,9
,戊公司,,base,90000,#N/A,,#REF!,1
P7,己公司,,ｂａｓｅ,５万元,1E+05,70,①,２
"""
CODES = """P1,甲公司,91370199MACF1X1T18,top,8,20,90.5,是,4
P2,甲公司,91377178YCE12EJWN3,base,8,20,80,是,5
P3,甲公司,,base,8,20,80,是,x
P4,乙公司,,base,8,20,80,maybe,5
"""


def faults(folder: Path, rows: str, end: str, large: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(csv_file, "LARGE", large)
    folder.joinpath("policy.yaml").write_text(POLICY, encoding="utf-8")
    folder.joinpath("applications.csv").write_bytes((HEADINGS + rows).replace("\n", end).encode())
    with pytest.raises(InputError) as caught:
        load(folder)
    return caught.value.lines


@pytest.mark.parametrize(("end", "large"), [("\n", 2**40), ("\n", 0), ("\r\n", 0), ("\r", 0)])
@pytest.mark.parametrize(("rows", "expected"), [(ROWS, "faults_of_cells.txt"), (CODES, "faults_of_codes.txt")])
def test_every_fault_is_found(
    rows: str, expected: str, end: str, large: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (DATA / expected).read_text(encoding="utf-8").splitlines()
    assert faults(tmp_path, rows, end, large, monkeypatch) == lines
