"""Fonts: every character is set by one of them or named; what is embedded is the same every time."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont

from allocator.errors import AllocatorError, UsageError
from allocator.fonts import (
    EMOJI,
    RARE,
    SANS,
    SERIF,
    SYMBOLS,
    MissingGlyphError,
    Style,
    check_glyphs,
    fonts,
    fonts_for,
    pieces,
    subset,
)

NAME = "山东𠮷利&<=>👍🏽有限公司👨\u200d👩\u200d👧❤\ufe0f"


def test_ordinary_text_needs_one_font() -> None:
    assert fonts_for("青岛㐱䶮龘𫖯有限公司 −12.5% ①·—“万元”") == (SANS,)
    assert fonts_for("青岛有限公司", Style.SERIF) == (SERIF,)


def test_a_text_is_cut_where_its_font_changes() -> None:
    assert pieces(NAME) == (
        (SANS, "山东"),
        (RARE, "𠮷"),
        (SANS, "利&<=>"),
        (EMOJI, "👍🏽"),
        (SANS, "有限公司"),
        (EMOJI, "👨\u200d👩\u200d👧❤\ufe0f"),
    )
    assert "".join(part for _, part in pieces(NAME, Style.SERIF)) == NAME
    assert pieces("") == ()


def test_control_characters_are_shown_not_missed() -> None:
    assert pieces("a\x1b\n") == ((SANS, "a\\x1b\\n"),)
    check_glyphs([("here", "a\x00\u202e\ud800")])


def test_a_missing_character_is_named_with_its_place() -> None:
    texts = [("application A-1, enterprise", "青岛𪚥\ue000𪚥"), ("application A-2\nx, title", "ᚠ"), ("A-3", "好")]
    with pytest.raises(MissingGlyphError) as raised:
        check_glyphs(texts)
    assert isinstance(raised.value, AllocatorError)
    assert raised.value.missing == (
        ("application A-1, enterprise", "𪚥"),
        ("application A-1, enterprise", "\ue000"),
        ("application A-2\nx, title", "ᚠ"),
    )
    first, second, third, remedy = str(raised.value).split("\n")
    assert first == "application A-1, enterprise: '𪚥' (U+2A6A5)"
    assert second.endswith("(U+E000)")
    assert third == "application A-2\\nx, title: 'ᚠ' (U+16A0)"
    assert "Noto Sans SC, Noto Sans CJK SC, Noto Emoji" in remedy
    assert "write them with others" in remedy
    with pytest.raises(MissingGlyphError, match="U\\+2A6A5"):
        pieces("山𪚥")


def test_many_missing_characters_are_counted() -> None:
    with pytest.raises(MissingGlyphError, match="and 5 more"):
        check_glyphs([("t", "".join(chr(0x16A0 + i) for i in range(25)))])


def test_a_font_that_is_not_installed_is_named() -> None:
    with pytest.raises(UsageError, match="pip install no-such-fonts"):
        _ = replace(SANS, package="no-such-fonts").path
    with pytest.raises(UsageError, match="pip install pylopdf-fonts-zh-cn"):
        _ = replace(SANS, file="Bold.otf").path


@pytest.mark.parametrize(
    ("font", "text"), [(SANS, "山东万元"), (RARE, "𠮷"), (EMOJI, "👍🏽👨\u200d👩\u200d👧"), (SYMBOLS, "🜁")]
)
def test_a_subset_has_what_was_asked_for_under_its_own_name(font, text: str) -> None:
    made = TTFont(io.BytesIO(subset(font, text + "ᚠ")))
    assert set(map(chr, made.getBestCmap())) == set(text)
    assert made["name"].getDebugName(1) == font.family
    assert "fvar" not in made
    assert made["OS/2"].fsType == 0  # may be embedded


def test_a_subset_is_the_same_every_time() -> None:
    code = "import hashlib; from allocator.fonts import *; print(hashlib.sha256(subset({}, {!r})).hexdigest())"
    for font, texts in (("SERIF", ("山东万元", "元万东山山")), ("EMOJI", ("👍❤", "❤👍"))):
        calls = [[sys.executable, "-c", code.format(font, text)] for text in texts]
        first, second = (subprocess.run(c, capture_output=True, text=True, check=True).stdout for c in calls)
        assert first == second


def test_a_subset_of_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="none of these characters"):
        subset(EMOJI, "山")


def test_every_font_of_the_chain_is_installed() -> None:
    for style in Style:
        assert all(font.path.is_file() for font in fonts(style))
