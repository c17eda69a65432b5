import type { Scope } from './evaluate';
import type { Expression } from './syntax';
import { errorAt } from './tokens';
import { typeOf, type ColumnType } from './types';

type Place = Pick<Scope, 'query' | 'types'>;

const numeric = new Set<ColumnType>(['int', 'long', 'real']);
const ordered = new Set(['<', '>', '<=', '>=', '==', '!=']);

/** What the engine refuses before it sees a row: texts beside numbers, sums of texts. Columns of an unknown type pass. @throws QueryError */
export function checkBinary({ operator, left, right, at }: Expression & { kind: 'binary' }, { query, types }: Place): void {
  const sides = [typeOf(left, types), typeOf(right, types)] as const;
  if (sides.includes('dynamic')) return;
  if (/^[-+*/%]$/.test(operator) && sides.some((type) => type === 'string' || type === 'bool' || type === 'guid')) throw errorAt(query, at, `The operator '${operator}' does not take values of the types ${sides.join(' and ')}. Texts are joined by strcat().`, operator);
  if (operator === '+' && sides[0] === 'datetime' && sides[1] === 'datetime') throw errorAt(query, at, 'Two times cannot be added.', operator);
  if (ordered.has(operator) && !areComparable(...sides)) throw errorAt(query, at, `Values of the types ${sides.join(' and ')} cannot be compared. Convert one of them, as by toint() or tostring().`, operator);
}

/** Application Insights compares its texts `True` and `False` with booleans. */
const areComparable = (a: ColumnType, b: ColumnType): boolean => a === b || (numeric.has(a) && numeric.has(b)) || (a === 'guid' && b === 'string') || (a === 'string' && b === 'guid') || (a === 'bool' && (numeric.has(b) || b === 'string')) || (b === 'bool' && (numeric.has(a) || a === 'string'));

/** Only dynamic values have properties and items. @throws QueryError */
export function checkPath(expression: Expression & { kind: 'member' | 'index' }, { query, types }: Place): void {
  const type = typeOf(expression.of, types);
  if (type !== 'dynamic') throw errorAt(query, expression.at, `A value of the type ${type} has no properties: only dynamic ones do, such as parse_json() gives.`, expression.kind === 'member' ? expression.name : '[');
}

/** Grouping, sorting and joining take no dynamic values. @throws QueryError */
export function checkKey(key: Expression, what: string, { query, types }: Place): void {
  if (typeOf(key, types) === 'dynamic' && isKnownDynamic(key, types)) throw errorAt(query, key.at, `${what} is of the type dynamic, which cannot be used here. Convert it, as by tostring().`, key.kind === 'column' ? key.name : '');
}

/** Where nothing is known of a column, it may be anything. */
function isKnownDynamic(key: Expression, types: Place['types']): boolean {
  switch (key.kind) {
    case 'column': return types.get(key.name) === 'dynamic';
    case 'member': case 'index': return key.of.kind === 'call' ? /^(parse_json|todynamic)$/.test(key.of.name) : isKnownDynamic(key.of, types);
    default: return false;
  }
}

/** @throws QueryError for a condition that can never be true or false. */
export function checkCondition(condition: Expression, { query, types }: Place): void {
  const type = typeOf(condition, types);
  if (type !== 'bool' && type !== 'dynamic') throw errorAt(query, condition.at, `A condition is expected here, and this is of the type ${type}.`, condition.kind === 'column' ? condition.name : '');
}
