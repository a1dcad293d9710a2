"""Codes by the million are judged as one by one."""

from hypothesis import given
from hypothesis import strategies as st

from allocator.tables.cells import BadCell
from allocator.tables.uscc import codes, uscc

SOUND = ["91370199MACF1X1T18", "91377178YCE12EJWN3", "91374164JR79J1DHYF", "91379240C0JG2YPMLU"]
DAMAGED = st.builds(
    lambda code, at, mark: code[:at] + mark + code[at + 1 :],
    st.sampled_from(SOUND),
    st.integers(0, 18),
    st.sampled_from([*"0123456789AIZa", "", "９", " ", "市"]),
)


def one(text: str) -> tuple[str, str]:
    try:
        return (uscc(text) if text else ""), ""
    except BadCell as error:
        return "", f"{error.what}; {error.remedy}"


@given(st.lists(st.one_of(st.sampled_from(["", *SOUND, SOUND[0].lower(), "９" + SOUND[0][1:]]), DAMAGED)))
def test_codes_are_what_they_are_one_by_one(texts: list[str]) -> None:
    found, bad = codes(texts)
    faults = [f"{bad[k].what}; {bad[k].remedy}" if k in bad else "" for k in range(len(texts))]
    assert list(zip(found, faults, strict=True)) == [one(text) for text in texts]
