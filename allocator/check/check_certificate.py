"""Prove an allocation anew, with Python's standard library alone: model.json certificate.json [allocation.json].

Nothing in the certificate is believed. Its prices give a bound: whatever keeps the rows has scale * value = bound -
losses, so what is as good as the claim loses no more than the gap. A search over the few options that this leaves finds
the least loss and its first list. Exit status: 0 proved, 1 not proved, 2 unreadable. `allocate verify` makes model.json
again from the inputs."""

import json
import sys
from typing import Any

MOST_STATES, LOCAL_STATES, MOST_OPTIONS, TOO_MANY = 1000000, 5000, 1000000, "too many to look at"
FAULTS = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)


def need(condition: Any, what: str) -> None:
    """Refuse the claim unless a condition holds."""
    if not condition:
        raise ValueError(what)


def whole(value: Any, low: Any = 0) -> int:
    """An integer of at least `low` (None: any), not a decimal and not a truth value."""
    need(type(value) is int and (low is None or value >= low), f"{value!r} is no whole number from {low} up")
    return int(value)


def problem(model: Any, deviation: Any) -> Any:
    """Classes of options [value, {row: use}, word, (option, amount)], rows; None: value is minus the distance."""
    options, funded, tiers = model["options"], model["stage"] == "funded-score", whole(model["tiers"], 1)
    classes, members, uses = [], {}, [{whole(r): use for r, use in o["uses"]} for o in options]  # type: Any, Any, Any
    rows = [[None if b is None else whole(b, None) for b in (row["lower"], row["upper"])] for row in model["rows"]]
    total = len(rows) + 2 * len(model["targets"])
    for target in model["targets"]:
        aim, aimed, here = whole(target["aim"]), set(target["options"]), len(rows)
        rows += [[aim, aim]] if deviation == 0 else [[None, aim], [aim, None]]  # n - distance <= aim <= n + distance
        for o in aimed:
            uses[whole(o)].update(dict.fromkeys(range(here, len(rows)), 1))
        if deviation != 0:
            need(max(aim, len(aimed), deviation or 0) <= MOST_OPTIONS, f"distances {TOO_MANY}")
            levels = range((max(aim, len(aimed)) if deviation is None else deviation) + 1)
            classes.append([[0 if deviation else -d, {here: -d, here + 1: d, total: d}, 0, None] for d in levels])
    rows += [[None, deviation]] if classes else []
    for o, option in enumerate(options):
        members.setdefault(whole(option["application"]), []).append(o)
    top, last = max([whole(o["hi"], 1) for o in options], default=1) + 1, max(members, default=0)
    need(sum(o["hi"] if funded else 1 for o in options) <= MOST_OPTIONS, f"options {TOO_MANY}")
    for application, mine in members.items():
        one = any(rows[r][1] == 1 and all(uses[o].get(r) == 1 for o in mine) for r in uses[mine[0]])
        need(one or len(mine) == 1, "no row lets an application win in one tier alone")
        made: list[Any] = [[0, {}, 0, None]]
        for o in mine:
            low, value, digit = options[o]["lo"], whole(options[o]["value"]), whole(tiers - options[o]["tier"], 1)
            word, place = -digit * (tiers + 1) ** (last - application), top ** (last - application)
            for a in range(whole(low, 1), (options[o]["hi"] if funded else low) + 1):
                used = {r: a if use is None else whole(use) for r, use in uses[o].items()}
                worth = 0 if deviation is None else value * a if funded else value
                made.append([worth, used, word * top ** (last + 1) - a * place if funded else word, (o, a)])
        classes.append(made)
    return classes, rows


def best(classes: Any, rows: Any, scale: int, prices: Any, value: int) -> Any:
    """The largest value from `value` up and the first word of it; None where there is none."""
    while True:
        spans = [spans_of(c, {r for o in c for r in o[1]}) for c in classes]
        few, many = [0] * len(rows), [0] * len(rows)
        for r, (a, b) in (item for s in spans for item in s.items()):
            few[r], many[r] = few[r] + a, many[r] + b
        if any((t is not None and a > t) or (b is not None and m < b) for (b, t), a, m in zip(rows, few, many)):
            return None
        tight = [r for r, (b, t) in enumerate(rows) if not ((t is None or many[r] <= t) and (b is None or few[r] >= b))]
        price = {r: prices[r] for r in tight if prices.get(r)}  # other rows cannot be broken and need no price
        worth = [[scale * o[0] - sum(price[r] * u for r, u in o[1].items() if r in price) for o in c] for c in classes]
        bound = sum(p * rows[r][p > 0] for r, p in price.items()) + sum(max(w) for w in worth)
        gap = bound - scale * value
        lost = [[(max(w) - x, o) for x, o in zip(w, c)] for w, c in zip(worth, classes)]
        blocks, begins, back = blocks_of(classes, spans, tight), {}, {}
        for mine, inner, settled in blocks:
            part = [lost[c] for c in [*settled, *mine]]
            found = search(part, rows, inner, price, gap, [0] * (len(part) + 1), LOCAL_STATES)
            if found is None:
                return None
            begins[mine[0]] = found[0]
            back.update(dict.fromkeys(mine, found[0]))
        room = [gap - sum(begins.values()) + back.get(c, 0) for c in range(len(classes))]
        kept = [[o for loss, o in options if loss <= here] for options, here in zip(lost, room)]
        if not all(kept):
            return None
        if sum(map(len, kept)) == sum(map(len, classes)):
            break
        classes = kept
    order = list(dict.fromkeys([c for mine, *_ in blocks for c in mine] + list(range(len(classes)))))
    floors = [0]
    for c in reversed(order):
        floors.insert(0, floors[0] + begins.get(c, 0))
    found = search([lost[c] for c in order], rows, tight, price, gap, floors, MOST_STATES)
    return None if found is None else ((bound - found[0]) // scale, found[1])


def spans_of(options: Any, rows: Any) -> Any:
    """Least and largest use of some rows by a class."""
    return {r: (min(o[1].get(r, 0) for o in options), max(o[1].get(r, 0) for o in options)) for r in rows}


def blocks_of(classes: Any, spans: Any, tight: Any) -> Any:
    """Open classes that share rows of their own, with those rows and the settled classes on them; money first."""
    users, blocks, block_of = {r: ([], []) for r in tight}, [], {}  # type: Any, Any, Any
    for c, r in ((c, r) for c, s in enumerate(spans) for r in s if r in users):
        users[r][len(classes[c]) == 1].append(c)
    for r in sorted(tight, key=lambda r: (all(s[r][1] < 2 for s in spans if r in s), len(users[r][0]), r)):
        mine, settled = users[r]
        owners = {block_of.get(c, -1) for c in mine}
        if owners == {-1} and 4 * len(mine) <= max(16, len(classes)):
            block_of.update(dict.fromkeys(mine, len(blocks)))
            blocks.append((mine, [r], set(settled)))
        elif len(owners) == 1 and -1 not in owners:
            blocks[min(owners)][1].append(r)
            blocks[min(owners)][2].update(settled)
    return blocks


def search(classes: Any, rows: Any, inner: Any, price: Any, gap: int, floors: Any, limit: int) -> Any:
    """Least loss and first word over one choice in each class, within the gap; (0, 0) past a limit of local states."""
    spans = [spans_of([o for _, o in c], inner) for c in classes]
    final = {r: c for c, s in enumerate(spans) for r, least_most in s.items() if least_most != (0, 0)}
    rest = {r: (sum(s[r][0] for s in spans), sum(s[r][1] for s in spans)) for r in inner}
    states, found = {(0,) * len(inner): (0, 0)}, {}  # type: Any, Any
    for c, options in enumerate(classes):
        uses = {n: r for n, r in enumerate(inner) if spans[c][r] != (0, 0)}
        rest.update({r: (rest[r][0] - spans[c][r][0], rest[r][1] - spans[c][r][1]) for r in uses.values()})
        found = {}
        for (state, (before, word)), (loss, option) in ((s, o) for s in states.items() for o in options):
            total, key = before + loss, list(state)
            for n, r in uses.items() if total + floors[c + 1] <= gap else ():
                key[n] += option[1].get(r, 0)
                (low, high), (few, many), p = rows[r], rest[r], price.get(r, 0)
                if (high is not None and key[n] + few > high) or (low is not None and key[n] + many < low):
                    total = gap + 1
                elif final[r] == c:  # no later class uses it: its slack is a loss
                    total += p * (high - key[n]) if p > 0 else p * (low - key[n]) if p < 0 else 0
                    key[n] = 0
            if total + floors[c + 1] <= gap and (total, word + option[2]) < found.get(tuple(key), (gap + 1, 0)):
                found[tuple(key)] = total, word + option[2]
        states = found
        if len(states) > limit:
            need(limit == LOCAL_STATES, f"more than {limit} states, {TOO_MANY}")
            return 0, 0
    return min(states.values()) if states else None


def prove(model: Any, certificate: Any, allocation: Any = None) -> str:
    """What is proved, in a sentence; an error of FAULTS where the claim does not stand."""
    stages, status = certificate["stages"], certificate["status"]
    step = model["step"] if model["stage"] == "funded-score" else 0
    chosen = [(whole(o), whole(a)) for o, a in certificate["chosen"]]
    options = [(model["options"][o], a) for o, a in chosen]
    if allocation is not None:
        claimed = sorted((a["application_id"], a["tier"], a["amount"] * (step > 0)) for a in allocation["awards"])
        proved = sorted((o["application_id"], o["tier_id"], a * step) for o, a in options)
        need((allocation["status"], claimed) == (status, proved), "allocation.json is not what is certified")
    if status == "infeasible":
        need(not chosen and prove_stage(model, stages[0], None, None) is None, "something keeps every row")
        return "infeasible, no allocation keeps every row"
    need(status == "optimal" and len({o["application"] for o, _ in options}) == len(options), "no list of winners")
    deviation, value = whole(stages[0]["value"]), whole(stages[1]["value"])
    need(not deviation or prove_stage(model, stages[0], None, 1 - deviation) is None, "a smaller deviation is possible")
    found = prove_stage(model, stages[1], deviation, value, chosen)
    need(found is not None and found[0] == value, f"{model['stage']} {value} is not the largest value")
    gains = (o["value"] * (a if step else 1) for o, a in options)
    need(sum(gains) == value and found[1] == found[2], "another list comes first, or the chosen have another value")
    return (
        f"optimal, quota-deviation {deviation}, {model['stage']} {value} over {model['scale']}, and the first such list"
    )


def prove_stage(model: Any, stage: Any, deviation: Any, value: Any, chosen: Any = ()) -> Any:
    """What a stage's prices prove: the value, the word of the first list, the word of those chosen."""
    classes, rows = problem(model, deviation)
    prices = {int(r): whole(p, None) for r, p in stage["prices"].items()}
    need(all(0 <= r < len(rows) and (not p or rows[r][p > 0] is not None) for r, p in prices.items()), "no such bound")
    words = {o[3]: o[2] for c in classes for o in c if o[3]}
    classes = [[[0, *o[1:]] for o in c] for c in classes] if value is None else classes  # is there anything at all?
    found = best(classes, rows, whole(stage["scale"], 1), prices, value or 0)
    return None if found is None else (*found, sum(words[c] for c in chosen))


def main(paths: Any) -> int:
    """Check the files; the exit status."""
    try:
        print("proved:", prove(*[json.loads(open(path, encoding="utf-8").read()) for path in paths]))
    except (OSError, *FAULTS) as error:
        print("NOT proved:", error or type(error).__name__)
        return 2 if isinstance(error, OSError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
