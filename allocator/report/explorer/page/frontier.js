// What every budget of the searched range gives: winners from the rows of the frontier, amounts where they are known.

const OUTCOMES = DATA.outcomes;
const ROWS = OUTCOMES ? OUTCOMES.rows.map((row) => ({ ...row, budget: BigInt(row.budget) })) : [];
const [FIRST, LAST] = OUTCOMES ? OUTCOMES.range.map(BigInt) : [0n, 0n];
const KNOWN = OUTCOMES ? OUTCOMES.known.map((k) => ({ budget: BigInt(k.budget),
  amounts: new Map(k.amounts.map(([place, base]) => [place, BigInt(base)])) })) : [];
const OWN = BigInt(DATA.run.budget_whole);
const RUN_TIERS = new Map(APPLICATIONS.filter((a) => a.tier !== undefined).map((a) => [a.place, a.tier]));

/** The row in which a budget lies. */
function rowAt(budget) {
  let low = 0;
  let high = ROWS.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ROWS[middle].budget <= budget) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether anything satisfies the rules in a row. */
function feasible(row) {
  return ROWS[row].value !== undefined;
}

/** The last budget of a row. */
function endOf(row) {
  return row + 1 < ROWS.length ? ROWS[row + 1].budget - STEP : LAST;
}

/** Winners of a row: place -> tier, by tier and published order. */
function winnersOf(row) {
  const tiers = new Map();
  for (const { changes } of ROWS.slice(0, row + 1)) {
    for (const [place, tier] of changes) {
      if (tier < 0) tiers.delete(place);
      else tiers.set(place, tier);
    }
  }
  return new Map([...tiers].sort(([p, t], [q, u]) => t - u || p - q));
}

/** Who enters, leaves or changes the tier against the run. */
function againstRun(winners) {
  const entering = [...winners.keys()].filter((place) => !RUN_TIERS.has(place));
  const leaving = [...RUN_TIERS.keys()].filter((place) => !winners.has(place));
  const moved = [...winners].filter(([p, tier]) => RUN_TIERS.has(p) && RUN_TIERS.get(p) !== tier).map(([p]) => p);
  return { entering, leaving, moved };
}

/** Amounts at a budget; undefined where they are not known. */
function amountsAt(budget) {
  return KNOWN.find((k) => k.budget === budget)?.amounts;
}

/** The nearest budgets below and above at which amounts are known; undefined where there is none. */
function knownAround(budget) {
  return [KNOWN.findLast((k) => k.budget < budget)?.budget, KNOWN.find((k) => k.budget > budget)?.budget];
}

/** An application's outcome by budget: [first budget, last budget, tier or -1], ascending. */
function outcomesOf(place) {
  const spans = [];
  let tier = -1;
  ROWS.forEach((row, n) => {
    tier = row.changes.find(([p]) => p === place)?.[1] ?? tier;
    if (spans.at(-1)?.[2] === tier) spans.at(-1)[1] = endOf(n);
    else spans.push([row.budget, endOf(n), tier]);
  });
  return spans;
}
