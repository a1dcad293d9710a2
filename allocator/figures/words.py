"""What figures say: one language, the scenario's own words, no character that would be a box."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from allocator.errors import UsageError
from allocator.fonts import check_glyphs
from allocator.numbers import rounded_text
from allocator.scenario import Scenario
from allocator.sensitivity.reasons.words import Words
from allocator.visible import visible

Lang = Literal["zh", "en"]
_LONGEST = 60
_PIECES = re.compile(r"[（“《]*(?:[\u2e80-\U0003ffff]|[^\s\u2e80-\U0003ffff]+)[，。；：、）”》]*\s*|\s+")


class Speech:
    """The words of a figure in one language.

    Parameters
    ----------
    scenario
        Gives the names.
    lang
        `zh` or `en`.

    Raises
    ------
    UsageError
        If the language is another.
    """

    def __init__(self, scenario: Scenario, lang: str) -> None:
        if lang not in ("zh", "en"):
            raise UsageError(f"there are no figures in language {lang!r}; choose zh or en")
        self.scenario, self.lang, self.words = scenario, lang, Words(scenario)
        money = scenario.policy.money
        self.unit = money.unit if money.unit_name is not None else 1
        self.unit_name = money.unit_name or money.currency

    def __call__(self, zh: str, en: str) -> str:
        """The one of two texts that is in the language."""
        return zh if self.lang == "zh" else en

    def tier(self, tier: int) -> str:
        """Name of a tier."""
        return shown(f"tier {self.scenario.policy.tiers[tier].id}, name", self(*self.words.tier(tier)))

    def application(self, application: int) -> str:
        """Id of an application."""
        text = self.words.ids[application]
        return shown(f"application {text}, application_id", text)

    def money(self, base: int) -> float:
        """Base units in the unit of the figure, to draw."""
        return base / self.unit

    def amount(self, base: int) -> str:
        """Base units, to read."""
        return shown("the name of the money's unit", self(*self.words.money(base)))

    def money_axis(self, zh: str, en: str) -> str:
        """An axis of money."""
        currency = self.scenario.policy.money.currency
        english = currency if self.unit == 1 else f"{currency} {self.unit:,}"
        return self(f"{zh}（{self.unit_name}）", f"{en} ({english})")


def number(value: Fraction | int) -> str:
    """A number to read, to three decimal places at most."""
    return rounded_text(Fraction(value), 3)


def signed(value: Fraction) -> str:
    """A change to read."""
    return ("+" if value > 0 else "−" if value < 0 else "") + number(abs(value))


def shown(where: str, text: str) -> str:
    """A text of the inputs as figures show it: in one line, shortened where it is far too long.

    Parameters
    ----------
    where
        Where it is from.

    Raises
    ------
    MissingGlyphError
        If no font has one of its characters.
    """
    text = visible(text)
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    check_glyphs([(where, text)])
    return text


def columns(text: str) -> int:
    """Width of a text in columns; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, width: int, most: int) -> str:
    """A text in several lines: broken at spaces, and anywhere between Chinese characters.

    Parameters
    ----------
    width
        Columns of a line; a longer word has a line of its own.
    most
        Lines; what is left is cut off.
    """
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    if len(lines) > most:
        lines[most - 1 :] = [f"{lines[most - 1].rstrip()[: width - 1]}…"]
    return "\n".join(line.rstrip() for line in lines)


def joined(speech: Speech, names: Sequence[str]) -> str:
    """Names one after the other."""
    return speech("、", ", ").join(names)
