"""Explained runs for the explorer: small, with names that would run if a page let them; and how a page is read."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from allocator import load, solve
from allocator.report.explained_run import ExplainedRun
from allocator.scenario import Scenario
from allocator.sensitivity.alternatives import alternatives
from allocator.sensitivity.explain import explain
from tests.small import policy, write

HOSTILE = (
    "甲<script>window.ran = 1</script>公司",
    "乙</script><script>window.ran = 2</script>",
    "丙&amp;丙 & 丙 = \"丙\" '丙'",
    "=HYPERLINK(0)丁",
    "戊\u2028己\u2029庚",
    "表情😀👨\u200d👩\u200d👧公司",
    "𠮷野家（䶮龘㐂）公司",
    "超长名称" * 15,
    "<!--<script><img src=x onerror=window.ran=3>",
    "{{data}} ${window.ran = 4} `x` \\u003c",
)
TIERS = """
tiers:
  - {id: top, name: 标杆型, name_en: Top, cap: 10, floor: 4, weight: 2, quota: {target: 2, tolerance: 1}, source: 十一}
  - {id: base, name: 示范型, name_en: Base, cap: 6, floor: 2, quota: {target: 3, tolerance: 2}, source: assumption}
"""
PARTS = (
    "fallback: [{from: top, to: base, source: assumption}]",
    "eligibility: [{id: gate, name: 绿色<b>门槛, column: gate, equals: yes, source: 第五条（一）}]",
    "groups: [{id: city-cap, by: city, max_awards: 3, source: 第七条}]",
    "min_score: {value: 40, source: assumption}",
    "sensitivity: {near: 5, budgets: [0.2, 1.6]}",
)


def rows() -> list[dict[str, str]]:
    """An application a hostile name: most of them pass, scores with ties, two cities."""
    return [
        {
            "application_id": f"N-{n:02}",
            "title": f"场景 <i>{n}</i>",
            "enterprise": name,
            "tier": "top" if n % 3 == 0 else "base",
            "requested": str(4 + n % 4),
            "score": str(90 - 4 * (n // 2) - n),
            "city": "济南市" if n % 4 else "青岛市",
            "gate": "no" if n == 5 else "yes",
        }
        for n, name in enumerate(HOSTILE)
    ]


def scenario(folder: Path, *, budget: str = "20", amounts: str = "proportional", objective: str = "") -> Scenario:
    """The scenario of hostile names."""
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows()[0]))
    writer.writeheader()
    writer.writerows(rows())
    text = policy(*PARTS, objective, budget=budget, tiers=TIERS, amounts=amounts)
    decided = "application_id,decision,reason,authority,date\nN-02,reject,<b>异议</b>成立,党组会,2026-09-18\n"
    return load(write(folder, text, table.getvalue(), decisions=decided))


def explained(of: Scenario) -> ExplainedRun:
    """A run with its explanation."""
    allocation = solve(of)
    found = allocation.status == "optimal"
    return ExplainedRun(
        allocation,
        explain(allocation) if found else None,
        alternatives(allocation) if found else None,
        "ab" * 32,
        date(2026, 3, 2),
    )


class Page(HTMLParser):
    """A page as a browser takes it apart: its elements with their attributes, and what stands in style and script."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._inside = False
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.texts.append("")

        self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        """Attributes and text of every element of a kind."""
        both = zip(self.elements, self.texts, strict=True)
        return [(attributes, text) for (name, attributes), text in both if name == tag]

    @property
    def data(self) -> Any:
        """The record inside the page."""
        return json.loads(next(text for attributes, text in self.all("script") if attributes.get("id") == "data"))


def many(folder: Path, n: int) -> ExplainedRun:
    """A run of many applications, explained in the budget's own outcome alone."""
    lines = ["application_id,enterprise,tier,requested,score,city"]
    lines += [f"N-{k:05},第{k}公司,{'top' if k % 3 else 'base'},8,{99 - k % 60},济南市" for k in range(n)]
    tiers = TIERS.replace("target: 2", f"target: {n // 30}").replace("target: 3", f"target: {n // 15}")
    text = policy("sensitivity: {budgets: [1, 1]}", budget=str(n), tiers=tiers)
    return explained(load(write(folder / "many", text, "\n".join(lines) + "\n")))
