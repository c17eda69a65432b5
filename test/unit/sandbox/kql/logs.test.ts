import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonValue } from '../../../../src/armTemplate';
import { parseQuery } from '../../../../src/sandbox/kql/parse';
import { runQuery, type ResultTable } from '../../../../src/sandbox/kql/run';
import { QueryError } from '../../../../src/sandbox/kql/tokens';
import type { ColumnType } from '../../../../src/sandbox/kql/types';
import { toJson, type Value } from '../../../../src/sandbox/kql/values';

const types = new Map<string, ColumnType>([['timestamp', 'datetime'], ['name', 'string'], ['success', 'string'], ['duration', 'real'], ['itemCount', 'int'], ['customDimensions', 'dynamic']]);
const table = (rows: readonly (readonly Value[])[]): ResultTable => ({ columns: [...types.keys()], types, rows: rows.map((row) => new Map([...types.keys()].map((name, index) => [name, row[index] ?? null] as const))) });
const at = (time: string): Date => new Date(`2024-06-02T${time}Z`);
const tables = new Map([
  ['requests', table([[at('09:58:30'), 'GET /a', 'True', 100, 1, { agent: 'ceo' }], [at('09:58:50'), 'GET /a', 'False', 300, 1, { agent: 'cfo' }], [at('09:59:10'), 'GET /b', 'True', 200, 2, {}]])],
  ['traces', table([[at('09:59:20'), 'note', '', null, 1, {}]])],
]);
const source = { now: at('10:00:00'), table: (name: string) => tables.get(name), tableNames: [...tables.keys()] };

function run(query: string): JsonValue[] {
  const { columns, rows } = runQuery(parseQuery(query, 'logs'), query, source);
  return rows.map((row) => Object.fromEntries(columns.map((name) => [name, toJson(row.get(name))])));
}
const typesOf = (query: string): (readonly [string, string])[] => { const found = runQuery(parseQuery(query, 'logs'), query, source); return found.columns.map((name) => [name, found.types?.get(name) ?? 'dynamic']); };

describe('log queries', () => {
  const results: readonly (readonly [string, JsonValue[]])[] = [
    ['union requests, traces | count', [{ Count: 4 }]],
    ['union withsource=from requests, (traces | where name == "note") | summarize count() by from | order by from asc', [{ from: 'requests', count_: 3 }, { from: 'traces', count_: 1 }]],
    ['union isfuzzy=true requests, nothing | count', [{ Count: 3 }]], ['union req*, traces | count', [{ Count: 4 }]],
    ['requests | summarize total = count(), failed = countif(success == false)', [{ total: 3, failed: 1 }]],
    ['requests | summarize rate = 100.0 * countif(success == false) / count()', [{ rate: 100 / 3 }]],
    ['requests | summarize failed = countif(success == false), total = count() | extend rate = 100.0 * failed / total | where rate > 5 | project rate', [{ rate: 100 / 3 }]],
    ['requests | summarize failed = countif(success == false), total = count() | project whole = failed * 100 / total, exact = todouble(failed) / total', [{ whole: 33, exact: 1 / 3 }]],
    ['requests | summarize count() by bin(timestamp, 1m) | order by timestamp asc', [{ timestamp: '2024-06-02T09:58:00.000Z', count_: 2 }, { timestamp: '2024-06-02T09:59:00.000Z', count_: 1 }]],
    ['requests | summarize avg(duration), percentile(duration, 95), sum(itemCount) by name | order by name asc', [{ name: 'GET /a', avg_duration: 200, percentile_duration_95: 300, sum_itemCount: 2 }, { name: 'GET /b', avg_duration: 200, percentile_duration_95: 200, sum_itemCount: 2 }]],
    ['requests | summarize percentiles(duration, 50, 95)', [{ percentile_duration_50: 200, percentile_duration_95: 300 }]],
    ['requests | summarize make_set(name), dcount(name), sumif(duration, success == "True"), stdev(duration)', [{ set_name: ['GET /a', 'GET /b'], dcount_name: 2, sumif_duration: 300, stdev_duration: 100 }]],
    ['requests | summarize arg_max(timestamp, *) by name | project name, duration', [{ name: 'GET /a', duration: 300 }, { name: 'GET /b', duration: 200 }]],
    ['let since = ago(71s); let slow = requests | where duration > 150; slow | where timestamp > since | project name', [{ name: 'GET /a' }, { name: 'GET /b' }]],
    ['let names = dynamic(["GET /b"]); requests | where name in (names) | count', [{ Count: 1 }]],
    ['let all = toscalar(requests | count); requests | summarize part = 100.0 * countif(success == "False") / all', [{ part: 100 / 3 }]],
    ['requests | where timestamp between (ago(1m) .. now()) | count', [{ Count: 1 }]], ['requests | where duration !between (150 .. 250) | count', [{ Count: 2 }]],
    ['requests | where tostring(customDimensions.agent) has "ceo" | project name', [{ name: 'GET /a' }]],
    ['requests | where timestamp > datetime(2024-06-02 09:59:00) | count', [{ Count: 1 }]], ['requests | where timestamp > ago(time(00:01:00)) | count', [{ Count: 1 }]],
    ['print startofday(now()), datetime_diff("minute", now(), ago(90m)), format_datetime(now(), "yyyy-MM-dd HH:mm"), hourofday(now())', [{ print_0: '2024-06-02T00:00:00.000Z', datetime_diff_: 90, format_datetime_: '2024-06-02 10:00', hourofday_: 10 }]],
    ['requests | top 1 by duration desc | project name, duration | render table', [{ name: 'GET /a', duration: 300 }]],
    ['requests | lookup (traces | project name = "GET /b", note = 1) on name | where isnotnull(note) | project name', [{ name: 'GET /b' }]],
  ];
  for (const [query, expected] of results) it(query, () => { assert.deepEqual(run(query).map(withoutNumbers), expected.map(withoutNumbers)); });

  /** Names that follow from calls without a column are not compared. */
  function withoutNumbers(row: JsonValue): JsonValue[] { return Object.values(row as Record<string, JsonValue>); }

  it('knows the types of columns before it sees a row', () => {
    assert.deepEqual(typesOf('requests | where name == "none" | summarize n = count(), share = 100.0 * countif(success == false) / count(), last = max(timestamp), slow = avg(duration) by name, minute = bin(timestamp, 1m)'), [['name', 'string'], ['minute', 'datetime'], ['n', 'long'], ['share', 'real'], ['last', 'datetime'], ['slow', 'real']]);
    assert.deepEqual(typesOf('requests | project name, ok = success == true, late = now() - timestamp, agent = customDimensions.agent, more = itemCount + 1'), [['name', 'string'], ['ok', 'bool'], ['late', 'timespan'], ['agent', 'dynamic'], ['more', 'long']]);
  });

  const refusals: readonly (readonly [string, number, number, RegExp])[] = [
    ['requests\n| evaluate autocluster()', 2, 3, /not supported/], ['let f = (x: long) { x }; requests', 1, 9, /Functions of your own/], ['requests | summarize percentile(duration, name)', 1, 43, /0 to 100/], ['requests | summarize duration + 1', 1, 31, /aggregate/],
    ['requests | make-series count() on timestamp', 1, 12, /not supported/], ['union requests, nothing', 1, 17, /not served/], ['requests | where time(abc) > 1h', 1, 23, /not known/], [`requests | where ${'('.repeat(80)}1${')'.repeat(80)} == 1`, 1, 82, /nested/],
    ['let x = requests | count', 1, 25, /';'/], ['requests | where nothing(1)', 1, 18, /not supported/],
  ];
  for (const [query, line, column, pattern] of refusals) {
    it(`refuses ${JSON.stringify(query.slice(0, 60))} with the place`, () => {
      assert.throws(() => run(query), (error: unknown) => { assert.ok(error instanceof QueryError, String(error)); assert.match(error.message, pattern); assert.deepEqual([error.line, error.column], [line, column]); return true; });
    });
  }

  it('never fails but with a place in the query', () => {
    const words = fc.constantFrom('requests', 'traces', '|', 'where', 'project', 'extend', 'name', 'timestamp', 'duration', 'customDimensions', '.', '[', ']', '(', ')', ',', ';', "'x'", '1', '1.5', '2d', '==', '/', '*', '-', 'in~', '!in', 'and', 'or', 'summarize', 'count()', 'countif(', 'avg(', 'percentile(', 'by', 'bin(', 'let', 'x', '=', 'union', 'withsource', 'isfuzzy', 'true', 'toscalar(', 'print', 'ago(', 'between', '..', 'join', 'kind', 'on', 'mv-expand', 'dynamic(', '{', '}', ':', 'datetime(', 'time(', 'render', 'startofday(', 'datetime_add(', 'format_datetime(', 'parse_url(', '__proto__', 'constructor', 'toString');
    const query = fc.oneof(fc.string({ maxLength: 80 }), fc.array(words, { maxLength: 30 }).map((list) => list.join(' ')), fc.array(words, { maxLength: 30 }).map((list) => `requests | ${list.join(' ')}`), fc.array(words, { maxLength: 20 }).map((list) => `let x = ${list.join(' ')}; requests | where ${list.join(' ')}`));
    fc.assert(fc.property(query, (text) => { try { run(text); } catch (error) { assert.ok(error instanceof QueryError, String(error)); } }), { numRuns: 5000 });
  });

  it('refuses what is too long or too deep instead of running out of stack', () => {
    for (const text of [`requests | where ${'-'.repeat(5000)}1 == 1`, `requests | where ${'not('.repeat(3000)}true${')'.repeat(3000)}`, `requests | where ${'1 == 1 and '.repeat(5000)}true`, `${'union ('.repeat(2000)}requests${')'.repeat(2000)}`, `requests | where x in (dynamic(${'['.repeat(3000)}${']'.repeat(3000)}))`, `requests${' | count'.repeat(3000)}`, `${Array.from({ length: 30 }, (_, index) => `let x${index + 1} = x${index} + x${index};`).join(' ').replace('x0 + x0', '1 + 1')} requests | where x30 == 1`]) {
      assert.throws(() => run(text), (error: unknown) => error instanceof QueryError, text.slice(0, 40));
    }
  });

  it('knows no time beyond what can be told', () => {
    assert.deepEqual(run('print product = tostring(now() * 1h), far = isnull(now(99999999999999d))'), [{ product: '', far: true }]);
  });

  it('evaluates or refuses any expression over any row', () => {
    const leaf = fc.constantFrom('name', 'timestamp', 'duration', 'itemCount', 'customDimensions', 'customDimensions.agent', '1', '2.5', '"a"', 'true', '1h', 'now()', 'dynamic([1, "a", null])', 'dynamic({"a": 1})', 'datetime(2024-01-01)');
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof({ maxDepth: 4 }, leaf, fc.tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '>=', '=~', 'contains', 'has', 'startswith', 'and', 'or'), tie('expression')).map(([a, o, b]) => `(${a} ${o} ${b})`),
        fc.tuple(fc.constantFrom('tostring', 'toint', 'todouble', 'todatetime', 'tolower', 'strlen', 'isempty', 'not', 'array_length', 'parse_json', 'startofweek', 'endofmonth', 'sqrt', 'ceiling', 'parse_url', 'url_decode', 'reverse', 'gettype', 'hourofday', 'bag_keys'), tie('expression')).map(([f, a]) => `${f}(${a})`),
        fc.tuple(fc.constantFrom('bin', 'datetime_add("hour",', 'format_datetime', 'strcat', 'coalesce', 'max_of', 'split', 'indexof', 'pow'), tie('expression'), tie('expression')).map(([f, a, b]) => (f.endsWith(',') ? `${f} ${a}, ${b})` : `${f}(${a}, ${b})`)),
        tie('expression').map((a) => `(${a})[0]`)),
    }));
    // Types that do not go together are refused before a row is seen.
    let evaluated = 0;
    fc.assert(fc.property(expression, (text) => {
      const query = `union requests, traces | extend value = ${text} | summarize count(), avg(todouble(value)), min(value), make_set(value) by kept = tostring(value)`;
      let rows: JsonValue[];
      try { rows = run(query); } catch (error) { assert.ok(error instanceof QueryError, `${text}: ${String(error)}`); return; }
      evaluated++;
      assert.ok(rows.length > 0);
    }), { numRuns: 2500, endOnFailure: true });
    assert.ok(evaluated > 300, String(evaluated));
  });
});
