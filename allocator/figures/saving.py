"""Figures as bytes: the same figure gives the same bytes."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from allocator.atomic import write_file
from allocator.errors import UsageError
from allocator.figures.style import families
from allocator.fonts import check_glyphs, left_to_readers

_UNDATED = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
}


def save(
    figure: Axes | Figure,
    path: str | Path | None = None,
    format: str = "svg",  # noqa: A002
    *,
    dpi: int = 200,
    force: bool = False,
) -> bytes:
    """A figure as the bytes of a picture; text in svg is drawn as outlines, so that it looks the same everywhere.

    Within `allocator.fonts.readers_fonts` it is left to the reader's own fonts.

    Parameters
    ----------
    figure
        A figure, or any axes of it.
    path
        Where to write it as well; in one step, or not at all.
    format
        `svg` or `png`.
    dpi
        Dots an inch of a png.
    force
        Replace the file that is there.

    Raises
    ------
    UsageError
        If the format is another, or the file cannot be written or exists already.
    MissingGlyphError
        If no font has a character of a text in it.
    """
    if format not in _UNDATED:
        raise UsageError(f"there is no figure of format {format!r}; choose one of {', '.join(_UNDATED)}")
    whole = figure.get_figure(root=True) if isinstance(figure, Axes) else figure
    assert whole is not None
    check_glyphs(("figure", line) for t in whole.findobj(Text) if t.get_visible() for line in t.get_text().split("\n"))
    written = io.BytesIO()
    fixed = {"svg.hashsalt": "award-allocator", "svg.fonttype": "none" if left_to_readers() else "path"}
    with matplotlib.rc_context(fixed), warnings.catch_warnings():
        if left_to_readers():  # matplotlib measures with its own fonts, and tells of what they lack
            warnings.filterwarnings("ignore", "Glyph .* missing from font")
        whole.savefig(written, format=format, dpi=dpi, metadata=_UNDATED[format], bbox_inches="tight", pad_inches=0.08)
    made = written.getvalue()
    if left_to_readers():  # who has none of the package's fonts is to see letters without serifs too
        made = made.replace(", ".join(f"'{name}'" for name in families()).encode(), b"system-ui, sans-serif")
    if path is not None:
        write_file(Path(path), made, force=force)
    return made
