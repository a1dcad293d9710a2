// Making elements. Every text goes in as text: nothing is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element; attributes that are functions listen to events, those that are null or false are left out. */
function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** An element of a drawing. */
function drawn(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(key, value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== ""));
  return made;
}

/** How wide a drawing is, in its own units: on a narrow screen less, lest its words become too small. */
function drawingWidth() {
  return Math.max(420, Math.min(900, window.innerWidth - 40));
}

/** Children with a text between each two of them. */
function joined(children, between) {
  return children.flatMap((child, n) => (n ? [between, child] : [child]));
}

/** A button. */
function button(words, press, attributes = {}) {
  return element("button", { type: "button", click: press, ...attributes }, words);
}

/** Names and values, a pair a line; pairs that are null are left out. */
function particulars(pairs) {
  const kept = pairs.filter((pair) => pair !== null);
  return element("dl", { class: "particulars" }, kept.map(([name, ...value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, ...value))));
}

/**
 * A table that scrolls inside itself; one with many columns of words has, on a narrow screen, its rows as cards.
 * Columns are {heading, number}; rows are lists of cells (texts, elements, or lists of them), or elements.
 */
function tableOf(caption, columns, rows, attributes = {}) {
  const head = columns.map((c) => element("th", { scope: "col", role: "columnheader", class: c.number ? "n" : null }, c.heading));
  const body = rows.map((row) => (row instanceof Node ? row : rowOf(columns, row)));
  const stacks = columns.length > 4 && !columns.slice(1).every((c) => c.number);
  return scrolling(caption, element("table", { class: stacks ? "stacks" : null, role: "table", ...attributes },
    element("caption", {}, caption), element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, head)),
    element("tbody", { role: "rowgroup" }, body)));
}

function rowOf(columns, cells, attributes = {}) {
  return element("tr", { role: "row", ...attributes }, cells.map((cell, n) => {
    const own = { class: columns[n].number ? "n" : columns[n].class ?? null, "data-heading": columns[n].heading };
    return n || !columns[0].names ? element("td", { role: "cell", ...own }, cell)
      : element("th", { scope: "row", role: "rowheader", ...own }, cell);
  }));
}
