"""Expert reviews (专家评审): panels of seven, with recusals, absent sheets and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from _generate.applications import Application
from _generate.chains import CHAINS
from _generate.csvfile import Row
from _generate.draws import Draws

HEADINGS = ("项目编号", "专家", "指标", "得分", "回避", "专家单位")
BASE = ("2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "3.2", "3.3", "3.4", "3.5", "4.1", "4.2", "4.3")
BONUS = ("5.1", "5.2")
GROUPS, POOL, PANEL = 8, 9, 7
MISHAPS: dict[str, int] = {"": 80, "absent": 8, "incomplete": 6, "recused": 6}
BONUS_LEVELS: dict[int, int] = {0: 10, 40: 3, 60: 4, 80: 2, 100: 1}
UNITS = (
    "鲁西理工学院", "海岱工业大学", "泰岳科技大学", "沂蒙师范学院", "蓬湾海洋学院", "泺源信息职业大学",
    "山东省智造技术研究中心", "齐原人工智能研究院", "渤湾工业互联网研究所", "胶东智能装备检测中心",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expert:
    """An expert of one review group: number, employer, and how far above others he or she scores."""

    number: str
    unit: str
    leaning: float


def group_of(application: Application) -> int:
    """Review group (评审组) of an application, by its chain."""
    return list(CHAINS).index(application.enterprise.chain) * GROUPS // len(CHAINS)


def expert_pools(draws: Draws, applications: Sequence[Application]) -> list[list[Expert]]:
    """A pool of experts per review group; the last of each works for an applicant of that group."""
    pools = list[list[Expert]]()
    for group in range(GROUPS):
        names = [one.enterprise.name for one in applications if group_of(one) == group]
        applicants = [name for name in names if "(" not in name and "（" not in name]
        units = [draws.choice(UNITS) for _ in range(POOL - 1)] + [draws.choice(applicants)]
        first = group * POOL + 1
        pools.append([Expert(f"E{first + k:02d}", unit, draws.normal(0, 1.6)) for k, unit in enumerate(units)])
    return pools


def panel_of(draws: Draws, pool: Sequence[Expert], application: Application) -> list[Expert]:
    """Seven experts in the order of their numbers; the applicant's own employee is drawn first (and recused later)."""
    own = [expert for expert in pool if expert.unit == application.enterprise.name]
    others = [expert for expert in pool if expert not in own]
    return sorted(own + draws.sample(others, PANEL - len(own)), key=lambda expert: expert.number)


def sheets(draws: Draws, application: Application, experts: Sequence[Expert]) -> list[dict[str, str]]:
    """One complete sheet per expert: indicator -> score out of 100.

    A score is the application's quality, its strength in that indicator, the expert's leaning and chance.
    """
    strength = {indicator: draws.normal(application.quality, 4) for indicator in BASE}
    level = {indicator: draws.weighted(BONUS_LEVELS) for indicator in BONUS}
    made = list[dict[str, str]]()
    for expert in experts:
        scores = {one: bounded(draws.normal(strength[one] + expert.leaning, 3.5)) for one in BASE}
        bonus = {one: bounded(draws.normal(level[one], 4)) if level[one] else 0 for one in BONUS}
        made.append({one: str(score) for one, score in (scores | bonus).items()})
        if not any(bonus.values()) and draws.chance(0.1):
            made[-1] |= dict.fromkeys(BONUS, "")
    return made


def bounded(score: float) -> int:
    """The nearest whole score from 0 to 100."""
    return min(max(round(score), 0), 100)


def review_rows(draws: Draws, applications: Sequence[Application], short: Sequence[Application]) -> list[Row]:
    """Rows of the reviews table; the applications of `short` keep too few valid sheets."""
    pools = expert_pools(draws, applications)
    rows = list[Row]()
    for application in applications:
        experts = panel_of(draws, pools[group_of(application)], application)
        scores = sheets(draws, application, experts)
        mishaps = mishaps_of(draws, application, experts, application in short)
        for expert, sheet, mishap in zip(experts, scores, mishaps, strict=True):
            head = {"项目编号": application.application_id, "专家": expert.number, "专家单位": expert.unit}
            rows.extend(head | row for row in sheet_rows(draws, sheet, mishap))
    return rows


def mishaps_of(draws: Draws, application: Application, experts: Sequence[Expert], short: bool) -> list[str]:
    """What befell each sheet: nothing (an empty text), absent, incomplete or recused."""
    own = {k: "recused" for k, expert in enumerate(experts) if expert.unit == application.enterprise.name}
    drawn = ["absent", "incomplete", "recused"] if short else [draws.weighted(MISHAPS)]
    others = draws.sample([k for k in range(PANEL) if k not in own], len(drawn))
    befell = dict(zip(others, drawn, strict=True)) | own
    return [befell.get(k, "") for k in range(PANEL)]


def sheet_rows(draws: Draws, sheet: dict[str, str], mishap: str) -> list[Row]:
    """Rows of one sheet. A recused expert leaves one row without a score, or is recused after having scored."""
    if mishap == "absent":
        return []
    if mishap == "recused" and draws.chance(0.7):
        return [{"回避": "是"}]
    missing = draws.sample(BASE, draws.integer(1, 2)) if mishap == "incomplete" else []
    rows = [{"指标": one, "得分": score, "回避": "否"} for one, score in sheet.items() if one not in missing]
    if mishap == "recused":
        rows[-1]["回避"] = "是"
    return rows
