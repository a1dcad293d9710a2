"""Applications (申报项目): who applies with what, for which tier, for how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from _generate.chains import scene_title
from _generate.csvfile import Row
from _generate.draws import Draws
from _generate.enterprises import CITIES, Enterprise

BENCHMARK, DEMONSTRATION = "标杆型", "示范型"
TIERS: dict[str, int] = {BENCHMARK: 35, DEMONSTRATION: 65}
REQUESTS: dict[str, tuple[float, float, int, int]] = {BENCHMARK: (132, 24, 60, 190), DEMONSTRATION: (89, 18, 35, 140)}
"""Tier -> mean, deviation, least and largest requested amount in 万元."""

HEADINGS = (
    "项目编号",
    "场景名称",
    "申报单位",
    "统一社会信用代码",
    "所在市",
    "产业链",
    "申报类型",
    "申请金额",
    "项目投资额",
)


@dataclass(frozen=True, slots=True)
class Application:
    """An application, its hidden quality (0 to 100, what experts try to see), and its further cells."""

    application_id: str
    enterprise: Enterprise
    title: str
    tier: str
    quality: float
    requested: str
    investment: str
    cells: Row = field(default_factory=dict)

    def row(self) -> Row:
        """The row of the applications table."""
        known = (self.application_id, self.title, self.enterprise.name, self.enterprise.uscc, self.enterprise.city,
                 self.enterprise.chain, self.tier, self.requested, self.investment)  # fmt: skip
        return dict(zip(HEADINGS, known, strict=True)) | self.cells


def applications(draws: Draws, applicants: Sequence[Enterprise], prefix: str, spread: float) -> list[Application]:
    """One application per entry of `applicants`, numbered in the order of the cities.

    Parameters
    ----------
    draws
        The stream to draw from.
    applicants
        Enterprises; one that stands twice applies twice.
    prefix
        What the numbers begin with.
    spread
        Standard deviation of the qualities.
    """
    made = list[Application]()
    for number, enterprise in enumerate(sorted(applicants, key=lambda one: list(CITIES).index(one.city)), start=1):
        tier = draws.weighted(TIERS)
        quality = draws.normal(78 if tier == BENCHMARK else 76, spread)
        requested = requested_amount(draws, tier)
        investment = (requested or 100) * draws.integer(22, 90) // 100 * 10
        title = scene_title(draws, enterprise.chain)
        amounts = amount_text(draws, requested), f"{investment:,}" if draws.chance(0.1) else str(investment)
        made.append(Application(f"{prefix}{number:03d}", enterprise, title, tier, quality, *amounts))
    return made


def requested_amount(draws: Draws, tier: str) -> int | None:
    """Requested amount in 万元: 4% modest, half of the others in round fives; None in 3% of the draws."""
    mean, deviation, least, largest = REQUESTS[tier]
    if draws.chance(0.04):
        return draws.integer(least, least + 14)
    amount = min(max(round(draws.normal(mean, deviation)), least), largest)
    if draws.chance(0.5):
        amount = round(amount / 5) * 5
    return None if draws.chance(0.03) else amount


def amount_text(draws: Draws, amount: int | None) -> str:
    """The amount as applicants write it: mostly the number alone, a few with a unit."""
    if amount is None:
        return ""
    form = draws.weighted({"{0}": 94, "{0}万元": 4, "{0} 万元": 2})
    return form.format(amount)
