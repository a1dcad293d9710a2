// The table of all applications.

const CHUNK = 100;
const COLUMNS = [
  { key: "id", cell: (a) => applicationLink(a.place) },
  { key: "enterprise", cell: (a) => element("bdi", {}, a.enterprise) },
  { key: "title", cell: (a) => element("bdi", {}, a.title || "—") },
  { key: "city", cell: (a) => a.city || "—" },
  { key: "chain", cell: (a) => a.chain || "—" },
  { key: "applied", cell: (a) => tierName(a.applied) },
  { key: "outcome", cell: (a) => outcomeLabel(a.outcome) },
  { key: "score", number: true, cell: scoreOf },
  { key: "rank", number: true, cell: (a) => (a.rank === undefined ? "—" : String(a.rank)) },
  { key: "amount", number: true, cell: (a) => (a.amount === undefined ? "—" : amount(a.amount)) },
  { key: "standing", cell: (a) => standingLabel(a.standing) },
];
let shown = [];

function applicationsView() {
  return [element("h2", {}, say("applications")), sieve(), element("p", { id: "found", role: "status" }),
    applicationsTable(), element("div", { id: "more", class: "more" })];
}

function headingOf(column) {
  return column.key === "amount" ? say("in_unit", { what: say("amount"), unit: unitName() }) : say(column.key);
}

function sieve() {
  const search = element("input", { type: "search", id: "q", autocomplete: "off", value: STATE.q ?? "",
    input: (event) => sift({ q: event.target.value }) });
  const cities = [...new Set(APPLICATIONS.map((a) => a.city))].filter(Boolean).sort(ZH_ORDER.compare);
  const tiers = TIERS.map((t, n) => [String(n), pick(t.name)]);
  return element("form", { class: "sieve", role: "search", submit: (event) => event.preventDefault() },
    labelled("q", say("search"), search),
    choice("outcome", [...tiers, ["none", say("no_award")], ["out", say("not_eligible")]]),
    choice("applied", tiers), choice("city", cities.map((c) => [c, c])),
    DATA.outcomes ? choice("standing", STANDINGS.map((s) => [s, say(s)])) : null,
    sortChoice(),
    button(say("clear"), () => {
      remember({ q: null, outcome: null, applied: null, city: null, standing: null, sort: null });
      show();
      document.getElementById("q").focus();
    }, { class: "quiet" }));
}

function labelled(id, words, field) {
  return element("div", { class: `field field-${id}` }, element("label", { for: id }, words), field);
}

function choice(name, options) {
  const id = `choose-${name}`;
  return labelled(id, say(name), element("select", { id, change: (event) => sift({ [name]: event.target.value }) },
    element("option", { value: "" }, say("all")),
    options.map(([value, words]) => element("option", { value, selected: STATE[name] === value }, words))));
}

/** Sorting where the headings are not shown: on a narrow screen. */
function sortChoice() {
  const options = COLUMNS.map((c) => element("option", { value: c.key, selected: STATE.sort === c.key }, headingOf(c)));
  return labelled("sort", say("sort_by"), element("select", { id: "sort",
    change: (event) => sift({ sort: event.target.value }) },
  element("option", { value: "" }, say("published_order")), options));
}

function applicationsTable() {
  const heads = COLUMNS.map((column) => element("th", { scope: "col", role: "columnheader", "data-key": column.key,
    class: column.number ? "n" : null },
  button(headingOf(column), () => sift({ sort: nextSort(STATE, column.key) }), { class: "sorts" })));
  const table = element("table", { id: "applications", class: "cards", role: "table" },
    element("caption", {}, say("applications_caption")),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, heads)),
    element("tbody", { role: "rowgroup", click: openRow }));
  return scrolling(say("applications"), table);
}

/** A press anywhere in a row opens it, unless it was to select text. */
function openRow(event) {
  const row = event.target.closest("tr");
  if (row && !event.target.closest("a") && getSelection().isCollapsed) openPanel(Number(row.dataset.place));
}

/** Change what is asked for, and show what is found. */
function sift(changes) {
  remember(changes);
  fillApplications();
}

function fillApplications() {
  const table = document.getElementById("applications");
  if (!table) return;
  shown = sifted(STATE);
  const [column, direction] = sortOf(STATE);
  for (const head of table.tHead.rows[0].cells) {
    head.setAttribute("aria-sort", head.dataset.key === column ? direction : "none");
  }
  const won = shown.filter((a) => a.tier !== undefined);
  document.getElementById("found").textContent = say("found", { n: shown.length, won: won.length,
    money: money(won.reduce((sum, a) => sum + a.money, 0n)) });
  table.tBodies[0].replaceChildren();
  showMore(CHUNK);
}

/** Put further rows into the table. */
function showMore(most) {
  const body = document.getElementById("applications").tBodies[0];
  const from = body.rows.length;
  body.append(...shown.slice(from, from + most).map(applicationRow));
  const left = shown.length - body.rows.length;
  const more = left > 0
    ? [button(say("show_more", { n: Math.min(CHUNK, left), left }), () => {
      showMore(CHUNK);
      body.rows[from + most]?.querySelector("a").focus();
    }), button(say("show_all", { n: shown.length }), () => showMore(Infinity), { class: "quiet" })]
    : [];
  document.getElementById("more").replaceChildren(...more);
}

function applicationRow(a) {
  return element("tr", { role: "row", "data-place": String(a.place), class: a.standing === "borderline" ? "near" : null },
    COLUMNS.map((column, n) => element(n ? "td" : "th", { role: n ? "cell" : "rowheader", scope: n ? null : "row",
      class: column.number ? "n" : column.key, "data-heading": headingOf(column) }, column.cell(a))));
}
