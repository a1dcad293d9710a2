// The page that answers 'why not us?': everything about one application, on one sheet of paper.

let opener = null;

function openPanel(place) {
  const panel = document.getElementById("panel");
  opener ??= document.activeElement;
  remember({ app: APPLICATIONS[place].id });
  panel.replaceChildren(...panelParts(place));
  panel.scrollTop = 0;
  if (!panel.open) panel.showModal();
  document.getElementById("panel-title").focus();
}

/** Close the panel; the focus goes back to where it was opened. */
function closePanel() {
  document.getElementById("panel").close();
}

function panelClosed() {
  remember({ app: null });
  const link = opener?.isConnected ? opener : document.getElementById("main");
  opener = null;
  link.focus();
}

function panelParts(place) {
  const order = shown.length && shown.some((a) => a.place === place) ? shown : APPLICATIONS;
  const at = order.findIndex((a) => a.place === place);
  const go = (by, key) => button(say(key), () => openPanel(order[at + by].place),
    { class: "quiet", disabled: order[at + by] === undefined });
  return [element("div", { class: "panel-bar screen-only" }, go(-1, "previous"), go(1, "next"),
    button(say("print_sheet"), () => printOnly(whyPage(place, "div"))),
    button(say("close"), closePanel, { class: "quiet close" })), whyPage(place, "article")];
}

/** The page on one application. */
function whyPage(place, name) {
  const a = APPLICATIONS[place];
  return element(name, { class: "why" },
    element("h2", { id: "panel-title", tabindex: "-1" }, a.id, " ", element("bdi", {}, a.enterprise)),
    element("p", { class: "what" }, element("bdi", {}, a.title)),
    element("p", { class: "verdict" }, outcomeLabel(a.outcome), " ",
      a.amount === undefined ? null : element("strong", {}, money(a.amount)), " ",
      a.standing ? standingLabel(a.standing) : null),
    a.reason ? element("p", { class: "reason" }, pick(a.reason)) : null,
    a.decision ? element("p", { class: "decided" }, pick(a.decision)) : null,
    particulars([
      [say("city"), a.city || "—"], [say("chain"), a.chain || "—"], [say("applied"), tierName(a.applied)],
      a.requested ? [say("requested"), pick(a.requested)] : null,
      a.investment ? [say("investment"), pick(a.investment)] : null, ...whyScores(a)]),
    whyFailed(a), whyRegret(a), whyBudgets(a), whyInversions(a), whyPoints(a),
    element("p", { class: "print-only note" }, footWords()));
}
