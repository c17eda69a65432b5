import { canonicalJson } from '../hash';
import { isObject } from '../json';
import type { JsonValue } from '../values';

/** Members that tell one element of an array from another, best first. Together they cover what ARM resource types use. */
const keyMembers = ['name', 'objectId', 'id', 'key', 'principalId', 'category', 'ruleName', 'value', 'ipAddress', 'ipMask', 'addressPrefix', 'locationName', 'location', 'displayName', 'type'] as const;

/** The member that identifies the elements of both arrays: a string or number in each object, unique in each array. */
export function findKey(before: readonly JsonValue[], after: readonly JsonValue[]): string | undefined {
  if (before.length + after.length === 0 || ![...before, ...after].every(isObject)) return undefined;
  return keyMembers.find((key) => isUniqueIn(before, key) && isUniqueIn(after, key));
}

function isUniqueIn(elements: readonly JsonValue[], key: string): boolean {
  const values = elements.map((element) => keyValue(element, key));
  return values.every((value) => value !== undefined) && new Set(values).size === values.length;
}

/** The key as compared: names of Azure ignore case. */
export function keyValue(element: JsonValue | undefined, key: string): string | undefined {
  const value = isObject(element) ? element[key] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : undefined;
}

export interface ElementPair {
  /** Inside the brackets of the path: `name=web`, or an index. */
  readonly label: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** Pairs the elements of two arrays: by key where there is one; else equal elements first and the rest by their order. */
export function pairElements(before: readonly JsonValue[], after: readonly JsonValue[]): ElementPair[] {
  const key = findKey(before, after);
  return key === undefined ? pairByValue(before, after) : pairByKey(before, after, key);
}

function pairByKey(before: readonly JsonValue[], after: readonly JsonValue[], key: string): ElementPair[] {
  const label = (element: JsonValue): string => `${key}=${String(isObject(element) ? element[key] : '')}`;
  const wanted = new Map(after.map((element) => [keyValue(element, key), element]));
  const present = new Set(before.map((element) => keyValue(element, key)));
  return [
    ...before.map((element): ElementPair => ({ label: label(element), before: element, after: wanted.get(keyValue(element, key)) })),
    ...after.filter((element) => !present.has(keyValue(element, key))).map((element): ElementPair => ({ label: label(element), after: element })),
  ];
}

function pairByValue(before: readonly JsonValue[], after: readonly JsonValue[]): ElementPair[] {
  const left = after.map((element, index) => ({ element, index, text: canonicalJson(element) }));
  const gone: { element: JsonValue; index: number }[] = [];
  before.forEach((element, index) => {
    const text = canonicalJson(element);
    const match = left.findIndex((candidate) => candidate.text === text);
    if (match < 0) gone.push({ element, index }); else left.splice(match, 1);
  });
  const count = Math.max(gone.length, left.length);
  return Array.from({ length: count }, (_, position): ElementPair => {
    const [was, will] = [gone[position], left[position]];
    return { label: String(was?.index ?? will?.index ?? position), before: was?.element, after: will?.element };
  });
}
