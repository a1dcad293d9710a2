"""The fonts, and the order in which they are asked for a character."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from allocator.errors import UsageError


class Style(Enum):
    """What running text is set in; characters that the font of the style lacks come from the others."""

    SANS = "sans"
    SERIF = "serif"


@dataclass(frozen=True, slots=True)
class Font:
    """A font in a package of PyPI; all of them are under the SIL Open Font License and may be embedded.

    Parameters
    ----------
    family
        Its name, as documents refer to it.
    package, file
        Distribution, and file in its module (which has the same name, with `_`).
    face
        Which face of a collection; 0 in a plain file.
    """

    family: str
    package: str
    file: str
    face: int = 0

    @property
    def path(self) -> Path:
        """Where its file is.

        Raises
        ------
        UsageError
            If its package is not installed.
        """
        found = find_spec(self.package.replace("-", "_"))
        places = found.submodule_search_locations if found else None
        for place in places or ():
            path = Path(place) / self.file
            if path.is_file():
                return path
        raise UsageError(f"the font {self.family} is not installed; install it: pip install {self.package}")


SANS = Font("Noto Sans SC", "pylopdf-fonts-zh-cn", "NotoSansSC-Regular.otf")
SERIF = Font("Noto Serif SC", "pylopdf-fonts-zh-cn", "NotoSerifSC-Regular.otf")
RARE = Font("Noto Sans CJK SC", "noto-cjk-sans-otc", "NotoSansCJK-Regular.ttc", face=2)
EMOJI = Font("Noto Emoji", "manimgx-fonts", "NotoEmoji[wght].ttf")
SYMBOLS = Font("Noto Sans Symbols", "manimgx-fonts", "NotoSansSymbols[wght].ttf")


def fonts(style: Style = Style.SANS) -> tuple[Font, ...]:
    """The fonts in the order in which they are asked: the first that has a character sets it.

    Parameters
    ----------
    style
        What running text is set in.
    """
    main = (SANS,) if style is Style.SANS else (SERIF, SANS)
    return (*main, RARE, EMOJI, SYMBOLS)


@cache
def characters(font: Font) -> frozenset[str]:
    """The characters that a font has.

    Raises
    ------
    UsageError
        If its package is not installed.
    """
    from fontTools.ttLib import TTFont

    with TTFont(font.path, fontNumber=font.face, lazy=True) as opened:
        return frozenset(map(chr, opened.getBestCmap()))
