"""What figures are tried on, and what they say."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.text import Text

TIERS = """
tiers:
  - {id: top, name: 标杆型, name_en: Top, cap: 10, floor: 4, weight: 2, quota: {min: 1, max: 2}, source: 第十一条}
  - {id: base, name: 示范型, cap: 6, floor: 2, quota: {min: 1, max: 3}, source: 第十一条}
"""
GROUPS = """groups:
  - {id: city, name: 每市$x_2$至多一项, by: city, max_awards: 2, max_amount: 12, source: 第八条}
  - {id: few, name: 至少一项, by: city, value: 青岛市, tiers: [base], min_awards: 1, source: assumption}
"""
MANY = """application_id,enterprise,tier,requested,score,city
A,甲公司,top,,90,济南市
B,乙公司,top,,80,济南市
C,丙公司,top,,79,青岛市
D,丁公司,base,,70,青岛市
E,戊公司,base,,64,青岛市
F,己公司,base,,60,烟台市
"""


def texts(ax: Axes) -> str:
    """Everything that a figure says."""
    return "\n".join(t.get_text() for t in ax.figure.findobj(Text))


def points(ax: Axes, gid: str) -> list[tuple[float, float]]:
    """Coordinates of the marks and lines of an id."""
    return [(float(x), float(y)) for a in ax.lines if a.get_gid() == gid for x, y in zip(*a.get_data(), strict=True)]
