// The state of the page in its address, behind `#`: a link or a reload brings back what was looked at.

const STATE = {};

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
  history.replaceState(null, "", "#" + new URLSearchParams(STATE));
}

/** The address of another state. */
function addressOf(changes) {
  return "#" + new URLSearchParams({ ...STATE, ...changes });
}
