"""A policy file: every fault with its line and key, what was found, what to write."""

from __future__ import annotations

import contextlib
import re
from fractions import Fraction
from random import Random

import pytest

from allocator.errors import InputError
from allocator.loading import embedded
from allocator.policy import assumptions_of, load_policy, rules_of
from tests.small import HEAD, ONE, TIERS, policy

SCORING = """
scoring:
  indicators:
    - {id: "1.1", name: 创新, weight: 60, source: 附件1.1}
    - {id: "1.2", name: 成效, weight: 40, source: 附件1.2}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_policy(text)
    return [str(p) for p in caught.value.problems]


def test_the_embedded_policy_cites_an_article_or_says_assumption_everywhere() -> None:
    loaded = load_policy((embedded() / "policy.yaml").read_text(encoding="utf-8"))
    for rule in rules_of(loaded):
        assert rule.source == "assumption" or rule.source.startswith(("第", "附件")), rule
    assumed = {r.id for r in assumptions_of(loaded)}
    assert {"amounts", "panel", "min_score", "fallback:benchmark:demonstration"} <= assumed
    assert {"tier:benchmark:floor", "tier:benchmark:weight", "tier:demonstration:tolerance", "bonus:ceiling"} <= assumed
    assert sum(i.weight for i in loaded.scoring.indicators) == 100  # type: ignore[union-attr]


def test_defaults_are_those_of_the_format() -> None:
    text = HEAD.replace("score_decimals: 0\n", "").replace(", step: 1", "") + "budget: {value: 3, source: x}\n"
    loaded = load_policy(text + "tiers: [{id: a, name: A, source: x}]\n" + SCORING)
    assert (loaded.score_decimals, loaded.top_score, loaded.money.step) == (2, 100, 1)
    assert (loaded.objective, loaded.amounts_rule, loaded.one_award_per) == ("winners-first", "proportional", None)
    assert (loaded.tiers[0].weight, loaded.tiers[0].floor, loaded.tiers[0].cap) == (1, 0, None)
    assert loaded.indicators[0].max == 100
    assert loaded.sensitivity.near == Fraction(1, 2)
    assert loaded.sensitivity.budgets == (Fraction(1, 2), Fraction(3, 2))


def test_amounts_may_carry_their_own_unit() -> None:
    loaded = load_policy(policy(budget="0.3亿", tiers=TIERS.replace("cap: 10", "cap: 150万元")))
    assert loaded.budget.value == 3000
    assert loaded.tiers[0].cap == 150


def test_an_unquoted_yes_is_a_truth_and_a_quoted_one_a_text() -> None:
    rules = """eligibility:
  - {id: a, name: A, column: x, equals: yes, source: s}
  - {id: b, name: B, column: x, equals: "yes", source: s}
"""
    first, second = load_policy(policy(rules)).eligibility
    assert first.equals is not None
    assert second.equals is not None
    assert (first.equals.flag, second.equals.flag) == (True, None)


RULES = {"eligibility": "name: A, column: x, filled: yes", "groups": "by: city, max_awards: 1"}
BAD = {
    "unknown key, near a known one": (
        policy("min_scroe: {value: 60, source: x}"),
        "line 13, min_scroe: unknown key 'min_scroe'; did you mean 'min_score'?",
    ),
    "unknown key in a part": (
        policy(tiers=TIERS.replace("floor: 4", "flor: 4")),
        "line 9, tiers[1].flor: unknown key 'flor'; did you mean 'floor'?",
    ),
    "missing key": (HEAD + TIERS, "the key 'budget' is missing; add it: the money to be spent at most"),
    "missing source": (
        policy(budget="3").replace(", source: 第三条", ""),
        "line 6, budget: the key 'source' is missing; add it: article, or `assumption`",
    ),
    "not a number": (
        policy(tiers=TIERS.replace("weight: 2", "weight: two")),
        "tiers[1].weight: 'two' is not a number; write one, for example 1.5",
    ),
    "not an amount": (policy(budget="many"), "budget.value: 'many' is not an amount"),
    "negative amount": (policy(budget="-1"), "budget.value: '-1' is below 0"),
    "not whole base units": (policy(budget="0.00001"), "budget.value: 0.00001 is not a whole number of base units"),
    "a step of half a yuan": (
        policy().replace("step: 1", "step: 0.00005"),
        "money: step times unit is not a whole number of base units",
    ),
    "weight of nothing": (policy(tiers=TIERS.replace("weight: 2", "weight: 0")), "found '0'; write a value above 0"),
    "the reserved id": (policy(tiers=TIERS.replace("id: top", "id: none")), "'none' is no tier's id"),
    "two tiers of one name": (policy(tiers=TIERS.replace("标杆型", "示范型")), "'示范型' already names tier 1"),
    "floor above cap": (policy(tiers=TIERS.replace("floor: 4", "floor: 11")), "has a floor above its cap"),
    "half a quota": (
        policy(tiers=TIERS.replace("floor: 4", "quota: {target: 3}")),
        "tiers[1].quota: needs both target and tolerance",
    ),
    "a mixed quota": (
        policy(tiers=TIERS.replace("floor: 4", "quota: {target: 3, tolerance: 1, max: 5}")),
        "mixes target with min or max",
    ),
    "an empty quota": (policy(tiers=TIERS.replace("floor: 4", "quota: {prefer: any}")), "says nothing"),
    "min above max": (policy(tiers=TIERS.replace("floor: 4", "quota: {min: 3, max: 2}")), "has min 3 above max 2"),
    "a tier that is not there": (
        policy("fallback: [{from: top, to: bas, source: x}]"),
        "fallback[1].to: 'bas' is no tier; did you mean 'base'?",
    ),
    "a fallback to itself": (policy("fallback: [{from: top, to: 标杆型, source: x}]"), "leads from a tier to itself"),
    "two conditions": (
        policy("eligibility: [{id: a, name: A, column: x, at_least: 1, at_most: 2, source: s}]"),
        "states at_least and at_most; state exactly one of",
    ),
    "no condition": (policy("eligibility: [{id: a, name: A, column: x, source: s}]"), "states no condition"),
    "a condition that never holds": (
        policy("eligibility: [{id: a, name: A, column: x, filled: no, source: s}]"),
        "filled: no can never hold",
    ),
    "a list that never holds": (
        policy("eligibility: [{id: a, name: A, column: x, in: [], source: s}]"),
        "in: [] can never",
    ),
    "a rule id twice": (
        policy(*(f"{k}: [{{id: x, {v}, source: s}}]" for k, v in RULES.items())),
        "groups[1]: the rule id 'x' is already in use",
    ),
    "a fallback twice": (
        policy("fallback: [{from: top, to: base, source: x}, {from: 标杆型, to: 示范型, source: x}]"),
        "fallback[2]: the rule id 'fallback:top:base' is already in use",
    ),
    "a group that bounds nothing": (policy("groups: [{id: a, by: city, source: s}]"), "bounds nothing"),
    "a group with crossed bounds": (
        policy("groups: [{id: a, by: city, min_awards: 3, max_awards: 2, source: s}]"),
        "has min_awards 3 above max_awards 2",
    ),
    "weights that are not 100": (policy(SCORING.replace("60", "50")), "the weights sum to 90, not to 100"),
    "an indicator twice": (policy(SCORING.replace('"1.2"', '"1.1"')), "'1.1' already names indicator 1"),
    "trimming everything": (
        policy(SCORING + "  panel: {method: trimmed, trim: 2, min_sheets: 4, source: x}\n"),
        "min_sheets 4 leaves nothing after trimming; it must exceed 4",
    ),
    "mean-shift of indicators": (
        policy(SCORING + "  panel: {level: indicator, severity: mean-shift, source: x}\n"),
        "severity mean-shift goes with level: total only",
    ),
    "bands of another rule": (
        policy(amounts="").replace(
            "one_award", "amounts: {rule: in-full, bands: [{from: 9, share: 1}], source: x}\none_award"
        ),
        "bands belong to rule graded",
    ),
    "two bands from one score": (
        policy("amounts: {rule: graded, bands: [{from: 9, share: 1}, {from: 9.0, share: 0.5}], source: x}", amounts=""),
        "has two bands from one score",
    ),
    "a band under the floor": (
        policy("amounts: {rule: graded, bands: [{from: 9, share: 0.3}], source: x}", amounts=""),
        "amounts.bands[1]: gives 3 in tier top, under its floor 4",
    ),
    "uniform without a cap": (
        policy(tiers=TIERS.replace("cap: 10, ", ""), amounts="uniform"),
        "has no cap, which amounts rule",
    ),
    "amounts under funded-score": (policy("objective: funded-score"), "has no place under objective: funded-score"),
    "a max_score with more places": (policy("max_score: 99.5"), "99.5 has more than 0 decimal places"),
    "a date that is none": (policy("valid_until: soon"), "valid_until: 'soon' is not a date; write it as 2027-12-31"),
    "a flag that is none": (
        policy("groups: [{id: a, by: city, value: x, allow_absent: maybe, max_awards: 1, source: s}]"),
        "'maybe' is not a flag; write yes or no",
    ),
    "a word that is not offered": (
        policy(amounts="fair"),
        "found 'fair'; write 'proportional', 'optimised', 'uniform'",
    ),
    "a list where a mapping belongs": (policy("scoring: [1]"), "scoring: found a list; write a mapping here"),
    "a mapping where a list belongs": (policy("groups: {id: a}"), "groups: found a mapping; write a list here"),
    "budgets in the wrong order": (policy("sensitivity: {budgets: [2, 1]}"), "the lower share stands first"),
    "a duplicate key": (policy("year: 2027"), "the key 'year' stands twice (first on line 3)"),
    "an alias": (policy("columns: {a: &x b, c: *x}"), "an alias (*name) is not allowed"),
    "a tag": (policy("columns: {a: !!python/name:os.system x}"), "is not allowed"),
    "two documents": (policy() + "---\na: 1\n", "is not YAML"),
    "an open bracket": (policy("groups: [{id: a"), "is not YAML"),
    "nothing": ("", "holds no policy"),
    "a list": ("- 1\n", "holds no policy"),
    "a key that is a list": (policy("? [a]\n: b"), "a key must be a word"),
    "depth": (policy("columns: " + "[" * 60 + "]" * 60), "is nested more than"),
    "depth by indentation": (
        policy("columns:\n" + "".join(" " * 2 * n + f"k{n}:\n" for n in range(1, 60))),
        "is nested more than",
    ),
    "no tiers": (policy(tiers="tiers: []\n"), "tiers: found a list; list at least one"),
    "two columns of one heading": (policy("columns: {a: 甲, b: 甲}"), "columns.b: '甲' already stands for 'a'"),
    "a column named as another is headed": (
        policy("columns: {a: b, Ｂ: 乙}"),
        "columns.Ｂ: 'Ｂ' already stands for 'a'",
    ),
    "a known column's name": (policy("columns: {City: 城市}"), "'City' is the column city (所在市)"),
    "a known column's heading as a name": (
        policy("columns: {申报类型: 类型}"),
        "'申报类型' is the column tier (申报类型)",
    ),
    "a known column's heading": (policy("columns: {a: 申报 单位}"), "'申报 单位' is the column enterprise (申报单位)"),
    "a default top score with more places": (
        policy(SCORING + "  bonus: {ceiling: 4.5, indicators: [{id: x, name: X, weight: 1, source: s}]}"),
        "scoring.bonus.ceiling: with it the highest score is 104.5, which has more than 0 decimal places",
    ),
    "a bound in words": (
        policy("eligibility: [{id: a, name: A, column: x, at_least: 3个月, source: s}]"),
        "line 13, eligibility[1].at_least: '3个月' is no number; write for example 3",
    ),
    "a bound on money in words": (
        policy("eligibility: [{id: a, name: A, column: requested, at_most: -1, source: s}]"),
        "eligibility[1].at_most: '-1' is no amount of 0 or more",
    ),
    "tiers that look alike": (
        policy(tiers=TIERS.replace("id: base", "id: ＴＯＰ")),
        "'ＴＯＰ' already names tier 1, but for case, width or invisible characters ('top')",
    ),
    "a year in superscript": (policy().replace("year: 2026", "year: 202⁶"), "year: '202⁶' is not a number"),
}


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


@pytest.mark.parametrize("name", BAD)
def test_a_fault_names_place_found_and_remedy(name: str) -> None:
    text, expected = BAD[name]
    found = faults(text)
    assert any(expected in f for f in found), found
    assert all(f.startswith("policy.yaml") for f in found)


def test_all_faults_are_reported_at_once_in_the_order_of_lines() -> None:
    text = policy(budget="many", tiers=TIERS.replace("weight: 2", "weight: two").replace("floor: 2", "flor: 2"))
    lines = [int(f.split("line ")[1].split(",")[0]) for f in faults(text)]
    assert lines == sorted(lines)
    assert len(lines) == 3


def test_rule_ids_are_given_or_made() -> None:
    text = policy(
        "min_score: {value: 60, source: x}",
        "fallback: [{from: 标杆型, to: 示范型, source: x}]",
        "groups: [{id: cap, by: city, max_awards: 1, source: x}]",
        "eligibility: [{id: gate, name: 门槛, column: x, filled: yes, source: x}]",
        one=ONE,
        tiers=TIERS.replace("floor: 4", "quota: {max: 2}, min_score: {value: 70, source: y}"),
    )
    ids = {r.id for r in rules_of(load_policy(text))}
    assert ids == {
        "budget",
        "quota:top",
        "min_score:top",
        "fallback:top:base",
        "one_award_per",
        "gate",
        "min_score",
        "cap",
    }


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
