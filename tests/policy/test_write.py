"""A policy file that is made anew reads back as the same policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from allocator.errors import InputError
from allocator.policy import load_policy
from allocator.policy.write import policy_value, policy_yaml, yaml_of
from tests.small import policy
from tests.strategies import Case, cases

ROOT = Path(__file__).resolve().parents[2]
CONFORMANCE = ROOT.parent / "shared" / "conformance" / "cases"
EMBEDDED = sorted(ROOT.glob("scenarios/*/policy.yaml"))
CASES = sorted(CONFORMANCE.glob("*/policy.yaml"))


def check(text: str) -> None:
    read = load_policy(text)
    again = load_policy(policy_yaml(read, "情景假设\nwhat-if: \u2028 x"))
    assert policy_value(again) == policy_value(read)
    everything = policy_value(read, defaults=True)
    assert policy_value(load_policy(yaml_of(everything)), defaults=True) == everything


def check_files(paths: list[Path]) -> int:
    checked = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        try:
            load_policy(text)
        except InputError:
            continue
        check(text)
        checked += 1
    return checked


def test_policies_at_hand() -> None:
    assert check_files([*EMBEDDED, *CASES[::12]]) >= len(EMBEDDED)


@pytest.mark.campaign
def test_every_policy_at_hand() -> None:
    assert check_files([*EMBEDDED, *CASES]) >= len(EMBEDDED)


@settings(max_examples=25)
@given(cases(most=1))
def test_random_policies(case: Case) -> None:
    try:
        load_policy(case.policy_text())
    except InputError:
        return
    check(case.policy_text())


@pytest.mark.parametrize(
    "name",
    [
        "yes",
        "Null",
        "~",
        "- x",
        "a: b",
        "a #b",
        "[x",
        "'",
        '"\\',
        "1.5",
        "１",
        "甲 乙",
        "x\u00a0y",
        "😀",
        "é\u200d",
        "*a",
        "1:2",
    ],
)
def test_odd_texts_are_quoted(name: str) -> None:
    text = policy().replace("programme: Test", "programme: PLACE")
    read = load_policy(text).replace(programme=name)
    again = load_policy(policy_yaml(read))
    assert again.programme == name


@pytest.mark.parametrize("written", ["yes", '"yes"', "No", "'true'", "3", "x"])
def test_flags_and_texts_stay_what_they_are(written: str) -> None:
    one = f"{{id: a, name: n, column: c, equals: {written}, source: x}}"
    other = f"{{id: b, name: n, column: c, in: [{written}, 4], source: x}}"
    check(policy(f"eligibility: [{one}, {other}]"))
