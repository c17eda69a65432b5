/** A template with every kind of parameter type. It deploys nothing; `null` as its output would use no parameter, so warnings are expected. */
export const template = `
@allowed(['dev', 'test', 'prod'])
param stage string
param owner string
@minLength(3)
@maxLength(8)
param prefix string = 'abc'
@minValue(1)
@maxValue(10)
param count int = 3
@allowed([1, 5, 9])
param steps int = 5
param flag bool = false
param bag object = {}
param list array = []
@minLength(1)
@maxLength(3)
param names string[] = ['a']
param numbers int[] = []
@secure()
param secret string = ''
@secure()
param secrets object = {}
param maybe string?
param maybeCount int?
type colour = 'red' | 'green' | 'blue'
param tint colour = 'red'
param tints colour[] = []
type address = {
  street: string
  @minValue(1)
  number: int
  extra: string?
  zone: 'north' | 'south'
  inner: { on: bool }?
}
param home address = { street: 'x', number: 1, zone: 'north' }
param maybeHome address?
param homes address[] = []
@sealed()
type closed = { a: string, b: int? }
param shut closed = { a: 'x' }
@discriminator('kind')
type animal = { kind: 'cat', lives: int } | { kind: 'dog', name: string }
param pet animal = { kind: 'cat', lives: 9 }
param pair [string, int] = ['a', 1]
param counts { *: int } = {}
@allowed(['x', 'y'])
param letters array = ['x']
type tree = { value: int, children: tree[]? }
param forest tree = { value: 1 }
@description('Exactly one value.')
param fixed 'only' = 'only'
`;

/** What each parameter takes and does not take, as source text. */
export const samples: Readonly<Record<string, { readonly good: readonly string[]; readonly bad: readonly string[] }>> = {
  stage: { good: ["'dev'", "'prod'"], bad: ["'Dev'", "'production'", '1', 'true', '[]', '{}', "''"] },
  owner: { good: ["'me'", "''", "'''multi\nline'''", "'a\\nb'", "'\\u{1F600}'"], bad: ['5', 'false', '[]', "['me']", '{}', '{ a: 1 }'] },
  prefix: { good: ["'abc'", "'abcdefgh'", "'\${'ab'}c'"], bad: ["'ab'", "'abcdefghi'", '7', "'ab\${'cdefghijk'}'", "''"] },
  count: { good: ['1', '10', '2 + 3', '4 * 2', '7 % 4', '-(-3)'], bad: ['0', '11', '-4', "'3'", '5 + 6', 'true', '[]', '1000000'] },
  steps: { good: ['1', '9'], bad: ['10', '0', "'5'"] },
  flag: { good: ['true', '!true', '1 == 2', "'a' == 'b' || true", '3 > 2', '!(1 < 2)'], bad: ["'true'", '1', '0', "'no'", '[]', '{}'] },
  bag: { good: ['{}', '{ a: 1 }', "{ 'a b': [1, { c: null }] }", '{\n  a: 1\n  b: true\n}'], bad: ['[]', "'x'", '3', 'true'] },
  list: { good: ['[]', "[1, 'x', null, {}]", '[\n  1\n  2\n]', '[for i in range(0, 3): i]'], bad: ['{}', "'x'", '3'] },
  names: { good: ["['a']", "['a', 'b', 'c']", "[for n in ['a', 'b']: n]", "split('a,b', ',')"], bad: ['[]', "['a', 'b', 'c', 'd']", "['a', 2]", '[true]', "'a'", "[for n in ['a']: 1]", "['a', 'b', 'c', 4]"] },
  numbers: { good: ['[]', '[1, 2]', 'range(1, 4)'], bad: ["['1']", '[1, true]', '1', '{}', "[[1]]"] },
  secret: { good: ["''", "readEnvironmentVariable('AOS_TEST_NONE', 'x')", "az.getSecret('00000000-0000-0000-0000-000000000000', 'rg', 'vault-name', 'secret')"], bad: ['1', '{}'] },
  secrets: { good: ['{}', "{ a: 'x' }"], bad: ["'x'", '[]'] },
  maybe: { good: ['null', "'x'"], bad: ['3', '{}', 'true'] },
  maybeCount: { good: ['null', '3'], bad: ["'3'", '[]'] },
  tint: { good: ["'red'", "'blue'"], bad: ["'Red'", "'yellow'", '1', 'true', "'gren'"] },
  tints: { good: ['[]', "['red', 'green']"], bad: ["['red', 'pink']", "['']", '[1]', "'red'"] },
  home: {
    good: ["{ street: 's', number: 2, zone: 'south' }", "{\n  street: 's'\n  number: 2\n  zone: 'south'\n  inner: {\n    on: true\n  }\n}", "{ street: 's', number: 2, zone: 'south', extra: null, inner: null }", "{ ...{ street: 's' }, number: 2, zone: 'south' }"],
    bad: ['{}', "{ street: 's' }", "{ street: 1, number: 'x', zone: 'east' }", "{ street: 's', number: 0, zone: 'north' }", "{ street: 's', number: 2, zone: 'south', inner: { on: 'yes' } }", "{ street: 's', number: 2, zone: 'south', inner: {} }", "{ street: null, number: 2, zone: 'south' }", "'x'", '[]', "{ street: 's', number: 2, zone: 'south', street: 't' }", "{ ...{ street: 1 }, number: 2, zone: 'south' }"],
  },
  maybeHome: { good: ['null', "{ street: 's', number: 2, zone: 'south' }"], bad: ["{ street: 's', number: 2 }", "{ street: 's', number: 2, zone: 7 }", "'x'"] },
  homes: { good: ['[]', "[{ street: 's', number: 2, zone: 'south' }]"], bad: ['[{}]', "[{ street: 's', number: '2', zone: 'south' }]", "[{ street: 's', number: 2, zone: 'south' }, 'x']", '{}'] },
  shut: { good: ["{ a: 'x' }", "{ a: 'x', b: 1 }", "{ a: 'x', b: null }"], bad: ["{ a: 'x', c: 1 }", '{}', "{ a: 1, z: 2 }", "{ b: 1 }"] },
  pet: { good: ["{ kind: 'cat', lives: 3 }", "{ kind: 'dog', name: 'Rex' }"], bad: ["{ kind: 'fish' }", '{ lives: 1 }', "{ kind: 'cat' }", "{ kind: 'dog', name: 4 }", "{ kind: 7 }", "'cat'", '[]'] },
  pair: { good: ["['a', 1]", "['', -5]"], bad: ["['a']", "[1, 'a']", "['a', 1, 2]", "['a', 'b']", '{}', '[]'] },
  counts: { good: ['{}', '{ a: 1, b: 2 }'], bad: ["{ a: 'x' }", '{ a: 1, b: true, c: [] }', '[]'] },
  letters: { good: ["['x']", "['x', 'y']", '[]'], bad: ["['z']", "['x', 'z']", '[1]', "'x'"] },
  forest: { good: ['{ value: 1 }', '{ value: 1, children: [{ value: 2, children: [] }] }'], bad: ["{ value: 'x' }", "{ value: 1, children: [{ value: 'x' }] }", '{ value: 1, children: {} }', '{ value: 1, children: [{}] }'] },
  fixed: { good: ["'only'"], bad: ["'other'", '1'] },
};
