"""Prove an allocation anew, with Python's standard library alone: model.json certificate.json [allocation.json].

Nothing in the certificate is believed. At a node's prices scale * value = bound - losses if rows are kept: what
loses too much is out. The rest is split, searched for the largest value and its first list, or settled place by place.
Exit status: 0 proved, 1 not proved, 2 unreadable. `allocate verify` makes model.json anew."""

import json
import sys
from math import inf
from typing import Any

MOST_STEPS, MOST_STATES, MOST_OPTIONS, TOO_MANY = 300000000, 1000000, 1000000, "too many to look at"
FAULTS = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)


def need(condition: Any, what: str) -> None:
    """Refuse the claim unless a condition holds."""
    if not condition:
        raise ValueError(what)


def whole(value: Any, low: Any = 0) -> int:
    """An integer of at least `low` (None: any), not a decimal and not a truth value."""
    need(type(value) is int and (low is None or value >= low), f"{value!r} is no whole number from {low} up")
    return int(value)


def best(model: Any, nodes: Any, at: int, classes: Any, fixed: Any, rows: Any, own: int, least: Any, words: Any) -> Any:
    """The largest value from `least` up, negative, and its first word, by a node of the proof; None: there is none."""
    node, rows, fixed = nodes.pop(at, None), list(rows), dict(fixed)
    nodes["steps"] = nodes.get("steps", MOST_STEPS) - len(classes)  # what may still be looked at
    need(node and nodes["steps"] >= 0, "a node that is missing or looked through before, or one too many")
    listed, chosen, shown = at == 0 and "first" in node, set(words), set()  # type: Any, Any, Any
    scale, prices = whole(node["scale"], 1), {whole(int(r)): whole(p, None) for r, p in node["prices"].items()}
    for cut in node.get("cuts", ()):
        classes = rounded(cut, classes, fixed, rows)
    prices.update({own + n: whole(p) for n, p in enumerate(node.get("cut_prices", ()))})
    while True:
        spans, few, many = {c: {} for c in classes}, [0] * len(rows), [0] * len(rows)  # type: Any, Any, Any
        for c, r in ((c, r) for c, options in classes.items() for r in {r for o in options for r in o[1]}):
            used = [o[1].get(r, 0) for o in classes[c]]
            spans[c][r], few[r], many[r] = (min(used), max(used)), few[r] + min(used), many[r] + max(used)
        free = [b <= high and a >= low for (low, high), a, b in zip(rows, few, many)]
        price = {r: p for r, p in prices.items() if p and not free[r] and abs(rows[r][p > 0]) < inf}  # others need none
        lost, gap = {}, sum(p * rows[r][p > 0] for r, p in price.items()) - scale * least  # type: Any, Any
        for c, options in classes.items():
            worth = [scale * o[0] - sum(price.get(r, 0) * u for r, u in o[1].items()) for o in options]
            lost[c], gap = [(top - w, o) for top in [max(worth)] for w, o in zip(worth, options)], gap + max(worth)
        gap, kept = gap + scale * sum(o[0] for o in fixed.values()), {}
        for c, mine in spans.items():
            room = {r: (rows[r][0] - many[r] + b, rows[r][1] - few[r] + a) for r, (a, b) in mine.items() if not free[r]}
            fit = (all(a <= o[1].get(r, 0) <= b for r, (a, b) in room.items()) for o in classes[c])
            kept[c] = [o for (loss, o), fits in zip(lost[c], fit) if loss <= gap and fits]
        if gap < 0 or not all(kept.values()) or any(a > end[1] or b < end[0] for end, a, b in zip(rows, few, many)):
            return None
        if all(1 < len(kept[c]) == len(classes[c]) for c in kept):
            break
        classes = {c: options for c, options in kept.items() if len(options) > 1}
        fixed.update({c: options[0] for c, options in kept.items() if len(options) == 1})
        for r, use in (pair for c in kept.keys() - classes.keys() for pair in fixed[c][1].items()):
            rows[r] = [end - use for end in rows[r]]  # what is settled is taken from the bounds of the rows
    if at == 0:  # the words of a list add up to less than those of a later one; what is settled here counts 1 in each
        b = 1 + max((x for mine in classes.values() for o in mine for x in o[2] if not listed), default=0)
        need(sum(map(len, classes.values())) * len(classes) * (b.bit_length() - 1) <= 10 * MOST_STEPS, TOO_MANY)
        words.update({o[3]: -1 if o[3] else 0 for o in fixed.values()})
        for place, o in ((n, o) for n, c in enumerate(sorted(classes, reverse=True)) for o in classes[c]):
            words[o[3]] = -(len(fixed) + 1) * sum(x * b ** (n * len(classes) + place) for n, x in enumerate(o[2]))
    for c in sorted(classes) if listed else ():  # all alike in value: place by place, what comes earlier breaks a row
        need(gap < scale and c >= 0 and model["stage"] == "weighted-score", "lists of different values")
        mine, span = sorted(classes[c], key=lambda o: -sum(o[2])), spans[c].items()  # earlier tiers first, none last
        while mine[0][3] and mine[0][3] not in chosen:  # once for all alike: a later one that could would change places
            value, use, _, key = mine[0]
            steps = ([(r, o[1].get(r, 0) - use.get(r, 0)) for r, _ in span if not free[r]] for o in mine)
            alike = frozenset((o[0] - value, frozenset(s for s in step if s[1])) for o, step in zip(mine, steps))
            fits = all(rows[r][0] - many[r] + b <= use.get(r, 0) <= rows[r][1] - few[r] + a for r, (a, b) in span)
            if fits and alike not in shown:
                inner, child = {**classes, c: mine[:1]}, node["first"][str(key[0])]
                need(best(model, nodes, child, inner, fixed, rows, own, least, words) is None, "an earlier list")
                shown.add(alike)
            mine = mine[1:]
        classes[c], lost[c], use = mine[:1], [w for w in lost[c] if w[1] is mine[0]], mine[0][1]
        for r, (a, b) in span:
            few[r], many[r] = few[r] + use.get(r, 0) - a, many[r] + use.get(r, 0) - b
    if "other" in node:
        option, edge, end = node.get("option"), node.get("use"), None  # type: Any, Any, Any
        cls = option if option is None or option < 0 else whole(model["options"][option]["application"])
        for key in ("other",) if cls is None else ("taken", "other"):
            mine, row, to = classes.get(cls, ()), len(model["rows"]) + ~(cls or 0), key == "taken"
            part = [o for o in mine if (o[1].get(row, 0) >= edge if cls < 0 else (o[3] or "?")[0] == option) == to]
            if part or cls not in classes:
                inner = {**classes, cls: part} if part else classes
                found = best(model, nodes, node[key], inner, fixed, rows, own, -end[0] if end else least, words)
                end = min(filter(None, (end, found)), default=None)
        return end
    tracked = [r for r in range(own) if not free[r]]
    local = {r for r in tracked if 4 * sum(r in s for s in spans.values()) <= max(16, len(spans))}
    order = sorted(spans, key=lambda c: max(((s[1] > 1, r) for r, s in spans[c].items() if r in local), default=(0, 0)))
    end = search([(lost[c], spans[c]) for c in order], rows, tracked, price, gap, words, nodes)
    return end and (end[0] - sum(o[0] for o in fixed.values()), end[1] + sum(words[o[3]] for o in fixed.values()))


def rounded(cut: Any, classes: Any, fixed: Any, rows: Any) -> Any:
    """Add the rounding of a row: classes shifted to be near 0, bound and uses divided, what is over counted in part."""
    row, upper, sign = whole(cut["row"]), cut["upper"] is True, 1 if cut["upper"] is True else -1
    shifts = {whole(c, None): whole(shift, None) for c, shift in cut["shifts"]}
    outer = [sign * fixed[c][1].get(row, 0) - shift for c, shift in shifts.items() if c in fixed]
    bound = sign * whole(rows[row][upper], None) + sum(outer) - sum(s for c, s in shifts.items() if c in classes)
    uses = {c: [sign * o[1].get(row, 0) - shifts.get(c, 0) for o in mine] for c, mine in classes.items()}  # type: Any
    at, uses[None], by = len(rows), [bound, *outer], whole(cut["divisor"], 1)
    for c, mine in uses.items():
        uses[c] = [u // by * (by - bound % by) + max(0, u % by - bound % by) for u in mine]
    rows.append([-inf, uses[None][0] - sum(uses[None][1:])])
    return {c: [[o[0], {**o[1], at: u} if u else o[1], *o[2:]] for o, u in zip(classes[c], uses[c])] for c in classes}


def search(classes: Any, rows: Any, inner: Any, price: Any, gap: int, words: Any, nodes: Any) -> Any:
    """The largest value, negative, and the first word over one choice in each class, within the gap."""
    final = {r: c for c, (_, span) in enumerate(classes) for r, ends in span.items() if ends != (0, 0)}
    rest = {r: [sum(span.get(r, (0, 0))[k] for _, span in classes) for k in (0, 1)] for r in inner}
    found = {(0,) * len(inner): (0, 0, 0)}  # type: Any
    for c, (options, span) in enumerate(classes):
        states, uses, found = found, {n: r for n, r in enumerate(inner) if any(span.get(r, ()))}, {}
        nodes["steps"] -= len(states) * len(options)
        need(nodes["steps"] >= 0, f"more than {MOST_STEPS} steps, {TOO_MANY}")
        rest.update({r: [rest[r][k] - span[r][k] for k in (0, 1)] for r in uses.values()})
        for (state, (rank, word, before)), (loss, option) in ((s, o) for s in states.items() for o in options):
            total, key = before + loss, list(state)
            for n, r in uses.items() if total <= gap else ():
                key[n] += option[1].get(r, 0)
                (low, high), (few, many), p = rows[r], rest[r], price.get(r, 0)
                if not low - many <= key[n] <= high - few:
                    total = gap + 1
                elif final[r] == c:  # no later class uses it: its slack is a loss
                    total += p * (high - key[n]) if p > 0 else p * (low - key[n]) if p < 0 else 0
                    key[n] = 0
            here = (rank - option[0], word + words[option[3]], total)
            if total <= gap and here < found.get(tuple(key), (*here, total + 1)):
                found[tuple(key)] = here
                need(len(found) <= MOST_STATES, f"more than {MOST_STATES} states, {TOO_MANY}")
    return min(found.values())[:2] if found else None


def prove(model: Any, certificate: Any, allocation: Any = None) -> str:
    """What is proved, in a sentence; an error of FAULTS where the claim does not stand."""
    stages, status, scale = certificate["stages"], certificate["status"], whole(model["scale"], 1)
    step = whole(model["step"], 1) * ("weighted-score", "funded-score").index(model["stage"])
    chosen = [(whole(o), whole(a)) for o, a in certificate["chosen"]]
    options = [(model["options"][o], a) for o, a in chosen]
    if allocation is not None:
        claimed = sorted((a["application_id"], a["tier"], a["amount"] * (step > 0)) for a in allocation["awards"])
        proved = sorted((o["application_id"], o["tier_id"], a * step) for o, a in options)
        need((allocation["status"], claimed) == (status, proved), "allocation.json is not what is certified")
    if status == "infeasible" and not chosen and prove_stage(model, stages[0], None) is None:
        return "infeasible, no allocation keeps every row"
    need(status == "optimal" and len({o["application"] for o, _ in options}) == len(options), "no list of winners")
    deviation, value, words = whole(stages[0]["value"]), whole(stages[1]["value"]), dict.fromkeys(chosen)
    need(not deviation or prove_stage(model, stages[0], deviation - 1) is None, "a smaller deviation is possible")
    found = prove_stage(model, stages[1], deviation, value, words)
    need(found is not None and -found[0] == value, f"{model['stage']} {value} is not the largest value")
    worth, word = sum(o["value"] * (a if step else 1) for o, a in options), sum(words[o] or inf for o in chosen)
    need(found == (-worth, word), "another list")
    return f"optimal, quota-deviation {deviation}, {model['stage']} {value} over {scale}, first such list"


def prove_stage(model: Any, stage: Any, deviation: Any, value: Any = None, words: Any = None) -> Any:
    """The largest value from `value` up, negative (None: is there any?), and its first word; words: of those chosen."""
    options, funded, tiers = model["options"], model["stage"] == "funded-score", whole(model["tiers"], 1)
    classes, members, uses = {}, {}, [{whole(r): use for r, use in o["uses"]} for o in options]  # type: Any, Any, Any
    ends, total = [(r["lower"], r["upper"]) for r in model["rows"]], len(model["rows"]) + len(model["targets"])
    rows = [[-inf if a is None else whole(a, None), inf if b is None else whole(b, None)] for a, b in ends]
    need(all(len(u) == len(o["uses"]) and max([-1, *u]) < len(ends) for u, o in zip(uses, options)), "a foreign row")
    need(sum(whole(o["hi"], 1) if funded else 1 for o in options) + (deviation or 0) <= 2 * MOST_OPTIONS, TOO_MANY)
    for here, target in enumerate(model["targets"] if deviation is not None else (), len(rows)):
        rows.append([whole(target["aim"])] * 2)  # winners - distance = aim
        for o in set(target["options"]):
            uses[whole(o)][here] = 1
        if deviation or value is None:
            classes[~len(classes)] = [[0, {here: d, total: abs(d)}, (), None] for d in range(-deviation, 1 + deviation)]
    rows += [[-inf, deviation]] if classes else []
    for o, option in enumerate(options):
        members.setdefault(whole(option["application"]), []).append(o)
    for application, mine in members.items():
        one = any(rows[r][1] == 1 and all(uses[o].get(r) == 1 for o in mine) for r, _ in options[mine[0]]["uses"])
        need(len(mine) == 1 or (one and len({options[o]["tier"] for o in mine}) == len(mine)), "two awards at once")
        classes[application] = made = [[0, {}, (), None]]
        for o in mine:
            low, worth, d = options[o]["lo"], whole(options[o]["value"]), whole(tiers - whole(options[o]["tier"]), 1)
            for a in range(whole(low, 1), (options[o]["hi"] if funded else low) + 1):
                used = {r: a if use is None else whole(use) for r, use in uses[o].items()}
                made.append([0 if value is None else worth * a if funded else worth, used, (a * funded, d), (o, a)])
    return best(model, dict(enumerate(stage["nodes"])), 0, classes, {}, rows, len(rows), value or 0, words or {})


if __name__ == "__main__":
    try:
        print("proved:", prove(*[json.loads(open(path, encoding="utf-8").read()) for path in sys.argv[1:]]))
    except (OSError, *FAULTS) as error:
        print("NOT proved:", error or type(error).__name__)
        sys.exit(2 if isinstance(error, OSError) else 1)
