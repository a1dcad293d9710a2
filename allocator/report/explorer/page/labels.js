// How the page names money, applications, tiers, rules and outcomes.

/** An amount of base units as a number of policy units. */
function amount(base) {
  return grouped(quotient(BigInt(base), UNIT));
}

/** The unit of amounts in tables. */
function unitName() {
  return pick(DATA.money.name);
}

/** An amount of base units with its unit: in English always whole, with the currency. */
function money(base) {
  if (language === "en") return `${DATA.money.currency} ${grouped(String(base))}`;
  return amount(base) + (/^[\x00-\x7f]/.test(unitName()) ? " " : "") + unitName();
}

/** A composite score with all its places, so that scores stand under each other. */
function scoreOf(a) {
  if (a.score === undefined) return "—";
  const [whole, part = ""] = a.score.split(".");
  return DATA.score_places ? `${whole}.${part.padEnd(DATA.score_places, "0")}` : whole;
}

function tierName(tier) {
  return pick(TIERS[tier].name);
}

/** Name of an outcome: a tier's place, `none` or `out`. */
function outcomeName(outcome) {
  return outcome === "none" ? say("no_award") : outcome === "out" ? say("not_eligible") : tierName(outcome);
}

/** An outcome as a label; its colour only repeats what it says. */
function outcomeLabel(outcome) {
  const kind = outcome === "none" ? "lost" : outcome === "out" ? "out" : "won";
  return element("span", { class: `label ${kind}` }, outcomeName(outcome));
}

function standingLabel(standing) {
  return standing ? element("span", { class: `label ${standing}` }, say(standing)) : "—";
}

/** A link that opens the page on an application. */
function applicationLink(place, words = null) {
  const a = APPLICATIONS[place];
  return element("a", { href: addressOf({ app: a.id }), "data-app": String(place), title: a.enterprise },
    words ?? a.id);
}

/** Applications by number and enterprise, each a link; the first few, and a button for the rest. */
function applicationList(places, told = () => "") {
  const most = 12;
  const item = (place) => element("li", {}, applicationLink(place), " ",
    element("bdi", {}, APPLICATIONS[place].enterprise), told(place));
  const list = element("ul", { class: "applications" }, places.slice(0, most).map(item));
  if (places.length <= most) return list;
  const more = button(say("all_of_them", { n: places.length }), () => {
    list.append(...places.slice(most).map(item));
    more.nextSibling.remove();
    more.remove();
  }, { class: "quiet screen-only" });
  return [list, more, element("p", { class: "print-only" }, say("and_more", { n: places.length }))];
}

/** A few applications in a line: numbers alone, and how many there are. */
function applicationLine(places) {
  if (!places.length) return "—";
  const few = places.slice(0, 4).map((place) => applicationLink(place));
  const line = joined(few, say("comma"));
  return places.length > 4 ? [...line, " ", say("and_more", { n: places.length })] : line;
}

/** A rule by its name with its source. */
function ruleName(rule) {
  return rule in DATA.rule_names ? pick(DATA.rule_names[rule]) : rule;
}

function ruleList(rules) {
  return rules.length ? rules.map(ruleName).join(say("comma")) : say("the_objective");
}

/** What a solution would lose, in words. */
function lossWords(stage, loss) {
  if (stage === "tie") return say("a_tie");
  return say(stage === "quota-deviation" ? "more_by" : "less_by", { stage: say(stage), loss: grouped(loss) });
}
