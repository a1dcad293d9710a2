"""A case that no solver here finishes in seconds."""

from __future__ import annotations

import random
from pathlib import Path

from tests.small import policy, write


def hard(folder: Path) -> Path:
    """Overlapping money limits over many random halves of the applications: no solver here is done in seconds."""
    draw = random.Random(7)
    columns = [f"g{n}" for n in range(24)]
    lines = [",".join(["application_id", "enterprise", "requested", "score", *columns])]
    spent = dict.fromkeys(columns, 0)
    for k in range(240):
        cost = draw.randint(300, 999)
        inside = {c: draw.random() < 0.5 for c in columns}
        for c in columns:
            spent[c] += cost * inside[c]
        flags = ("yes" if inside[c] else "no" for c in columns)
        lines.append(",".join([f"P{k}", f"E{k}", str(cost), str(cost + draw.randint(0, 300)), *flags]))
    groups = ", ".join(
        f"{{id: half-{c}, by: {c}, value: 'yes', max_amount: {spent[c] // 2}, source: x}}" for c in columns
    )
    text = policy(
        f"groups: [{groups}]",
        "max_score: 2000",
        tiers="tiers: [{id: a, name: 甲, source: x}]\n",
        amounts="in-full",
        budget="99991",
        one="one_award_per: null\n",
    )
    return write(folder, text, "\n".join(lines) + "\n")
