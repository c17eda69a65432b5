import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readParameters, type Expression } from '../../../../src/core/bicepparam';

/** The expression without its spans, as plain as a person would write it down. */
function plain(value: Expression): unknown {
  switch (value.kind) {
    case 'string': case 'boolean': return value.value;
    case 'integer': return Number(value.value);
    case 'null': return null;
    case 'array': return value.items.map((item) => (item.spread ? { spread: plain(item.value) } : plain(item.value)));
    case 'object': return Object.fromEntries(value.members.map((member, index) => [member.spread ? `...${index}` : member.key ?? `?${index}`, plain(member.value)]));
    case 'interpolation': return { texts: value.texts, holes: value.holes.map(plain) };
    case 'call': return { call: value.target ? `${JSON.stringify(plain(value.target))}.${value.callee}` : value.callee, args: value.args.map(plain) };
    case 'name': return { name: value.name };
    case 'property': return { of: plain(value.target), property: value.property };
    case 'binary': return [plain(value.left), value.operator, plain(value.right)];
    case 'lambda': return { lambda: value.parameters, body: plain(value.body) };
    case 'conditional': return { if: plain(value.condition), then: plain(value.whenTrue), else: plain(value.whenFalse) };
    case 'for': return { for: plain(value.body) };
    case 'unary': return [value.operator, plain(value.operand)];
    case 'index': return { of: plain(value.target), index: plain(value.index) };
    case 'missing': return undefined;
  }
}

function valueOf(expression: string): unknown {
  const { statements, problems } = readParameters(`param p = ${expression}\n`);
  assert.deepEqual(problems, []);
  assert.equal(statements.length, 1);
  const [statement] = statements;
  return statement?.kind === 'param' ? plain(statement.value) : statement?.kind;
}

describe('Reading .bicepparam', () => {
  it('reads every kind of value', () => {
    const cases: readonly (readonly [string, unknown])[] = [
      ["'a'", 'a'], ['-5', -5], ['true', true], ['null', null], ["'it\\'s \\u{1F600}\\n'", "it's \u{1F600}\n"], ["'''\nraw ${x}\n'''", 'raw ${x}\n'],
      ["['a', 'b']", ['a', 'b']], ["[\n  1\n  2\n]", [1, 2]], ["{ a: 1, 'b c': { d: [] } }", { a: 1, 'b c': { d: [] } }], ['{\n  a: 1\n  ...x\n}', { a: 1, '...1': { name: 'x' } }],
      ["'x${a}y${'in${b}'}z'", { texts: ['x', 'y', 'z'], holes: [{ name: 'a' }, { texts: ['in', ''], holes: [{ name: 'b' }] }] }],
      ["$'''a${b}c'''", { texts: ['a', 'c'], holes: [{ name: 'b' }] }],
      ["readEnvironmentVariable('X', 'y')", { call: 'readEnvironmentVariable', args: ['X', 'y'] }],
      ["az.getSecret('s', 'g', 'v', 'n')", { call: '{"name":"az"}.getSecret', args: ['s', 'g', 'v', 'n'] }],
      ['a.b.?c', { of: { of: { name: 'a' }, property: 'b' }, property: 'c' }], ['1 + 2 * 3', [1, '+', [2, '*', 3]]], ['!(a && b)', ['!', [{ name: 'a' }, '&&', { name: 'b' }]]],
      ["map(x, i => '${i}')", { call: 'map', args: [{ name: 'x' }, { lambda: ['i'], body: { texts: ['', ''], holes: [{ name: 'i' }] } }] }],
      ['reduce(x, 0, (a, b) => a + b)', { call: 'reduce', args: [{ name: 'x' }, 0, { lambda: ['a', 'b'], body: [{ name: 'a' }, '+', { name: 'b' }] }] }],
      ["a ? 'b'\n : 'c'", { if: { name: 'a' }, then: 'b', else: 'c' }], ['[for i in range(0, 2): i]', { for: { name: 'i' } }], ["a['k']", { of: { name: 'a' }, index: 'k' }],
    ];
    for (const [text, expected] of cases) assert.deepEqual([text, valueOf(text)], [text, expected]);
  });

  it('knows the statements of a whole file and where they are', () => {
    const text = "/* head */ using '../main.bicep' // why\nextends 'base.bicepparam'\nimport { a, b as c } from 'x.bicep'\nimport * as ns from 'y.bicep'\n@description('d')\nparam location = 'eastus'\nvar n string = 'x'\ntype t = {\n  a: string\n}\n";
    const { statements, problems } = readParameters(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(statements.map((s) => (s.kind === 'import' ? [s.kind, ...s.names] : 'name' in s ? [s.kind, s.name] : 'path' in s ? [s.kind, s.path] : [s.kind])),
      [['using', '../main.bicep'], ['extends', 'base.bicepparam'], ['import', 'a', 'c'], ['import', 'ns'], ['param', 'location'], ['var', 'n'], ['type', 't']]);
    const param = statements[4]!;
    assert.equal(text.slice(param.start, param.end), "@description('d')\nparam location = 'eastus'");
  });

  it('goes on after a mistake and names its place', () => {
    const text = "using 'main.bicep'\nparam a = \nparam b = { x: 1\nparam c = 'open\nparam d = 4 5\nparm e = 1\nparam f = 'ok'\n";
    const { statements, problems } = readParameters(text);
    assert.deepEqual(statements.flatMap((s) => (s.kind === 'param' ? [s.name] : [])), ['a', 'b', 'c', 'd', 'f']);
    assert.deepEqual(problems.map((problem) => text.slice(0, problem.start).split('\n').length), [2, 3, 4, 5, 6]);
  });

  it('takes BOM, CRLF, surrogates and an empty file', () => {
    for (const text of ['', '\uFEFFusing none\r\n', "param a = '\u{1F680}'\r\nparam b = 2"]) assert.deepEqual(readParameters(text).problems, []);
  });

  it('never throws, and keeps every span inside the text and in order, whatever it is given', () => {
    const pieces = fc.constantFrom("using '../m.bicep'", 'param', 'var', ' x ', '=', "'", "'''", '${', '}', '{', '[', ']', '(', ')', '\n', '\r\n', ',', ':', '...', '=>', '?', '@', '.', '1', 'true', '/*', '*/', '//', '\\', '$', '\u{1F600}', 'for', 'in');
    fc.assert(fc.property(fc.oneof(fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')), fc.string({ unit: 'binary' })), (text) => {
      const { statements, problems } = readParameters(text);
      let last = 0;
      for (const statement of statements) {
        assert.ok(statement.start >= last && statement.end >= statement.start && statement.end <= text.length);
        last = statement.end;
      }
      for (const problem of problems) assert.ok(problem.start >= 0 && problem.end >= problem.start && problem.end <= text.length && problem.message !== '');
    }), { numRuns: 3000 });
  });

  it('bears nesting without end', () => {
    assert.match(readParameters(`param a = ${'['.repeat(100_000)}`).problems[0]?.message ?? '', /deeper/);
    assert.match(readParameters(`param a = ${'!'.repeat(100_000)}b`).problems[0]?.message ?? '', /deeper/);
    assert.ok(readParameters(`param a = ${"'${".repeat(50_000)}`).problems.length > 0);
  });
});
