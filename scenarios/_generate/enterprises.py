"""Invented enterprises (申报单位) of the sixteen cities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from _generate.chains import CHAINS
from _generate.codes import credit_code
from _generate.draws import Draws

CITIES: dict[str, tuple[str, int]] = {
    "济南市": ("01", 30),
    "青岛市": ("02", 32),
    "淄博市": ("03", 15),
    "枣庄市": ("04", 7),
    "东营市": ("05", 9),
    "烟台市": ("06", 24),
    "潍坊市": ("07", 22),
    "济宁市": ("08", 14),
    "泰安市": ("09", 9),
    "威海市": ("10", 11),
    "日照市": ("11", 6),
    "临沂市": ("13", 14),
    "德州市": ("14", 10),
    "聊城市": ("15", 8),
    "滨州市": ("16", 10),
    "菏泽市": ("17", 8),
}
"""City -> (its number in administrative codes, its weight)."""

FIRST = "砚霁珩翊菽岫筠徽垚椿昉赟韫弈桢琮旸淇"
SECOND = "岭川朔榆汀弦桥畔辰垣屿麓澄枢野陆"
FORMS: dict[str, int] = {"有限公司": 70, "股份有限公司": 20, "（山东）有限公司": 4, "（集团）有限公司": 6}


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An applicant: its registered name, credit code, city and industry chain."""

    name: str
    uscc: str
    city: str
    chain: str


def spread(draws: Draws, weights: dict[str, int], count: int) -> list[str]:
    """`count` keys drawn by weight, every key at least once, in random order."""
    keys = [*weights, *(draws.weighted(weights) for _ in range(count - len(weights)))]
    return draws.sample(keys, count)


def enterprises(draws: Draws, count: int, taken: Sequence[Enterprise] = ()) -> list[Enterprise]:
    """`count` enterprises with different names and codes, in the order of the cities.

    Parameters
    ----------
    draws
        The stream to draw from.
    count
        How many, at least the number of chains.
    taken
        Enterprises whose names must not come again.
    """
    cities = spread(draws, {city: weight for city, (_, weight) in CITIES.items()}, count)
    chains = spread(draws, dict.fromkeys(CHAINS, 1), count)
    names = {enterprise.name for enterprise in taken}
    made = list[Enterprise]()
    for city, chain in zip(sorted(cities, key=list(CITIES).index), chains, strict=True):
        while (name := enterprise_name(draws, city, chain)) in names:
            continue
        names.add(name)
        made.append(Enterprise(name, credit_code(draws, CITIES[city][0]), city, chain))
    return made


def enterprise_name(draws: Draws, city: str, chain: str) -> str:
    """City, two syllables, trade word, legal form."""
    syllables = draws.choice(FIRST) + draws.choice(SECOND)
    return city.removesuffix("市") + syllables + draws.choice(CHAINS[chain][0]) + draws.weighted(FORMS)
