// Exact numbers: decimals are texts, calculated with as whole numbers; nothing is rounded.

/** A decimal text as a whole number of units of the last of so many places. */
function scaled(text, places) {
  const [whole, part = ""] = text.replace("-", "").split(".");
  const value = BigInt(whole + part.padEnd(places, "0"));
  return text.startsWith("-") ? -value : value;
}

/** Order of two values of one kind. */
function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A quotient as an exact decimal; the divisor is a product of twos and fives. */
function quotient(value, divisor) {
  const size = value < 0n ? -value : value;
  let rest = size % divisor;
  let digits = "";
  while (rest) {
    rest *= 10n;
    digits += rest / divisor;
    rest %= divisor;
  }
  return (value < 0n ? "-" : "") + size / divisor + (digits && "." + digits);
}

/** A decimal text with thousands separators. */
function grouped(text) {
  const [whole, part] = text.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? "." + part : "");
}

/** A decimal text with its sign: what is added or taken away. */
function signed(text) {
  return text.startsWith("-") ? "−" + grouped(text.slice(1)) : text === "0" ? "0" : "+" + grouped(text);
}

/** Units of the last place out of what a person typed in larger units; null where it is no number, or not whole. */
function typed(text, unit) {
  const plain = text.normalize("NFKC").replace(/[\s,]/g, "");
  const found = /^(\d{1,40})(?:\.(\d{1,40}))?$/.exec(plain);
  if (!found) return null;
  const part = found[2] ?? "";
  const power = 10n ** BigInt(part.length);
  const value = BigInt(found[1] + part) * unit;
  return value % power ? null : value / power;
}
