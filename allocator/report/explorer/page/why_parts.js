// Parts of the page on one application.

const SHORT = 6; // spans of budgets that a sheet of paper has room for

function whyScores(a) {
  const won = a.tier !== undefined;
  const spans = (a.by_score ?? []).map(([score, tier]) => say("from_score",
    { score, outcome: tier < 0 ? say("no_award") : tierName(tier) }));
  return [
    [say("score"), a.score ?? "—"],
    a.rank === undefined ? null : [say("rank"), `${a.rank} / ${DATA.run.eligible}`],
    a.standing ? [say(won ? "score_to_lose" : "score_to_win"), a.score_flips
      ? say("flips_by", { score: a.score_flips, gap: a.gap }) : say("no_score_flips")] : null,
    spans.length > 1 ? [say("outcome_by_score"), spans.join(say("comma"))] : null,
  ];
}

function whyRegret(a) {
  if (!a.regret) return null;
  const { stage, loss, rules, leaving = [], entering = [] } = a.regret;
  const words = loss === undefined ? say("impossible_under", { rules: ruleList(rules) }) : lossWords(stage, loss);
  return element("section", {}, element("h3", {}, say(a.tier === undefined ? "if_it_won" : "if_it_lost")),
    element("p", {}, words),
    leaving.length ? [element("h4", {}, say("would_leave")), applicationList(leaving, withScore)] : null,
    entering.length ? [element("h4", {}, say("would_enter")), applicationList(entering, withScore)] : null);
}

function withScore(place) {
  return ` · ${APPLICATIONS[place].score}`;
}

function whyBudgets(a) {
  if (!a.standing || !ROWS.length) return null;
  const won = a.tier !== undefined;
  const verb = say(won ? "loses_then" : "wins_then");
  const flips = [[a.budget_above, "raised_to"], [a.budget_below, "cut_to"]].filter(([b]) => b !== undefined)
    .map(([b, key]) => element("li", {}, say(key, { budget: money(b) }), verb));
  const spans = outcomesOf(a.place).map(([first, last, tier]) => [
    first === last ? money(first) : `${amount(first)} – ${money(last)}`, tier < 0 ? say("no_award") : tierName(tier)]);
  return element("section", {}, element("h3", {}, say("budgets_that_flip")),
    flips.length ? element("ul", {}, flips) : element("p", {}, say("no_budget_flips")),
    spans.length > 1
      ? element("details", { open: spans.length <= SHORT }, element("summary", {}, say("outcome_by_budget")),
        tableOf(say("outcome_by_budget"), [{ heading: say("budget"), number: true }, { heading: say("outcome") }], spans))
      : null);
}

function whyInversions(a) {
  if (!a.inversions) return null;
  return element("section", {}, element("h3", {}, say("inversions")), element("p", {}, say("inversions_say")),
    a.inversions.map(([rules, places]) => [element("h4", {}, ruleList(rules)), applicationList(places, withScore)]));
}

function whyFailed(a) {
  if (!a.failed) return null;
  const would = { true: "would_win_yes", false: "would_win_no", null: "would_win_unknown" };
  return element("section", {}, element("h3", {}, say(a.rank === undefined ? "failed" : "failed_some")),
    element("ul", {}, a.failed.map((both) => element("li", {}, pick(both)))),
    a.would_win === undefined ? null : element("p", {}, say(would[a.would_win])));
}

function whyPoints(a) {
  if (!a.points) return null;
  const columns = [{ heading: say("indicator"), names: true }, { heading: say("points"), number: true },
    { heading: say("weight"), number: true }];
  const rows = DATA.indicators.map((i, n) => [`${i.id} ${pick(i.name)}`, a.points[n], i.weight]);
  return element("section", {}, element("h3", {}, say("points")),
    a.sheets ? element("p", {}, say("sheets", { valid: a.sheets[0], recused: a.sheets[1], left_out: a.sheets[2] })) : null,
    tableOf(say("points_caption"), columns, rows));
}
