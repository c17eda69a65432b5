import type { JsonObject, JsonValue } from '../../../armTemplate';
import { PropertyFlag, shapeAt } from './typeData';
import type { ObjectShape, PropertyShapes, TypeShape } from './typeData';

/** What a body has wrong. `path` starts at the body: `properties.sku.name`, `properties.rules[2]`. */
export interface BodyProblem {
  readonly path: string;
  readonly kind: 'required' | 'type' | 'value' | 'length' | 'range' | 'pattern';
  readonly message: string;
}

export interface ConformedBody {
  /** Names and listed values in their official spelling, without nulls and read-only properties. Properties beyond the types are kept: the types are not complete. */
  readonly body: JsonObject;
  readonly problems: readonly BodyProblem[];
}

/** What ARM handles itself, before a provider sees the body. */
const envelope = new Set(['id', 'name', 'type', 'apiversion', 'scope', 'dependson', 'condition', 'copy', 'comments', 'asserts', 'resources']);

/**
 * Compares a PUT body with the official type. Values under `unknown` paths are not judged. Values of open enumerations never are a problem.
 * `name` chooses the shape of types such as `sites/config`, whose properties depend on the resource's name.
 */
export function conformBody(shape: TypeShape, given: JsonObject, { name = '', unknown = [] as readonly string[] } = {}): ConformedBody {
  const visitor = new Visitor(new Set(unknown.map((path) => path.toLowerCase())));
  const root = shape.is === 'choice' && shape.by === 'name' ? chosen(shape, name) : shape;
  if (root?.is !== 'object') return { body: given, problems: [] };
  const body = visitor.object({ ...root, has: withoutEnvelope(root.has) }, withoutEnvelope(given), '');
  return { body, problems: visitor.problems };
}

class Visitor {
  readonly problems: BodyProblem[] = [];
  constructor(private readonly unknown: ReadonlySet<string>) {}

  value(shape: TypeShape, value: JsonValue, path: string): JsonValue {
    if (this.isUnknown(path)) return value;
    switch (shape.is) {
      case 'any': return value;
      case 'bool': return this.bool(value, path);
      case 'int': return this.int(shape, value, path);
      case 'string': return this.text(shape, value, path);
      case 'enum': return this.listed(shape, value, path);
      case 'array': return this.array(shape, value, path);
      case 'union': return this.union(shape.of, value, path);
      case 'choice': return this.choice(shape, value, path);
      case 'object': return isObject(value) ? this.object(shape, value, path) : this.wrong(value, path, 'an object');
    }
  }

  object(shape: ObjectShape, given: JsonObject, path: string): JsonObject {
    const official = new Map(Object.keys(shape.has).map((name) => [name.toLowerCase(), name]));
    const result: JsonObject = {};
    for (const [spelling, value] of Object.entries(given)) {
      // Assigning it would change the object's prototype.
      if (spelling === '__proto__') continue;
      const name = official.get(spelling.toLowerCase());
      const at = join(path, name ?? spelling);
      const [type, flags = 0] = (name !== undefined && shape.has[name]) || [shape.more, 0];
      if (flags & PropertyFlag.readOnly || (value === null && name !== undefined)) continue;
      result[name ?? spelling] = type === undefined || value === null ? value : this.value(shapeAt(type), value, at);
    }
    for (const [name, [, flags = 0]] of Object.entries(shape.has)) {
      if (flags & PropertyFlag.required && !(flags & PropertyFlag.readOnly) && result[name] === undefined) this.missing(join(path, name));
    }
    return result;
  }

  private missing(path: string): void {
    if (!this.isUnknown(path)) this.add(path, 'required', `The required property '${path}' is missing or null.`);
  }

  /** Numbers and texts are taken for one another where the text reads as a number or Boolean, as Azure's JSON readers do. */
  private bool(value: JsonValue, path: string): JsonValue {
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    return this.wrong(value, path, 'a Boolean');
  }

  private int({ min, max }: { min?: number; max?: number }, value: JsonValue, path: string): JsonValue {
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number') return this.wrong(value, path, 'an integer');
    if (number < (min ?? -Infinity) || number > (max ?? Infinity)) this.add(path, 'range', `The value ${number} of '${path}' is not in the range ${min ?? ''} to ${max ?? ''}.`);
    return number;
  }

  private text({ min, max, pattern }: { min?: number; max?: number; pattern?: string }, value: JsonValue, path: string): JsonValue {
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text !== 'string') return this.wrong(value, path, 'a string');
    if (text.length < (min ?? 0) || text.length > (max ?? Infinity)) this.add(path, 'length', `The value of '${path}' has ${text.length} characters; allowed are ${min ?? 0} to ${max ?? 'any number'}.`);
    else if (pattern !== undefined && !matches(pattern, text)) this.add(path, 'pattern', `The value '${text}' of '${path}' does not match the pattern '${pattern}'.`);
    return text;
  }

  private listed({ values, open }: { values: readonly string[]; open?: boolean }, value: JsonValue, path: string): JsonValue {
    if (typeof value !== 'string') return open ? value : this.wrong(value, path, 'a string');
    const official = values.find((candidate) => spelling(candidate) === spelling(value));
    if (official === undefined && !open) this.add(path, 'value', `The value '${value}' of '${path}' is not valid. Allowed values: ${values.join(', ')}.`);
    return official ?? value;
  }

  private array({ of, min, max }: { of: number; min?: number; max?: number }, value: JsonValue, path: string): JsonValue {
    if (!Array.isArray(value)) return this.wrong(value, path, 'an array');
    if (value.length < (min ?? 0) || value.length > (max ?? Infinity)) this.add(path, 'length', `'${path}' has ${value.length} items; allowed are ${min ?? 0} to ${max ?? 'any number'}.`);
    return value.map((item, index) => (item === null ? null : this.value(shapeAt(of), item, `${path}[${index}]`)));
  }

  private union(options: readonly number[], value: JsonValue, path: string): JsonValue {
    for (const option of options) {
      const attempt = new Visitor(this.unknown);
      const result = attempt.value(shapeAt(option), value, path);
      if (attempt.problems.length === 0) return result;
    }
    return this.wrong(value, path, 'one of the allowed types');
  }

  private choice(shape: TypeShape & { is: 'choice' }, value: JsonValue, path: string): JsonValue {
    if (!isObject(value)) return this.wrong(value, path, 'an object');
    const tag = Object.entries(value).find(([name]) => name.toLowerCase() === shape.by.toLowerCase())?.[1];
    if (tag === undefined || tag === null) { this.missing(join(path, shape.by)); return value; }
    if (this.isUnknown(join(path, shape.by))) return value;
    const object = chosen(shape, String(tag));
    if (object) return this.object({ ...object, has: { ...shape.has, ...object.has } }, value, path);
    // Where the types name a single kind, the service knows more of them: tiles of dashboards are all but one unnamed.
    if (Object.keys(shape.of).length === 1) return value;
    this.add(join(path, shape.by), 'value', `The value '${String(tag)}' of '${join(path, shape.by)}' is not valid. Allowed values: ${Object.keys(shape.of).join(', ')}.`);
    return value;
  }

  private wrong(value: JsonValue, path: string, expected: string): JsonValue {
    this.add(path, 'type', `The value of '${path}' must be ${expected}.`);
    return value;
  }

  private add(path: string, kind: BodyProblem['kind'], message: string): void { this.problems.push({ path, kind, message }); }

  /** Whether the path or one that it lies under is only known later. */
  private isUnknown(path: string): boolean {
    if (this.unknown.size === 0) return false;
    const ends = [...path.matchAll(/[.[]/g)].map((match) => match.index);
    return ['', ...ends.map((end) => path.slice(0, end)), path].some((part) => this.unknown.has(part.toLowerCase()));
  }
}

function chosen(shape: TypeShape & { is: 'choice' }, value: string): ObjectShape | undefined {
  const key = Object.keys(shape.of).find((candidate) => candidate.toLowerCase() === value.toLowerCase());
  const object = key === undefined ? undefined : shapeAt(shape.of[key]!);
  return object?.is === 'object' ? object : undefined;
}

/** Patterns come from .NET; the few that JavaScript cannot read accept everything. */
function matches(pattern: string, text: string): boolean {
  try { return new RegExp(pattern).test(text); }
  catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

/** Combined values such as `SystemAssigned, UserAssigned` are read with and without the space, in any case. */
const spelling = (value: string): string => value.toLowerCase().replace(/,\s+/g, ',');

const withoutEnvelope = <T extends JsonObject | PropertyShapes>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !envelope.has(name.toLowerCase()))) as T;
const isObject = (value: JsonValue): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
