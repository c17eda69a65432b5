import { quoted } from './quoted';
import { readParameters } from './reader';
import type { Expression } from './syntax';

/** One replacement in a text, by UTF-16 offsets. */
export interface ValueEdit { readonly start: number; readonly end: number; readonly newText: string }

/**
 * The edit that gives a parameter, or a value inside of it, another value. A parameter that the file does not name is added at its end.
 * Undefined where what stands there is computed, so that no single place can be changed.
 */
export function editValue(text: string, parameter: string, path: readonly string[], value: string | number | boolean): ValueEdit | undefined {
  const statement = readParameters(text).statements.find((one) => one.kind === 'param' && one.name.toLowerCase() === parameter.toLowerCase());
  if (statement?.kind !== 'param') return path.length > 0 ? undefined : { start: text.length, end: text.length, newText: `${text === '' || text.endsWith('\n') ? '' : '\n'}param ${parameter} = ${literal(value)}\n` };
  const place = findPlace(statement.value, path);
  return place && ['string', 'integer', 'boolean', 'unary'].includes(place.kind) ? { start: place.start, end: place.end, newText: literal(value) } : undefined;
}

function findPlace(expression: Expression, [first, ...rest]: readonly string[]): Expression | undefined {
  if (first === undefined) return expression;
  if (expression.kind === 'object') {
    if (expression.members.some(({ spread }) => spread)) return undefined;
    const member = expression.members.find(({ key }) => key === first);
    return member && findPlace(member.value, rest);
  }
  if (expression.kind !== 'array' || expression.items.some(({ spread }) => spread)) return undefined;
  const item = expression.items[Number(first)];
  return item && findPlace(item.value, rest);
}

/** A value as Bicep writes it. */
const literal = (value: string | number | boolean): string => (typeof value === 'string' ? quoted(value) : String(value));
