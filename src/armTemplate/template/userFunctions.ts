import type { JsonObject, JsonValue } from '../api';
import { plainText } from '../values/plainText';

export interface UserFunction {
  readonly parameters: readonly { readonly name: string; readonly definition: JsonObject }[];
  readonly output: JsonValue;
}

/** Reads the `functions` section; what is malformed is left out, and its calls fail as calls of unknown functions. */
export function readFunctions(section: JsonValue | undefined): ReadonlyMap<string, UserFunction> {
  const found = new Map<string, UserFunction>();
  for (const group of Array.isArray(section) ? section : []) {
    if (!isJsonObject(group) || !isJsonObject(group.members)) continue;
    for (const [name, member] of Object.entries(group.members)) {
      if (!isJsonObject(member)) continue;
      const output = isJsonObject(member.output) ? member.output.value ?? null : null;
      const parameters = (Array.isArray(member.parameters) ? member.parameters : []).filter(isJsonObject).map((definition) => ({ name: plainText(definition.name), definition }));
      found.set(`${plainText(group.namespace)}.${name}`.toLowerCase(), { parameters, output });
    }
  }
  return found;
}

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
