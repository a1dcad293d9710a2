"""Small scenarios for tests: a policy in a few lines, tables as texts."""

from __future__ import annotations

from pathlib import Path

from allocator import load
from allocator.scenario import Scenario

HEAD = """
programme: Test
year: 2026
money: {currency: CNY, unit: 10000, unit_name: 万元, step: 1}
score_decimals: 0
"""
TIERS = """
tiers:
  - {id: top, name: 标杆型, cap: 10, floor: 4, weight: 2, source: 第十一条}
  - {id: base, name: 示范型, cap: 6, floor: 2, source: 第十一条}
"""
ONE = "one_award_per: {key: enterprise, source: 第五条（四）}\n"
APPLICATIONS = """application_id,enterprise,tier,requested,score,city
A,甲公司,top,,90,济南市
B,乙公司,top,,80,济南市
C,丙公司,base,,70,青岛市
D,丁公司,base,,60,青岛市
"""


def policy(*parts: str, budget: str = "30", tiers: str = TIERS, one: str = ONE, amounts: str = "proportional") -> str:
    """Text of a policy made of a common head and further parts."""
    spread = f"amounts: {{rule: {amounts}, source: assumption}}\n" if amounts else ""
    return (
        HEAD
        + f"budget: {{value: {budget}, source: 第三条}}\n"
        + tiers
        + one
        + spread
        + "".join(f"{p}\n" for p in parts)
    )


def write(folder: Path, policy_text: str, applications: str = APPLICATIONS, **tables: str) -> Path:
    """Write a scenario folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.yaml").write_text(policy_text, encoding="utf-8")
    for name, text in {"applications": applications, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def scenario(folder: Path, policy_text: str, applications: str = APPLICATIONS, **tables: str) -> Scenario:
    """Write and load a scenario."""
    return load(write(folder, policy_text, applications, **tables))
