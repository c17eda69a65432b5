import { asObject } from '../json';
import type { CompiledEnvironment } from '../parameters';
import type { JsonObject, JsonValue } from '../values';

/** Values as given; else the template's defaults, where these are constants or name another parameter. */
export function parameterValues({ template, parameters }: Pick<CompiledEnvironment, 'template' | 'parameters'>): JsonObject {
  const declared = asObject(template['parameters']);
  const given = new Map(Object.entries(parameters).map(([name, entry]) => [name.toLowerCase(), asObject(entry)['value']]));
  const valueOf = (name: string, depth = 0): JsonValue | undefined => {
    if (given.has(name.toLowerCase())) return given.get(name.toLowerCase());
    const value = asObject(declared[name])['defaultValue'];
    if (typeof value !== 'string' || !/^\[(?!\[)/.test(value)) return value;
    const other = /^\[parameters\('([^']+)'\)\]$/.exec(value)?.[1];
    return other !== undefined && depth < 10 ? valueOf(other, depth + 1) : undefined;
  };
  return Object.fromEntries(Object.keys(declared).map((name) => [name, valueOf(name)] as const).filter((entry): entry is readonly [string, JsonValue] => entry[1] !== undefined));
}
