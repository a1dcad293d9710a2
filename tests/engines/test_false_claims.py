"""The checker against claims made up from nothing: what it calls proved is what looking at every list finds."""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import pytest

from allocator.check import check_certificate
from allocator.check.check_certificate import FAULTS, prove

Record = dict[str, Any]
List = frozenset[tuple[int, int]]


def record(options: list[tuple[int, int, int, int]], sums: list[tuple[int | None, int | None, list[int]]]) -> Record:
    """model.json of options (application, tier, value, cost) and rows (bounds, use by each option)."""
    return {
        "stage": "weighted-score",
        "scale": 1,
        "tiers": 3,
        "step": 1,
        "options": [
            {"application_id": f"P{k}", "tier_id": f"t{t}", "application": k, "tier": t, "value": v, "lo": a, "hi": a}
            | {"uses": [[r, uses[o]] for r, (_, _, uses) in enumerate(sums) if uses[o]]}
            for o, (k, t, v, a) in enumerate(options)
        ],
        "rows": [{"lower": low, "upper": high} for low, high, _ in sums],
        "targets": [],
    }


def claim(
    value: int, chosen: List, nodes: list[Record], deviation: int = 0, fewer: list[Record] | None = None
) -> Record:
    stages = [{"value": deviation, "nodes": fewer or []}, {"value": value, "nodes": nodes}]
    return {"status": "optimal", "stages": stages, "chosen": sorted(map(list, chosen))}


def best_list(model: Record) -> tuple[int, int, List] | None:
    """Deviation, value and list by looking at every list."""
    found = []
    options = model["options"]
    mine = [[None, *(o for o, x in enumerate(options) if x["application"] == k)] for k in applications(model)]
    for choice in itertools.product(*mine):
        won = [o for o in choice if o is not None]
        used = [sum(dict(options[o]["uses"]).get(r, 0) for o in won) for r in range(len(model["rows"]))]
        if all(
            (r["lower"] or 0) <= u <= (99 if r["upper"] is None else r["upper"])
            for r, u in zip(model["rows"], used, strict=True)
        ):
            tiers = [3 if o is None else options[o]["tier"] for o in choice]
            value, chosen = sum(options[o]["value"] for o in won), frozenset((o, options[o]["lo"]) for o in won)
            found.append((deviation_of(model, chosen), -value, tiers, chosen))
    if not found:
        return None
    deviation, value, _, chosen = min(found, key=lambda f: f[:3])
    return deviation, -value, chosen


def applications(model: Record) -> list[int]:
    return sorted({o["application"] for o in model["options"]})


def deviation_of(model: Record, chosen: List) -> int:
    return sum(abs(len({o for o, _ in chosen} & set(t["options"])) - t["aim"]) for t in model["targets"])


def odd_record(draw: Random) -> Record:
    """Ties everywhere, tiers in any order, rows of all kinds."""
    options = []
    for k in sorted(draw.sample(range(9), draw.randint(2, 5))):
        tiers = draw.sample(range(3), draw.randint(1, 2))
        options += [(k, t, draw.choice([3, 3, 3, 2]), draw.choice([1, 1, 2])) for t in tiers]
    if draw.random() < 0.3:
        draw.shuffle(options)
    sums: list[tuple[int | None, int | None, list[int]]] = [(None, draw.randint(1, 5), [o[3] for o in options])]
    for k in {o[0] for o in options}:
        sums.append((None, 1, [int(o[0] == k) for o in options]))
    for _ in range(draw.randint(0, 3)):
        ends = draw.choice([None, 1, 2]), draw.choice([None, 1, 2, 3])
        members = {o[0]: draw.random() < 0.5 for o in options}
        sums.append((*ends, [draw.choice([0, 1, 2]) if draw.random() < 0.2 else int(members[o[0]]) for o in options]))
    model = record(options, sums)
    if draw.random() < 0.3:
        mine = [o for o, x in enumerate(options) if x[1] == 0]
        model["targets"] = [{"tier": 0, "aim": draw.randint(0, 2), "options": mine}]
    return model


def odd_nodes(draw: Random, model: Record) -> list[Record]:
    """A list place by place, or a search, by true and by idle proofs; prices as they come."""
    search = {"scale": 1, "prices": {}}
    root = {"scale": draw.choice([1, 1, 4]), "prices": {str(r): draw.choice([2, 3, 12]) for r in (0,)}}
    nodes = [root] + [search if draw.random() < 0.8 else dict(root) for _ in model["options"]]
    if draw.random() < 0.8:
        root["first"] = {str(o): o + 1 for o in range(len(model["options"])) if draw.random() < 0.97}
    return nodes


def attack(models: int, seed: int) -> tuple[int, int]:
    """How many claims were proved, of these place by place; none of them false."""
    draw, proved, listed = Random(seed), 0, 0
    for _ in range(models):
        model = odd_record(draw)
        truth = best_list(model)
        for _ in range(12):
            chosen = frozenset(
                (o, model["options"][o]["lo"])
                for k in applications(model)
                for o in [draw.choice([o for o, x in enumerate(model["options"]) if x["application"] == k])]
                if draw.random() < 0.5
            )
            if truth and draw.random() < 0.3:
                chosen = truth[2]
            value = sum(model["options"][o]["value"] for o, _ in chosen)
            nodes = odd_nodes(draw, model)
            try:
                prove(model, claim(value, chosen, nodes, deviation_of(model, chosen), [{"scale": 1, "prices": {}}]))
            except FAULTS:
                continue
            assert (deviation_of(model, chosen), value, chosen) == truth, (model, nodes)
            proved, listed = proved + 1, listed + ("first" in nodes[0])
    return proved, listed


def test_no_false_claim_is_proved() -> None:
    proved, listed = attack(250, 1)
    assert proved > 100, proved
    assert listed > 50, listed


@pytest.mark.campaign
def test_of_very_many_claims_no_false_one_is_proved() -> None:
    assert attack(20_000, 2)[1] > 5_000


SEARCH: Record = {"scale": 1, "prices": {}}


@pytest.mark.parametrize("first", [False, True])
def test_the_first_list_is_that_of_the_earlier_tier_in_whatever_order_the_options_are(first: bool) -> None:
    model = record([(0, 1, 3, 1), (0, 0, 3, 1), (1, 0, 3, 1)], [(None, 1, [1, 1, 1])])
    root = {"scale": 1, "prices": {"0": 3}} | ({"first": {"0": 1, "1": 2, "2": 3}} if first else {})
    assert prove(model, claim(3, frozenset({(1, 1)}), [root, SEARCH, SEARCH, SEARCH])).startswith("optimal")
    for other in (0, 2):
        with pytest.raises(ValueError, match="an earlier list" if first else "another list"):
            prove(model, claim(3, frozenset({(other, 1)}), [root, SEARCH, SEARCH, SEARCH]))


def test_two_options_of_an_application_in_one_tier_are_refused() -> None:
    """They would stand in one list, of which one keeps the rows and the other does not."""
    model = record([(0, 0, 3, 1), (0, 0, 3, 1)], [(None, 1, [1, 1]), (None, 0, [0, 1])])
    for option in (0, 1):
        with pytest.raises(ValueError, match="two awards at once"):
            prove(model, claim(3, frozenset({(option, 1)}), [SEARCH]))


def test_a_price_of_a_row_without_that_bound_is_none() -> None:
    model = record([(0, 0, 3, 1), (1, 0, 3, 1)], [(None, 1, [1, 1])])
    for price in (-3, 3):
        nodes = [{"scale": 1, "prices": {"0": price}}]
        assert prove(model, claim(3, frozenset({(0, 1)}), nodes)).startswith("optimal")
        for false in (frozenset({(1, 1)}), frozenset({(0, 1), (1, 1)})):
            with pytest.raises(FAULTS):
                prove(model, claim(3 * len(false), false, nodes))


def test_a_search_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Amounts by amounts; and searches one after another, each of which would be allowed."""
    model = record([(k, 0, 1, 1) for k in range(3)], [(None, 2_000_000, [1, 1, 1])])
    model |= {"stage": "funded-score", "rows": [{"lower": None, "upper": 25_000}]}
    for option in model["options"]:
        option |= {"hi": 20_000, "uses": [[0, None]]}
    with pytest.raises(ValueError, match="steps, too many to look at"):
        prove(model, claim(0, frozenset(), [SEARCH]))
    monkeypatch.setattr(check_certificate, "MOST_STEPS", 20)
    model = record([(k, 0, 1, 1) for k in range(4)], [(None, 2, [1, 1, 1, 1])])
    with pytest.raises(ValueError, match="too many"):
        prove(
            model,
            claim(2, frozenset({(0, 1), (1, 1)}), [SEARCH | {"option": 0, "taken": 1, "other": 2}, SEARCH, SEARCH]),
        )


def test_words_of_very_many_open_applications_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_certificate, "MOST_STEPS", 1_000)
    model = record([(k, 0, 1, 1) for k in range(200)], [(None, 2, [1] * 200)])
    with pytest.raises(ValueError, match="too many to look at"):
        prove(model, claim(2, frozenset({(0, 1), (1, 1)}), [SEARCH]))
