// Score against rank, with the line of each tier and the band of those near it.

const PLOT = { height: 360, left: 56, right: 24, top: 30, bottom: 44 };
const LETTER = 6.6; // about the width of a Latin letter in a drawing; a Chinese character has two of them
const MARKS = ["circle", "square", "diamond", "triangle"];

/** The drawing; of all eligible applications, or of those up to a little beyond the line. */
function marginChart(everyone) {
  const ranked = APPLICATIONS.filter((a) => a.rank !== undefined);
  const last = everyone ? ranked.length : marginReach(ranked);
  const seen = ranked.slice(0, last);
  const scores = seen.map((a) => Number(a.score));
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const labels = lineLabels(seen);
  const [right, bottom] = [drawingWidth() - besideLines(labels), PLOT.height - PLOT.bottom];
  const x = (rank) => PLOT.left + (last === 1 ? 0.5 : (rank - 1) / (last - 1)) * (right - PLOT.left);
  const y = (score) => bottom - (high === low ? 0.5 : (Number(score) - low) / (high - low)) * (bottom - PLOT.top - 12) - 6;
  const parts = [band(seen, x, bottom), scales(last, low, high, x, y, right, bottom), lines(labels, y, right), seen.map((a) => mark(a, x, y))];
  return element("figure", { class: "chart" },
    drawn("svg", { viewBox: `0 0 ${drawingWidth()} ${PLOT.height}`, role: "img", "aria-label": say("chart_margin") }, parts),
    element("figcaption", {}, legend(), " ", say("ranks_shown", { last, all: ranked.length })));
}

/** Rank up to which it is drawn: the last winner or borderline one, and a third more. */
function marginReach(ranked) {
  const near = ranked.filter((a) => a.tier !== undefined || a.standing === "borderline").map((a) => a.rank);
  return Math.min(ranked.length, Math.ceil(Math.max(1, ...near) * 1.33) + 4);
}

function band(seen, x, bottom) {
  const near = seen.filter((a) => a.standing === "borderline").map((a) => a.rank);
  if (!near.length) return null;
  const [from, to] = [x(Math.min(...near)) - 5, x(Math.max(...near)) + 5];
  return drawn("g", { class: "band" },
    drawn("rect", { x: from, y: PLOT.top, width: to - from, height: bottom - PLOT.top }),
    drawn("text", { x: (from + to) / 2, y: PLOT.top + 14, "text-anchor": "middle" }, say("band")));
}

function scales(last, low, high, x, y, right, bottom) {
  const ranks = [1, ...roundTicks(0, last, 8).filter((rank) => rank > 1 && Number.isInteger(rank))];
  const marks = roundTicks(low, high, 6);
  return drawn("g", { class: "axes" },
    drawn("line", { x1: PLOT.left, x2: right, y1: bottom, y2: bottom }),
    ranks.map((rank) => drawn("text", { x: x(rank), y: bottom + 18, "text-anchor": "middle" }, String(rank))),
    marks.map((score) => drawn("text", { x: PLOT.left - 8, y: y(score) + 4, "text-anchor": "end" }, String(score))),
    drawn("text", { x: (PLOT.left + right) / 2, y: PLOT.height - 6, "text-anchor": "middle" }, say("rank")),
    drawn("text", { x: PLOT.left - 8, y: PLOT.top - 14, "text-anchor": "end" }, say("score")));
}

/** The lowest winning score of each tier, and how it is labelled: with the tier's name where that is short. */
function lineLabels(seen) {
  return TIERS.map((tier, t) => {
    const mine = seen.filter((a) => a.tier === t);
    if (!mine.length) return null;
    const least = mine.reduce((low, a) => (a.exact < low.exact ? a : low));
    const words = `${pick(tier.name)} ${scoreOf(least)}`;
    return { t, score: least.score, words: lengthOf(words) * 4 < drawingWidth() ? words : scoreOf(least) };
  }).filter(Boolean);
}

function lengthOf(words) {
  return [...words].reduce((sum, c) => sum + (c < "\u2e80" ? LETTER : 2 * LETTER), 0);
}

/** Room beside the lines for their labels. */
function besideLines(labels) {
  return Math.max(PLOT.right, ...labels.map(({ words }) => 12 + lengthOf(words)));
}

function lines(labels, y, right) {
  let before = -Infinity;
  return labels.map(({ t, score, words }) => {
    const at = y(score);
    const label = Math.abs(at - before) < 16 ? before + 16 : at;
    before = label;
    return drawn("g", { class: `line tier-${t % MARKS.length}` },
      drawn("line", { x1: PLOT.left, x2: right, y1: at, y2: at }),
      drawn("text", { x: right + 6, y: label + 4 }, words));
  });
}

function mark(a, x, y) {
  const kind = a.tier === undefined ? "lost" : `tier-${a.tier % MARKS.length}`;
  const shape = shapeAt(a.tier === undefined ? "cross" : MARKS[a.tier % MARKS.length], x(a.rank), y(a.score));
  shape.setAttribute("class", `mark ${kind}${a.standing === "borderline" ? " near" : ""}`);
  shape.append(drawn("title", {}, `${a.rank} ${a.id} ${a.enterprise} ${a.score} ${outcomeName(a.outcome)}`));
  shape.addEventListener("click", () => openPanel(a.place));
  return shape;
}

function shapeAt(shape, x, y) {
  const r = 4;
  const paths = {
    circle: `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
    square: `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
    diamond: `M${x} ${y - r - 1}l${r + 1} ${r + 1}l${-r - 1} ${r + 1}l${-r - 1} ${-r - 1}z`,
    triangle: `M${x} ${y - r - 1}l${r + 1} ${2 * r}h${-2 * r - 2}z`,
    cross: `M${x - 3} ${y - 3}l6 6M${x + 3} ${y - 3}l-6 6`,
  };
  return drawn("path", { d: paths[shape] });
}

function legend() {
  const item = (shape, kind, words) => {
    const path = shapeAt(shape, 8, 8);
    path.setAttribute("class", `mark ${kind}`);
    return element("span", { class: "key" },
      drawn("svg", { viewBox: "0 0 16 16", width: "16", height: "16", "aria-hidden": "true" }, path), words);
  };
  return [...TIERS.map((t, n) => item(MARKS[n % MARKS.length], `tier-${n % MARKS.length}`, pick(t.name))),
    item("cross", "lost", say("no_award")), item("circle", "lost near", say("borderline"))];
}
