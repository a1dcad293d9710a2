// The drawing over the budgets: the objective's value as steps, where nothing is feasible, where amounts are known.

const CHART = { height: 232, left: 70, right: 24, top: 14, bottom: 52 };

/** Where a budget stands, as a share of the range. */
function share(budget) {
  return LAST === FIRST ? 0.5 : Number(((budget - FIRST) * 1000000n) / (LAST - FIRST)) / 1000000;
}

function acrossChart(budget) {
  return CHART.left + share(budget) * (drawingWidth() - CHART.left - CHART.right);
}

/** The chart; its marker is moved by `markChart`. */
function frontierChart() {
  const values = ROWS.filter((_, n) => feasible(n)).map((row) => Number(row.value));
  const low = Math.min(...values);
  const high = Math.max(...values);
  const bottom = CHART.height - CHART.bottom;
  const up = (value) => bottom - (high === low ? 0.5 : (value - low) / (high - low)) * (bottom - CHART.top - 8) - 4;
  const parts = [axes(bottom), valueLabels(low, high, up), ...infeasibleSpans(bottom)];
  if (values.length) parts.push(drawn("path", { class: "curve", d: steps(up) }));
  parts.push(...KNOWN.map((k) => drawn("line", { class: "known", x1: acrossChart(k.budget), x2: acrossChart(k.budget),
    y1: bottom, y2: bottom + 5 })));
  if (OWN >= FIRST && OWN <= LAST) parts.push(ownMark(bottom));
  parts.push(drawn("line", { id: "marker", class: "marker", y1: CHART.top, y2: bottom }));
  return element("figure", { class: "chart" },
    drawn("svg", { viewBox: `0 0 ${drawingWidth()} ${CHART.height}`, role: "img", "aria-label": say("chart_budget") }, parts),
    element("figcaption", {}, say("chart_budget_says", { stage: say(DATA.run.stages[1][0]) })));
}

function axes(bottom) {
  const unit = Number(UNIT);
  const about = drawingWidth() < 500 ? 4 : 8;
  const budgets = roundTicks(Number(FIRST) / unit, Number(LAST) / unit, about).map((b) => [b, BigInt(Math.round(b * unit))]);
  return drawn("g", { class: "axes" },
    drawn("line", { x1: CHART.left, x2: drawingWidth() - CHART.right, y1: bottom, y2: bottom }),
    budgets.map(([b, base]) => drawn("text", { x: acrossChart(base), y: bottom + 20, "text-anchor": "middle" }, grouped(String(b)))),
    drawn("text", { x: (CHART.left + drawingWidth() - CHART.right) / 2, y: CHART.height - 8, "text-anchor": "middle" },
      say("in_unit", { what: say("budget"), unit: unitName() })));
}

function valueLabels(low, high, up) {
  if (!Number.isFinite(low)) return null;
  return drawn("g", { class: "axes" }, roundTicks(low, high, 5).map((value) => [
    drawn("line", { class: "grid", x1: CHART.left, x2: drawingWidth() - CHART.right, y1: up(value), y2: up(value) }),
    drawn("text", { x: CHART.left - 6, y: up(value) + 4, "text-anchor": "end" }, grouped(String(value)))]));
}

function steps(up) {
  let path = "";
  let drawing = false;
  ROWS.forEach((row, n) => {
    if (feasible(n)) {
      const [x, end, y] = [acrossChart(row.budget), acrossChart(endOf(n)), up(Number(row.value))];
      path += `${drawing ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}L${end.toFixed(1)} ${y.toFixed(1)}`;
    }
    drawing = feasible(n);
  });
  return path;
}

function infeasibleSpans(bottom) {
  return ROWS.map((row, n) => [row, n]).filter(([, n]) => !feasible(n)).map(([row, n]) => {
    const from = acrossChart(row.budget);
    return drawn("rect", { class: "infeasible", x: from, y: CHART.top, height: bottom - CHART.top,
      width: Math.max(1, acrossChart(endOf(n)) - from) });
  });
}

function ownMark(bottom) {
  const x = acrossChart(OWN);
  return drawn("g", { class: "own" }, drawn("line", { x1: x, x2: x, y1: CHART.top, y2: bottom }),
    drawn("text", { x: x + 5, y: bottom - 6 }, say("own_budget")));
}

/** Put the marker at a budget. */
function markChart(budget) {
  const marker = document.getElementById("marker");
  marker?.setAttribute("x1", acrossChart(budget));
  marker?.setAttribute("x2", acrossChart(budget));
}
