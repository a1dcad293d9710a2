"""What an applicant writes into a cell is shown, and steers nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from allocator.visible import visible
from tests.small import APPLICATIONS, policy, write

Call = Callable[..., tuple[int, str, str]]
CLEAR = "\x1b[2J"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("场景 券　100%", "场景 券　100%"),
        ("\x1b[2J\x07\x9b\x7f", "\\x1b[2J\\x07\\x9b\\x7f"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\u202edrowssap\u2066\u200e\u2028", "\\u202edrowssap\\u2066\\u200e\\u2028"),
        ("\udcb2", "\\udcb2"),
        (
            "烟\ufffe\uffff\ufdd0\U0010ffff台\u2e5d",
            "烟\\ufffe\\uffff\\ufdd0\\U0010ffff台\u2e5d",
        ),  # no characters at all
        (
            "👩\u200d🔬\ue000𠮷",
            "👩\u200d🔬\ue000𠮷",
        ),  # joiners, private use (rare characters of GB 18030), rare ideographs
    ],
)
def test_control_direction_and_half_characters_are_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A scenario whose every text tries to clear the screen, and whose ids break lines."""
    rules = 'eligibility: [{id: gate, name: "绿\\u202e色", column: gate, equals: 合格, source: "条\\u202e"}]'
    text = policy(rules, budget="12").replace("programme: Test", 'programme: "Te\\u202est"')
    rows = APPLICATIONS.replace("甲公司", f"甲{CLEAR}公司").replace("B,", f"B{CLEAR},").replace("C,", '"C\n* D",')
    rows = rows.replace("city", "title,gate").replace("济南市", f"标{CLEAR}题,合格")
    return write(tmp_path / "s", text, rows.replace("青岛市", f"标\u202e题,不合格{CLEAR}"))


def test_no_command_prints_what_steers_a_terminal(call: Call, hostile: Path) -> None:
    shown = [call("check", hostile), call("run", hostile, "--out", "r"), call("run", hostile, "--budget", CLEAR)]
    path = Path("r/allocation.csv")
    path.write_bytes(path.read_bytes().replace("甲".encode(), f"乙{CLEAR}".encode()))
    shown += [call("verify", "r"), call("verify", f"n{CLEAR}"), call("run", f"n{CLEAR}"), call(f"n{CLEAR}")]
    shown += [call("run", hostile, "--out", f"r/{CLEAR}"), call("export", hostile, "--out", f"m{CLEAR}")]
    shown += [call("run", f"--{CLEAR}"), call("run", "--engine", CLEAR), call("export", "--format", CLEAR)]
    write(hostile, policy(), APPLICATIONS.replace("top", f"to{CLEAR}p"))
    shown += [call("check", hostile)]
    assert [status for status, _, _ in shown] == [0, 0, 2, 5, 2, 2, 2, 0, 0, 2, 2, 2, 2]
    for _, out, err in shown:
        assert not {"\x1b", "\u202e"} & set(out + err)
    assert "\\x1b[2J" in shown[0][1]
    assert "Te\\u202est 2026" in shown[1][1]
    assert "标\\x1b[2J题" in shown[1][1]


def test_an_id_with_a_line_break_ends_no_comment_of_an_exported_program(call: Call, hostile: Path) -> None:
    for form in ("mps", "lp", "opb"):
        text = call("export", hostile, "--format", form)[1]
        assert "\x1b" not in text
        assert not [line for line in text.splitlines() if line.startswith("* D")]
