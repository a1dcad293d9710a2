"""The page's words in Chinese and in English; `{name}` is where a value goes."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.report.content import Text
from allocator.report.explorer.words.applications import APPLICATIONS
from allocator.report.explorer.words.budgets import BUDGETS
from allocator.report.explorer.words.page import PAGE
from allocator.report.explorer.words.rules import RULES

WORDS: Mapping[str, Text] = {
    key: Text(*both) for part in (PAGE, APPLICATIONS, BUDGETS, RULES) for key, both in part.items()
}
