// The head of the run: what was decided, how it is known, how to check it.

function overviewView() {
  const run = DATA.run;
  const parts = [element("h2", {}, say("overview")), keyFigures(run)];
  if (run.status !== "optimal") parts.push(element("p", { class: "notice" }, say("notice_" + run.status)));
  parts.push(tierTable(run));
  if (APPLICATIONS.some((a) => a.tier !== undefined && a.city)) parts.push(cityTable());
  parts.push(decisions(), verification(run));
  return parts;
}

/** The status in words. */
function statusWords() {
  return say("status_" + DATA.run.status);
}

function keyFigures(run) {
  const left = BigInt(run.budget) - BigInt(run.awarded);
  const awards = run.counts.reduce((sum, n) => sum + n, 0);
  const figures = [
    [say("budget"), money(run.budget)],
    [say("awarded"), money(run.awarded)],
    [say("left"), money(left)],
    [say("awards"), String(awards), say("of_eligible", { all: run.eligible, filed: APPLICATIONS.length })],
    ...run.stages.map(([stage, value, bound]) => [say(stage), bounded(value, bound)]),
  ];
  return element("dl", { class: "figures" }, figures.map(([name, value, more]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value, more ? element("small", {}, more) : null))));
}

function bounded(value, bound) {
  if (bound === value) return grouped(value);
  return grouped(value) + say("bound", { bound: bound === null ? say("unknown") : grouped(bound) });
}

function tierTable(run) {
  const columns = [
    { heading: say("tier"), names: true }, { heading: say("awards"), number: true },
    { heading: say("target"), number: true }, { heading: say("permitted"), number: true },
    { heading: say("in_unit", { what: say("awarded"), unit: unitName() }), number: true },
    { heading: say("lowest_score"), number: true },
  ];
  const rows = TIERS.map((tier, t) => {
    const mine = APPLICATIONS.filter((a) => a.tier === t);
    const least = mine.reduce((low, a) => (low === null || a.exact < low.exact ? a : low), null);
    const [low, high] = tier.between ?? [];
    const range = tier.between ? (high === null ? `≥ ${low}` : `${low}–${high}`) : "—";
    return [pick(tier.name), String(run.counts[t]), tier.target == null ? "—" : String(tier.target), range,
      amount(mine.reduce((sum, a) => sum + a.money, 0n)), least ? scoreOf(least) : "—"];
  });
  return tableOf(say("by_tier"), columns, rows);
}

function cityTable() {
  const cities = new Map();
  for (const a of APPLICATIONS) {
    const entry = cities.get(a.city) ?? { filed: 0, eligible: 0, counts: TIERS.map(() => 0), money: 0n };
    entry.filed += 1;
    if (a.rank !== undefined) entry.eligible += 1;
    if (a.tier !== undefined) {
      entry.counts[a.tier] += 1;
      entry.money += a.money;
    }
    cities.set(a.city, entry);
  }
  const columns = [
    { heading: say("city"), names: true }, { heading: say("filed"), number: true },
    { heading: say("eligible"), number: true },
    ...TIERS.map((t) => ({ heading: pick(t.name), number: true })),
    { heading: say("in_unit", { what: say("awarded"), unit: unitName() }), number: true },
  ];
  const rows = [...cities].sort((one, other) => compare(other[1].money, one[1].money) || compare(one[0], other[0]))
    .map(([city, e]) => [city || "—", ...[e.filed, e.eligible, ...e.counts].map(String), amount(e.money)]);
  return tableOf(say("by_city"), columns, rows);
}

function decisions() {
  const decided = APPLICATIONS.filter((a) => a.decision);
  const list = decided.length
    ? element("ul", {}, decided.map((a) => element("li", {}, applicationLink(a.place), " ", pick(a.decision))))
    : element("p", {}, say("no_decisions"));
  return element("section", {}, element("h3", {}, say("decisions")), list);
}

function verification(run) {
  return element("section", { class: "verify" },
    element("h3", {}, say("fingerprint")),
    element("p", {}, element("code", { class: "hash" }, run.fingerprint)),
    element("p", {}, say("fingerprint_is")),
    element("ul", {},
      element("li", {}, element("code", {}, "certutil -hashfile allocation.json SHA256"), " ", say("on_windows")),
      element("li", {}, element("code", {}, "sha256sum allocation.json"), " ", say("on_others")),
      element("li", {}, element("code", {}, "allocate verify DIR"), " ", say("verify_does"))),
    run.status === "optimal" ? element("p", {}, say("proof_" + run.proof)) : null);
}
