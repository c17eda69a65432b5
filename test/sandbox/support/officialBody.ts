import type { JsonObject, JsonValue } from '../../../src/armTemplate';
import { bodyShape, PropertyFlag, shapeAt, type ObjectShape, type TypeShape } from '../../../src/sandbox/providers/types/typeData';

/** Where an answered body is not what the official type promises: read-only properties count too, unlike in the check of what comes in. Undefined when the type is not among the official ones kept here. */
export function officialProblems(type: string, apiVersion: string, body: JsonObject): readonly string[] | undefined {
  const shape = bodyShape(type, apiVersion);
  if (!shape) return undefined;
  const name = typeof body.name === 'string' ? body.name : '';
  const own = shape.is === 'choice' && shape.by === 'name' ? chosen(shape, name) : shape;
  // Types are names without case, and services answer them in several spellings.
  return own && check(own, { ...body, type: own.is === 'object' ? officialType(own) ?? body.type ?? null : body.type ?? null }, '');
}

function officialType({ has }: ObjectShape): string | undefined {
  const shape = has.type && shapeAt(has.type[0]);
  return shape?.is === 'enum' ? shape.values[0] : undefined;
}

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const wrong = (path: string, value: JsonValue, expected: string): readonly string[] => [`${path}: ${JSON.stringify(value)?.slice(0, 80)} is not ${expected}`];

function check(shape: TypeShape, value: JsonValue, path: string): readonly string[] {
  switch (shape.is) {
    case 'any': return [];
    case 'bool': return typeof value === 'boolean' ? [] : wrong(path, value, 'a Boolean');
    case 'int': return typeof value === 'number' ? [] : wrong(path, value, 'a number');
    case 'string': return typeof value === 'string' ? [] : wrong(path, value, 'a string');
    case 'enum': return typeof value === 'string' && (shape.open || shape.values.includes(value)) ? [] : wrong(path, value, `one of ${shape.values.join(', ')}`);
    case 'array': return Array.isArray(value) ? value.flatMap((item, index) => (item === null ? [] : check(shapeAt(shape.of), item, `${path}[${index}]`))) : wrong(path, value, 'an array');
    case 'union': return shape.of.some((option) => check(shapeAt(option), value, path).length === 0) ? [] : wrong(path, value, 'one of the allowed types');
    case 'object': return isObject(value) ? members(shape, value, path) : wrong(path, value, 'an object');
    case 'choice': {
      if (!isObject(value)) return wrong(path, value, 'an object');
      const option = chosen(shape, String(value[shape.by]));
      return option ? members({ ...option, has: { ...shape.has, ...option.has } }, value, path) : wrong(`${path}.${shape.by}`, value[shape.by] ?? null, `one of ${Object.keys(shape.of).join(', ')}`);
    }
  }
}

function members({ has, more }: ObjectShape, value: JsonObject, path: string): readonly string[] {
  const join = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const present = Object.entries(value).flatMap(([name, item]) => {
    const position = Object.hasOwn(has, name) ? has[name]![0] : more;
    const misspelt = position === undefined && Object.keys(has).find((official) => official.toLowerCase() === name.toLowerCase());
    if (misspelt) return [`${join(name)}: is spelt ${misspelt}`];
    return item === null || position === undefined ? [] : check(shapeAt(position), item, join(name));
  });
  // GET answers no API version, and no secrets.
  const missing = Object.entries(has).filter(([name, [, flags = 0]]) => name !== 'apiVersion' && flags & PropertyFlag.required && !(flags & PropertyFlag.writeOnly) && value[name] === undefined).map(([name]) => `${join(name)}: is missing`);
  return [...present, ...missing];
}

function chosen(shape: TypeShape & { is: 'choice' }, value: string): ObjectShape | undefined {
  const option = Object.hasOwn(shape.of, value) ? shapeAt(shape.of[value]!) : undefined;
  return option?.is === 'object' ? option : undefined;
}
