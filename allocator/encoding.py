"""Bytes of a text file -> text."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from allocator.errors import InputError, Place, Problem

_SURROGATE = re.compile("[\ud800-\udfff]")
SAVE_AS = "save it as CSV UTF-8"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_BINARY = (
    (b"PK\x03\x04", "a workbook (or another zip archive)", ".xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook", ".xls"),
    (b"PAR1", "a parquet file", ".parquet"),
)
_SAMPLE = 32_768


def path_text(path: str | Path) -> str:
    """A path as text that can be written: bytes of its name that are no UTF-8 (an old GBK name) become U+FFFD."""
    return _SURROGATE.sub("\ufffd", str(path))


def is_marked(data: bytes) -> bool:
    """Whether the bytes begin as another encoding's or another format's do."""
    return data.startswith(tuple(mark for mark, *_ in (*_MARKS, *_BINARY)))


def decode(data: bytes, name: str) -> str:
    """Text in UTF-8 (with or without byte order mark), UTF-16 with byte order mark, or GB18030 (GBK).

    Parameters
    ----------
    data
        The whole file.
    name
        The file as the officer knows it.

    Raises
    ------
    InputError
        If the bytes are text in none of these encodings.
    """
    for magic, kind, ending in _BINARY:
        if data.startswith(magic):
            raise _fault(name, f"is not text but {kind}", f"give it the ending {ending}")
    for mark, codec, title in _MARKS:
        if data.startswith(mark):
            text = _decode_as(data, codec, title, name)
            break
    else:
        text = _decode_unmarked(data, name)
    if "\0" in text:
        what = "holds NUL characters, so it is not text in UTF-8, in GB18030 or in UTF-16 with a byte order mark"
        raise _fault(name, what, SAVE_AS)
    return text


def _decode_as(data: bytes, codec: str, title: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        where = "" if codec == "utf-16" else f" in line {data.count(10, 0, error.start) + 1}"
        byte = (
            error.start + len(codecs.BOM_UTF8 if codec == "utf-8-sig" else b"") + 1
        )  # that codec counts without its mark
        what = f"begins as {title}, but byte {byte}{where} is not {title} ({error.reason})"
        raise _fault(name, what, SAVE_AS) from None


def _decode_unmarked(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first = error.start
    around = data[max(0, first - _SAMPLE) : first + _SAMPLE]
    if _is_damaged_utf8(around):
        what = f"is UTF-8 but for byte {first + 1} in line {data.count(10, 0, first) + 1}"
        raise _fault(name, what, f"correct that line, or {SAVE_AS} again")
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        raise _fault(name, f"is neither UTF-8 nor GB18030{_likely(around)}", SAVE_AS) from None


def _is_damaged_utf8(sample: bytes) -> bool:
    """Whether a sample is UTF-8 in nearly all places: as GB18030 it would decode to wrong characters."""
    text = sample.decode("utf-8", errors="replace")
    return sum(c >= "\u0800" and c != "\ufffd" for c in text) > 10 * text.count("\ufffd")


def _likely(sample: bytes) -> str:
    """What the encoding may be, as an aside; empty if there is no good guess."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return "" if best is None else f" (perhaps {best.encoding})"


def _fault(name: str, what: str, remedy: str) -> InputError:
    return InputError([Problem(Place(name), what, remedy)])
