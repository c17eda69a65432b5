import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonValue } from '../../../../src/armTemplate';
import { parseQuery } from '../../../../src/sandbox/kql/parse';
import { runQuery, type ResultTable } from '../../../../src/sandbox/kql/run';
import { QueryError } from '../../../../src/sandbox/kql/tokens';
import type { ColumnType } from '../../../../src/sandbox/kql/types';
import { toJson } from '../../../../src/sandbox/kql/values';

function tableOf(rows: readonly { [name: string]: JsonValue }[]): ResultTable {
  const first = rows[0] ?? {};
  const types = new Map(Object.entries(first).map(([name, value]): [string, ColumnType] => [name, typeof value === 'number' ? 'long' : typeof value === 'string' ? 'string' : 'dynamic']));
  return { columns: Object.keys(first), types, rows: rows.map((row) => new Map(Object.entries(row))) };
}

const tables = new Map(Object.entries({
  resources: tableOf([
    { name: 'alpha', type: 'a/x', size: 3, tags: { env: 'dev', 'cost-center': '1' }, properties: { zones: ['1', '2'], made: '2024-05-01T10:00:00Z', on: true }, owner: 'o1' },
    { name: 'Beta-two', type: 'A/X', size: 1, tags: { env: 'prod' }, properties: { zones: [], made: '2024-06-01T10:00:00Z', on: false }, owner: 'o2' },
    { name: 'gamma', type: 'b/y', size: 2, tags: null, properties: {}, owner: '' },
  ]),
  owners: tableOf([{ id: 'o1', name: 'Ada' }, { id: 'o3', name: 'Grace' }]),
}));
const source = { now: new Date('2024-06-02T10:00:00Z'), table: (name: string) => tables.get(name), tableNames: [...tables.keys()] };

function run(query: string): JsonValue[] {
  const { columns, rows } = runQuery(parseQuery(query), query, source);
  return rows.map((row) => Object.fromEntries(columns.map((name) => [name, toJson(row.get(name))])));
}
const names = (query: string): JsonValue[] => run(`${query} | project name`).map((row) => (row as { name: JsonValue }).name);

describe('Resource Graph queries', () => {
  const conditions: readonly (readonly [string, string[]])[] = [
    ["type == 'a/x'", ['alpha']], ["type =~ 'a/x'", ['alpha', 'Beta-two']], ["type !~ 'a/x'", ['gamma']], ["type != 'a/x'", ['Beta-two', 'gamma']],
    ["name in ('alpha', 'gamma')", ['alpha', 'gamma']], ["name in~ ('BETA-TWO')", ['Beta-two']], ["name !in ('alpha')", ['Beta-two', 'gamma']], ["name !in~ ('ALPHA', 'Gamma')", ['Beta-two']],
    ["name contains 'ETA'", ['Beta-two']], ["name contains_cs 'ETA'", []], ["name has 'two'", ['Beta-two']], ["name has 'tw'", []], ["name startswith 'B'", ['Beta-two']], ["name !endswith 'a'", ['Beta-two']],
    ["tags.env == 'dev'", ['alpha']], ["tags['cost-center'] == '1'", ['alpha']], ['isnotempty(owner)', ['alpha', 'Beta-two']], ['isnull(tags)', ['gamma']], ['array_length(properties.zones) > 0', ['alpha']],
    ["size > 1 and (type has 'a' or name == 'gamma')", ['alpha', 'gamma']], ['not(size == 3)', ['Beta-two', 'gamma']], ['size between (2 .. 3)', ['alpha', 'gamma']], ['properties.on == true', ['alpha']],
    ['todatetime(properties.made) > ago(2d)', ['Beta-two']], ["properties.zones[0] == '1'", ['alpha']], ["name matches regex '^[a-z]+$'", ['alpha', 'gamma']], ["name has_any ('two', 'nothing')", ['Beta-two']],
    ["set_has_element(dynamic(['alpha']), name)", ['alpha']], ["todatetime(properties.made) < datetime(2024-05-15)", ['alpha']], ["name == \"alpha\" // a remark", ['alpha']],
  ];
  for (const [condition, expected] of conditions) it(`where ${condition}`, () => { assert.deepEqual(names(`resources | where ${condition}\n`), expected); });

  const results: readonly (readonly [string, JsonValue[]])[] = [
    ['resources | count', [{ Count: 3 }]],
    ['resources | summarize count() by t = tolower(type) | order by count_ desc', [{ t: 'a/x', count_: 2 }, { t: 'b/y', count_: 1 }]],
    ["resources | summarize all = count(), big = countif(size > 1), total = sum(size), most = max(size), names = make_list(name)", [{ all: 3, big: 2, total: 6, most: 3, names: ['alpha', 'Beta-two', 'gamma'] }]],
    ['resources | where size > 9 | summarize count()', [{ count_: 0 }]],
    ['resources | order by size asc | take 2 | project name, size', [{ name: 'Beta-two', size: 1 }, { name: 'gamma', size: 2 }]],
    ['resources | top 1 by size desc | project name', [{ name: 'alpha' }]],
    ['resources | distinct env = tostring(tags.env) | sort by env asc', [{ env: '' }, { env: 'dev' }, { env: 'prod' }]],
    ['resources | project tags.env, strcat(name, "-", size), iff(size > 2, "big", "small") | take 1', [{ tags_env: 'dev', strcat_name: 'alpha-3', iff_Column1: 'big' }]],
    ['resources | mv-expand zone = properties.zones to typeof(string) | where isnotempty(zone) | project name, zone', [{ name: 'alpha', zone: '1' }, { name: 'alpha', zone: '2' }]],
    ['resources | join kind=leftouter (owners | project owner = id, who = name) on owner | project name, who', [{ name: 'alpha', who: 'Ada' }, { name: 'Beta-two', who: '' }, { name: 'gamma', who: '' }]],
    ['resources | join kind=inner owners on $left.owner == $right.id | project name, name1', [{ name: 'alpha', name1: 'Ada' }]],
    ['resources | extend half = size / 2 | project-away properties, tags, type, owner, size | take 1', [{ name: 'alpha', half: 1 }]],
    ['resources | summarize arg_max(size, name) by type | project type, name', [{ type: 'a/x', name: 'alpha' }, { type: 'A/X', name: 'Beta-two' }, { type: 'b/y', name: 'gamma' }]],
  ];
  for (const [query, expected] of results) it(query, () => { assert.deepEqual(run(query), expected); });

  const refusals: readonly (readonly [string, number, number])[] = [
    ['resources | where', 1, 18], ['nowhere', 1, 1], ['resources\n| wher name', 2, 3], ['resources | where nam == 1', 1, 19], ["resources | where name == 'a", 1, 27], ['resources | project f(name)', 1, 21], ['resources | summarize name', 1, 23],
    ['resources | take x', 1, 18], ['resources | join kind=rightouter owners on name', 1, 23], ['resources | summarize count() by tags', 1, 34], ['resources | order by properties.on asc', 1, 32], ['resources | join owners on $left.tags == $right.id', 1, 28], ['resources | project-away nothing', 1, 26], ['resources | where size == \'3\'', 1, 24], ['resources | extend x = name + 1', 1, 29], ['resources | where name', 1, 19], ['let x = 1; resources', 1, 1], ['resources | where tolower() == 1', 1, 19], ['resources | count | where name == 1', 1, 27],
  ];
  for (const [query, line, column] of refusals) {
    it(`refuses ${JSON.stringify(query)} at ${line}:${column}`, () => {
      assert.throws(() => run(query), (error: unknown) => error instanceof QueryError && error.line === line && error.column === column);
    });
  }

  it('never fails but with a place in the query', () => {
    const words = fc.constantFrom('resources', '|', 'where', 'project', 'name', 'tags', '.', '[', ']', '(', ')', ',', "'x'", '1', '2d', '==', 'in~', 'and', 'or', 'not', 'summarize', 'count', 'by', 'order', 'join', 'on', 'kind', '=', '-', '*', '..', 'between', 'mv-expand', 'dynamic', '{', '}', ':', '"', '$left', 'tolower', '__proto__', 'constructor');
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 60 }), fc.array(words, { maxLength: 25 }).map((list) => `resources | ${list.join(' ')}`)), (query) => {
      try { run(query); } catch (error) { assert.ok(error instanceof QueryError, String(error)); }
    }), { numRuns: 3000 });
  });
});
