"""Check a pseudo-Boolean proof, with Python's standard library alone: STAGE.opb STAGE.pbp.

The proof is in VeriPB's format 3.0, of which this takes what `allocate run` writes: `f`, one `soli`, `pol` (`+`, `*`,
`d`, `w`, literals), `rup` with hints, `output NONE`, `conclusion BOUNDS` or `UNSAT`. Nothing in it is believed: each
line follows from those before by whole-number arithmetic, or the proof is refused. What is proved is about the OPB
alone; `allocate verify` makes that again from the inputs. Exit status: 0 proved, 1 not proved, 2 unreadable."""

import re
import sys
from typing import Any

MOST_DIGITS, MOST_BITS, MOST_BYTES, MOST_TERMS, MOST_WORK, MOST_STACK = 4000, 10**5, 2**26, 5 * 10**6, 10**8, 3
FAULTS = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)
WHOLE = re.compile(f"[+-]?[0-9]{{1,{MOST_DIGITS}}}")
LITERAL, LINE = re.compile("~?x[1-9][0-9]{0,8}"), re.compile("[ -~]* ;")


def need(condition: Any, what: str) -> None:
    """Refuse the proof unless a condition holds."""
    if not condition:
        raise ValueError(what)


def whole(word: str, low: Any = None) -> int:
    """A whole number in ASCII digits, of at least `low` (None: any)."""
    need(WHOLE.fullmatch(word) and (low is None or int(word) >= low), "no such whole number: " + word[:40])
    return int(word)


def literal(word: str) -> int:
    """A variable as its number, its negation as minus that."""
    need(LITERAL.fullmatch(word), "no literal: " + word[:40])
    return -int(word[2:]) if word[0] == "~" else int(word[1:])


class Row:
    """`sum coefficient * literal >= degree`, coefficients above 0, no variable twice."""

    def __init__(self, terms: Any, degree: int) -> None:
        self.terms, self.degree, self.total = terms, degree, sum(terms.values())
        self.top, self.bits = max(terms.values(), default=0), max(self.total, abs(degree)).bit_length()
        need(self.bits <= MOST_BITS, "numbers too large")


def pairs(words: Any) -> Any:
    """Coefficients by literal, no variable twice."""
    form = {literal(x): whole(c) for c, x in zip(words[::2], words[1::2])}
    need(len(words) == 2 * len({abs(x) for x in form}), "a variable twice, or a number without one")
    return form


def row_of(words: Any) -> Row:
    """A row from `COEFFICIENT LITERAL .. >= BOUND`."""
    need(len(words) > 1 and words[-2] == ">=", "no row")
    return row_from(pairs(words[:-2]), whole(words[-1]))


def row_from(form: Any, bound: int) -> Row:
    """A row from coefficients of any sign: c * x is -c * ~x + c."""
    terms = {x if c > 0 else -x: abs(c) for x, c in form.items() if c}
    return Row(terms, bound - sum(min(c, 0) for c in form.values()))


class Proof:
    """The objective and rows of an OPB, and what has been derived of them."""

    def __init__(self, opb: str) -> None:
        self.rows, self.objective, self.least, self.work, self.stored = [], None, None, 0, 0  # type: Any, Any, Any, int, int
        for words in lines_of(opb, "*"):
            if words[0] == "min:":
                need(self.objective is None and not self.rows, "a second objective, or one after the rows")
                self.objective = pairs(words[1:])
            else:
                self.add(row_of(words))
        self.given = list(self.rows)

    def add(self, row: Row) -> None:
        """Take in a row that is known to follow."""
        self.stored += (len(row.terms) + 1) * (1 + row.bits // 1000)
        need(self.stored <= MOST_TERMS, "too many terms")
        self.rows.append(row)

    def works(self, amount: int) -> None:
        """Count what is done, so that no file keeps this busy for ever."""
        self.work += amount + 1
        need(self.work <= MOST_WORK, "too much to check")

    def row(self, word: str) -> Any:
        """A row by its number."""
        need(whole(word, 1) <= len(self.rows), "no such row: " + word[:40])
        return self.rows[int(word) - 1]

    def soli(self, words: Any) -> None:
        """A solution; from here on only better ones count."""
        true = {literal(w) for w in words}
        need(len({abs(x) for x in true}) == len(words), "a variable twice")
        need(self.objective is not None and self.least is None, "a solution without an objective, or a second one")
        for row in [*self.given, Row(dict.fromkeys(map(abs, self.objective), 1), 0)]:
            need(all(x in true or -x in true for x in row.terms), "a variable without a value")
            need(sum(c for x, c in row.terms.items() if x in true) >= row.degree, "the solution breaks a row")
        self.least = sum(c for x, c in self.objective.items() if x in true)
        self.add(row_from({x: -c for x, c in self.objective.items()}, 1 - self.least))

    def pol(self, words: Any) -> None:
        """A sum of rows and literals, times numbers, divided and rounded up, weakened; operators come last."""
        stack, k = [], 0  # type: Any, int
        while k < len(words):
            word, operator = words[k], words[k + 1] if k + 1 < len(words) and words[k] != "+" else ""
            if word == "+":
                (terms, degree), (more, other) = stack.pop(-2), stack.pop()
                for x, c in more.items():
                    against = terms.pop(-x, 0)  # x and its negation make 1
                    if not against:
                        terms[x] = terms.get(x, 0) + c
                    elif against != c:
                        terms[x if c > against else -x] = abs(c - against)
                    degree -= min(c, against)
                stack.append((terms, degree + other))
            elif operator in ("*", "d"):
                (terms, degree), n = stack.pop(), whole(word, 1)
                up, down = (n, 1) if operator == "*" else (1, n)
                stack.append(({x: -(-c * up // down) for x, c in terms.items()}, -(-degree * up // down)))
                need(max(map(abs, [degree, *terms.values()])).bit_length() <= MOST_BITS, "numbers too large")
            elif operator == "w":
                x = abs(literal(word))
                stack[-1] = (stack[-1][0], stack[-1][1] - stack[-1][0].pop(x, 0) - stack[-1][0].pop(-x, 0))
            else:
                named = self.row(word) if word.isdigit() else Row({literal(word): 1}, 0)
                stack.append((dict(named.terms), named.degree))
                need(len(stack) <= MOST_STACK, "too many rows at once")
            self.works(len(stack[-1][0]))
            k += 2 if operator in ("*", "d", "w") else 1
        need(len(stack) == 1, "no single row is left")
        self.add(Row(*stack[0]))

    def rup(self, words: Any) -> None:
        """A row whose negation is at odds with the rows hinted at, by setting what these leave no choice."""
        need(":" in words, "no hints")
        row, false, again = row_of(words[: words.index(":")]), set(), True  # type: Any, Any, bool
        negated = Row({-x: c for x, c in row.terms.items()}, row.total - row.degree + 1)
        hints = [negated if w == "~" else self.row(w) for w in words[words.index(":") + 1 :]]
        while again:
            again = False
            for hint in hints:
                terms, few = hint.terms, len(false) < len(hint.terms)
                self.works(len(false) if few else len(terms))
                lost = (terms.get(x, 0) for x in false) if few else (c for x, c in terms.items() if x in false)
                slack = hint.total - hint.degree - sum(lost)
                if slack < 0:
                    return self.add(row)
                if hint.top > slack:
                    self.works(len(terms))
                    forced = [-x for x, c in terms.items() if c > slack and x not in false and -x not in false]
                    false.update(forced)
                    again = again or bool(forced)
        raise ValueError("unit propagation comes to no contradiction")


def lines_of(text: str, comment: str) -> Any:
    """Words of each line that is no comment, without its `;`."""
    need(text.endswith("\n") and len(text) <= MOST_BYTES, "not whole, or too large")
    for line in text[:-1].split("\n"):
        if not comment or not line.startswith(comment):
            need(LINE.fullmatch(line), "not a line of it: " + line[:40])
            yield line[:-2].split()


def prove(opb: str, proof: str) -> Any:
    """The objective's least value, None where nothing keeps the rows; an error of FAULTS where neither is proved."""
    state, (first, _, rest) = Proof(opb), proof.partition("\n")
    need(first == "pseudo-Boolean proof version 3.0", "not of format 3.0")
    head, *steps, output, claim, end = lines_of(rest, "")
    need(head == ["f", str(len(state.given))] and output == ["output", "NONE"], "other rows, or another output")
    need(end == ["end", "pseudo-Boolean", "proof"] and claim[:1] == ["conclusion"], "no end")
    rules = {"soli": state.soli, "pol": state.pol, "rup": state.rup}
    for rule, *words in steps:
        need(rule in rules, "no such rule: " + rule[:40])
        rules[rule](words)
    least, number = state.least, claim[3 if state.objective is None else 4]
    bounds = ["UNSAT", ":", number] if least is None else ["BOUNDS", str(least), ":", number, str(least)]
    need(claim[1:] == bounds and (least is None) == (state.objective is None), "another conclusion than what is proved")
    need(state.row(number).total < state.row(number).degree, "no contradiction")
    return least


def main(paths: Any) -> int:
    """Check the files; the exit status."""
    try:
        least = prove(*[open(path, encoding="utf-8", newline="").read(MOST_BYTES + 1) for path in paths])
        print("proved:", "nothing keeps the rows" if least is None else f"the objective's least value is {least}")
    except (OSError, *FAULTS) as error:
        print("NOT proved:", str(error) or type(error).__name__)
        return 2 if isinstance(error, OSError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
