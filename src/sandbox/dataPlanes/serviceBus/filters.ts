import type { JsonValue } from '../../../armTemplate';
import type { StoredResource } from '../../providers/provider';
import { objectOf, textOf, valueAt } from '../../providers/shared/json';

/** What filters see of a message. */
export interface Filterable { readonly system: Readonly<Record<string, unknown>>; readonly application: Readonly<Record<string, unknown>> }

/** Whether a rule lets a message in. SQL: comparisons, `AND`, `OR`, `NOT`-free; undefined for filters that the sandbox cannot read. */
export function matchesRule(rule: StoredResource, message: Filterable): boolean | undefined {
  if (valueAt(rule.body, 'properties.filterType') === 'CorrelationFilter') return matchesCorrelation(objectOf(valueAt(rule.body, 'properties.correlationFilter')), message);
  return matchesSql(textOf(valueAt(rule.body, 'properties.sqlFilter.sqlExpression')) ?? '1=1', message);
}

function matchesCorrelation({ properties, ...system }: Readonly<Record<string, JsonValue | undefined>>, message: Filterable): boolean {
  const isSame = (wanted: JsonValue | undefined, actual: unknown): boolean => String(wanted) === String(actual);
  return Object.entries(system).every(([name, wanted]) => wanted === null || name === 'requiresPreprocessing' || isSame(wanted, message.system[name])) && Object.entries(objectOf(properties)).every(([name, wanted]) => isSame(wanted, message.application[name]));
}

export function matchesSql(expression: string, message: Filterable): boolean | undefined {
  const any = expression.split(/\s+OR\s+/i).map((part) => part.split(/\s+AND\s+/i).map((term) => comparison(term.trim(), message)));
  if (any.flat().some((term) => term === undefined)) return undefined;
  return any.some((terms) => terms.every(Boolean));
}

function comparison(term: string, message: Filterable): boolean | undefined {
  const match = /^([\w.-]+|'[^']*')\s*(=|<>|!=|<=|>=|<|>)\s*([\w.-]+|'[^']*')$/.exec(term);
  if (!match) return undefined;
  const [left, right] = [operand(match[1]!, message), operand(match[3]!, message)];
  const order = typeof left === 'number' && typeof right === 'number' ? left - right : String(left) < String(right) ? -1 : String(left) === String(right) ? 0 : 1;
  if (left === undefined || right === undefined) return false;
  return { '=': order === 0, '<>': order !== 0, '!=': order !== 0, '<': order < 0, '>': order > 0, '<=': order <= 0, '>=': order >= 0 }[match[2]!];
}

function operand(text: string, { system, application }: Filterable): unknown {
  if (text.startsWith("'")) return text.slice(1, -1);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  const [scope, name] = /^(sys|user)\.(.+)$/i.exec(text)?.slice(1) ?? ['user', text];
  const from = scope!.toLowerCase() === 'sys' ? system : application;
  return Object.entries(from).find(([key]) => key.toLowerCase() === name!.toLowerCase())?.[1];
}
