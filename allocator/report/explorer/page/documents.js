// The documents that are attached, published and signed, as plain pages; one at a time, each printable by itself.

function documentsView() {
  const head = element("h2", {}, say("documents"));
  if (!DATA.documents.length) return [head, element("p", {}, say("no_documents"))];
  const now = DATA.documents.find((d) => d.id === STATE.doc) ?? DATA.documents[0];
  const choose = labelled("document", say("document"), element("select", { id: "document", change: (event) => {
    remember({ doc: event.target.value });
    show();
    document.getElementById("document").focus();
  } }, DATA.documents.map((d) => element("option", { value: d.id, selected: d === now }, pick(d.name)))));
  return [head, element("div", { class: "row screen-only" }, choose,
    button(say("print_document"), () => printOnly(paper(now), now.landscape))), paper(now)];
}

/** A document as it is printed. */
function paper(d) {
  return element("article", { class: d.landscape ? "paper landscape" : "paper" },
    element("h2", { class: "title" }, pick(d.title)), d.blocks.map(blockOf));
}

function blockOf(block) {
  if ("heading" in block) return element(block.level === 1 ? "h3" : "h4", {}, pick(block.heading));
  if ("paragraph" in block) return element("p", { class: block.style }, pick(block.paragraph));
  if ("formula" in block) {
    return element("div", { class: "formula" }, block.formula.map((line) => element("p", {}, pick(line))));
  }
  if ("particulars" in block) return particulars(block.particulars.map(([name, value]) => [pick(name), pick(value)]));
  if ("columns" in block) return paperTable(block);
  if ("figure" in block) return paperFigure(block);
  return element("div", { class: "page-break" });
}

function paperTable(block) {
  const kinds = block.columns.map((c) => c.kind);
  const widths = block.columns.map((c) => {
    const made = element("col");
    made.style.width = c.width;
    return made;
  });
  const row = ([role, ...cells]) => element("tr", { class: role }, cells.map((cell, n) => {
    if (cell === null) return null; // covered by the cell before it
    const end = cells.findIndex((c, k) => k > n && c !== null);
    return element("td", { class: kinds[n], colspan: String((end < 0 ? cells.length : end) - n) }, pick(cell));
  }));
  const caption = block.title === undefined ? null : element("caption", {}, pick(block.title));
  const table = element("table", { class: "ruled" }, caption, element("colgroup", {}, widths),
    element("thead", {}, element("tr", {}, block.columns.map((c, n) =>
      element("th", { scope: "col", class: kinds[n] }, pick(c.heading))))),
    element("tbody", {}, block.rows.map(row)));
  const named = block.title !== undefined;
  return [scrolling(named ? pick(block.title) : say("table"), table, named ? "region" : "group"),
    block.note === undefined ? null : element("p", { class: "note" }, pick(block.note))];
}

function paperFigure(block) {
  const picture = DATA.figures[block.figure];
  return element("figure", {}, element("img", { src: pick(picture), alt: pick(block.description) }),
    element("figcaption", {}, pick(block.caption)));
}
