// Words in the language that the reader has chosen.

let language = DATA.lang;

/** The words of a pair in the chosen language; a text that is the same in both as it is. */
function pick(both) {
  return typeof both === "string" ? both : both[language === "zh" ? 0 : 1];
}

/** Words of the page, with values put in. */
function say(key, values = {}) {
  return pick(DATA.words[key]).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Say the words of everything that stands in the page from the beginning. */
function translate() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const e of document.querySelectorAll("[data-say]")) e.textContent = say(e.dataset.say);
  for (const e of document.querySelectorAll("[data-label]")) e.setAttribute("aria-label", say(e.dataset.label));
}
