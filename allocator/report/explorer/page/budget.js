// The budget slider: who wins at every budget of the range, against the run.

const NOTCHES = 10000n;

function budgetView() {
  if (!ROWS.length) return [element("h2", {}, say("budget_view")), element("p", {}, say("no_budgets"))];
  return [element("h2", {}, say("budget_view")), element("p", { class: "lead" }, budgetLead()), budgetControls(),
    frontierChart(), element("div", { id: "at-budget", class: "at-budget" })];
}

function budgetLead() {
  return say("budget_lead", { first: money(FIRST), last: money(LAST), rows: ROWS.length, known: KNOWN.length });
}

/** The budget that is looked at. */
function budgetNow() {
  const asked = STATE.budget === undefined ? OWN : typed(STATE.budget, UNIT);
  if (asked === null) return OWN < FIRST ? FIRST : OWN > LAST ? LAST : OWN;
  const whole = asked - (asked % STEP);
  return whole < FIRST ? FIRST : whole > LAST ? LAST : whole;
}

/** Notches of the slider: every step, or so many as a slider can hold. */
function notches() {
  const steps = (LAST - FIRST) / STEP;
  return steps < NOTCHES ? steps : NOTCHES;
}

function budgetOfNotch(notch) {
  const all = notches();
  return all ? FIRST + ((LAST - FIRST) / STEP) * BigInt(notch) / all * STEP : FIRST;
}

function notchOf(budget) {
  const steps = (LAST - FIRST) / STEP;
  return steps ? String(((budget - FIRST) / STEP) * notches() / steps) : "0";
}

function budgetControls() {
  const slider = element("input", { type: "range", id: "slider", min: "0", max: String(notches()), step: "1",
    input: (event) => setBudget(budgetOfNotch(event.target.value)) });
  const field = element("input", { id: "budget", inputmode: "decimal", autocomplete: "off",
    "aria-describedby": "budget-fault" });
  return element("form", { class: "budget", submit: takeTyped },
    labelled("slider", say("budget"), slider),
    element("div", { class: "row" },
      labelled("budget", say("in_unit", { what: say("type_budget"), unit: unitName() }), field),
      element("button", { type: "submit" }, say("take")),
      button(say("change_before"), () => stepRow(-1)), button(say("change_after"), () => stepRow(1)),
      button(say("own_budget"), () => setBudget(OWN), { class: "quiet" })),
    element("p", { id: "budget-fault", class: "fault", role: "alert" }));
}

function takeTyped(event) {
  event.preventDefault();
  const value = typed(document.getElementById("budget").value, UNIT);
  const fault = document.getElementById("budget-fault");
  fault.textContent = "";
  if (value === null) fault.textContent = say("budget_not_read");
  else if (value < FIRST || value > LAST) {
    fault.textContent = say("budget_outside", { first: money(FIRST), last: money(LAST) });
  } else {
    setBudget(value - (value % STEP));
    if (value % STEP) fault.textContent = say("budget_rounded", { step: money(STEP) });
  }
}

/** Go to the first budget of the next row, or of the one before. */
function stepRow(by) {
  const now = budgetNow();
  const row = rowAt(now);
  const next = by < 0 && now > ROWS[row].budget ? row : row + by;
  setBudget(next < 0 ? FIRST : next < ROWS.length ? ROWS[next].budget : LAST);
}

function setBudget(budget) {
  remember({ budget: budget === OWN ? null : quotient(budget, UNIT) });
  fillBudget();
}

function fillBudget() {
  const place = document.getElementById("at-budget");
  if (!place) return;
  const budget = budgetNow();
  const row = rowAt(budget);
  const slider = document.getElementById("slider");
  slider.value = notchOf(budget);
  document.getElementById("budget").value = quotient(budget, UNIT);
  document.getElementById("budget-fault").textContent = "";
  markChart(budget);
  const winners = winnersOf(row);
  const moves = againstRun(winners);
  const words = budgetWords(budget, row, moves);
  slider.setAttribute("aria-valuetext", words[0]);
  const told = element("div", { id: "told", class: feasible(row) ? "told" : "told none" },
    words.map((w) => element("p", {}, w)));
  announce(words.join(" "));
  place.replaceChildren(told, ...(feasible(row) ? [movesOf(winners, moves), ...winnersAt(budget, winners)] : []));
}

function budgetWords(budget, row, moves) {
  const [first, last] = [ROWS[row].budget, endOf(row)];
  const span = first === last ? say("only_here") : say("same_between", { first: money(first), last: money(last) });
  if (!feasible(row)) return [say("budget_is", { budget: money(budget) }) + say("infeasible_here"), span];
  const { counts, value, deviation } = ROWS[row];
  const perTier = TIERS.map((t, n) => `${pick(t.name)} ${counts[n]}`).join(say("comma"));
  const changes = moves.entering.length + moves.leaving.length + moves.moved.length
    ? say("moves_words", { entering: moves.entering.length, leaving: moves.leaving.length, moved: moves.moved.length })
    : say("same_winners");
  return [
    say("budget_is", { budget: money(budget) }) + say("wins_words", { n: winnersOf(row).size, tiers: perTier }) + changes,
    say("stages_words", { deviation, stage: say(DATA.run.stages[1][0]), value: grouped(value) }) + span,
  ];
}

let announcing = null;

/** Tell a screen reader, once the slider rests. */
function announce(words) {
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    const live = document.getElementById("live");
    if (live) live.textContent = words;
  }, 400);
}

function movesOf(winners, { entering, leaving, moved }) {
  const part = (kind, places, told) => element("section", { class: `moves ${kind}` },
    element("h3", {}, `${say(kind)} (${places.length})`),
    places.length ? applicationList(places, told) : element("p", {}, say("nobody")));
  return element("div", { class: "three" },
    part("entering", entering, (p) => ` · ${tierName(winners.get(p))}`),
    part("leaving", leaving, (p) => ` · ${tierName(RUN_TIERS.get(p))}`),
    part("moved", moved, (p) => ` · ${tierName(RUN_TIERS.get(p))} → ${tierName(winners.get(p))}`));
}

function winnersAt(budget, winners) {
  const amounts = amountsAt(budget);
  const columns = [{ heading: say("id"), names: true }, { heading: say("enterprise") }, { heading: say("tier") },
    { heading: say("score"), number: true }];
  if (amounts) {
    const unit = unitName();
    columns.push({ heading: say("in_unit", { what: say("amount"), unit }), number: true });
    columns.push({ heading: say("in_unit", { what: say("in_the_run"), unit }), number: true });
  }
  const rows = [...winners].map(([place, tier]) => {
    const a = APPLICATIONS[place];
    const cells = [applicationLink(place), element("bdi", {}, a.enterprise), tierName(tier), scoreOf(a)];
    return amounts ? [...cells, amount(amounts.get(place)), a.amount === undefined ? "—" : amount(a.amount)] : cells;
  });
  return [amountsNote(budget, amounts), tableOf(say("winners_at", { budget: money(budget) }), columns, rows)];
}

function amountsNote(budget, amounts) {
  if (amounts) {
    const sum = [...amounts.values()].reduce((total, a) => total + a, 0n);
    return element("p", { class: "note" }, say("amounts_known", { sum: money(sum), left: money(budget - sum) }));
  }
  const goes = knownAround(budget).filter((b) => b !== undefined)
    .map((b) => button(money(b), () => setBudget(b), { class: "quiet" }));
  return element("p", { class: "note" }, say("amounts_unknown"), " ", ...joined(goes, " "));
}
