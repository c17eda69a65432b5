import type { JsonObject, JsonValue } from '../../armTemplate';
import { lookAtAlerts } from '../alerts/webhooks';
import { badRequest } from '../armError';
import type { ArmError } from '../armError';
import type { ProviderContext, ProviderModule, ProviderRouteRequest, RouteAnswer } from '../providers/provider';
import { arrayOf, property, textOf } from '../providers/shared/json';
import { parseQuery } from '../kql/parse';
import { runQuery } from '../kql/run';
import type { ResultTable } from '../kql/run';
import { QueryError } from '../kql/tokens';
import { toJson } from '../kql/values';
import type { Row, Value } from '../kql/values';
import { readTable, tableNames } from './tables';

/** Azure Resource Graph over what the sandbox holds. @see Resources - Resources */
export const resourceGraphModule: ProviderModule = {
  types: [],
  routes: [{ method: 'POST', path: '/providers/Microsoft.ResourceGraph/resources', summary: 'Resources, with a subset of KQL', handle: answer }],
};

const largestPage = 1000;
/** Up to this version rows came as a table unless something else was asked for. */
const lastWithTables = '2019-04-01';

async function answer({ body, apiVersion }: ProviderRouteRequest, context: ProviderContext): Promise<RouteAnswer> {
  const query = textOf(property(body, 'query'));
  if (query === undefined || query.trim() === '') throw badRequest('BadRequest', "The property 'query' is required.");
  if (/alertsmanagementresources/i.test(query)) await lookAtAlerts(context);
  const subscriptions = arrayOf(property(body, 'subscriptions')).map(String);
  const options = property(body, 'options');
  const table = evaluate(query, subscriptions, context);
  const page = pageOf(options, query);
  const rows = table.rows.slice(page.start, page.start + page.size);
  const isLast = page.start + rows.length >= table.rows.length;
  const format = textOf(property(options, 'resultFormat')) ?? (apiVersion <= lastWithTables ? 'table' : 'objectArray');
  const data = format === 'table' ? asTable(table, rows) : rows.map((row) => asObject(table, row));
  return { body: { totalRecords: table.rows.length, count: rows.length, data, facets: [], resultTruncated: isLast ? 'false' : 'true', ...(isLast ? {} : { $skipToken: tokenFor(page.start + rows.length, page.size, query) }) } };
}

function evaluate(query: string, subscriptions: readonly string[], context: ProviderContext): ResultTable {
  try {
    return runQuery(parseQuery(query), query, { now: context.clock.now(), table: (name) => readTable(name, subscriptions, context), tableNames });
  } catch (error) {
    if (error instanceof QueryError) throw refused(error);
    throw error;
  }
}

/** The service's shape of a bad query, with the place of the fault. */
const refused = ({ message, line, column, token }: QueryError): ArmError => badRequest('BadRequest', 'Please provide below info when asking for support: the query below is not valid.', {
  details: [
    { code: 'InvalidQuery', message: 'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.' },
    { code: 'ParserFailure', message: `${message} Line ${line}, position ${column}, at '${token}'.`, target: `line=${line}, characterPositionInLine=${column}, token=${token}` },
  ],
});

/** A skip token holds where to go on; it only fits the query it came from. */
function pageOf(options: JsonValue | undefined, query: string): { readonly start: number; readonly size: number } {
  const token = textOf(property(options, '$skipToken'));
  const top = Number(property(options, '$top') ?? largestPage);
  if (!Number.isInteger(top) || top < 1 || top > largestPage) throw badRequest('BadRequest', `The option '$top' must be between 1 and ${largestPage}.`);
  if (token === undefined) return { start: Number(property(options, '$skip') ?? 0), size: top };
  const [start, size, length] = Buffer.from(token, 'base64url').toString('utf8').split('.').map(Number);
  if (start === undefined || size === undefined || !Number.isInteger(start) || !Number.isInteger(size) || length !== query.length) throw badRequest('BadRequest', "The option '$skipToken' does not belong to this query.");
  return { start, size: property(options, '$top') === undefined ? size : top };
}

const tokenFor = (start: number, size: number, query: string): string => Buffer.from(`${start}.${size}.${query.length}`).toString('base64url');

const asObject = ({ columns }: ResultTable, row: Row): JsonObject => Object.fromEntries(columns.map((name) => [name, toJson(row.get(name))]));

const asTable = ({ columns }: ResultTable, rows: readonly Row[]): JsonObject => ({
  columns: columns.map((name) => ({ name, type: typeOf(rows.map((row) => row.get(name)).find((value) => value !== null && value !== undefined)) })),
  rows: rows.map((row) => columns.map((name) => toJson(row.get(name)))),
});

function typeOf(value: Value | undefined): string {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'object' && value !== null && !(value instanceof Date) ? 'object' : 'string';
}
