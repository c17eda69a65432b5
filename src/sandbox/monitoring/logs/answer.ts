import type { JsonObject } from '../../../armTemplate';
import { QueryError } from '../../kql/tokens';
import type { ResultTable } from '../../kql/run';
import { toJson } from '../../kql/values';
import type { ProviderContext } from '../../providers/provider';
import { evaluateLogs } from './evaluate';
import { parseTimespan, type Interval } from './timespan';

export interface LogQuestion { readonly scopeId: string; readonly query: string | undefined; readonly timespan?: string | undefined }
export interface LogAnswer { readonly status: number; readonly body: JsonObject }

/** Rows of one answer, as the service. */
const mostRows = 500_000;

/** Answers a query as the service does, refusals too. @see Azure Monitor Log Analytics API, Query - Execute */
export function answerLogs({ scopeId, query, timespan }: LogQuestion, context: ProviderContext): LogAnswer {
  if (query === undefined || query.trim() === '') return refused('A query is required.', { code: 'MissingQuery', message: "The property 'query' is required." }, context);
  let interval: Interval | undefined;
  if (timespan !== undefined && timespan !== '') {
    interval = parseTimespan(timespan, context.clock.now());
    if (!interval) return refused('The timespan is not valid.', { code: 'InvalidTimespan', message: `'${timespan.slice(0, 100)}' is no ISO 8601 duration or interval.` }, context);
  }
  try { return { status: 200, body: { tables: [shown(evaluateLogs(scopeId, query, interval, context))] } }; } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { message, line, column, token } = error;
    return refused('The request had some invalid properties', { code: 'SyntaxError', message: `The query is refused at [line:position]=[${line}:${column}], at '${token}'.`, innererror: { code: 'SYN0002', message, line, pos: column, token } }, context);
  }
}

function shown({ columns, rows, types }: ResultTable): JsonObject {
  return {
    name: 'PrimaryResult', columns: columns.map((name) => ({ name, type: types?.get(name) ?? 'dynamic' })),
    rows: rows.slice(0, mostRows).map((row) => columns.map((name) => { const value = toJson(row.get(name)); return typeof value === 'object' && value !== null ? JSON.stringify(value) : value; })),
  };
}

function refused(message: string, innererror: JsonObject, context: ProviderContext): LogAnswer {
  return { status: 400, body: { error: { message, code: 'BadArgumentError', correlationId: context.random.guid(`query:${context.clock.now().getTime()}`), innererror } } };
}
