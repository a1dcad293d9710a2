"""An open page of the explorer, and everything that it complains of or asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
ARGUMENTS += ("--disable-component-update", "--disable-sync")
EMBEDDED = Path(__file__).resolve().parents[3] / "scenarios" / "shandong-2026"
VIEWS = ("overview", "applications", "budget_view", "margin", "rules", "alternatives", "documents")


@dataclass
class Watched:
    """An open page, and everything that it complained of or asked for."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def at(self, state: str = "") -> Page:
        """The page with a state in its address, loaded anew."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}#{state}")
        return self.page


def shown(page: Page) -> list[str]:
    """Numbers of the applications in the table."""
    return page.locator("#applications tbody th").all_inner_texts()
