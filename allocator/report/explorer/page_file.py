"""The page as one file: template, style, program, fonts and data, under a security policy that allows no more."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from allocator.report.content import Document, Lang
from allocator.report.explained_run import ExplainedRun
from allocator.report.explorer.data import page_data
from allocator.report.explorer.font import font_style
from allocator.report.explorer.island import island
from allocator.report.explorer.words import WORDS
from allocator.visible import visible

STYLES = ("base.css", "parts.css", "tables.css", "narrow.css", "print.css")
SCRIPTS = (
    "exact.js",
    "ticks.js",
    "elements.js",
    "scrolling.js",
    "data.js",
    "language.js",
    "address.js",
    "labels.js",
    "overview.js",
    "sifting.js",
    "applications.js",
    "frontier.js",
    "frontier_chart.js",
    "budget.js",
    "margin_chart.js",
    "margin.js",
    "why_parts.js",
    "why.js",
    "rules.js",
    "documents.js",
    "printing.js",
    "main.js",
)
_OUTSIDE = "<>&"
"""Characters of names that stand in the data as escapes alone."""
_MARK = re.compile(r"\{\{(\w+)\}\}")
_LANGUAGES = {Lang.ZH: "zh-CN", Lang.EN: "en"}


def render_explorer(documents: Sequence[Document], run: ExplainedRun, lang: Lang) -> bytes:
    """The explorer of a run, one HTML file in UTF-8.

    Parameters
    ----------
    documents
        Shown in it, each printable by itself.
    run
        What it explores. Where nothing was explained (no optimal allocation), it shows what there is.
    lang
        The language in which it opens; it holds both.

    Returns
    -------
    bytes
        The same for the same run. Nothing in it comes from the clock, the machine or the network.
    """
    data = island(page_data(documents, run, lang))
    style = font_style(data + _OUTSIDE + "".join(map(_part, (*STYLES, *SCRIPTS)))) + "".join(map(_part, STYLES))
    script = '"use strict";\n' + "".join(map(_part, SCRIPTS))
    policy = run.allocation.scenario.policy
    parts = {
        "language": _LANGUAGES[lang],
        "policy": "; ".join(_security(style, script)),
        "title": html.escape(visible(f"{policy.programme} {policy.year}")),
        "noscript": html.escape(WORDS["needs_script"].of(lang)),
        "style": style,
        "script": script,
        "data": data,
    }
    return _MARK.sub(lambda mark: parts[mark[1]], _part("page.html")).encode()


def _security(style: str, script: str) -> Iterator[str]:
    """Directives of the content security policy: this style and this program, pictures and fonts in the file."""
    yield "default-src 'none'"
    yield f"script-src '{_hash(script)}'"
    yield f"style-src '{_hash(style)}'"
    yield "img-src data:"
    yield "font-src data:"
    yield "base-uri 'none'"
    yield "form-action 'none'"
    yield "require-trusted-types-for 'script'"
    yield "trusted-types 'none'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _part(name: str) -> str:
    return (files(__package__) / "page" / name).read_text(encoding="utf-8")
