"""Policies: units of money, ids, odd YAML, and conditions on the tier."""

from __future__ import annotations

import contextlib
import re
from fractions import Fraction
from random import Random

import pytest

from allocator.errors import InputError
from allocator.policy import assumptions_of, load_policy
from tests.policy.faulty import RULES, SCORING, faults
from tests.small import TIERS, policy


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (policy("columns: !!str {a: b}"), "line 13: the tag tag:yaml.org,2002:str is not allowed here"),
        (policy("groups: !!seq {a: b}"), "the tag tag:yaml.org,2002:seq is not allowed here"),
        (policy("groups: !!map [a]"), "the tag tag:yaml.org,2002:map is not allowed here"),
        (policy("valid_until: !!map x"), "the tag tag:yaml.org,2002:map is not allowed here"),
        ("!!str {a: b}", "line 1: the tag tag:yaml.org,2002:str is not allowed here"),
        ("!!map [a]", "holds no policy"),
        (policy(r'columns: {a: "\U99999999"}'), "is not YAML (OverflowError); check directives (%) and escapes"),
        ("%YAML 1." + "9" * 5000 + "\n---\n" + policy(), "is not YAML (ValueError)"),
        (policy(r'columns: {a: "\ud800"}'), r"line 13: the character \ud800 is no part of a text"),
        (policy(r'columns: {"\udfff": a}'), r"line 13: the character \udfff is no part of a text"),
        (policy(r'columns: {a: "\0"}'), r"line 13: the character \u0000 is no part of a text"),
        (policy("columns: {a: \ud800}"), "policy.yaml: is not YAML: "),
        (policy("columns: {a: \0}"), "policy.yaml: is not YAML: "),
        (policy("'a[b': 1"), "line 13, a[b: unknown key 'a[b'"),
        (policy("literal: 1"), "line 13, literal: unknown key 'literal'"),
        (policy("sensitivity: {budgets: [1]}"), "line 13, sensitivity.budgets: has 1 entries"),
        (policy("- " * 2000), "policy.yaml"),
        (policy("year: " + "9" * 5000), "policy.yaml"),
    ],
)
def test_odd_yaml_is_a_fault_with_its_line(text: str, message: str) -> None:
    (found,) = faults(text)
    assert message in found


def test_no_damage_to_a_policy_breaks_its_reading() -> None:
    random, whole = Random(1), policy(SCORING)
    marks = [
        "!!seq ",
        "!!map ",
        "&a ",
        "*a",
        "<<: ",
        '"\\ud800"',
        "{",
        "]",
        ": ",
        "- ",
        "|",
        "'",
        "#",
        "\t",
        "",
        "null",
        "{}",
        "[a]",
    ]
    for _ in range(300):
        at = random.randrange(len(whole))
        with contextlib.suppress(InputError):
            load_policy(whole[:at] + random.choice(marks) + whole[at + random.choice([0, 1, 5]) :])


@pytest.mark.parametrize("unit", ["1e4", "10000.0", '"10,000"', "+10000", "１００００"])
def test_the_unit_of_money_is_read_once_however_it_is_written(unit: str) -> None:
    loaded = load_policy(policy(budget="0.3亿").replace("unit: 10000", f"unit: {unit}"))
    assert (loaded.money.unit, loaded.budget.value) == (10_000, 3000)


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        ("3", "money.unit: '3' is no product of twos and fives"),
        ("0", "money.unit: '0' is below 1"),
        ("1.5", "money.unit: '1.5' is not a whole number"),
        ("9" * 5000, "money.unit: '999"),
    ],
)
def test_a_unit_in_which_amounts_have_no_decimals_is_refused(unit: str, message: str) -> None:
    assert message in faults(policy(budget="0.3亿").replace("unit: 10000", f"unit: {unit}"))[0]


@pytest.mark.parametrize("key", ["none", "None", "ｎｏｎｅ", '"a;b"', '"a\\nb"', '"a\\tb"', '"a\\u2028b"'])
def test_ids_that_cannot_stand_in_a_list_of_ids_are_refused(key: str) -> None:
    (found,) = faults(policy(tiers=TIERS.replace("id: top", f"id: {key}")))
    assert "; choose another id" in found


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize(
    "key", ["budget", "BUDGET", "no-amount", "min_score", "quota:city", "fallback:a", "decision:A"]
)
def test_ids_that_the_program_gives_itself_are_refused(kind: str, key: str) -> None:
    (found,) = faults(policy(f"{kind}: [{{id: {key}, {RULES[kind]}, source: s}}]"))
    assert f"{kind}[1]: the rule id {key!r} is kept for rules that the program names itself" in found


def test_a_part_with_other_values_keeps_nothing_derived_from_the_old_ones() -> None:
    loaded = load_policy(policy("max_score: 10"))
    assert (loaded.top_score, loaded.tier_index("标杆型")) == (10, 0)
    other = loaded.replace(max_score=Fraction(20), tiers=loaded.tiers[1:])
    assert (other.top_score, other.tier_index("标杆型"), other.tier_index("示范型")) == (20, None, 0)
    assert loaded.top_score == 10


def test_an_assumed_tolerance_that_sets_no_range_is_not_shown_as_a_number() -> None:
    quotas = "quota: {%s, tolerance_source: assumption}"
    shown = []
    for quota in ("target: 3, tolerance: none", "max: 2", "target: 3, tolerance: 1"):
        loaded = load_policy(policy(tiers=TIERS.replace("floor: 4", quotas % quota)))
        shown += [r.zh for r in assumptions_of(loaded) if r.id.endswith(":tolerance")]
    assert shown == ["标杆型数量的浮动范围", "标杆型数量的浮动范围", "标杆型数量的浮动范围 ±1"]


def test_brackets_in_comments_and_quotes_are_no_nesting() -> None:
    text = policy("valid_until: 2027-12-31  # [ [ [ {") + "# [\n" * 80 + "# ]\n"
    assert load_policy(text.replace("programme: Test", f"programme: '{'[' * 60}'"), "policy.yaml").year == 2026


@pytest.mark.parametrize(
    ("condition", "place"),
    [
        ("equals: nobody", "eligibility[1].equals"),
        ("equals: yes", "eligibility[1].equals"),
        ("in: [top, other]", "eligibility[1].in"),
        ("at_least: 3", "eligibility[1].at_least"),
    ],
)
def test_a_condition_on_the_tier_names_tiers(condition: str, place: str) -> None:
    text = policy(f"eligibility: [{{id: own, name: 自选, column: tier, {condition}, source: x}}]")
    with pytest.raises(InputError, match=re.escape(place)):
        load_policy(text, "policy.yaml")


def test_a_tier_orders_no_equals() -> None:
    with pytest.raises(InputError, match=r"'tier' is no numeric column"):
        load_policy(policy("scoring: {tie_break: [tier]}"), "policy.yaml")
