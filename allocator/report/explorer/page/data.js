// What the page knows: the record that was written into it.

const DATA = JSON.parse(document.getElementById("data").textContent);
const APPLICATIONS = DATA.applications;
const TIERS = DATA.tiers;
const UNIT = BigInt(DATA.money.unit);
const STEP = BigInt(DATA.money.step);
const PLACES = new Map(APPLICATIONS.map((a, place) => [a.id, place]));

/** A text as it is searched: of any width and case. */
function folded(text) {
  return text.normalize("NFKC").toLowerCase();
}

APPLICATIONS.forEach((a, place) => {
  a.place = place;
  a.exact = a.score === undefined ? null : scaled(a.score, DATA.score_places);
  a.money = a.amount === undefined ? null : BigInt(a.amount);
  a.outcome = a.tier !== undefined ? String(a.tier) : a.rank !== undefined ? "none" : "out";
  if (a.decision && a.standing) a.standing = "decided"; // whatever it scores
  a.searched = folded([a.id, a.enterprise, a.title, a.city, a.chain, ...TIERS[a.applied].name].join("\n"));
});
