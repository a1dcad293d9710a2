"""The screening of a scenario on the terminal."""

from __future__ import annotations

from collections import Counter

from allocator.cli.terminal import console, table
from allocator.numbers import fixed_text
from allocator.policy import rules_of, screening_codes
from allocator.scenario import Scenario
from allocator.scenario.reasons import screening_reason

MOST_ROWS = 200


def show_screening(scenario: Scenario) -> None:
    """Tables read, failed rules with their numbers, and every application that is closed out with its reasons."""
    out, policy, ids = console(), scenario.policy, scenario.tables.applications.ids
    out.print(f"{policy.programme} {policy.year}: {scenario.source.name}")
    for read in scenario.tables.raw():
        out.print(
            f"  {read.name}: {len(read)} 行 rows ({', '.join(read.files[:5])}{', ...' if len(read.files) > 5 else ''})"
        )
    closed = [k for k in range(len(ids)) if not scenario.screening.eligible(k)]
    enterprises = len(set(scenario.enterprises.numbers))
    eligible = len(ids) - len(closed)
    out.print(f"申报 applications: {len(ids)}（单位 enterprises: {enterprises}）")
    out.print(f"符合条件 eligible: {eligible}, 不符合条件 not eligible: {len(closed)}")
    out.print()
    headings = [("规则 rule", False), ("名称 name", False), ("依据 source", False), ("项数 applications", True)]
    out.print(table("未通过的条件 failed rules", headings, _rule_rows(scenario)))
    out.print()
    rows = []
    for k in sorted(closed, key=lambda k: ids[k])[:MOST_ROWS]:
        score = scenario.score(k)
        reasons = "；".join(screening_reason(scenario, k, rule)[0] for rule in scenario.screening.failed[k])
        rows.append(
            (
                ids[k],
                scenario.tables.applications.enterprises[k],
                "" if score is None else fixed_text(score, policy.score_decimals),
                reasons,
            )
        )
    columns = [("项目编号 id", False), ("申报单位 enterprise", False), ("得分 score", True), ("原因 reasons", False)]
    out.print(table(f"不符合条件的申报 applications closed out: {len(closed)}", columns, rows))
    if len(closed) > MOST_ROWS:
        out.print(f"... {len(closed) - MOST_ROWS} more; `allocate run` writes all to screening.csv")


def _rule_rows(scenario: Scenario) -> list[tuple[str, ...]]:
    counts = Counter(rule for failed in scenario.screening.failed for rule in failed)
    known = {r.id: (r.zh, r.source) for r in rules_of(scenario.policy)} | {
        c: (zh, "") for c, (zh, _) in screening_codes().items()
    }
    listed = [r.id for r in rules_of(scenario.policy) if r.kind in ("eligibility", "min_score")]
    return [(rule, *known[rule], str(counts[rule])) for rule in [*listed, *screening_codes()] if counts[rule]]
