"""The main scenario: one batch of the provincial programme, with expert reviews, ledger and a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from _generate import applications as table
from _generate import gates, records, reviews
from _generate.applications import Application
from _generate.csvfile import write_table
from _generate.draws import Draws
from _generate.enterprises import Enterprise, enterprises

ENTERPRISES, TWICE, FAILING = 225, 15, 40


def write_shandong(folder: Path, seed: str) -> list[Enterprise]:
    """Write the tables of the scenario; the enterprises are returned, so that others get other names."""
    applicants = enterprises(Draws(f"{seed} enterprises"), ENTERPRISES)
    made = submitted(Draws(f"{seed} applications"), applicants)
    failed = gates.failures(Draws(f"{seed} gates"), len(made), FAILING, gates.GATES, 0.2)
    made = with_cells(Draws(f"{seed} cells"), made, failed)
    headings = (*table.HEADINGS, *(gate.heading for gate in gates.GATES), gates.PARTNERS, gates.LEVEL)
    write_table(folder / "applications.csv", headings, (one.row() for one in made))

    draws = Draws(f"{seed} reviews")
    reviewed = [one for one in made if one.cells[gates.RECOMMENDED] == "是"]
    passing = sorted((one for one, lacks in zip(made, failed, strict=True) if not lacks), key=lambda one: -one.quality)
    short = [passing[24], draws.choice(passing[60:120])]
    write_table(folder / "reviews.csv", reviews.HEADINGS, reviews.review_rows(draws, reviewed, short))

    draws = Draws(f"{seed} ledger")
    awarded = [passing[place].enterprise for place in (6, 35, 90)]
    strangers = enterprises(draws, 20, applicants)[::7]
    earlier = draws.sample([one.enterprise for one in passing[10:50] if one.enterprise not in awarded], 4)
    write_table(folder / "ledger.csv", records.LEDGER_HEADINGS, records.ledger_rows(draws, awarded, strangers, earlier))
    write_table(folder / "decisions.csv", records.DECISION_HEADINGS, records.decision_rows(passing[11]))
    return [*applicants, *strangers]


def submitted(draws: Draws, applicants: Sequence[Enterprise]) -> list[Application]:
    """Applications of all the applicants; some apply twice, one of these under a name that is written otherwise."""
    bracketed = next(one for one in applicants if "（集团）" in one.name)
    twice = [bracketed, *draws.sample([one for one in applicants if one is not bracketed], TWICE - 1)]
    made = table.applications(draws, [*applicants, *twice], "SD2026-", 7)
    second = max(place for place, one in enumerate(made) if one.enterprise is bracketed)
    written = bracketed.name.replace("（", "(").replace("）", ")")
    made[second] = replace(made[second], enterprise=replace(bracketed, name=written, uscc=""))
    return made


def with_cells(draws: Draws, made: Sequence[Application], failed: Sequence[Sequence[gates.Gate]]) -> list[Application]:
    """The applications with the cells that the eligibility rules read."""
    return [
        replace(one, cells=gates.gate_cells(draws, gates.GATES, lacks) | gates.benchmark_cells(draws, one.tier, 0.15))
        for one, lacks in zip(made, failed, strict=True)
    ]
