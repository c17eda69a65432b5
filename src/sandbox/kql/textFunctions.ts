import type { JsonObject } from '../../armTemplate';
import type { ScalarFunction } from './functions';
import { isObject, toJson, toText } from './values';

const one = (call: (text: string) => ReturnType<ScalarFunction['call']>): ScalarFunction => ({ least: 1, most: 1, call: ([value]) => call(toText(value)) });

function decoded(text: string): string {
  try { return decodeURIComponent(text.replaceAll('+', ' ')); } catch (error) { if (error instanceof URIError) return text; throw error; }
}

/** The parts of an address under Kusto's names. */
function urlParts(text: string): JsonObject {
  if (!URL.canParse(text)) return {};
  const { protocol, hostname, port, pathname, username, password, searchParams, hash } = new URL(text);
  return { Scheme: protocol.replace(/:$/, ''), Host: hostname, Port: port, Path: pathname, Username: username, Password: password, 'Query Parameters': Object.fromEntries(searchParams), Fragment: hash.replace(/^#/, '') };
}

export const textFunctions: Readonly<Record<string, ScalarFunction>> = {
  reverse: one((text) => [...text].reverse().join('')), url_decode: one(decoded), url_encode: one((text) => encodeURIComponent(text)), parse_url: one(urlParts), parseurl: one(urlParts),
  countof: { least: 2, most: 2, call: ([text, search]) => (toText(search) === '' ? 0 : toText(text).split(toText(search)).length - 1) },
  array_concat: { least: 1, call: (lists) => lists.flatMap((list) => (Array.isArray(list) ? list : [])) },
  bag_merge: { least: 2, call: (bags) => Object.assign({}, ...bags.filter((bag) => isObject(bag)).reverse()) as JsonObject },
  bag_has_key: { least: 2, most: 2, call: ([bag, key]) => isObject(bag) && Object.hasOwn(bag, toText(key)) },
  gettype: { least: 1, most: 1, call: ([value]) => { const json = toJson(value); return json === null ? 'null' : Array.isArray(json) ? 'array' : typeof json === 'object' ? 'dictionary' : typeof json; } },
};
