"""The page in a real browser: by keyboard, screen reader and narrow screen, in both languages, on paper.

A Chromium of the machine is used; `pip install .[browser-tests]` gives what drives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from allocator.report.explained_run import ExplainedRun

if TYPE_CHECKING:
    from playwright.sync_api import Page


from tests.report.explorer.browsing import VIEWS, Watched

pytestmark = pytest.mark.campaign


def test_by_keyboard_alone(watched: Watched) -> None:
    page = watched.at()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#tab-overview")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-applications"
    assert page.get_attribute("#tab-applications", "aria-selected") == "true"
    page.keyboard.press("Tab")  # into the view
    for _ in range(60):
        if page.evaluate("document.activeElement.dataset.app") is not None:
            break
        page.keyboard.press("Tab")
    chosen = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    assert page.locator("#panel").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.id") == "panel-title"
    assert page.locator("#panel-title").inner_text().startswith(chosen)
    page.keyboard.press("Escape")
    assert page.locator("#panel").get_attribute("open") is None
    assert page.evaluate("document.activeElement.textContent") == chosen


def test_the_link_past_the_tabs_stays_in_its_view(watched: Watched) -> None:
    page = watched.at("view=rules&lang=en")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.wait_for_timeout(100)
    assert page.locator("#view h2").inner_text() == "Rules"


def test_what_a_screen_reader_is_told(watched: Watched) -> None:
    for view in VIEWS:
        page = watched.at(f"view={view}")
        unnamed = page.evaluate(
            """() => [...document.querySelectorAll("button, a, input, select, svg[role=img], [role=region], img")]
                .filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim() || e.alt
                    || (e.id && document.querySelector(`label[for="${e.id}"]`)))).map((e) => e.outerHTML)"""
        )
        assert unnamed == []
        tables = page.evaluate("[...document.querySelectorAll('#view table')].filter((t) => !t.caption).length")
        assert tables == 0 or view == "documents"
        assert page.evaluate("document.querySelectorAll('main, header, nav, footer').length") >= 4
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_narrow_screen_scrolls_down_only(watched: Watched, language: str) -> None:
    watched.page.set_viewport_size({"width": 360, "height": 740})
    for state in (*(f"view={v}" for v in VIEWS), "view=documents&doc=sheets", "app=N-07", "app=N-08"):
        page = watched.at(f"{state}&lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, state
        assert page.evaluate("document.getElementById('panel').scrollWidth") <= 360, state


def test_a_wide_table_shows_at_which_edge_it_goes_on(watched: Watched) -> None:
    watched.page.set_viewport_size({"width": 400, "height": 800})
    page = watched.at("view=documents&doc=sheets")
    edges = page.locator("#view .edges").first
    inside = edges.locator(".scrolls")
    shadow = "(e, side) => getComputedStyle(e, side).content !== 'none'"
    assert edges.locator(".sideways").is_visible()
    assert [edges.evaluate(shadow, side) for side in ("::before", "::after")] == [False, True]
    inside.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('#view .edges').classList.contains('more-before')")
    inside.evaluate("(e) => { e.scrollLeft = e.scrollWidth; }")
    page.wait_for_function("() => !document.querySelector('#view .edges').classList.contains('more-after')")
    assert [edges.evaluate(shadow, side) for side in ("::before", "::after")] == [True, False]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_function("() => !document.querySelector('#view .edges').classList.contains('wider')")
    assert not edges.locator(".sideways").is_visible()


@pytest.mark.parametrize("view", ["margin", "rules", "alternatives", "overview", "budget_view"])
def test_on_a_narrow_screen_every_cell_is_in_sight_or_its_table_says_that_it_goes_on(
    watched: Watched, view: str
) -> None:
    watched.page.set_viewport_size({"width": 400, "height": 800})
    page = watched.at(f"view={view}")
    page.wait_for_timeout(100)
    hidden = page.evaluate(
        """() => [...document.querySelectorAll("#view .edges:not(.more-after) :is(td, tbody th)")]
            .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.textContent)"""
    )
    assert hidden == []
    cards = page.locator("#view .stacks tbody :is(td, th)[data-heading]")
    for cell in cards.all()[:12]:
        assert (
            cell.evaluate("(e) => getComputedStyle(e, '::before').content") == f'"{cell.get_attribute("data-heading")}"'
        )


def contrast(page: Page) -> list[str]:
    """Texts whose contrast to their ground is below 4.5."""
    return list(page.evaluate(CONTRAST))


CONTRAST = """() => {
  const parts = (c) => (c.match(/[0-9.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = parts(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const e of document.querySelectorAll("main *, header *, footer *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest("svg, :disabled") || !e.checkVisibility()) continue;
    const [a, b] = [light(parts(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${e.textContent.slice(0, 20)}`);
  }
  return [...new Set(low)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(watched: Watched, scheme: str) -> None:
    watched.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for view in VIEWS:
        assert contrast(watched.at(f"view={view}")) == []


def test_the_language_is_switched_in_place(watched: Watched) -> None:
    page = watched.at("view=rules")
    page.get_by_role("button", name="English").click()
    assert page.locator("#view h2").inner_text() == "Rules"
    page.wait_for_url("**#view=rules&lang=en")
    page.reload()
    assert page.locator("#view h2").inner_text() == "Rules"
    page.get_by_role("button", name="中文").click()
    assert page.locator("#view h2").inner_text() == "规则与依据"


def test_only_what_is_asked_for_is_printed(watched: Watched) -> None:
    page = watched.at("view=documents")
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="只打印这份文件").click()
    page.emulate_media(media="print")
    assert page.locator("#sheet .title").is_visible()
    assert not page.locator("header").is_visible()
    assert not page.locator("main").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("main").is_visible()
    assert not page.locator(".tabs").is_visible()


def test_an_application_is_printed_as_one_page(watched: Watched, run: ExplainedRun) -> None:
    for application in run.allocation.scenario.tables.applications.ids:
        page = watched.at(f"app={application}")
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
