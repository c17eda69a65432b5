import assert from 'node:assert/strict';
import { parseQuery } from '../../../../src/sandbox/kql/parse';
import { runQuery } from '../../../../src/sandbox/kql/run';
import { QueryError } from '../../../../src/sandbox/kql/tokens';
import { toJson } from '../../../../src/sandbox/kql/values';

const source = { now: new Date('2024-06-02T10:00:00Z'), table: () => undefined, tableNames: [] };

/** Rows as lists of cells. */
function run(query: string): unknown[][] {
  const { columns, rows } = runQuery(parseQuery(query, 'logs'), query, source);
  return rows.map((row) => columns.map((name) => toJson(row.get(name))));
}
const columnsOf = (query: string): readonly string[] => runQuery(parseQuery(query, 'logs'), query, source).columns;

const numbers = 'datatable(g: string, x: long, t: timespan)["a", 1, 1m, "a", 5, 3m, "b", long(null), timespan(null), "b", 3, 2m]';
const people = 'datatable(id: long, name: string)[1, "Ada", 2, "Bo", 2, "Bob", 3, "Cy"]';
const jobs = 'datatable(id: long, job: string)[2, "ops", 2, "dev", 4, "law"]';
const log = 'datatable(at: datetime, path: string, ms: real, code: string, more: dynamic)[datetime(2024-06-02 09:58:30), "GET /api/Health", 12.5, "200", dynamic({"agent": "ceo", "n": 2, "on": true}), datetime(2024-06-02 09:59:10.250), "POST /api/run-agent", 900.0, "500", dynamic({"agent": "cfo", "tags": ["x", "y"]}), datetime(2024-06-01 23:00:00), "", real(null), "404", dynamic(null)]';

/** What the language's documentation says of each, in cells. */
const answers: readonly (readonly [about: string, query: string, rows: readonly (readonly unknown[])[]])[] = [
  ['a missing value is neither above nor equal', `${numbers} | where x > 0 or x == 0 | count`, [[3]]],
  ['a missing value is unequal to what is there', `${numbers} | where x != 5 | count`, [[3]]],
  ['what is not known stays so when negated', `${numbers} | where not(x > 2) | count`, [[1]]],
  ['nor is it outside of a range', `${numbers} | where x !between (1 .. 2) | count`, [[2]]],
  ['logic of three values', 'print a = bool(null) and false, b = bool(null) or true, c = isnull(bool(null) and true), d = isnull(int(null) == int(null)), e = int(null) != 3', [[false, true, true, true, true]]],
  ['missing numbers stick', 'print isnull(int(null) + 1), isnull(-real(null))', [[true, true]]],
  ['lists count only what is in them', `${numbers} | where x in (1, 3) | count`, [[2]]],
  ['a text is never missing', 'datatable(s: string)["", "x"] | summarize countif(isnull(s)), countif(isempty(s))', [[0, 1]]],
  ['tostring of nothing is empty', 'print tostring(dynamic(null).a), strlen(tostring(int(null)))', [['', 0]]],
  ['equality has a case, its other form none', 'print "a" == "A", "a" =~ "A", "a" in ("A"), "a" in~ ("A"), "A" !in~ ("a"), "a" < "b"', [[false, true, false, true, false, true]]],
  ['has looks for whole terms', 'print "GET /api/run-agent" has "run", "GET /api/runs" has "run", "a_b" has "a", "runagent" has "agent", "run-agent" has "RUN-AGENT", "run-agent" has_cs "RUN"', [[true, false, true, false, true, false]]],
  ['contains looks for any part', 'print "runagent" contains "NAG", "runagent" contains_cs "NAG", "x" !contains "y"', [[true, false, true]]],
  ['terms may be known by their beginning or end', 'print "run-agents" hasprefix "agent", "run-agents" hassuffix "agent", "run-agents" hassuffix "UN", "superagent" !hasprefix "agent"', [[true, false, true, true]]],
  ['any or all terms', 'print "a b c" has_any ("x", "B"), "a b c" has_all ("a", "c"), "a b c" has_all (dynamic(["a", "x"]))', [[true, true, false]]],
  ['patterns find anywhere, with flags in front', 'print "Error 42" matches regex "(?i)error", "abc" matches regex "^", "abc" matches regex "B", "x\\ny" matches regex @"x.y", "x\\ny" matches regex @"(?s)x.y"', [[true, true, false, false, true]]],
  ['groups are written with a backslash', String.raw`print replace_regex("is 42", @"is (\d+)", @"was: \1$"), extract(@"(\w+)-(\d+)", 2, "run-7"), extract("x(.)", 1, "abc"), extract_all(@"(\d)", "a1b2")`, [['was: 42$', '7', '', ['1', '2']]]],
  ['trim takes patterns', 'print trim("[ab]", "abxba"), trim_start(" +", "  x "), trim_end("/", "x//")', [['x', 'x ', 'x']]],
  ['whole numbers divide whole', 'print 1 / 2, 1.0 / 2, -7 / 2, toreal(1) / 2, 5 % 3, -14 % 12, 14 % -12', [[0, 0.5, -3, 0.5, 2, 10, 2]]],
  ['division by zero', 'print isnull(1 / 0), 1.0 / 0, 0.0 / 0, isnan(0.0 / 0), isfinite(1.0 / 0)', [[true, 'Infinity', 'NaN', true, false]]],
  ['no number compares with anything', 'print 0.0 / 0 > 5, 100.0 * 0 / 0 <= 5', [[null, null]]],
  ['spans are divided into numbers', 'print 1h / 1m, 10m / 4, 1d / 5h, 1.5 * 1h', [[60, '00:02:30', 4.8, '01:30:00']]],
  ['times and spans', 'print now() - datetime(2024-06-01), datetime(2024-06-02) + 1d, datetime(2024-03-01) - 1d, 2h - 3h', [['1.10:00:00', '2024-06-03T00:00:00.000Z', '2024-02-29T00:00:00.000Z', '-01:00:00']]],
  ['a range may end after a span', 'print now() between (datetime(2024-06-02) .. 1d), now() between (datetime(2024-06-01) .. 1d), 5 between (1 .. 5)', [[true, false, true]]],
  ['literals of spans', 'print time(1.02:03:04.5), timespan(15 seconds), time(2), 90sec, 1tick, totimespan("00:01:30"), isnull(totimespan("x")), 1ms', [['1.02:03:04.5000000', '00:00:15', '2.00:00:00', '00:01:30', '00:00:00.0000001', '00:01:30', true, '00:00:00.0010000']]],
  ['times with offsets', 'print todatetime("2024-05-01T10:00:00+02:00"), todatetime("2024-05-01 10:00"), isnull(todatetime("soon")), datetime(2024-05-01T10:00:00.1234567Z)', [['2024-05-01T08:00:00.000Z', '2024-05-01T10:00:00.000Z', true, '2024-05-01T10:00:00.123Z']]],
  ['a time as text has seven digits', 'print tostring(datetime(2024-05-01)), strcat("at ", datetime(2024-05-01 10:00:00.5)), tostring(true), tostring(dynamic({"a": true}).a), tostring(dynamic([1, "a"]))', [['2024-05-01T00:00:00.0000000Z', 'at 2024-05-01T10:00:00.5000000Z', 'True', 'true', '[1,"a"]']]],
  ['bins are rounded down', 'print bin(4.5, 1), bin(-7, 5), bin(-0.5, 1), bin(16d, 7d), isnull(bin(5, 0)), isnull(bin(5, -1)), bin(datetime(1969-12-31 23:30), 1h)', [[4, -10, -1, '14.00:00:00', true, true, '1969-12-31T23:00:00.000Z']]],
  ['bins of a week begin on Monday, or where it is said', 'print bin(datetime(2024-06-02), 7d), bin_at(datetime(2024-06-02 10:00), 1d, datetime(2024-01-01 06:00)), bin_at(6.5, 2.5, 7)', [['2024-05-27T00:00:00.000Z', '2024-06-02T06:00:00.000Z', 4.5]]],
  ['ticks of spans and times', 'print tolong(1s), tolong("0x1F"), toint("3.9"), isnull(toint("x")), tobool("1"), tobool("TRUE")', [[10_000_000, 31, 3, true, true, true]]],
  ['rounding', 'print round(2.6), round(-2.6), round(2.98765, 3), round(1234, -2), round(real(null))', [[3, -3, 2.988, 1200, null]]],
  ['parts of text', 'print substring("abcdef", 1, 2), substring("abcdef", -2), substring("abcdef", -3, 2), strlen("aü😀"), split("a,b,c", ",", 1), indexof("abc", "c"), countof("aXbX", "X")', [['bc', 'ef', 'de', 3, ['b'], 2, 2]]],
  ['choices', 'print iif(1 > 2, "a", "b"), iff(int(null) > 1, "a", "b"), case(1 == 2, "x", 2 == 2, "y", "z"), coalesce(int(null), 7), coalesce("", "x")', [['b', 'b', 'y', 7, 'x']]],
  ['dynamic values', 'print parse_json("{\\"a\\":[1,{\\"b\\":2}]}").a[1].b, array_length(dynamic([1,2])), dynamic([1,2,3])[-1], tostring(parse_json("not json")), isnull(dynamic({"a":1}).b), bag_keys(dynamic({"a":1}))', [[2, 2, 3, 'not json', true, ['a']]]],
  ['nothing in, defaults out', 'datatable(x: long)[] | summarize count(), countif(x > 0), dcount(x), sum(x), avg(x), min(x), max(x), make_list(x), make_set(x), stdev(x), percentile(x, 50), take_any(x)', [[0, 0, 0, 0, 'NaN', null, null, [], [], 0, null, null]]],
  ['nothing in, no groups out', 'datatable(x: long, g: string)[] | summarize count() by g', []],
  ['missing values are left out of aggregates', `${numbers} | summarize count(), dcount(x), sum(x), avg(x), min(x), make_list(x), make_set(g)`, [[4, 3, 9, 3, 1, [1, 5, 3], ['a', 'b']]]],
  ['spans are summed and averaged as spans', `${numbers} | summarize sum(t), avg(t), max(t), percentile(t, 50) by g | order by g asc`, [['a', '00:04:00', '00:02:00', '00:03:00', '00:01:00'], ['b', '00:02:00', '00:02:00', '00:02:00', '00:02:00']]],
  ['percentiles by the nearest rank', 'range x from 1 to 10 step 1 | summarize percentile(x, 50), percentile(x, 95), percentile(x, 0), percentiles(x, 5, 100)', [[5, 10, 1, 1, 10]]],
  ['the row of the greatest and smallest, without missing ones', `${numbers} | summarize arg_max(x, g), arg_min(x, g)`, [[5, 'a', 1, 'a']]],
  ['lists of a size, and of some rows', `${numbers} | summarize make_list(x, 2), make_set_if(g, x > 2), sumif(x, g == "a"), dcountif(g, x > 0), count_distinct(g)`, [[[1, 5], ['a', 'b'], 6, 2, 2]]],
  ['groups of bins', `${log} | summarize n = count() by bin(at, 1h) | order by at asc`, [['2024-06-01T23:00:00.000Z', 1], ['2024-06-02T09:00:00.000Z', 2]]],
  ['expressions over aggregates', `${log} | summarize rate = 100.0 * countif(toint(code) >= 500) / count(), slow = countif(ms > 100)`, [[100 / 3, 1]]],
  ['joins take one row of the left for each key when nothing is said', `${people} | join (${jobs}) on id | project name, job`, [['Bo', 'ops'], ['Bo', 'dev']]],
  ['inner joins take all', `${people} | join kind=inner (${jobs}) on id | count`, [[4]]],
  ['outer joins keep what has no match', `${people} | join kind=leftouter (${jobs}) on id | where id != 2 | project id, name, id1, job`, [[1, 'Ada', null, ''], [3, 'Cy', null, '']]],
  ['from the right', `${people} | join kind=rightouter (${jobs}) on id | where isnull(id) | project name, id1, job`, [['', 4, 'law']]],
  ['from both', `${people} | join kind=fullouter (${jobs}) on id | count`, [[7]]],
  ['what has a match, and what has none', `${people} | join kind=leftsemi (${jobs}) on id | project name | union (${people} | join kind=leftanti (${jobs}) on id | project name)`, [['Bo'], ['Bob'], ['Ada'], ['Cy']]],
  ['of the right side', `${people} | join kind=rightanti (${jobs}) on id | union (${people} | join kind=rightsemi hint.strategy=broadcast (${jobs}) on id)`, [[4, 'law'], [2, 'ops'], [2, 'dev']]],
  ['values that another query has', `let busy = ${jobs} | distinct id; ${people} | where id in (busy) | project name`, [['Bo'], ['Bob']]],
  ['or has not', `${people} | where id !in ((${jobs} | project id)) | project name`, [['Ada'], ['Cy']]],
  ['sorting is downwards, with missing values last', `${numbers} | order by x | project x`, [[5], [3], [1], [null]]],
  ['upwards they are first, unless it is said', `${numbers} | sort by x asc nulls last, g asc | project x | take 4`, [[1], [3], [5], [null]]],
  ['the first of an order', `${log} | top 2 by ms desc nulls last | project code`, [['500'], ['200']]],
  ['arrays become rows, side by side, with a count', 'datatable(a: long, b: dynamic, c: dynamic)[1, dynamic(["x", "y"]), dynamic([true]), 2, dynamic([]), dynamic([]), 3, dynamic(null), dynamic(null)] | mv-expand with_itemindex=i b to typeof(string), c', [[1, 'x', true, 0], [1, 'y', null, 1], [3, '', null, 0]]],
  ['objects become rows of one property, or of pairs', 'print d = dynamic({"a": 1, "b": 2}) | mv-expand kind=array d | project k = tostring(d[0]), v = tolong(d[1]) | where v > 1', [['b', 2]]],
  ['columns by the beginning of their names', 'print name = 1, name_old = 2, other = 3 | project-away name_*', [[1, 3]]],
  ['and in another order', 'print a1 = 1, b = 2, a2 = 3 | project-reorder b, a*', [[2, 1, 3]]],
  ['parts of times', 'print startofweek(now()), endofday(datetime(2024-06-02)) < datetime(2024-06-03), dayofweek(now()), datetime_part("hour", now()), datetime_diff("day", now(), datetime(2024-05-31 23:00)), make_datetime(2024, 2, 29), unixtime_seconds_todatetime(0), format_datetime(now(), "yyyy-MM-dd HH:mm:ss")', [['2024-06-02T00:00:00.000Z', true, '00:00:00', 10, 2, '2024-02-29T00:00:00.000Z', '1970-01-01T00:00:00.000Z', '2024-06-02 10:00:00']]],
  ['columns are made from the row as it was', 'print a = 1 | extend a = a + 1, b = a', [[2, 1]]],
  ['properties with blanks in their names', `${log} | take 1 | extend d = dynamic({"a b": {"c.d": 7}}) | project d["a b"]["c.d"], d.['a b'].['c.d'], tostring(more["agent"])`, [[7, 7, 'ceo']]],
  ['tables that have been named', `let a = ${people}; let b = print name = "Zed", id = 9; union a, b | where id >= 3 | project name | order by name asc`, [['Cy'], ['Zed']]],
  ['what a query says of itself', `let most = toscalar(${numbers} | summarize max(x)); ${numbers} | where x == most | extend share = round(100.0 * x / most, 1) | project g, share`, [['a', 100]]],
  ['joined texts of groups', `${numbers} | summarize all = strcat_array(make_set(g), "+"), span = max(x) - min(x)`, [['a+b', 4]]],
  ['whole rows once', `${people} | project n = id | distinct n | count`, [[3]]],
];

/** What the service refuses, with the place. */
const refusals: readonly (readonly [query: string, place: string, says: RegExp])[] = [
  ['print "500" >= 400', '1:13', /string and long/], ['print "a" + "b"', '1:11', /strcat/], ['print now() + now()', '1:13', /added/], ['print s = "a" | extend x = s.b', '1:29', /no properties/], ['print a = 1 | where a', '1:21', /condition/],
  ['print d = dynamic({}) | summarize count() by d', '1:46', /dynamic/], ['print d = dynamic({}) | order by d asc', '1:34', /dynamic/], ['print d = parse_json("{}") | summarize by d.x', '1:44', /dynamic/], ['print d = dynamic({}) | join (print d = dynamic({})) on d', '1:57', /dynamic/],
  ['print a = 1 | project-away b', '1:28', /not known/], ['print a = 1 | project-rename x = b', '1:34', /not known/], ['print ToLower("A")', '1:7', /not supported/], ['print datetime(soon)', '1:16', /no time/], ['print "a" matches regex "("', '1:25', /not valid/],
  ['print a = 1 | make-series count() on a', '1:15', /not supported/], ['print a = 1 | parse a with *', '1:15', /not supported/], ['print a = 1 | evaluate bag_unpack(a)', '1:15', /not supported/], ['print a = 1 | mv-apply a on (take 1)', '1:15', /not supported/], ['search "x"', '1:1', /not supported/], ['workspace("x").AppRequests', '1:1', /not supported/],
  ['datatable(a: long, b: long)[1, 2, 3]', '1:36', /whole rows/], ['datatable(a: number)[1]', '1:14', /no type/], ['range x from 1 to 5 step 0', '1:1', /zero/], ['print a = 1 | summarize make_list(a, "x")', '1:38', /argument/], ['print a = 1 | summarize take_any(*)', '1:25', /all columns/],
  ['print a = 1 | join (print a = "1") on a', '1:39', /long and string/], ['print a = 1 | join kind=sideways (print a = 1) on a', '1:25', /sideways/], ['print a = 1 | union kind=inner (print b = 1)', '1:21', /middle/], ['print a = 1 | join (print b = 1) on $left.a == $left.a', '1:55', /\$right/],
];

describe('meaning of log queries', () => {
  for (const [about, query, rows] of answers) it(about, () => { assert.deepEqual(run(query), rows, query); });

  for (const [query, place, says] of refusals) {
    it(`refuses ${query}`, () => {
      assert.throws(() => run(query), (error: unknown) => { assert.ok(error instanceof QueryError, String(error)); assert.match(error.message, says); assert.equal(`${error.line}:${error.column}`, place); return true; });
    });
  }

  it('names columns as the service does', () => {
    const query = `${log} | summarize count(), dcount(code), avg(ms), percentile(ms, 95), sumif(ms, code == "500"), make_set(code), arg_max(at, path), countif(ms > 1), dcountif(code, ms > 1) by bin(at, 1h), tostring(more.agent)`;
    assert.deepEqual(columnsOf(query), ['at', 'more_agent', 'count_', 'dcount_code', 'avg_ms', 'percentile_ms_95', 'sumif_ms', 'set_code', 'at1', 'path', 'countif_', 'dcountif_code']);
    assert.deepEqual(columnsOf(`${people} | join kind=inner (${jobs}) on id | join kind=inner (${jobs}) on id`), ['id', 'name', 'id1', 'job', 'id2', 'job1']);
  });
});
