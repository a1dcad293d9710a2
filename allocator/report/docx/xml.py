"""XML as text: elements, attributes and texts, escaped once and nowhere else."""

from __future__ import annotations

import functools
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def el(name: str, /, *children: str, **attributes: str | int) -> str:
    """An element.

    Parameters
    ----------
    name
        With its prefix.
    children
        Elements and escaped texts.
    attributes
        `w_val` is the attribute `w:val`.
    """
    written = "".join(f" {_attribute(k)}={quoteattr(str(v))}" for k, v in attributes.items())
    inner = "".join(children)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def val(name: str, value: str | int) -> str:
    """An element of WordprocessingML that has a value and nothing else."""
    return el(f"w:{name}", w_val=value)


def text(words: str) -> str:
    """A text as it stands between elements."""
    return escape(words)


def part(name: str, /, *children: str, uses: tuple[str, ...] = ("w", "r"), **attributes: str) -> bytes:
    """A file with its root element.

    Parameters
    ----------
    name
        Of the root.
    children
        In it.
    uses
        Prefixes of the namespaces in it.
    attributes
        Of the root.
    """
    declared = {f"xmlns:{prefix}": NAMESPACES[prefix] for prefix in uses}
    return (_HEAD + el(name, *children, **declared, **attributes)).encode()


@functools.cache
def _attribute(name: str) -> str:
    return name.replace("_", ":", 1)
