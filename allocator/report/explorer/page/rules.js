// The rules with their sources, what each costs, what is assumed, and the next best lists.

function rulesView() {
  return [element("h2", {}, say("rules")), costTable(), rulesTable(), tiersTable(), assumptionsTable()];
}

function sourceCell(rule) {
  return rule.assumed ? element("span", { class: "label borderline" }, say("assumption")) : pick(rule.source) || "—";
}

function costTable() {
  const costed = DATA.rules.filter((r) => r.cost);
  if (!costed.length) return element("p", {}, say("not_explained"));
  const stage = say(DATA.run.stages[1][0]);
  const columns = [{ heading: say("without_rule"), names: true }, { heading: say("source") },
    { heading: say("deviation_change"), number: true }, { heading: say("value_change", { stage }), number: true },
    { heading: say("gained") }, { heading: say("lost") }, { heading: say("moved") }];
  const matters = (r) => !r.cost.feasible || r.cost.gained.length + r.cost.lost.length + r.cost.moved.length > 0;
  const row = (r) => [pick(r.name), sourceCell(r), ...(r.cost.feasible
    ? [signed(r.cost.deviation), signed(r.cost.value), ...[r.cost.gained, r.cost.lost, r.cost.moved].map(applicationLine)]
    : [say("infeasible"), "—", "—", "—", "—"])];
  const [changing, idle] = [costed.filter(matters), costed.filter((r) => !matters(r))];
  return [element("p", { class: "lead" }, say("costs_lead")), tableOf(say("costs_caption"), columns, changing.map(row)),
    idle.length ? element("p", { class: "note" }, say("idle_rules", { names: idle.map((r) => pick(r.name)).join(say("comma")) })) : null,
  ].filter(Boolean);
}

function rulesTable() {
  const columns = [{ heading: say("rule"), names: true }, { heading: say("kind") }, { heading: say("source") },
    { heading: say("rule_id"), class: "code" }];
  const rows = DATA.rules.map((r) => [pick(r.name), say("kind_" + r.kind), sourceCell(r), r.id]);
  return tableOf(say("rules_caption"), columns, rows);
}

function tiersTable() {
  const unit = unitName();
  const columns = [{ heading: say("tier"), names: true },
    { heading: say("in_unit", { what: say("cap"), unit }), number: true },
    { heading: say("in_unit", { what: say("floor"), unit }), number: true },
    { heading: say("weight"), number: true }, { heading: say("source") }];
  const rows = TIERS.map((t) => [pick(t.name), t.cap === undefined ? "—" : grouped(t.cap), grouped(t.floor), t.weight,
    sourceCell(t)]);
  return tableOf(say("tiers_caption"), columns, rows);
}

function assumptionsTable() {
  if (!DATA.assumptions.length) return element("p", {}, say("no_assumptions"));
  return [element("p", { class: "lead" }, say("assumptions_lead")),
    tableOf(say("assumptions"), [{ heading: say("assumed"), names: true }, { heading: say("kind") },
      { heading: say("rule_id"), class: "code" }],
    DATA.assumptions.map((r) => [pick(r.name), say("kind_" + r.kind), r.id]))];
}

function alternativesView() {
  const head = element("h2", {}, say("alternatives"));
  if (!DATA.alternatives) return [head, element("p", {}, say("not_explained"))];
  const { ties, counted, next } = DATA.alternatives;
  const columns = [{ heading: say("number"), number: true }, { heading: say("loss") }, { heading: say("gained") },
    { heading: say("lost") }, { heading: say("moved") }];
  const rows = next.map((a, n) => [String(n + 1), lossWords(a.stage, a.loss),
    ...[a.entering, a.leaving, a.moved].map(applicationLine)]);
  return [head, element("p", { class: "lead" }, say(ties === 1 && counted ? "one_optimum" : counted ? "ties" : "ties_at_least", { ties })),
    rows.length ? tableOf(say("alternatives_caption"), columns, rows) : element("p", {}, say("no_alternatives"))];
}
