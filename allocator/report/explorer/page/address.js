// The state of the page in its address, behind `#`: a link or a reload brings back what was looked at.

const STATE = {};
let writing = null; // browsers refuse to write the address at every notch of a slider

/** Take the state from the address. */
function readAddress() {
  for (const key of Object.keys(STATE)) delete STATE[key];
  Object.assign(STATE, Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
}

/** Change the state; what is null or empty is taken out of it. */
function remember(changes) {
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === "") delete STATE[key];
    else STATE[key] = value;
  }
  clearTimeout(writing);
  writing = setTimeout(() => history.replaceState(null, "", addressOf({})), 150);
}

/** The address of another state. */
function addressOf(changes) {
  return "#" + new URLSearchParams({ ...STATE, ...changes });
}
