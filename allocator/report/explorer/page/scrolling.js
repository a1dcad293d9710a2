// Tables wider than their place scroll inside it, and show at which edge there is more.

const MEASURED = new ResizeObserver((entries) => entries.forEach(({ target }) => markEdges(target.closest(".scrolls"))));

/** A table that scrolls inside itself, with a shadow at each edge beyond which it goes on and a line that says so. */
function scrolling(label, table, role = "region") {
  const inside = element("div", { class: "scrolls", role, "aria-label": label,
    scroll: (event) => markEdges(event.target) }, table);
  MEASURED.observe(inside);
  MEASURED.observe(table);
  return element("div", { class: "edges" }, element("p", { class: "sideways screen-only", "aria-hidden": "true" },
    say("sideways")), inside);
}

function markEdges(inside) {
  const beyond = inside.scrollWidth - inside.clientWidth;
  const edges = inside.parentElement.classList;
  if (beyond > 1) inside.setAttribute("tabindex", "0"); // what scrolls must be reached by keyboard, and nothing else
  else inside.removeAttribute("tabindex");
  edges.toggle("wider", beyond > 1);
  edges.toggle("more-before", beyond > 1 && inside.scrollLeft > 1);
  edges.toggle("more-after", beyond > 1 && inside.scrollLeft < beyond - 1);
}
