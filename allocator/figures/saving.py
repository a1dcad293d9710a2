"""Figures as bytes: the same figure gives the same bytes."""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from allocator.atomic import write_file
from allocator.errors import UsageError
from allocator.fonts import check_glyphs

_UNDATED = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_DPI = 200


def save(figure: Axes | Figure, path: str | Path | None = None, format: str = "svg", *, force: bool = False) -> bytes:  # noqa: A002
    """A figure as the bytes of a picture; text in svg is drawn as outlines, so that it looks the same everywhere.

    Parameters
    ----------
    figure
        A figure, or any axes of it.
    path
        Where to write it as well; in one step, or not at all.
    format
        `svg`, `png` (200 dots an inch) or `pdf`.
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
    whole = figure.figure if isinstance(figure, Axes) else figure
    check_glyphs(("figure", line) for t in whole.findobj(Text) if t.get_visible() for line in t.get_text().split("\n"))
    written = io.BytesIO()
    fixed = {"svg.hashsalt": "award-allocator", "svg.fonttype": "path", "pdf.fonttype": 42}
    with matplotlib.rc_context(fixed):
        whole.savefig(written, format=format, dpi=_DPI, metadata=_UNDATED[format], bbox_inches="tight", pad_inches=0.08)
    if path is not None:
        write_file(Path(path), written.getvalue(), force=force)
    return written.getvalue()
