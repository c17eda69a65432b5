/** Merges types of equal structure, also cyclic ones, by refining classes until they are stable. Takes and gives `{ resources, types }` with
 *  references as positions in `types`. */
export function mergeEqualTypes(resources, types) {
  let classes = number(types.map((type) => JSON.stringify(mapReferences(type, () => 0))));
  for (let count = 0; count !== new Set(classes).size;) {
    count = new Set(classes).size;
    classes = number(types.map((type, i) => `${classes[i]} ${JSON.stringify(mapReferences(type, (at) => classes[at]))}`));
  }
  const merged = [];
  types.forEach((type, i) => { merged[classes[i]] ??= mapReferences(type, (at) => classes[at]); });
  return { resources: Object.fromEntries(Object.entries(resources).map(([key, at]) => [key, classes[at]])), types: merged };
}

function number(texts) {
  const numbers = new Map();
  return texts.map((text) => numbers.get(text) ?? numbers.set(text, numbers.size).get(text));
}

function mapReferences(type, to) {
  const has = type.has && { has: Object.fromEntries(Object.entries(type.has).map(([name, [at, ...flags]]) => [name, [to(at), ...flags]])) };
  const more = type.more === undefined ? {} : { more: to(type.more) };
  if (type.is === 'array') return { ...type, of: to(type.of) };
  if (type.is === 'union') return { ...type, of: type.of.map(to) };
  if (type.is === 'choice') return { ...type, ...has, of: Object.fromEntries(Object.entries(type.of).map(([value, at]) => [value, to(at)])) };
  return { ...type, ...has, ...more };
}
