"""Faults of reviews as those found row by row: the same messages, in the same order, at the same places."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import MOST_LISTED, Problems
from allocator.tables.applications import read_applications
from allocator.tables.reviews import read_reviews
from tests.audit.claims import policy_of, table_of
from tests.tables.reviews_by_rows import faults_by_rows

POLICY = policy_of(
    "budget: {value: 9, source: x}",
    "tiers: [{id: t, name: T, cap: 3, source: x}]",
    "amounts: {rule: in-full, source: x}",
    "scoring:",
    "  indicators:",
    '    - {id: "1.1", name: 创新, weight: 60, max: 10, source: x}',
    '    - {id: "1.2", name: 成效, weight: 40, max: 7.5, source: x}',
)
FIRMS = {"A1": "甲公司", "A2": "乙（山东）公司", "B7": "丙公司"}
SOUND = {
    "application_id": [*FIRMS],
    "expert": ["E1", "E2", "E3", "专家"],
    "indicator": ["1.1", "1.2", "创新", "成效"],
    "score": ["0", "7.5", "5", "６", "1e0", ""],
    "recused": ["", "否", "no", "是"],
    "expert_unit": ["", "齐原研究院"],
}
FAULTY = {
    "application_id": ["", "A3", "Z", "a1"],
    "expert": ["", "e1", "Ｅ1"],
    "indicator": ["", "1.3", "创薪", "1.11"],
    "score": ["-1", "10.001", "8", "五", "5²", "1e99"],
    "recused": ["也许", "①"],
    "expert_unit": ["甲 公司", "乙(山东)公司", "丙公司"],
}


def rows_of(draw: random.Random, share: float) -> list[dict[str, str]]:
    columns = [c for c in SOUND if c not in ("recused", "expert_unit") or draw.random() < 0.8]

    def cell(column: str) -> str:
        return draw.choice((FAULTY if draw.random() < share else SOUND)[column])

    return [{column: cell(column) for column in columns} for _ in range(draw.randint(1, 30))]


@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.02, 0.1, 0.5]))
def test_faults_are_those_found_row_by_row(seed: int, share: float) -> None:
    table = table_of("reviews", rows_of(random.Random(seed), share))
    problems = Problems()
    given_rows = [{"application_id": a, "enterprise": e} for a, e in FIRMS.items()]
    applications = read_applications(table_of("applications", given_rows), POLICY, problems)
    assert problems.faults == []
    read_reviews(table, POLICY, applications, problems)
    assert [str(p) for p in problems.faults] == faults_by_rows(table, POLICY, [*FIRMS], [*FIRMS.values()])


def test_of_one_kind_of_fault_a_number_is_listed_and_the_others_are_counted() -> None:
    cells = {"application_id": "P9", "expert": "", "indicator": "", "score": "?", "recused": "maybe"}
    table = table_of("reviews", [cells] * (MOST_LISTED + 7))
    problems = Problems()
    applications = table_of("applications", [{"application_id": "P1", "enterprise": "甲公司"}])
    read_reviews(table, POLICY, read_applications(applications, POLICY, problems), problems)
    kinds = Counter((p.place.column, p.what) for p in problems.faults)
    assert (len(kinds), set(kinds.values()), problems.more) == (5, {MOST_LISTED}, 5 * 7)
