"""The page in a real browser: nothing foreign runs, and it says what a new solve says.

A Chromium of the machine is used; `pip install .[browser-tests]` gives what drives it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from allocator import load, solve
from allocator.numbers import plain
from allocator.report.content import Lang
from allocator.report.explained_run import ExplainedRun
from allocator.report.explorer import render_explorer
from allocator.sensitivity.alternatives import alternatives
from allocator.sensitivity.explain import explain
from allocator.visible import visible
from tests.report.explorer.made import HOSTILE, explained, scenario
from tests.report.sample import document, sheets

if TYPE_CHECKING:
    from playwright.sync_api import Browser


from tests.report.explorer.browsing import EMBEDDED, VIEWS, Watched, shown

pytestmark = pytest.mark.campaign


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_and_panel_shows_every_name_and_runs_none(
    watched: Watched, run: ExplainedRun, language: str
) -> None:
    for view in VIEWS:
        page = watched.at(f"view={view}&lang={language}")
        assert page.locator("#view h2").first.inner_text()
        assert "[object" not in page.locator("body").inner_text()
        assert "undefined" not in page.locator("body").inner_text()
    page = watched.at(f"view=applications&lang={language}")
    names = page.locator("#applications tbody td.enterprise").all_text_contents()
    assert sorted(names) == sorted(map(visible, HOSTILE))
    for application in run.allocation.scenario.tables.applications.ids:
        page = watched.at(f"app={application}&lang={language}")
        assert page.locator("#panel-title").text_content().startswith(application)  # type: ignore[union-attr]
        assert "undefined" not in page.locator("#panel").inner_text()
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[language]


@pytest.mark.parametrize("name", ["toString", "__proto__", "constructor", "nothing"])
def test_an_address_that_names_nothing_shows_the_beginning(watched: Watched, name: str) -> None:
    page = watched.at(f"view={name}&sort={name}&lang={name}")
    assert page.locator("#view").get_attribute("class") == "view view-overview"
    page.locator("#tab-applications").click()
    assert len(shown(page)) == len(HOSTILE)


def test_search_filters_and_sorting(watched: Watched, run: ExplainedRun) -> None:
    page = watched.at("view=applications")
    everyone = shown(page)
    assert len(everyone) == len(HOSTILE)
    page.fill("#q", "<SCRIPT>")
    assert shown(page) == [i for i in everyone if i in ("N-00", "N-01", "N-08")]
    page.fill("#q", "")
    page.select_option("#choose-outcome", "out")
    scenario = run.allocation.scenario
    screened = [scenario.tables.applications.ids[k] for k in range(len(HOSTILE)) if not scenario.screening.eligible(k)]
    assert sorted(shown(page)) == sorted(screened)
    page.get_by_role("button", name="清除条件").click()
    assert shown(page) == everyone
    heading = page.locator("#applications th[data-key=score]")
    for direction, sign in (("descending", -1), ("ascending", 1)):
        heading.get_by_role("button").click()
        assert heading.get_attribute("aria-sort") == direction
        scores = {i: scenario.score(k) for k, i in enumerate(scenario.tables.applications.ids)}
        assert shown(page) == sorted(everyone, key=lambda i: (sign * (scores[i] or 0), everyone.index(i)))


def test_the_slider_says_at_every_budget_what_a_new_solve_says(watched: Watched, run: ExplainedRun) -> None:
    page, scenario = watched.at("view=budget_view"), run.allocation.scenario
    names = {t.id: t.name for t in scenario.policy.tiers}
    unit, known = scenario.policy.money.unit, 0
    for steps in range(4, 33):
        page.fill("#budget", str(steps))
        page.keyboard.press("Enter")
        again = solve(scenario.with_budget(steps * unit))
        told = page.locator("#told")
        if again.status == "infeasible":
            assert "没有满足全部规则" in told.inner_text()
            continue
        rows = page.locator("#at-budget table tbody tr").all()
        cells = [[c.inner_text() for c in row.locator("th, td").all()] for row in rows]
        assert [[c[0], c[2], c[3]] for c in cells] == [
            [a.application_id, names[a.tier], plain(a.score)] for a in again.awards
        ]
        if len(cells[0]) > 4:
            known += 1
            assert [c[4] for c in cells] == [str(a.amount // unit) for a in again.awards]
        for kind, who in (("entering", set()), ("leaving", set())):
            mine, theirs = {a.application_id for a in again.awards}, {a.application_id for a in run.allocation.awards}
            who |= mine - theirs if kind == "entering" else theirs - mine
            assert set(page.locator(f".moves.{kind} a").all_inner_texts()) == who
    assert known > 10


def test_the_slider_by_keyboard_by_address_and_out_of_range(watched: Watched) -> None:
    page = watched.at("view=budget_view&budget=12")
    assert page.input_value("#budget") == "12"
    page.focus("#slider")
    page.keyboard.press("ArrowRight")
    assert page.input_value("#budget") == "13"
    page.wait_for_url("**#*budget=13*")
    assert "13" in (page.get_attribute("#slider", "aria-valuetext") or "")
    page.keyboard.press("Home")
    assert page.input_value("#budget") == "4"
    page.wait_for_timeout(600)
    assert "4万元" in page.locator("#live").inner_text()
    page.fill("#budget", "１０００")
    page.get_by_role("button", name="查看").click()
    assert page.locator("#budget-fault").inner_text() == "只能查看4万元到32万元的预算。"
    page.fill("#budget", "many")
    page.keyboard.press("Enter")
    assert "没有读懂" in page.locator("#budget-fault").inner_text()
    page.fill("#budget", "8.7")
    page.keyboard.press("Enter")
    assert page.input_value("#budget") == "8"
    assert "向下取整" in page.locator("#budget-fault").inner_text()


def test_three_thousand_applications_are_searched_at_once(browser: Browser, tmp_path: Path) -> None:
    from tests.report.explorer.made import many

    path = tmp_path / "many.html"
    path.write_bytes(render_explorer([], many(tmp_path, 3000), Lang.ZH))
    page = browser.new_page()
    begun = time.perf_counter()
    page.goto(f"{path.as_uri()}#view=applications")
    page.locator("#applications tbody tr").first.wait_for()
    assert time.perf_counter() - begun < 3
    took = page.evaluate(
        """() => ["12", "公司", "N-2", "济南市 5", ""].map((words) => {
            const begun = performance.now();
            document.getElementById("q").value = words;
            document.getElementById("q").dispatchEvent(new Event("input"));
            document.body.offsetHeight;
            return performance.now() - begun;
        })"""
    )
    page.close()
    assert max(took) < 100


@pytest.mark.parametrize("status", ["infeasible", "feasible"])
def test_a_run_that_nothing_explains_shows_what_there_is(watched: Watched, tmp_path: Path, status: str) -> None:
    run = explained(scenario(tmp_path, budget="3" if status == "infeasible" else "20"))
    stopped = replace(run, allocation=replace(run.allocation, status=status), sensitivity=None, alternatives=None)
    path = tmp_path / "explorer.html"
    path.write_bytes(render_explorer([], stopped, Lang.ZH))
    watched.address = path.as_uri()
    for view in VIEWS:
        page = watched.at(f"view={view}")
        assert page.locator("#view h2").inner_text()
        assert "undefined" not in page.locator("body").inner_text()
    assert watched.at().locator("#view .notice").is_visible()
    assert watched.at("app=N-00").locator("#panel-title").inner_text().startswith("N-00")


def test_the_embedded_scenario(browser: Browser, tmp_path: Path) -> None:
    allocation = solve(load(EMBEDDED), budget=3000)
    run = ExplainedRun(allocation, explain(allocation), alternatives(allocation), "ab" * 32, date(2026, 3, 2))
    path = tmp_path / "explorer.html"
    path.write_bytes(render_explorer([document(300), sheets(240)], run, Lang.ZH))
    assert path.stat().st_size < 3_000_000
    page = browser.new_page()
    for budget in (1500, 1612, 1700, 1733, 2000, 3000, 4500):
        page.goto("about:blank")
        page.goto(f"{path.as_uri()}#view=budget_view&budget={budget}")
        again = solve(allocation.scenario, budget=budget)
        numbers = page.locator("#at-budget table tbody th").all_inner_texts()
        assert numbers == [a.application_id for a in again.awards]
        amounts = page.locator("#at-budget table tbody td:nth-child(5)").all_inner_texts()
        assert amounts in ([], [str(a.amount // 10_000) for a in again.awards])
    for language in ("zh", "en"):
        page.goto("about:blank")
        page.goto(f"{path.as_uri()}#view=overview&lang={language}")
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    for place in range(0, 240, 8):
        page.evaluate(f"openPanel({place})")
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    page.close()
