// The page: its tabs, its language, and what its address says.

const VIEWS = {
  overview: overviewView,
  applications: applicationsView,
  budget_view: budgetView,
  margin: marginView,
  rules: rulesView,
  alternatives: alternativesView,
  documents: documentsView,
};

function viewNow() {
  return Object.hasOwn(VIEWS, STATE.view) ? STATE.view : "overview";
}

/** Build the view that the state names. */
function show() {
  const name = viewNow();
  for (const tab of document.getElementById("tabs").children) {
    const chosen = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  const view = element("section", { class: `view view-${name}`, role: "tabpanel", id: "view",
    "aria-labelledby": `tab-${name}` }, VIEWS[name]());
  document.getElementById("main").replaceChildren(element("p", { id: "live", class: "unseen", "aria-live": "polite" }), view);
  if (name === "applications") fillApplications();
  if (name === "budget_view") fillBudget();
}

/** Build everything in the chosen language. */
function build() {
  language = STATE.lang === "zh" || STATE.lang === "en" ? STATE.lang : DATA.lang;
  translate();
  const { programme, year, date } = DATA.run;
  document.title = `${programme} ${year}`;
  document.getElementById("programme").textContent = `${programme} ${year}`;
  document.getElementById("status").textContent = `${statusWords()} · ${say("own_budget")} ${money(DATA.run.budget)} · ${date}`;
  document.getElementById("language").textContent = language === "zh" ? "English" : "中文";
  document.getElementById("language").lang = language === "zh" ? "en" : "zh-CN";
  document.getElementById("foot").textContent = footWords();
  document.getElementById("tabs").replaceChildren(...Object.keys(VIEWS).map((name) =>
    button(say(name), () => goTo(name), { role: "tab", id: `tab-${name}`, "aria-controls": "view" })));
  show();
  const panel = document.getElementById("panel");
  if (STATE.app !== undefined && PLACES.has(STATE.app)) openPanel(PLACES.get(STATE.app));
  else if (panel.open) closePanel();
}

function footWords() {
  return say("foot", { programme: DATA.run.programme, year: DATA.run.year, hash: DATA.run.fingerprint.slice(0, 16),
    date: DATA.run.date });
}

function goTo(name) {
  remember({ view: name });
  show();
}

/** Arrow keys, Home and End among the tabs. */
function tabKeys(event) {
  const names = Object.keys(VIEWS);
  const at = names.indexOf(viewNow());
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  goTo(names[(to + names.length) % names.length]);
  document.getElementById(`tab-${viewNow()}`).focus();
}

/** Links to applications open the panel here; with a modifier key they stay links. */
function followLink(event) {
  const link = event.target.closest("a[data-app]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPanel(Number(link.dataset.app));
}

document.getElementById("language").addEventListener("click", () => {
  remember({ lang: language === "zh" ? "en" : "zh" });
  build();
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address holds the state
  document.getElementById("main").focus();
});
document.getElementById("print").addEventListener("click", () => window.print());
document.getElementById("tabs").addEventListener("keydown", tabKeys);
document.getElementById("panel").addEventListener("close", panelClosed);
document.addEventListener("click", followLink);
window.addEventListener("beforeprint", beforePrinting);
window.addEventListener("afterprint", afterPrinting);
window.addEventListener("hashchange", () => {
  readAddress();
  build();
});
readAddress();
build();
