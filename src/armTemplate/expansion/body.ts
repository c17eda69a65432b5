import type { JsonObject } from '../api';
import { evaluateJson, evaluateText } from '../evaluation/evaluateJson';
import type { Frame } from '../evaluation/frame';
import { setKey, type Value, type ValueObject } from '../values/value';
import type { Instance } from './instances';
import { plainText } from '../values/plainText';

/** What tells the engine where and how, and is no part of the resource. */
const STRUCTURE = new Set(['type', 'name', 'apiversion', 'dependson', 'condition', 'copy', 'scope', 'resources', 'existing', 'comments', 'metadata', '@options', 'subscriptionid', 'resourcegroup', 'import', 'extension']);

/** Evaluates the body of a resource in `frame` (its own, with a host). Null at the top counts as absent. */
export function evaluateResourceBody({ declaration }: Instance, frame: Frame, skip: ReadonlySet<string> = new Set()): ValueObject {
  const body: { [key: string]: Value } = {};
  for (const [key, value] of Object.entries(declaration.json)) {
    if (STRUCTURE.has(key.toLowerCase()) || skip.has(key.toLowerCase())) continue;
    const evaluated = evaluateJson(value, frame);
    if (evaluated !== null) setKey(body, plainText(evaluateText(key, frame)), evaluated);
  }
  return body;
}

export const propertiesOf = ({ declaration }: Instance): JsonObject => {
  const { properties } = declaration.json;
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? properties : {};
};
