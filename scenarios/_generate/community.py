"""The third scenario: a county's grants to community groups, in another language, currency and shape."""

from __future__ import annotations

from pathlib import Path

from _generate.csvfile import Row, write_table
from _generate.draws import Draws

HEADINGS = ("application_id", "title", "enterprise", "city", "requested", "score",
            "registered_nonprofit", "accounts_filed", "years_active")  # fmt: skip
GROUPS: tuple[tuple[str, str, str], ...] = (
    ("Alder Bay Food Share", "Alder Bay", "Cold store for the food bank"),
    ("Harrow Mill Library Friends", "Harrow Mill", "Reading room in the old mill"),
    ("Tern Point Youth Sailing", "Tern Point", "Boats for school classes"),
    ("Alder Bay Repair Cafe", "Alder Bay", "Tool library"),
    ("Fenwick Green Allotments", "Fenwick Green", "Raised beds for wheelchair users"),
    ("Harrow Mill Brass Band", "Harrow Mill", "Instruments for beginners"),
    ("Lowmoor Night Shelter", "Lowmoor", "Twelve winter beds"),
    ("Tern Point Dune Wardens", "Tern Point", "Boardwalk and planting"),
    ("Lowmoor Parents Circle", "Lowmoor", "After-school club"),
    ("Fenwick Green Village Hall", "Fenwick Green", "Heat pump"),
    ("Alder Bay Stage Company", "Alder Bay", "Touring play for care homes"),
    ("Harrow Mill Walking Group", "Harrow Mill", "Waymarked paths"),
    ("Lowmoor Bike Kitchen", "Lowmoor", "Bicycles for apprentices"),
    ("Tern Point Lifeboat Museum", "Tern Point", "Step-free entrance"),
    ("Fenwick Green Beekeepers", "Fenwick Green", "Teaching apiary"),
    ("Alder Bay Seniors Online", "Alder Bay", "Tablet lessons"),
    ("Alder Bay Food  Share", "Alder Bay", "Delivery van"),
    ("Lowmoor Night Shelter", "Lowmoor", "Advice desk"),
)
"""Enterprise, city, title. Two groups apply twice; one of them is written with a space too many."""

NOT_REGISTERED, NOT_FILED, TOO_YOUNG = 12, 5, 15


def write_community(folder: Path, seed: str) -> None:
    """Write the applications, with English headings."""
    draws = Draws(f"{seed} applications")
    write_table(folder / "applications.csv", HEADINGS, (row(draws, place) for place in range(len(GROUPS))))


def row(draws: Draws, place: int) -> Row:
    """One application: requested dollars, score out of 100 with one decimal, and what eligibility reads."""
    enterprise, city, title = GROUPS[place]
    requested, tenths = draws.integer(40, 260) * 100, round(draws.normal(76, 9) * 10)
    years = 0 if place == TOO_YOUNG else draws.integer(1, 30)
    cells = (
        f"CG-{place + 1:02d}",
        title,
        enterprise,
        city,
        f"{requested:,}" if draws.chance(0.3) else str(requested),
        f"{tenths // 10}.{tenths % 10}",
        "no" if place == NOT_REGISTERED else "yes",
        "no" if place == NOT_FILED else "yes",
        str(years),
    )
    return dict(zip(HEADINGS, cells, strict=True))
