import type { Cursor } from './cursor';
import type { Expression } from './syntax';

/** Kusto's types, as the columns of an answer name them. */
export type ColumnType = 'bool' | 'datetime' | 'dynamic' | 'guid' | 'int' | 'long' | 'real' | 'string' | 'timespan';
export type ColumnTypes = ReadonlyMap<string, ColumnType>;
export const noTypes: ColumnTypes = new Map();

const typeNames: Readonly<Record<string, ColumnType>> = { bool: 'bool', boolean: 'bool', datetime: 'datetime', date: 'datetime', dynamic: 'dynamic', guid: 'guid', uuid: 'guid', int: 'int', long: 'long', real: 'real', double: 'real', decimal: 'real', string: 'string', timespan: 'timespan', time: 'timespan' };

/** The name of a type. @throws QueryError */
export function parseType(cursor: Cursor): ColumnType {
  const word = cursor.name('The name of a type');
  return (Object.hasOwn(typeNames, word.text) ? typeNames[word.text] : undefined) ?? cursor.fail(`There is no type '${word.text}'.`, word);
}

/** Type of what a function returns: one, or that of its first or second argument. Others are dynamic. */
const byFunction: Readonly<Record<string, ColumnType | 'first' | 'second'>> = {
  ...all('string', 'format_timespan tostring tolower toupper strcat strcat_array strcat_delim substring replace_string replace replace_regex extract trim trim_start trim_end format_datetime reverse url_decode url_encode gettype'),
  ...all('long', 'datetime_part count_distinct count_distinctif tolong long strlen indexof array_length count countif dcount dcountif datetime_diff countof hourofday dayofmonth'),
  ...all('int', 'toint int dayofyear getmonth getyear monthofyear'),
  ...all('real', 'todouble toreal todecimal real double decimal stdev stdevif stdevp variance varianceif variancep pow sqrt exp log log10 log2 rand'),
  ...all('bool', 'tobool bool toboolean bag_has_key isempty isnotempty notempty isnull isnotnull notnull not set_has_element isnan isfinite'),
  ...all('datetime', 'make_datetime unixtime_seconds_todatetime unixtime_milliseconds_todatetime todatetime now ago startofday startofweek startofmonth startofyear endofday endofweek endofmonth endofyear datetime_add'),
  ...all('timespan', 'totimespan time timespan dayofweek'),
  ...all('guid', 'toguid guid'),
  ...all('first', 'percentile round bin bin_at floor ceiling abs coalesce sum sumif min minif max maxif any take_any take_anyif max_of min_of sign'),
  ...all('second', 'iff iif case'),
};

function all<T>(type: T, names: string): Record<string, T> { return Object.fromEntries(names.split(' ').map((name) => [name, type])); }

/** What is known of an expression's values before any row is seen. */
export function typeOf(expression: Expression, columns: ColumnTypes): ColumnType {
  switch (expression.kind) {
    case 'value': return ofLiteral(expression);
    case 'timespan': return 'timespan';
    case 'column': return columns.get(expression.name) ?? 'dynamic';
    case 'negate': return typeOf(expression.of, columns);
    case 'in': case 'inQuery': case 'between': return 'bool';
    case 'call': return ofCall(expression, columns);
    case 'binary': return /^[-+*/%]$/.test(expression.operator) ? ofArithmetic(expression, columns) : 'bool';
    case 'star': case 'member': case 'index': case 'toscalar': return 'dynamic';
  }
}

function ofLiteral({ value, isReal }: Expression & { kind: 'value' }): ColumnType {
  if (typeof value === 'number') return isReal ? 'real' : 'long';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : 'dynamic';
}

function ofCall({ name, arguments: given }: Expression & { kind: 'call' }, columns: ColumnTypes): ColumnType {
  // A mean of times is a time, of all else a real number.
  if (/^avg(if)?$/.test(name)) { const of = given[0] ? typeOf(given[0], columns) : 'real'; return of === 'timespan' || of === 'datetime' ? of : 'real'; }
  const known = Object.hasOwn(byFunction, name) ? byFunction[name]! : 'dynamic';
  if (known !== 'first' && known !== 'second') return known;
  const argument = given[known === 'first' ? 0 : 1];
  return argument ? typeOf(argument, columns) : 'dynamic';
}

function ofArithmetic({ operator, left, right }: Expression & { kind: 'binary' }, columns: ColumnTypes): ColumnType {
  const sides = [typeOf(left, columns), typeOf(right, columns)] as const;
  const [a, b] = sides;
  if (a === 'datetime') return operator === '-' && b === 'datetime' ? 'timespan' : 'datetime';
  if (b === 'datetime') return 'datetime';
  if (a === 'timespan' || b === 'timespan') return operator === '/' && a === b ? 'real' : 'timespan';
  if (a === 'real' || b === 'real') return 'real';
  return a === 'dynamic' || b === 'dynamic' ? 'dynamic' : 'long';
}
