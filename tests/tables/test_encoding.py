"""Bytes of a text file -> text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.encoding import decode
from allocator.errors import InputError
from tests.tables.raw import message

TEXT = "项目编号,申报单位\nP1,济南甲公司\n"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk")


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        decode(data, "a.csv")
    return message(caught.value)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_accepted_encoding_is_read(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.csv") == TEXT


def test_utf_16_is_read_in_both_byte_orders() -> None:
    assert decode(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "a.csv") == TEXT
    assert decode(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "a.csv") == TEXT


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"", "a.csv") == ""


def test_characters_that_only_gb18030_has_are_read() -> None:
    assert decode("申报单位,𠮷野,㐂".encode("gb18030"), "a.csv") == "申报单位,𠮷野,㐂"


@pytest.mark.parametrize(
    ("data", "kind", "ending"),
    [
        (b"PK\x03\x04....", "a workbook", ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "an old Excel workbook", ".xls"),
        (b"PAR1....", "a parquet file", ".parquet"),
    ],
)
def test_another_format_is_named_with_its_ending(data: bytes, kind: str, ending: str) -> None:
    refused = refusal(data)
    assert refused.startswith(f"a.csv: is not text but {kind}")
    assert refused.endswith(f"; give it the ending {ending}")


def test_utf_8_with_a_mark_must_be_utf_8_and_the_bad_byte_is_named() -> None:
    data = codecs.BOM_UTF8 + "一\n二".encode() + b"\xff"
    assert data[10] == 0xFF
    assert "begins as UTF-8, but byte 11 in line 2 is not UTF-8" in refusal(data)


def test_utf_16_that_breaks_off_is_refused_without_a_line() -> None:
    refused = refusal(TEXT.encode("utf-16")[:-1])
    assert "begins as UTF-16" in refused
    assert "line" not in refused


def test_utf_8_with_one_damaged_byte_is_not_taken_for_gb18030() -> None:
    data = bytearray((TEXT * 20).encode())
    data[data.index(10) + 4] = 0x41
    assert data.decode("gb18030", errors="ignore")
    assert "is UTF-8 but for byte" in refusal(bytes(data))
    assert "in line 2" in refusal(bytes(data))


def test_other_encodings_are_refused_and_a_likely_one_is_named() -> None:
    refused = refusal("Bénéficiaire;café;été;où\n".encode("cp1252") * 40)
    assert refused.startswith("a.csv: is neither UTF-8 nor GB18030 (perhaps ")
    assert refused.endswith("; save it as CSV UTF-8")


def test_bytes_that_are_no_text_at_all_are_refused_without_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"\x80" + bytes(range(253, 127, -1)) * 3
    monkeypatch.setattr("charset_normalizer.from_bytes", lambda _: type("None", (), {"best": lambda self: None})())
    assert refusal(data) == "a.csv: is neither UTF-8 nor GB18030; save it as CSV UTF-8"


@pytest.mark.parametrize("data", [b"a,b\0c\n", "id,b".encode("utf-16-le"), "a\0b".encode("utf-16")])
def test_nul_characters_are_refused(data: bytes) -> None:
    assert refusal(data).startswith("a.csv: holds NUL characters")


@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_in_unicode_is_read_back(text: str, encoding: str) -> None:
    if text.startswith(("PK\x03\x04", "PAR1")):
        return
    assert decode(text.encode(encoding), "a.csv") == text


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text = decode(data, "a.csv")
    except InputError:
        return
    assert "\0" not in text
