"""A checker of format 1.1 for these tests: rows with signs, every row for unit propagation; slow and plain."""

from __future__ import annotations

Row = tuple[dict[int, int], int]  # sum of coefficients times variables >= bound


def refuted(opb: str, proof: str) -> int | None:
    """Value of the proof's solution, better than which nothing is (None: no solution); ValueError where it fails."""
    objective, rows = _program(opb)
    version, *lines = proof.splitlines()
    if version != "pseudo-Boolean proof version 1.1" or lines[0] != f"f {len(rows)}":
        raise ValueError("not a proof of these rows")
    value, done = None, False
    for line in lines[1:]:
        rule, *words = line.split()
        if rule == "o":
            value = _value(words, objective, rows)
            rows.append(({v: -c for v, c in objective.items()}, 1 - value))
        elif rule == "pol":
            rows.append(_polish(words, rows))
        elif rule == "rup":
            row = _row(words[:-1])
            if not _clash([*rows, ({v: -c for v, c in row[0].items()}, 1 - row[1])]):
                raise ValueError(f"not by unit propagation: {line}")
            rows.append(row)
        elif rule == "c":
            done = _slack(rows[int(words[0]) - 1]) < 0
        else:
            raise ValueError(line)
    if not done:
        raise ValueError("no contradiction")
    return value


def _program(opb: str) -> tuple[dict[int, int], list[Row]]:
    objective, rows = dict[int, int](), list[Row]()
    for line in opb.splitlines():
        words = line.split()
        if words[0] == "min:":
            objective = _row([*words[1:-1], ">=", "0"])[0]
        elif words[0] != "*":
            rows.append(_row(words[:-1]))
    return objective, rows


def _row(words: list[str]) -> Row:
    at, form, bound = words.index(">="), dict[int, int](), int(words[-1])
    for c, x in zip(words[:at:2], words[1:at:2], strict=True):
        sign, name = (-1, x[1:]) if x[0] == "~" else (1, x)
        form[int(name[1:])] = form.get(int(name[1:]), 0) + sign * int(c)
        bound -= int(c) if sign < 0 else 0
    return form, bound


def _value(words: list[str], objective: dict[int, int], rows: list[Row]) -> int:
    value = {int(w.lstrip("~x")): int(w[0] != "~") for w in words}
    if any(sum(c * value[v] for v, c in form.items()) < bound for form, bound in rows):
        raise ValueError("no solution")
    return sum(c * value[v] for v, c in objective.items())


def _polish(words: list[str], rows: list[Row]) -> Row:
    stack: list[Row | int | str] = []
    for word in words:
        if word == "+":
            (a, b), (c, d) = _as_row(stack.pop(), rows), _as_row(stack.pop(), rows)
            stack.append(({v: a.get(v, 0) + c.get(v, 0) for v in {**a, **c}}, b + d))
        elif word in "*d":
            n = stack.pop()
            form, bound = _as_row(stack.pop(), rows)
            if not isinstance(n, int) or n < 1:
                raise ValueError("no factor")
            low = sum(min(c, 0) for c in form.values())  # rounding is of literals' coefficients, all of them positive
            up = {v: c * n if word == "*" else (-(-c // n) if c > 0 else c // n) for v, c in form.items()}
            stack.append(
                (up, bound * n if word == "*" else -((low - bound) // n) + sum(min(c, 0) for c in up.values()))
            )
        elif word == "w":
            name = stack.pop()
            form, bound = _as_row(stack.pop(), rows)
            v = int(str(name)[1:])
            stack.append(({u: c for u, c in form.items() if u != v}, bound - max(form.get(v, 0), 0)))
        else:
            stack.append(int(word) if word.isdigit() else word)
    return _as_row(*stack, rows)


def _as_row(item: Row | int | str, rows: list[Row]) -> Row:
    if isinstance(item, int):
        return rows[item - 1]
    if isinstance(item, str):
        return ({int(item[2:]): -1}, -1) if item[0] == "~" else ({int(item[1:]): 1}, 0)
    return item


def _slack(row: Row, known: dict[int, int] | None = None) -> int:
    return sum(c * known[v] if known and v in known else max(c, 0) for v, c in row[0].items()) - row[1]


def _clash(rows: list[Row]) -> bool:
    known, again = dict[int, int](), True
    while again:
        again = False
        for row in rows:
            slack = _slack(row, known)
            if slack < 0:
                return True
            for v, c in row[0].items():
                if v not in known and abs(c) > slack:
                    known[v], again = int(c > 0), True
    return False
