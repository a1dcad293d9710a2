"""The explorer of a small run, open in a Chromium of the machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from allocator.report.content import Lang
from allocator.report.explained_run import ExplainedRun
from allocator.report.explorer import render_explorer
from tests.report.explorer.made import explained, scenario
from tests.report.sample import document, sheets

if TYPE_CHECKING:
    from playwright.sync_api import Browser


from tests.report.explorer.browsing import ARGUMENTS, Watched


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ExplainedRun:
    return explained(scenario(tmp_path_factory.mktemp("run")))


@pytest.fixture(scope="module")
def html(run: ExplainedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "explorer.html"
    path.write_bytes(render_explorer([document(25), sheets(3)], run, Lang.ZH))
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        opened = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def watched(browser: Browser, html: Path) -> Iterator[Watched]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective))"
    )
    seen = Watched(page, html.as_uri())
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("dialog", lambda dialog: seen.complaints.append(dialog.message))
    page.on("request", lambda request: seen.requests.append(request.url))
    yield seen
    foreign = [r for r in seen.requests if not r.startswith(("data:", "about:", seen.address))]
    page.close()
    assert (seen.complaints, foreign) == ([], [])
