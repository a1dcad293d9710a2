"""Which columns the tables of a policy need, and what each of them means to the person who fills it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Literal

from allocator.fields import FIELDS, heading_key
from allocator.policy import Policy
from allocator.tables.headings import REQUIRED, Vocabulary
from allocator.template.checks import Check, example_of, known_check, rule_check
from allocator.template.meanings import EXTRA, MEANINGS, SCORE_ONLY, Meaning
from allocator.template.uses import uses_of
from allocator.template.words import Words, tier_words

Need = Literal["required", "screened", "some", "optional"]
NEEDS: Mapping[Need, Words] = {
    "required": Words("必填", "required"),
    "screened": Words("审核必需", "screened"),
    "some": Words("视类型而定", "depends on the tier"),
    "optional": Words("选填", "optional"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table to fill in.

    Parameters
    ----------
    name
        Internal name.
    heading
        As the reader knows it.
    meaning
        What to fill in.
    need
        `required`: an empty cell is an error; `screened`: it closes every tier; `some`: it closes some of the
        tiers; `optional`.
    check
        What a cell may hold.
    uses
        The rules that read it.
    example
        A value that is read and passes; may be empty.
    """

    name: str
    heading: str
    meaning: Words
    need: Need
    check: Check
    uses: tuple[Words, ...] = ()
    example: str = ""


def columns_of(policy: Policy, table: str) -> tuple[Column, ...]:
    """The columns of a table to fill in: the known ones, then those that the policy alone names.

    Parameters
    ----------
    policy
        Gives tiers, indicators, units, and the columns that its rules read.
    table
        `applications`, `reviews`, `ledger` or `decisions`.
    """
    uses = uses_of(policy, table)
    known = tuple(_known(policy, table, name, uses.get(name, ())) for name in FIELDS[table])
    return known if table != "applications" else (*known, *_extra(policy, uses))


def tables_of(policy: Policy) -> tuple[str, ...]:
    """The tables that the policy makes use of, in the order of FORMATS."""
    unused = {"reviews": not policy.indicators, "ledger": policy.one_award_per is None}
    return tuple(table for table in FIELDS if not unused.get(table, False))


def _known(policy: Policy, table: str, name: str, uses: tuple[Words, ...]) -> Column:
    meaning = MEANINGS[table][name]
    if (table, name) == ("applications", "score") and not policy.indicators:
        meaning = Meaning(SCORE_ONLY, meaning.example)
    check = known_check(policy, table, name)
    if table == "applications" and check.kind == "any":
        check = rule_check(policy, name)
    example = example_of(policy, name) if table == "applications" else ""
    example = example or meaning.example.format(year=policy.year)
    if check.choices and example not in check.choices:
        example = check.choices[0]
    return Column(name, FIELDS[table][name], meaning.words, _need(policy, table, name), check, uses, example)


def _need(policy: Policy, table: str, name: str) -> Need:
    if name in REQUIRED[table] and (table, name) != ("ledger", "enterprise"):
        return "required"
    if table != "applications":
        return "optional"
    unbounded = any(t.cap is None and t.rate is None for t in policy.tiers)
    if (name == "tier" and len(policy.tiers) > 1) or (name == "requested" and unbounded):
        return "required"
    if name == "score" and not policy.indicators:
        return "screened"
    rated = {k for k, t in enumerate(policy.tiers) if t.rate is not None} if name == "investment" else set()
    return _screened(policy, name, rated)


def _screened(policy: Policy, name: str, closed: Set[int] = frozenset()) -> Need:
    """Whether an empty cell closes every tier, some of them, or none."""
    rules = [r for r in policy.eligibility if r.column == name]
    closed = closed | {k for r in rules for k in policy.tier_indices(r.tiers)}
    return "screened" if len(closed) == len(policy.tiers) else "some" if closed else "optional"


def _extra(policy: Policy, uses: Mapping[str, tuple[Words, ...]]) -> Iterator[Column]:
    vocabulary = Vocabulary("applications", policy.columns)
    seen = set(FIELDS["applications"])
    for name in (*uses, *policy.columns):
        heading = policy.columns.get(name, name)
        read_as, _ = vocabulary.recognise(heading) or (heading_key(heading), "")
        if read_as in seen:
            continue
        seen.add(read_as)
        need = _screened(policy, name)
        yield Column(
            name=name,
            heading=heading,
            meaning=_extra_meaning(policy, name, need),
            need=need,
            check=rule_check(policy, name),
            uses=uses.get(name, ()),
            example=example_of(policy, name),
        )


def _extra_meaning(policy: Policy, name: str, need: Need) -> Words:
    if need == "optional":
        return EXTRA
    if need == "screened":
        return Words("按实际情况填写，留空视为不符合", "as it is in fact; an empty cell does not pass")
    rules = [r for r in policy.eligibility if r.column == name]
    tiers = [tier_words(policy.tiers[k]) for k in sorted({k for r in rules for k in policy.tier_indices(r.tiers)})]
    zh, en = "、".join(t.zh for t in tiers), " and ".join(t.en for t in tiers)
    return Words(f"申报{zh}的须填，留空视为不符合", f"needed for {en}: an empty cell does not pass")
