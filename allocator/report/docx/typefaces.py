"""Typefaces: named as on officials' machines, each embedded under that name for machines without Chinese fonts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from allocator.fonts import SANS, SERIF, Font, Style, characters, pieces, subset
from allocator.report.docx.xml import el, part, val

BODY, KAI, HEAVY, TITLE, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
LATIN, LATIN_HEAVY = "Times New Roman", "Arial"
# what Windows and WPS have under another name, for machines without the name that the standard's users write
_OTHERS = {
    BODY: "仿宋",
    KAI: "楷体",
    HEAVY: "SimHei",
    TITLE: "方正小标宋_GBK",
    SONG: "SimSun",
    LATIN: None,
    LATIN_HEAVY: None,
}
_FAMILY = {HEAVY: "swiss", LATIN_HEAVY: "swiss"}
_NAMES = {
    SERIF: (BODY, KAI, TITLE, SONG, LATIN),
    SANS: (HEAVY, LATIN_HEAVY),
}  # which of them an embedded font stands in for


@dataclass
class Typefaces:
    """Collects which font sets which characters while a document is written.

    Parameters
    ----------
    common
        Characters that the usual fonts have in any case.
    used
        Font -> characters that it sets.
    """

    common: frozenset[str] = frozenset()
    used: dict[Font, set[str]] = field(default_factory=dict)

    def runs(self, words: str, heavy: bool) -> tuple[tuple[str | None, str], ...]:
        """A line cut where its typeface changes: None is the one of its style, else the name of another.

        Parameters
        ----------
        words
            Without line breaks.
        heavy
            Whether it is set in 黑体.
        """
        main = SANS if heavy else SERIF
        seen = set(words)
        if seen <= characters(main):
            self._use(main, seen)
            return ((None, words),)
        made = pieces(words, Style.SANS if heavy else Style.SERIF)
        for font, run in made:
            self._use(font, set(run))
        return tuple((None if font == main else font.family, run) for font, run in made)

    def _use(self, font: Font, seen: set[str]) -> None:
        if font not in self.used:
            self.used[font] = set(self.common) if font in _NAMES else set()
        self.used[font] |= seen

    def files(self) -> dict[str, bytes]:
        """The embedded fonts: part name -> bytes, obfuscated as the format asks."""
        return {name: _obfuscated(data, key) for name, key, data in (_embedded(f, self.used[f]) for f in self._fonts())}

    def table(self) -> bytes:
        """fontTable.xml: every typeface of the document, and which embedded font stands in for it."""
        rows = []
        for number, font in enumerate(self._fonts(), 1):
            _, key, _ = _embedded(font, self.used[font])
            rows += [_row(name, number, key) for name in (*_NAMES.get(font, ()), font.family)]
        return part("w:fonts", *rows)

    def relations(self) -> dict[str, str]:
        """Relation of fontTable.xml -> the part it leads to."""
        names = (_embedded(f, self.used[f])[0] for f in self._fonts())
        return {f"rId{number}": name for number, name in enumerate(names, 1)}

    def _fonts(self) -> list[Font]:
        return sorted(self.used, key=lambda f: f.family)


def _row(name: str, number: int, key: str) -> str:
    other = _OTHERS.get(name)
    return el(
        "w:font",
        val("altName", other) if other else "",
        val("charset", "00" if name in (LATIN, LATIN_HEAVY) else "86"),
        val("family", _FAMILY.get(name, "roman")),
        val("pitch", "variable"),
        el("w:embedRegular", r_id=f"rId{number}", w_fontKey=key),
        w_name=name,
    )


def _embedded(font: Font, seen: set[str]) -> tuple[str, str, bytes]:
    """Part name, key and bytes of an embedded font; the key is made from the bytes, so that it is always the same."""
    data = subset(font, "".join(sorted(seen)))
    digest = hashlib.sha256(data).hexdigest()[:32].upper()
    key = "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:]))
    return f"fonts/{font.family.replace(' ', '')}.odttf", f"{{{key}}}", data


def _obfuscated(data: bytes, key: str) -> bytes:
    """The first 32 bytes XORed with the key, read from its end (ECMA-376, 17.8.1)."""
    mask = bytes.fromhex(key.strip("{}").replace("-", ""))[::-1] * 2
    return bytes(a ^ b for a, b in zip(data[:32], mask, strict=True)) + data[32:]
