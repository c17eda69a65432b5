import type { JsonObject, JsonValue } from '../../../src/armTemplate';
import { functionNames } from '../../../src/armTemplate/functions/registry';
import { coverage } from '../../../src/sandbox/coverage';
import { apiVersionsOf, bodyShape, PropertyFlag, shapeAt, type PropertyShapes, type TypeShape } from '../../../src/sandbox/providers/types/typeData';

/** Other than 0, the drawn requests and templates are others: `AOS_FUZZ_SEED=7 npm run test:sandbox`. A failure names the request, and its seed repeats it. */
export const fuzzSeed = Number(process.env.AOS_FUZZ_SEED ?? 0);

/** Draws that a seed repeats. */
export class Draws {
  private state: number;
  /** @param oddness how likely a value is nonsense: with 0, most of what is drawn is right. */
  constructor(seed: number, readonly oddness = 0.04) { this.state = (seed * 2654435761 + 1) >>> 0; }

  /** From 0 to below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number { return Math.floor(this.next() * limit); }
  chance(probability: number): boolean { return this.next() < probability; }
  pick<T>(items: readonly T[]): T { return items[this.below(items.length)]!; }
  list<T>(most: number, make: () => T): T[] { return Array.from({ length: this.below(most + 1) }, make); }
}

const types = [...coverage().types.map(({ type }) => type), 'Contoso.Things/boxes', 'Contoso.Things/boxes/lids'];
const names = ['a', 'fuzzed', 'fuzzedaccount1', 'default', 'web', 'appsettings', 'x-1', '$Default', '99999999-0000-4000-8000-000000000002', 'ü', '', 'a'.repeat(100)];
const oddValues: readonly JsonValue[] = [null, true, -1, 0, 1e21, '', 'x', 'PT1H', 'eastus', [], [null], {}, { a: [] }, '[', '[[x]', '/subscriptions/x', '__proto__', ' ', '2020-01-01', 'https://x'];

const tameAtoms = ["'a'", '1', 'true()', 'resourceGroup().location', 'createArray(1, 2)', "createObject('a', 'b')", 'deployment().name'];

/** A text that is an expression, mostly of the right grammar. */
export function expression(draws: Draws, depth = 3): string {
  if (depth === 0 || draws.chance(0.3)) return draws.pick(draws.oddness === 0 ? tameAtoms : [...tameAtoms, "parameters('p')", "variables('v')", 'copyIndex()', "reference('a')", "'"]);
  if (draws.oddness === 0) return draws.pick(["toUpper('a')", 'uniqueString(resourceGroup().id)', "concat('a', string(1))", 'length(createArray(1, 2))', "resourceId('Contoso.Things/boxes', 'a')"]);
  const name = draws.pick(functionNames).replace('*', 'Keys');
  const call = `${name}(${draws.list(3, () => expression(draws, depth - 1)).join(', ')})`;
  return draws.chance(0.1) ? `${call}.a[0]` : call;
}

/** JSON of an official shape, with something wrong here and there. */
export function bodyOf(shape: TypeShape | undefined, draws: Draws, depth = 5): JsonValue {
  if (draws.chance(draws.oddness)) return draws.pick(oddValues);
  if (draws.chance(draws.oddness)) return `[${expression(draws)}]`;
  switch (shape?.is) {
    case 'bool': return draws.chance(0.5);
    case 'int': return shape.min ?? draws.below(100);
    case 'string': return shape.min !== undefined && draws.oddness === 0 ? 'a'.repeat(shape.min) : draws.pick(names);
    case 'enum': return draws.pick(shape.values) ?? 'x';
    case 'array': return depth === 0 ? [] : draws.list(3, () => bodyOf(shapeAt(shape.of), draws, depth - 1));
    case 'union': return bodyOf(shapeAt(draws.pick(shape.of)), draws, depth);
    case 'object': return depth === 0 ? {} : membersOf(shape.has, draws, depth);
    case 'choice': {
      const key = draws.pick(Object.keys(shape.of));
      const chosen = bodyOf(shapeAt(shape.of[key] ?? -1), draws, depth);
      return typeof chosen === 'object' && chosen !== null && !Array.isArray(chosen) ? { ...membersOf(shape.has, draws, depth), ...chosen, [shape.by]: key } : chosen;
    }
    default: return draws.pick(oddValues);
  }
}

function membersOf(shapes: PropertyShapes, draws: Draws, depth: number): JsonObject {
  const wanted = Object.entries(shapes).filter(([, [, flags = 0]]) => draws.chance(flags & PropertyFlag.required ? 1 - draws.oddness : 0.2));
  return Object.fromEntries(wanted.map(([name, [type]]) => [draws.chance(0.05) ? name.toUpperCase() : name, bodyOf(shapeAt(type), draws, depth - 1)]));
}

/** A resource of a template or, without its names, the body of a PUT. */
export function resource(draws: Draws): JsonObject & { readonly type: string; readonly name: string } {
  const type = draws.pick(types);
  const apiVersion = draws.pick([...apiVersionsOf(type).slice(0, 3), '2023-05-01']);
  const body = bodyOf(bodyShape(type, apiVersion), draws);
  const name = Array.from({ length: type.split('/').length - 1 }, () => draws.pick(draws.oddness === 0 ? names.slice(1, 6) : names)).join('/');
  return { location: draws.pick(['eastus', 'East US', '[resourceGroup().location]', ...(draws.oddness > 0 ? ['global', 'mars'] : [])]), ...(typeof body === 'object' && !Array.isArray(body) && body), type, apiVersion, name };
}

/** A template of up to three resources, with all that a template may have. */
export function randomTemplate(draws: Draws, depth = 1): JsonObject {
  const some = (probability: number, members: () => JsonObject): JsonObject => (draws.chance(probability) ? members() : {});
  const odd = (probability: number, members: () => JsonObject): JsonObject => (draws.oddness > 0 ? some(probability, members) : {});
  const resources = draws.list(3, (): JsonValue => ({
    ...(depth > 0 && draws.chance(0.15) ? nestedResource(draws, depth) : resource(draws)),
    ...odd(0.1, () => ({ copy: { name: 'c', count: draws.pick<JsonValue>([0, 2, -1, 'x', '[parameters(\'p\')]']), mode: draws.pick(['serial', 'parallel', 'x']) } })),
    ...odd(0.1, () => ({ condition: draws.pick<JsonValue>([true, false, `[${expression(draws)}]`]) })),
    ...odd(0.15, () => ({ dependsOn: draws.list(2, () => draws.pick<JsonValue>(['a', 'c', 'b', `[resourceId('Contoso.Things/boxes', 'a')]`, 1])) })),
    ...odd(0.05, () => ({ scope: draws.pick<JsonValue>(['/', `[${expression(draws)}]`, 'Contoso.Things/boxes/a', null]) })),
  }));
  const isNamed = draws.chance(0.15);
  return {
    $schema: draws.chance(1 - draws.oddness) ? 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#' : draws.pick(oddValues), contentVersion: '1.0.0.0',
    ...odd(0.5, () => ({ parameters: { p: { type: draws.pick(['string', 'int', 'object', 'array', 'bool', 'secureString', 'x']), ...some(0.7, () => ({ defaultValue: bodyOf(undefined, draws) })), ...some(0.2, () => ({ allowedValues: ['a', 1] })) } } })),
    ...some(0.5, () => ({ variables: { v: `[${expression(draws)}]`, ...some(0.2, () => ({ copy: [{ name: 'w', count: 2, input: `[${expression(draws)}]` }] })) } })),
    ...(isNamed ? { languageVersion: '2.0', resources: Object.fromEntries(resources.map((value, index) => [`r${index}`, value])) } : { resources }),
    ...some(0.5, () => ({ outputs: { o: draws.oddness === 0 ? { type: 'string', value: `[string(${expression(draws)})]` } : { type: draws.pick(['string', 'int', 'object', 'array', 'secureObject']), value: `[${expression(draws)}]` } } })),
    ...odd(0.05, () => ({ [draws.pick(['functions', 'definitions', 'extensions', 'metadata', 'parameters'])]: draws.pick(oddValues) })),
  };
}

const nestedResource = (draws: Draws, depth: number): JsonObject => ({
  type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: `inner${draws.below(5)}`,
  properties: { mode: 'Incremental', ...(draws.chance(0.7) && { expressionEvaluationOptions: { scope: draws.pick(['inner', 'outer', ...(draws.oddness > 0 ? ['x'] : [])]) } }), template: randomTemplate(draws, depth - 1), ...(draws.chance(0.3) && { parameters: { p: { value: bodyOf(undefined, draws) } } }) },
});

/** The value with up to three of its parts cut out, doubled, renamed or replaced by something odd. */
export function mutated(value: JsonValue, draws: Draws): JsonValue {
  let changed = value;
  for (let edits = draws.below(4); edits > 0; edits--) changed = mutateOnce(changed, draws);
  return changed;
}

function mutateOnce(value: JsonValue, draws: Draws): JsonValue {
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isLeaf || draws.chance(0.1)) return draws.pick(oddValues);
  if (Array.isArray(value)) {
    const at = draws.below(value.length);
    const items = value as readonly JsonValue[];
    if (draws.chance(0.2)) return draws.pick<JsonValue>([items.filter((_, index) => index !== at), [...items, items[at]!]]);
    return items.map((item, index) => (index === at ? mutateOnce(item, draws) : item));
  }
  const name = draws.pick(Object.keys(value));
  const { [name]: own = null, ...others } = value;
  if (draws.chance(0.15)) return others;
  if (draws.chance(0.1)) return { ...others, [draws.pick([name.toUpperCase(), `${name}x`, '__proto__', ''])]: own };
  return { ...value, [name]: mutateOnce(own, draws) };
}
