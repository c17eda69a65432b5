import { ExpressionFault } from '../fault';
import type { Value } from '../values/value';
import { eager, integerAt, stringAt, type Builtin, type Call } from './builtin';
import { formatDate } from './dotnetDate';
import { parseDate, parseDuration, type WrittenDate } from './dateText';

const SORTABLE = "yyyy-MM-ddTHH:mm:ssZ";

function formatted(date: WrittenDate, format: string, position: string, call: Call): string {
  const text = formatDate(date, format);
  if (text === undefined) throw new ExpressionFault(`The template function '${call.name}' has an invalid parameter. The ${position} parameter '${format}' is not a valid DateTime format string. Please see https://aka.ms/arn-template#functions .`);
  return text;
}

export function defaultUtcNow(args: readonly Value[], call: Call): Value {
  return formatted({ localMs: call.frame.scope.context.now.getTime(), offsetMinutes: 0 }, args.length > 0 ? stringAt(args, 0, call) : "yyyyMMddTHHmmssZ", 'first', call);
}

function dateAt(args: readonly Value[], call: Call): WrittenDate {
  const text = stringAt(args, 0, call), date = parseDate(text);
  if (date === undefined) throw new ExpressionFault(`The template function '${call.name}' has an invalid parameter. The ${call.single ? '' : 'first '}parameter ${call.single ? '' : `'${text}' `}is not a valid ISO8601 DateTime string. Please see https://aka.ms/arm-syntax-functions .`);
  return date;
}

const FIRST = -62135596800000, LAST = 253402300799999;

function dateTimeAdd(args: readonly Value[], call: Call): Value {
  args.forEach((_, index) => stringAt(args, index, call));
  const base = dateAt(args, call), text = stringAt(args, 1, call), duration = parseDuration(text);
  if (duration === undefined) throw new ExpressionFault(`The template function 'dateTimeAdd' has an invalid parameter. The second parameter '${text}' is not a valid ISO8601 Duration string. Please see https://aka.ms/arm-syntax-functions .`);
  const sum = base.localMs + duration;
  if (sum < FIRST || sum > LAST) throw new ExpressionFault("The added or subtracted value results in an un-representable DateTime. (Parameter 't')");
  return formatted({ ...base, localMs: sum }, args.length > 2 ? stringAt(args, 2, call) : SORTABLE, 'third', call);
}

function fromEpoch(args: readonly Value[], call: Call): Value {
  const text = args[0], seconds = typeof text !== 'string' ? integerAt(args, 0, call) : /^\s*[+-]?\d{1,15}\s*$/.test(text) ? Number(text) : NaN;
  if (!(seconds >= -62135596800 && seconds <= 253402300799)) throw new ExpressionFault("The template function 'dateTimeFromEpoch' has an invalid parameter. The parameter is not a valid epoch time integer. Please see https://aka.ms/arm-syntax-functions .");
  return formatted({ localMs: seconds * 1000, offsetMinutes: 0 }, SORTABLE, 'first', call);
}

export const dateFunctions: readonly Builtin[] = [
  eager('dateTimeAdd', 2, 3, dateTimeAdd),
  eager('dateTimeFromEpoch', 1, 1, fromEpoch),
  eager('dateTimeToEpoch', 1, 1, (args, call) => { const { localMs, offsetMinutes } = dateAt(args, call); return Math.floor(localMs / 1000) - offsetMinutes * 60; }),
];
