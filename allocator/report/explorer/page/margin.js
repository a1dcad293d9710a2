// The marginal band: for each tier the winners above the line and the losers under it.

const AROUND = 5;
const MOST_NEAR = 100;
let drawAll = false;

function marginView() {
  if (!DATA.outcomes) return [element("h2", {}, say("margin")), element("p", {}, say("not_explained"))];
  const chart = element("div", {}, marginChart(drawAll));
  const all = button(say(drawAll ? "draw_near" : "draw_all"), () => {
    drawAll = !drawAll;
    all.textContent = say(drawAll ? "draw_near" : "draw_all");
    chart.replaceChildren(marginChart(drawAll));
  }, { class: "quiet" });
  const counts = STANDINGS.map((s) => `${say(s)} ${APPLICATIONS.filter((a) => a.standing === s).length}`);
  return [element("h2", {}, say("margin")), element("p", { class: "lead" }, say("margin_lead", { near: DATA.run.near })),
    element("p", {}, counts.join(say("comma"))), chart, element("p", { class: "screen-only" }, all),
    ...TIERS.map((_, t) => tierLine(t))];
}

/** Those of a list that are near the line, and the few next to it; the list begins at the line. */
function nearLine(list) {
  return list.slice(0, Math.max(AROUND, list.findLastIndex((a) => a.standing === "borderline") + 1));
}

function tierLine(t) {
  const winners = nearLine(APPLICATIONS.filter((a) => a.tier === t).reverse()).reverse();
  const losers = nearLine(APPLICATIONS.filter((a) => a.outcome === "none" && a.open.includes(t)));
  const columns = [{ heading: say("rank"), number: true }, { heading: say("id") }, { heading: say("enterprise") },
    { heading: say("score"), number: true }, { heading: say("outcome") }, { heading: say("opposite") },
    { heading: say("score_flips"), number: true }, { heading: say("gap"), number: true }, { heading: say("standing") }];
  const row = (a) => rowOf(columns, [String(a.rank), applicationLink(a.place), element("bdi", {}, a.enterprise), scoreOf(a),
    outcomeLabel(a.outcome), regretCell(a.regret), a.score_flips ?? "—", a.gap ?? "—", standingLabel(a.standing)],
  { class: a.standing === "borderline" ? "near" : null });
  const across = (words) => element("tr", { class: "the-line", role: "row" },
    element("td", { role: "cell", colspan: String(columns.length) }, words));
  const left = (list) => (list.length > MOST_NEAR ? [across(say("more_near", { n: list.length - MOST_NEAR }))] : []);
  return tableOf(say("line_of", { tier: tierName(t) }), columns, [
    ...left(winners), ...winners.slice(-MOST_NEAR).map(row),
    across(say("the_line", { tier: tierName(t), n: DATA.run.counts[t] })),
    ...losers.slice(0, MOST_NEAR).map(row), ...left(losers)]);
}

function regretCell({ stage, loss }) {
  return loss === undefined ? say("impossible") : lossWords(stage, loss);
}
