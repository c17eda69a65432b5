import type { JsonObject, JsonValue } from '../../../armTemplate';
import { normaliseLocation } from '../../resources/locations';
import type { StoredResource } from '../provider';
import { arrayOf, isObject, objectOf, sameText, textOf, valueAt } from '../shared/json';

/** A resource as policies see it. */
export interface PolicySubject {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly body: JsonObject;
  /** Inside a `count`: the item at hand, by the alias of its array in lower case. */
  readonly items?: Readonly<Record<string, JsonValue>>;
}

export const subjectOf = ({ type, name, id, body }: StoredResource): PolicySubject => ({ type, name, id, body });

/**
 * Whether the `if` of a policy rule holds for a resource. Conditions: allOf, anyOf, not, and fields, values and counts with equals, notEquals, in, notIn, like, notLike, contains, exists,
 * less, greater and their likes. A field of all items of an array (`[*]`) holds when it holds for each. Undefined where the rule uses something else, so that nobody takes a guess for a verdict.
 * @see Azure Policy definition structure, policy rule
 */
export function holds(condition: JsonValue | undefined, subject: PolicySubject, parameters: JsonObject): boolean | undefined {
  if (!isObject(condition)) return undefined;
  if (condition.allOf !== undefined) return all(arrayOf(condition.allOf).map((one) => holds(one, subject, parameters)));
  if (condition.anyOf !== undefined) return negate(all(arrayOf(condition.anyOf).map((one) => negate(holds(one, subject, parameters)))));
  if (condition.not !== undefined) return negate(holds(condition.not, subject, parameters));
  if (isObject(condition.count)) { const number = countOf(condition.count, subject, parameters); return number === undefined ? undefined : compare(number, condition, parameters); }
  if (condition.value !== undefined) {
    const value = resolve(condition.value, parameters);
    return isOpen(value) ? undefined : compare(value, condition, parameters);
  }
  const field = fieldName(textOf(condition.field), parameters);
  if (field === undefined) return undefined;
  const items = itemsOf(field, subject);
  return items ? all(items.map((item) => compare(item, condition, parameters))) : compare(fieldOf(field, subject), condition, parameters);
}

/** How many items of an array meet the `where`, or how many there are. Undefined where that cannot be decided. */
function countOf({ field, where }: JsonObject, subject: PolicySubject, parameters: JsonObject): number | undefined {
  const name = textOf(field);
  const items = name === undefined ? undefined : itemsOf(name, subject);
  if (name === undefined || !items) return undefined;
  if (where === undefined) return items.length;
  const verdicts = items.map((item) => holds(where, { ...subject, items: { ...subject.items, [name.toLowerCase()]: item } }, parameters));
  return verdicts.includes(undefined) ? undefined : verdicts.filter((verdict) => verdict === true).length;
}

/** Values of a field with `[*]`, one for each item; undefined for other fields, those of other types, and inside a count over that very array. */
function itemsOf(field: string, subject: PolicySubject): JsonValue[] | undefined {
  const isOfOthers = field.includes('/') && !field.toLowerCase().startsWith(`${subject.type.toLowerCase()}/`);
  if (isOfOthers || itemAt(field, subject) || !field.includes('[*]')) return undefined;
  const [array = '', ...rest] = field.split('[*]');
  const outer = arrayOf(fieldOf(array, subject));
  return rest.reduce<JsonValue[]>((values, path, index) => {
    const reached = path === '' ? values : values.flatMap((value) => within(value, path.replace(/^\./, '')) ?? []);
    return index < rest.length - 1 ? reached.flatMap((value) => arrayOf(value)) : reached;
  }, outer);
}

/** Aliases leave out the `properties` of items. */
const within = (item: JsonValue, path: string): JsonValue | undefined => valueAt(item, path) ?? valueAt(item, `properties.${path}`);

/** The item of a count that a field lies in, with the path inside of it. */
function itemAt(field: string, { items = {} }: PolicySubject): { readonly item: JsonValue; readonly path: string } | undefined {
  const array = Object.keys(items).filter((name) => field.toLowerCase().startsWith(name)).sort((a, b) => b.length - a.length)[0];
  return array === undefined ? undefined : { item: items[array] ?? null, path: field.slice(array.length).replace(/^\./, '') };
}

/** False as soon as one is false, unknown when one is unknown. */
const all = (verdicts: readonly (boolean | undefined)[]): boolean | undefined => (verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true);
const negate = (verdict: boolean | undefined): boolean | undefined => (verdict === undefined ? undefined : !verdict);

/** Fields may be built from a parameter: `[concat('tags[', parameters('tagName'), ']')]`. */
function fieldName(field: string | undefined, parameters: JsonObject): string | undefined {
  const built = /^\[concat\('tags\[',\s*(parameters\('[^']+'\)),\s*'\]'\)\]$/i.exec(field ?? '')?.[1];
  return built === undefined ? field : `tags[${String(resolve(`[${built}]`, parameters))}]`;
}

/** `type`, `location`, `tags['x']`, `identity.type`, and aliases such as `Microsoft.Storage/storageAccounts/minimumTlsVersion`. */
function fieldOf(field: string, subject: PolicySubject): JsonValue | undefined {
  const { type, name, id, body } = subject;
  const counted = itemAt(field, subject);
  if (counted) return counted.path === '' ? counted.item : within(counted.item, counted.path);
  const tag = /^tags(?:\[['"]?([^'"\]]+)['"]?\]|\.(.+))$/i.exec(field);
  if (tag) return valueAt(body.tags, tag[1] ?? tag[2] ?? '');
  const own = ({ location: normaliseLocation(String(body.location ?? '')), type, name: name.split('/').at(-1) ?? '', id, fullname: name } as Record<string, JsonValue>)[field.toLowerCase()];
  if (own !== undefined) return own;
  if (!field.toLowerCase().startsWith(`${type.toLowerCase()}/`)) return field.includes('/') ? undefined : valueAt(body, field);
  const path = field.slice(type.length + 1).replaceAll('/', '.');
  return valueAt(body, `properties.${path}`) ?? valueAt(body, path);
}

function compare(value: JsonValue | undefined, condition: JsonObject, parameters: JsonObject): boolean | undefined {
  const entry = Object.entries(condition).find(([name]) => !['field', 'value', 'count'].includes(name));
  if (!entry) return undefined;
  const [operator] = entry;
  const wanted = resolve(entry[1], parameters);
  if (isOpen(wanted)) return undefined;
  const same = (a: JsonValue | undefined, b: JsonValue | undefined) => String(a ?? '').toLowerCase() === String(b ?? '').toLowerCase();
  switch (operator.toLowerCase()) {
    case 'equals': return same(value, wanted);
    case 'notequals': return !same(value, wanted);
    case 'in': return arrayOf(wanted).some((one) => same(value, one));
    case 'notin': return !arrayOf(wanted).some((one) => same(value, one));
    case 'like': return like(value, wanted);
    case 'notlike': return !like(value, wanted);
    case 'contains': return String(value ?? '').toLowerCase().includes(String(wanted).toLowerCase());
    case 'exists': return (value !== undefined && value !== null) === sameText(String(wanted), 'true');
    case 'notcontains': return !String(value ?? '').toLowerCase().includes(String(wanted).toLowerCase());
    case 'containskey': return isObject(value) && Object.keys(value).some((key) => same(key, wanted));
    case 'notcontainskey': return !(isObject(value) && Object.keys(value).some((key) => same(key, wanted)));
    case 'less': return Number(value) < Number(wanted);
    case 'lessorequals': return Number(value) <= Number(wanted);
    case 'greater': return Number(value) > Number(wanted);
    case 'greaterorequals': return Number(value) >= Number(wanted);
    default: return undefined;
  }
}

const like = (value: JsonValue | undefined, pattern: JsonValue | undefined): boolean =>
  new RegExp(`^${String(pattern).split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 'i').test(String(value ?? ''));

/** An expression that is not evaluated here. Two brackets stand for a text that begins with one. */
const isOpen = (value: JsonValue | undefined): boolean => typeof value === 'string' && /^\[(?!\[).*\]$/s.test(value);

/** `[parameters('x')]` by the assignment's value; any other value stands for itself. */
export function resolve(value: JsonValue | undefined, parameters: JsonObject): JsonValue | undefined {
  const name = typeof value === 'string' ? /^\[parameters\('([^']+)'\)\]$/i.exec(value)?.[1] : undefined;
  return name === undefined ? value : objectOf(parameters[name]).value ?? objectOf(parameters[name]).defaultValue;
}
