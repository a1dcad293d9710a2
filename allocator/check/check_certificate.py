"""Prove an allocation anew from model.json and certificate.json, with Python's standard library alone.

    python3 check_certificate.py model.json certificate.json [allocation.json]

Nothing that the certificate says is believed. Its prices give a bound by arithmetic: whatever keeps the rows has
scale * value = bound - losses. So every allocation as good as the claimed one loses no more than the gap between the two,
which leaves most options out; a search over the rest finds the least loss and, among equals, the first in the canonical
order. Exit status 0: proved; 1: not proved; 2: a file cannot be read. That model.json is the scenario's is another
question: `allocate verify` makes it again from the inputs.
"""

import json
import sys

MOST_STATES = 2000000
MOST_AMOUNTS = 1000000


class NotProved(Exception):
    """Why the claim is not proved."""


def need(condition, what):
    """Refuse the claim unless a condition holds."""
    if not condition:
        raise NotProved(what)


def whole(value, low=0):
    """An integer of at least `low` (None: any), not a decimal and not a truth value."""
    need(type(value) is int and (low is None or value >= low), "%r is no whole number from %r up" % (value, low))
    return value


def rows_of(model, deviation):
    """Rows as [lower, upper, {option: use of one award (None: its money)}]; classes of distances to the targets."""
    rows, distances = [], []
    for row in model["rows"]:
        need(row["kind"] in ("awards", "money"), "a row that sums neither awards nor money")
        bounds = [None if row[side] is None else whole(row[side], None) for side in ("lower", "upper")]
        rows.append(bounds + [{whole(o): 1 if row["kind"] == "awards" else None for o in row["options"]}])
    for target in model["targets"]:
        aim, mine = whole(target["aim"]), dict.fromkeys(target["options"], 1)
        if deviation == 0:
            rows.append([aim, aim, mine])
            continue
        most = max(aim, len(mine)) if deviation is None else deviation
        here = len(rows)
        rows += [[None, aim, mine], [aim, None, mine]]  # winners - distance <= aim <= winners + distance
        distances.append([[-d if deviation is None else 0, {here: -d, here + 1: d}, 0] for d in range(most + 1)])
    if deviation:
        rows.append([None, deviation, {}])
        for options in distances:
            for d, option in enumerate(options):
                option[1][len(rows) - 1] = d
    return rows, distances


def classes_of(model, rows, deviation):
    """Options in classes of which at most one wins, as [value, {row: use}, word of the canonical list]."""
    options, funded, tiers = model["options"], model["stage"] == "funded-score", whole(model["tiers"], 1)
    owner = [("application", whole(o["application"])) for o in options]
    members = {}
    for o, key in enumerate(owner):
        members.setdefault(key, []).append(o)
    exclusive = [set(row[2]) for row in rows if row[1] == 1 and row[2] and None not in row[2].values()]
    for key, mine in members.items():
        need(len(mine) == 1 or any(set(mine) <= e for e in exclusive), "nothing keeps %s to one tier" % (key,))
    merged = set()
    for e in exclusive:  # applications of one enterprise become one class
        keys = {owner[o] for o in e}
        if not e & merged and len(keys) > 1 and sum(len(members[k]) for k in keys) == len(e):
            merged |= e
            members[min(keys)] = sorted(o for k in keys for o in members.pop(k))
            for o in members[min(keys)]:
                owner[o] = min(keys)
    top = max([whole(o["hi"], 1) for o in options], default=1) + 1
    last = max([o["application"] for o in options], default=0)
    need(not funded or sum(o["hi"] for o in options) <= MOST_AMOUNTS, "too many amounts to look at")
    own = [[] for _ in options]
    for r, row in enumerate(rows):
        for o, use in row[2].items():
            own[o].append((r, use))
    classes = []
    for mine in members.values():
        made = [[0, {}, 0]]
        for o in mine:
            option = options[o]
            low, high, place = whole(option["lo"], 1), option["hi"], last - option["application"]
            for a in range(low, (high if funded else low) + 1):
                worth = 0 if deviation is None else whole(option["value"]) * (a if funded else 1)
                word = -(tiers - whole(option["tier"])) * (tiers + 1) ** place
                word = word * top ** (last + 1) - a * top**place if funded else word
                made.append([worth, {r: a if use is None else use for r, use in own[o]}, word])
        classes.append(made)
    return classes


def best(classes, rows, scale, prices, value):
    """The least loss against scale * value, with the first list of it: (value found, word); None where none is so good."""
    while True:
        least = [[min(o[1].get(r, 0) for o in c) for r in touched(c)] for c in classes]
        low, high = [0] * len(rows), [0] * len(rows)
        for c, fewest in zip(classes, least):
            for r, few in zip(touched(c), fewest):
                low[r] += few
                high[r] += max(o[1].get(r, 0) for o in c)
        loose = [(b is None or lo >= b) and (t is None or hi <= t) for (b, t, _), lo, hi in zip(rows, low, high)]
        if any((t is not None and lo > t) or (b is not None and hi < b) for (b, t, _), lo, hi in zip(rows, low, high)):
            return None
        price = {r: p for r, p in prices.items() if p and not loose[r]}
        bound = sum(p * rows[r][1 if p > 0 else 0] for r, p in price.items())
        worth = [[scale * o[0] - sum(price[r] * u for r, u in o[1].items() if r in price) for o in c] for c in classes]
        bound += sum(max(w) for w in worth)
        gap = bound - scale * value
        tight = [[(max(w) - x, o) for x, o in zip(w, c)] for w, c in zip(worth, classes)]
        blocks = blocks_of(classes, loose)
        floor, of_class = [], {}
        for k, (mine, inner, settled) in enumerate(blocks):
            part = [tight[c] for c in [*settled, *mine]]
            found = search(part, rows, inner, price, gap, [0] * (len(part) + 1), 5000)
            if found is None:
                return None
            floor.append(found[0])
            of_class.update(dict.fromkeys(mine, k))
        room = [gap - sum(floor) + (floor[of_class[c]] if c in of_class else 0) for c in range(len(classes))]
        kept = [[o for loss, o in t if loss <= here] for t, here in zip(tight, room)]
        if not all(kept):
            return None
        if sum(map(len, kept)) == sum(map(len, classes)):
            break
        classes = kept
    order = [c for mine, *_ in blocks for c in mine] + [c for c in range(len(classes)) if c not in of_class]
    floors = [0] * (len(order) + 1)
    for k in range(len(order) - 1, -1, -1):
        block = of_class.get(order[k])
        floors[k] = floors[k + 1] + (floor[block] if block is not None and blocks[block][0][0] == order[k] else 0)
    inner = [r for r in range(len(rows)) if not loose[r]]
    found = search([tight[c] for c in order], rows, inner, price, gap, floors, MOST_STATES)
    need(found is None or (bound - found[0]) % scale == 0, "a loss that is no whole value")
    return None if found is None else ((bound - found[0]) // scale, found[1])


def touched(options):
    """Rows that some option of a class uses."""
    return sorted({r for o in options for r in o[1]})


def blocks_of(classes, loose):
    """Open classes that share rows of their own, with those rows and the settled classes on them; money first."""
    users, money = {}, {r for c in classes for o in c for r, u in o[1].items() if u > 1}
    for c, options in enumerate(classes):
        for r in touched(options):
            users.setdefault(r, ([], []))[len(options) == 1].append(c)
    blocks, of_class = [], {}
    for r in sorted((r for r in users if not loose[r]), key=lambda r: (r not in money, len(users[r][0]), r)):
        mine, settled = users[r]
        owners = {of_class.get(c) for c in mine}
        if owners == {None} and 4 * len(mine) <= max(16, len(classes)):
            of_class.update(dict.fromkeys(mine, len(blocks)))
            blocks.append((mine, [r], set(settled)))
        elif len(owners) == 1 and None not in owners:
            block = blocks[owners.pop()]
            block[1].append(r)
            block[2].update(settled)
    return blocks


def search(classes, rows, inner, price, gap, floors, limit):
    """Least loss and first word over one choice in each class, within the gap; (0, 0) where there are too many states."""
    spans = [{r: (min(o[1].get(r, 0) for _, o in c), max(o[1].get(r, 0) for _, o in c)) for r in inner} for c in classes]
    rest = {r: (sum(s[r][0] for s in spans), sum(s[r][1] for s in spans)) for r in inner}
    states = {(0,) * len(inner): (0, 0)}
    for c, options in enumerate(classes):
        uses = {n: r for n, r in enumerate(inner) if spans[c][r] != (0, 0)}
        rest.update((r, (rest[r][0] - spans[c][r][0], rest[r][1] - spans[c][r][1])) for r in uses.values())
        found = {}
        for state, (lost, word) in states.items():
            for loss, option in options:
                total = lost + loss
                if total + floors[c + 1] > gap:
                    continue
                key = list(state)
                for n, r in uses.items():
                    key[n] += option[1].get(r, 0)
                    (bottom, top, _), (few, many) = rows[r], rest[r]
                    if (top is not None and key[n] + few > top) or (bottom is not None and key[n] + many < bottom):
                        break
                    if few == many == 0:  # no later class uses it: its slack is a loss
                        p = price.get(r, 0)
                        total += p * (top - key[n]) if p > 0 else -p * (key[n] - bottom) if p < 0 else 0
                        key[n] = 0
                else:
                    key, now = tuple(key), (total, word + option[2])
                    if total + floors[c + 1] <= gap and (key not in found or now < found[key]):
                        found[key] = now
        states = found
        if len(states) > limit:
            need(limit != MOST_STATES, "more than %d states: this is too large to prove here" % limit)
            return 0, 0
    return min(states.values()) if states else None


def prove(model, certificate):
    """What is proved, in a sentence; NotProved where the claim does not stand."""
    stages, tiers = certificate["stages"], whole(model["tiers"], 1)
    need(certificate["status"] in ("optimal", "infeasible") and len(stages) in (1, 2), "no claim of a proof")
    if certificate["status"] == "infeasible":
        rows, distances = rows_of(model, None)
        classes = [[[0, o[1], o[2]] for o in c] for c in classes_of(model, rows, None) + distances]
        scale, prices = priced(stages[0], rows)
        need(best(classes, rows, scale, prices, 0) is None, "something keeps every row")
        return "infeasible: no allocation keeps every row"
    deviation = whole(stages[0]["value"])
    if deviation > 0:
        rows, distances = rows_of(model, None)
        scale, prices = priced(stages[0], rows)
        better = best(classes_of(model, rows, None) + distances, rows, scale, prices, 1 - deviation)
        need(better is None, "a smaller quota-deviation is possible")
    rows, distances = rows_of(model, deviation)
    scale, prices = priced(stages[1], rows)
    value = whole(stages[1]["value"])
    found = best(classes_of(model, rows, deviation) + distances, rows, scale, prices, value)
    need(found is not None and found[0] == value, "%s %d is not the largest value" % (model["stage"], value))
    funded, chosen = model["stage"] == "funded-score", certificate["chosen"]
    top = max([o["hi"] for o in model["options"]], default=1) + 1
    last = max([o["application"] for o in model["options"]], default=0)
    word = sum(-(tiers - model["options"][whole(o)]["tier"]) * (tiers + 1) ** (last - model["options"][o]["application"])
               for o, _ in chosen)
    if funded:
        word = word * top ** (last + 1) - sum(whole(a) * top ** (last - model["options"][o]["application"]) for o, a in chosen)
    # a word holds a digit for each application: equal words are equal lists
    need(len({model["options"][o]["application"] for o, _ in chosen}) == len(chosen), "an application chosen twice")
    need(word == found[1], "another list is as good and comes first, or the list has another value")
    return "optimal: quota-deviation %d, %s %d over %d, and no other list is as good and comes before" % (
        deviation, model["stage"], value, whole(model["scale"], 1))


def priced(stage, rows):
    """Scale and prices of a stage, for bounds that are there."""
    prices = {int(r): whole(p, None) for r, p in stage["prices"].items()}
    for r, p in prices.items():
        need(0 <= r < len(rows) and (p == 0 or rows[r][1 if p > 0 else 0] is not None), "a price on no bound")
    return whole(stage["scale"], 1), prices


def compare(model, certificate, allocation):
    """Compare the certified list with an allocation.json."""
    need(allocation["status"] == certificate["status"], "the status of allocation.json is another")
    claimed = {(a["application_id"], a["tier"]) for a in allocation["awards"]}
    proved = {(model["options"][o]["application_id"], model["options"][o]["tier_id"]) for o, _ in certificate["chosen"]}
    need(claimed == proved and len(claimed) == len(allocation["awards"]), "the winners of allocation.json are others")


def main(paths):
    """Check the files; exit status."""
    try:
        files = []
        for path in paths:
            with open(path, encoding="utf-8") as stream:
                files.append(json.load(stream))
    except (OSError, ValueError, RecursionError) as error:
        print("cannot be read: %s" % error)
        return 2
    try:
        need(len(files) in (2, 3), "give model.json, certificate.json and, if you wish, allocation.json")
        said = prove(files[0], files[1])
        if len(files) == 3:
            compare(*files)
    except NotProved as error:
        print("NOT proved: %s" % error)
        return 1
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, MemoryError) as error:
        print("NOT proved: the files have another form (%s: %s)" % (type(error).__name__, error))
        return 1
    print("proved: " + said)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
