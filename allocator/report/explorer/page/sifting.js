// Searching, filtering and sorting the applications.

const STANDINGS = ["core", "borderline", "exterior", "decided"].filter((s) => s !== "decided"
  || APPLICATIONS.some((a) => a.standing === s));
const ZH_ORDER = new Intl.Collator("zh-Hans-CN", { numeric: true });
const FILTERS = {
  outcome: (a) => a.outcome,
  applied: (a) => String(a.applied),
  city: (a) => a.city,
  standing: (a) => a.standing ?? "",
};

/** Keys by which a column is sorted; null is always last. */
const SORT_KEYS = {
  id: (a) => a.id,
  enterprise: (a) => a.enterprise,
  title: (a) => a.title || null,
  city: (a) => a.city || null,
  chain: (a) => a.chain || null,
  applied: (a) => a.applied,
  outcome: (a) => (a.tier !== undefined ? a.tier : a.rank !== undefined ? TIERS.length : TIERS.length + 1),
  score: (a) => a.exact,
  rank: (a) => a.rank ?? null,
  amount: (a) => a.money,
  standing: (a) => (a.standing ? STANDINGS.indexOf(a.standing) : null),
};
const WORDED = new Set(["enterprise", "title", "city", "chain"]);
const FALLING = new Set(["score", "amount"]);

/** The applications that match what the state asks for, in its order. */
function sifted(state) {
  const words = folded(state.q ?? "").split(/\s+/).filter(Boolean);
  const asked = Object.entries(FILTERS).filter(([name]) => state[name] !== undefined);
  const found = APPLICATIONS.filter((a) =>
    words.every((w) => a.searched.includes(w)) && asked.every(([name, of]) => of(a) === state[name]));
  const [column, direction] = sortOf(state);
  if (!column) return found;
  const key = SORT_KEYS[column];
  const order = WORDED.has(column) ? ZH_ORDER.compare : compare;
  const sign = direction === "descending" ? -1 : 1;
  return found.map((a) => [key(a), a]).sort(([one, a], [other, b]) => {
    if (one === null || other === null) return (one === null) - (other === null) || a.place - b.place;
    return sign * order(one, other) || a.place - b.place;
  }).map(([, a]) => a);
}

/** Column and direction of the state: `score`, or `-score` against its usual direction. */
function sortOf(state) {
  const column = (state.sort ?? "").replace("-", "");
  if (!Object.hasOwn(SORT_KEYS, column)) return [null, null];
  const falls = FALLING.has(column) !== state.sort.startsWith("-");
  return [column, falls ? "descending" : "ascending"];
}

/** The state's `sort` after a press on a column's heading: its usual direction, the other, none. */
function nextSort(state, column) {
  if (state.sort === column) return "-" + column;
  return state.sort === "-" + column ? null : column;
}
