/** Elements of JUnit XML as the schemas of Jenkins and of Surefire agree on them: what each may hold, in which order, and its attributes; `!` marks those that one of the two wants. */
interface Element { readonly holds: readonly string[]; /** Characters beside white space. */ readonly text?: true; readonly attributes: readonly string[] }

const elements: Readonly<Record<string, Element>> = {
  testsuites: { holds: ['testsuite'], attributes: ['name', 'time', 'tests', 'failures', 'errors'] },
  testsuite: { holds: ['properties', 'testcase', 'system-out', 'system-err'], attributes: ['name!', 'tests!', 'failures!', 'errors!', 'skipped!', 'time', 'timestamp', 'hostname', 'id', 'package', 'group', 'file'] },
  properties: { holds: ['property'], attributes: [] }, property: { holds: [], attributes: ['name!', 'value!'] },
  testcase: { holds: ['failure', 'skipped', 'error', 'system-out', 'system-err'], attributes: ['name!', 'time!', 'classname', 'group', 'file', 'line'] },
  failure: { holds: [], text: true, attributes: ['type!', 'message'] }, error: { holds: [], text: true, attributes: ['type!', 'message'] }, skipped: { holds: [], text: true, attributes: ['message'] },
  'system-out': { holds: [], text: true, attributes: [] }, 'system-err': { holds: [], text: true, attributes: [] },
};
const values: Readonly<Record<string, RegExp>> = { time: /^\d{1,3}(,?\d{3})*(\.\d{0,3})?$/, tests: /^\d+$/, failures: /^\d+$/, errors: /^\d+$/, skipped: /^\d+$/, timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/ };
const token = /<\?xml [^<>]*\?>|<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const entity = /&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);/gi;

/** What the text breaks of well-formedness and of the schemas, a line each; empty is right. */
export function junitProblems(xml: string): readonly string[] {
  const problems: string[] = [];
  const path: { readonly name: string; last: number }[] = [];
  token.lastIndex = 0;
  let seen = 0;
  for (let match = token.exec(xml); match; match = token.exec(xml)) {
    seen = token.lastIndex;
    const [whole, closes, name, attributes = '', isEmpty, text] = match;
    if (/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/.test(whole) || whole.replace(entity, '').includes('&')) problems.push(`not well-formed: ${whole.slice(0, 80)}`);
    if (text?.trim() && !elements[path.at(-1)?.name ?? '']?.text) problems.push(`text in ${path.at(-1)?.name ?? 'the document'}: ${text.trim().slice(0, 40)}`);
    if (name === undefined) continue;
    if (closes) { if (path.pop()?.name !== name) problems.push(`</${name}> closes something else`); continue; }
    problems.push(...placeProblems(name, path.at(-1)), ...attributeProblems(name, attributes));
    if (!isEmpty) path.push({ name, last: 0 });
  }
  if (seen !== xml.length) problems.push(`not XML at ${seen}: ${xml.slice(seen, seen + 40)}`);
  return [...problems, ...path.map(({ name }) => `${name} is not closed`)];
}

function placeProblems(name: string, parent: { readonly name: string; last: number } | undefined): readonly string[] {
  if (!parent) return name === 'testsuites' || name === 'testsuite' ? [] : [`${name} cannot be the root`];
  const at = elements[parent.name]?.holds.indexOf(name) ?? -1;
  if (at < 0) return [`${name} in ${parent.name}`];
  if (at < parent.last) return [`${name} comes too late in ${parent.name}`];
  parent.last = at;
  return [];
}

function attributeProblems(name: string, text: string): readonly string[] {
  const known = elements[name]?.attributes ?? [];
  const given = new Map([...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]));
  return [
    ...[...given].filter(([key]) => !known.includes(key) && !known.includes(`${key}!`)).map(([key]) => `${name} has no attribute ${key}`), ...known.filter((key) => key.endsWith('!') && !given.has(key.slice(0, -1))).map((key) => `${name} lacks ${key.slice(0, -1)}`),
    ...[...given].filter(([key, value]) => values[key]?.test(value) === false).map(([key, value]) => `${key} of ${name} is "${value}"`),
  ];
}
