// Round numbers along an axis.

/** Round numbers within a range, about so many and never more than a few above: steps of 1, 2 or 5 times a power of ten. */
function roundTicks(low, high, about) {
  if (!(high > low)) return [low];
  const power = 10 ** Math.floor(Math.log10((high - low) / about));
  const step = power * [1, 2, 5, 10].find((times) => (high - low) / (power * times) <= about);
  const first = Math.ceil(low / step - 1e-9);
  const ticks = [];
  for (let n = first; n * step <= high + step * 1e-9; n += 1) ticks.push(Number((n * step).toPrecision(12)));
  return ticks;
}
