"""The file: nothing foreign runs in it, nothing is asked of the network, and the same run gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from allocator.report.content import Lang
from allocator.report.explained_run import ExplainedRun
from allocator.report.explorer import render_explorer
from allocator.report.explorer.data import page_data
from allocator.report.explorer.font import font_style
from allocator.report.explorer.island import island
from allocator.report.explorer.page_file import SCRIPTS, STYLES
from allocator.report.explorer.words import WORDS
from allocator.visible import visible
from tests.report.explorer.made import HOSTILE, Page, explained, scenario
from tests.report.sample import document

PARTS = files("allocator.report.explorer") / "page"
PROGRAM = "".join((PARTS / name).read_text(encoding="utf-8") for name in SCRIPTS)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ExplainedRun:
    return explained(scenario(tmp_path_factory.mktemp("run")))


@pytest.fixture(scope="module")
def page(run: ExplainedRun) -> bytes:
    return render_explorer([document(12)], run, Lang.ZH)


def test_the_same_run_gives_the_same_bytes(run: ExplainedRun, page: bytes) -> None:
    assert render_explorer([document(12)], run, Lang.ZH) == page


def test_the_policy_allows_this_style_and_this_program_alone(page: bytes) -> None:
    read = Page(page)
    meta = next(a for a, _ in read.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    policy = dict(d.strip().split(" ", 1) for d in (meta["content"] or "").split(";"))
    [(_, style)] = read.all("style")
    [program] = [text for a, text in read.all("script") if "type" not in a]

    def of(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert policy == {
        "default-src": "'none'",
        "script-src": of(program),
        "style-src": of(style),
        "img-src": "data:",
        "font-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


def test_no_name_becomes_an_element_or_an_attribute(page: bytes) -> None:
    template = Page((PARTS / "page.html").read_bytes())
    read = Page(page)
    assert [tag for tag, _ in read.elements] == [tag for tag, _ in template.elements]
    attributes = {name for _, found in read.elements for name in found}
    assert not {name for name in attributes if name.startswith("on")}
    assert not attributes & {"style", "src", "srcset", "action", "background"}
    assert {a["href"] for _, a in read.elements if "href" in a} == {"#main"}


def test_every_name_survives(page: bytes, run: ExplainedRun) -> None:
    data = Page(page).data
    assert sorted(a["enterprise"] for a in data["applications"]) == sorted(map(visible, HOSTILE))
    cells = [c for d in data["documents"] for b in d["blocks"] for row in b.get("rows", []) for c in row]
    assert visible("甲&乙<b>丙</b>有限公司") in cells


def test_the_island_holds_nothing_that_html_would_read() -> None:
    data = {"x": ["</script><!--", "a&b", "\u2028\u2029", "\ud800", "𠮷", 'q"\\']}
    text = island(data)
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == data
    text.encode()


def test_the_program_parses_nothing_as_html_and_asks_nobody() -> None:
    forbidden = (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
        "fetch(",
        "XMLHttp",
    )
    assert [word for word in (*forbidden, "import(", "http:", "https:") if word in PROGRAM] == [
        "http:"  # the name of SVG, which nobody fetches
    ]
    assert PROGRAM.count("http:") == 1
    styles = "".join((PARTS / name).read_text(encoding="utf-8") for name in STYLES)
    assert "url(" not in styles
    assert "@import" not in styles


def test_every_file_of_the_page_is_in_it() -> None:
    assert {p.name for p in PARTS.iterdir()} == {*SCRIPTS, *STYLES, "page.html"}


def test_every_word_that_is_said_is_known_and_every_known_word_is_said() -> None:
    html = (PARTS / "page.html").read_text(encoding="utf-8")
    said = set(re.findall(r'say\(\s*"([\w-]+)"', PROGRAM)) | set(re.findall(r'data-(?:say|label)="(\w+)"', html))
    assert said - {"status_", "proof_", "kind_", "notice_"} <= set(WORDS)
    quoted = said | set(re.findall(r'"([\w-]+)"', PROGRAM)) | set(re.findall(r"^  (\w+): \w+View,", PROGRAM, re.M))
    made = ("status_", "proof_", "kind_", "notice_")
    stages = {"quota-deviation", "weighted-score", "funded-score", "needs_script"}
    assert {w for w in WORDS if w not in quoted and not w.startswith(made)} <= stages


def test_both_languages_take_the_same_values() -> None:
    taken = {key: [set(re.findall(r"\{(\w+)\}", text)) for text in both] for key, both in WORDS.items()}
    assert {key: values for key, values in taken.items() if values[0] != values[1]} == {}


def test_words_for_every_kind_and_status() -> None:
    kinds = "budget tier quota fallback one_award_per amounts eligibility min_score panel indicator group decision"
    assert {f"kind_{k}" for k in kinds.split()} == {w for w in WORDS if w.startswith("kind_")}
    statuses = ("optimal", "feasible", "infeasible", "unknown")
    assert {f"status_{s}" for s in statuses} == {w for w in WORDS if w.startswith("status_")}
    assert {f"notice_{s}" for s in statuses[1:]} == {w for w in WORDS if w.startswith("notice_")}


def test_a_character_that_no_font_has_is_left_to_the_browser() -> None:
    style = font_style("甲\U000f0000")
    assert style.count("@font-face") == 1
    assert "--faces:run-0,system-ui,sans-serif" in style


def test_the_page_s_own_fonts_have_every_character_that_it_shows(page: bytes) -> None:
    faces = re.findall(r"font/woff2;base64,([A-Za-z0-9+/=]+)", page.decode())
    have = {chr(c) for face in faces for c in TTFont(io.BytesIO(base64.b64decode(face))).getBestCmap()}
    styles = "".join((PARTS / name).read_text(encoding="utf-8") for name in STYLES)
    shown = "".join(map(visible, HOSTILE)) + "".join(t for text in WORDS.values() for t in text) + PROGRAM + styles
    assert {c for c in shown if c.isprintable()} - have == set()


def test_rare_characters_and_emoji_come_with_fonts_of_their_own() -> None:
    assert font_style("甲😀䶮𠮷").count("@font-face{") >= 2


def test_it_opens_in_the_language_that_is_asked_for(run: ExplainedRun) -> None:
    english = Page(render_explorer([], run, Lang.EN))
    assert english.all("html")[0][0]["lang"] == "en"
    assert english.data["lang"] == "en"


def test_a_run_that_nothing_satisfies_still_shows_its_applications(tmp_path: Path) -> None:
    data = page_data([], explained(scenario(tmp_path, budget="3")), Lang.ZH)
    assert data["run"]["status"] == "infeasible"
    assert data["outcomes"] is None
    assert data["alternatives"] is None
    assert len(data["applications"]) == len(HOSTILE)
    assert not any("tier" in a for a in data["applications"])
