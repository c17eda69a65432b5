import type { JsonValue } from '../../armTemplate';
import { badRequest } from '../armError';
import { arrayOf, isObject, property, textOf } from '../providers/shared/json';
import { dimensionsOf } from './costs';
import type { CostRow } from './costRows';

export const invalid = (message: string): Error => badRequest('BadRequest', `Invalid query definition: ${message}`);

type Condition = (row: CostRow) => boolean;

/** Filters of queries and budgets: `and`, `or`, `not` over `dimensions` and `tags`. @throws ArmError 400 */
export function conditionOf(filter: JsonValue | undefined, depth = 0): Condition {
  if (filter === undefined || filter === null) return () => true;
  if (!isObject(filter) || depth > 20) throw invalid('the filter cannot be read.');
  const [name] = Object.keys(filter);
  const inner = property(filter, name ?? '');
  switch (name?.toLowerCase()) {
    case 'and': { const all = parts(inner, depth); return (row) => all.every((one) => one(row)); }
    case 'or': { const all = parts(inner, depth); return (row) => all.some((one) => one(row)); }
    case 'not': { const one = conditionOf(inner, depth + 1); return (row) => !one(row); }
    case 'dimensions': case 'dimension': return comparison(inner, (row, key) => dimension(row, key));
    case 'tags': case 'tag': return comparison(inner, (row, key) => tagOf(row, key));
    default: throw invalid(`the filter has the unknown part '${String(name).slice(0, 50)}'.`);
  }
}

function parts(list: JsonValue | undefined, depth: number): readonly Condition[] {
  const all = arrayOf(list);
  if (all.length < 2) throw invalid("'and' and 'or' join at least two expressions.");
  return all.map((one) => conditionOf(one, depth + 1));
}

function comparison(part: JsonValue | undefined, valueOf: (row: CostRow, name: string) => string): Condition {
  const [name, operator, values] = [textOf(property(part, 'name')), textOf(property(part, 'operator')) ?? 'In', arrayOf(property(part, 'values')).map((one) => String(one).toLowerCase())];
  if (name === undefined || values.length === 0) throw invalid('a comparison needs a name and values.');
  switch (operator.toLowerCase()) {
    case 'in': case 'equals': return (row) => values.includes(valueOf(row, name).toLowerCase());
    case 'contains': return (row) => values.some((one) => valueOf(row, name).toLowerCase().includes(one));
    default: throw invalid(`'${operator.slice(0, 50)}' is no operator.`);
  }
}

export const tagOf = ({ stretch }: CostRow, name: string): string => Object.entries(stretch.tags ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? '';

/** @throws ArmError 400 for a dimension that no row has. */
export function dimension(row: CostRow, name: string): string {
  const found = Object.entries(dimensionsOf(row)).find(([key]) => key.toLowerCase() === name.toLowerCase());
  if (!found) throw invalid(`'${name.slice(0, 50)}' is no dimension that the sandbox has.`);
  return found[1];
}
