import fc from 'fast-check';
import { samples } from './template';

const pick = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const names = Object.keys(samples);

/** An assignment of a good or a bad value, sometimes by way of a variable, a condition, a function or another place in a literal. */
const assignment = (name: string): fc.Arbitrary<readonly string[]> => {
  const { good, bad } = samples[name]!;
  const value = fc.oneof({ weight: 3, arbitrary: pick(good) }, { weight: 2, arbitrary: pick(bad) });
  return fc.oneof(
    { weight: 8, arbitrary: value.map((text) => [`param ${name} = ${text}`]) },
    { weight: 1, arbitrary: value.filter((text) => !/getSecret|\[for/.test(text)).map((text) => [`var ${name}Value = ${text}`, `param ${name} = ${name}Value`]) },
    { weight: 1, arbitrary: fc.tuple(value, pick(good), fc.boolean()).filter(([a, b]) => !/getSecret|\[for/.test(a + b)).map(([a, b, yes]) => [`param ${name} = ${yes ? '1 == 1' : '1 == 2'} ? ${a} : ${b}`]) },
    { weight: 1, arbitrary: value.filter((text) => !/getSecret|\[for/.test(text)).map((text) => [`var ${name}Box = { inside: ${text.includes('\n') ? "'x'" : text} }`, `param ${name} = ${name}Box.inside`]) },
  );
};

/** Statements that concern names, functions and operators. */
const oddities: readonly (readonly string[])[] = [
  ['param unknown1 = 1'], ['param Stage = \'dev\''], ["param ownr = 'x'"], ['param flag = notThere'], ['param count = nowhere()'], ["param prefix = toUppr('abc')"], ["param prefix = toUpper('abc')"],
  ["param prefix = toUpper(3)"], ['param prefix = toLower()'], ["param prefix = toLower('abc', 'x')"], ["param count = length('abc')"], ["param owner = resourceGroup().name"], ["param owner = subscription().id"],
  ["param owner = sys.nope('a')"], ["param count = sys.length('abc')"], ["param owner = az.nope()"], ["var o = { a: 1 }", 'param count = o.a'], ["var o = { a: 1 }", 'param count = o.b'], ["var o = { a: 'x' }", 'param count = o.a'],
  ["var t = 'text'", 'param count = t.x'], ['var l = [1, 2]', 'param count = l[1]'], ['var l = [1, 2]', 'param count = l[7]'], ["param count = 'a' + 'b'"], ["param flag = !'x'"], ["param flag = 'a' && true"], ["param count = -'x'"],
  ["param flag = 'yes' ? true : false"], ['param owner = owner'], ['param owner = guid(\'x\')'], ["param prefix = guid('x')"], ["param prefix = uniqueString('x')"], ["param owner = 'x${notThere}'"], ["param owner = 'x${stage}y'"],
  ['param bag = {\n  a: 1\n  a: 2\n}'], ['var one = two', 'param owner = one'], ["param owner = format('{0}-{1}', 'a', 'b')"], ["param prefix = format('{0}-{1}', 'a', 'bcdefghijk')"], ["param owner = concat('a', 'b')"],
  ["param list = map([1, 2], n => n + 1)"], ["param list = map([1, 2], n => missing)"], ["param list = filter(['a'], (x) => x == 'a')"], ["param bag = union({ a: 1 }, { b: 2 })"], ["param owner = join(['a', 'b'], ',')"],
  ['param list = [...[1], 2]'], ["param names = [...['a'], 'b']"], ['param bag = { ...{ a: 1 }, b: 2 }'], ['var text string = 7', 'param owner = text'], ["var n int = 'x'"], ["param owner = true ? 'a' : 'b'"], ["param owner = null ?? 'b'"],
  ["param owner = any(3)"], ["param flag = contains('abc', 'a')"], ["param count = int('4')"], ["param flag = bool('true')"], ["param owner = string(3)"], ["param owner = loadTextContent('nofile.txt')"], ["import { x } from 'nofile.bicep'"],
  ["// a comment", '/* another\n one */'], ['#disable-next-line no-unused-vars', 'var unusedOne = 1'], ["var used = 'abc'", "param prefix = used"], ["var used = 'ab'", "param prefix = used"], ["param owner = '''a ${b} c'''"],
  ["param owner = substring('abcdef', 1, 2)"], ["param names = ['a', toUpper('b')]"], ["param numbers = [length('a'), 2]"], ["param count = min(1, 2)"], ["param flag = empty('') && !empty('x')"], ["param flag = startsWith('abc', 'a')"], ["param flag = startsWith('abc', 1)"],
  ["param owner = replace('a', 'b', 'c')"], ["param owner = replace('a', 'b')"], ["param count = max(1, 20)"], ["param names = [for (n, i) in ['a', 'b']: '${n}${i}']"], ["param names = [for n in ['a', 'b']: missing]"], ["param owner = padLeft('1', 3, '0')"],
  ["type local = 'a' | 'b'", "var typed local = 'a'"], ["param owner = { a: 'x' }.a"], ["param owner = ['x', 'y'][1]"], ["param count = { a: { b: 4 } }.a.b"], ["param owner = { a: 1 }.?b ?? 'none'"],
];

/** A whole file: a head, assignments in any order (now and then one twice or one too few), and oddities. */
export const parametersFile: fc.Arbitrary<string> = fc.record({
  head: fc.oneof({ weight: 30, arbitrary: fc.constant("using 'main.bicep'") }, { weight: 1, arbitrary: pick(["using 'nofile.bicep'", "using ''", '', "using 'main.bicep'\nusing 'main.bicep'", 'using none']) }),
  required: pick([["param stage = 'dev'", "param owner = 'me'"], ["param stage = 'dev'", "param owner = 'me'"], ["param stage = 'dev'", "param owner = 'me'"], ["param stage = 'dev'"], []]),
  assigned: fc.uniqueArray(pick(names), { maxLength: 6 }).chain((chosen) => fc.tuple(...chosen.map(assignment))),
  odd: fc.array(pick(oddities), { maxLength: 2 }),
  eol: pick(['\n', '\n', '\r\n']),
  bom: fc.nat(20).map((n) => n === 0),
}).map(({ head, required, assigned, odd, eol, bom }) => {
  const lines = [head, ...assigned.flat(), ...required, ...odd.flat(), ''];
  return (bom ? '\ufeff' : '') + lines.join('\n').replace(/\n/g, eol);
});
