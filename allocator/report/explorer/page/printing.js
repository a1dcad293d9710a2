// Printing: the view with all its rows, or one sheet alone.

/** Print one sheet, and nothing else of the page. */
function printOnly(sheet, landscape = false) {
  putSheet(sheet, landscape);
  window.print();
}

function putSheet(sheet, landscape) {
  document.getElementById("sheet").replaceChildren(sheet);
  document.body.classList.add("sheet-only");
  document.body.classList.toggle("wide", landscape);
}

/** Whatever is printed is printed whole; of an open panel, its page. */
function beforePrinting() {
  if (document.getElementById("applications")) {
    showMore(Infinity);
    document.body.classList.toggle("wide", !document.body.classList.contains("sheet-only"));
  }
  const panel = document.getElementById("panel");
  if (panel.open && !document.body.classList.contains("sheet-only")) {
    putSheet(whyPage(PLACES.get(STATE.app), "div"), false);
  }
}

function afterPrinting() {
  document.body.classList.remove("sheet-only", "wide");
  document.getElementById("sheet").replaceChildren();
}
