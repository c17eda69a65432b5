import assert from 'node:assert/strict';
import { evaluateExpression, reduceExpression, TemplateError, RuntimeValueUnavailable, type JsonValue } from '../../../src/armTemplate/index';
import { context } from './support';

const value = (expression: string): JsonValue => evaluateExpression(expression, { context, parameters: { p: { Name: 'x', list: [1, 2, 3], none: null }, text: 'hello' }, variables: { v: "[concat(parameters('text'), '!')]", loop: '[variables(\'loop\')]' } });

describe('expressions', () => {
  const cases: readonly (readonly [string, JsonValue])[] = [
    ["parameters('P').name", 'x'], ["parameters('p')['NAME']", 'x'], ["variables('v')", 'hello!'], ["'it''s'", "it's"], ['add(-5, +3)', -2],
    ["uniqueString('a')", 'eveiun73364hy'], ["uniqueString('abc', 'def')", 'gfc6fjzvasg2q'], ["guid('abc', 'def')", 'f9f5ffd4-3394-5be6-bdf5-aac54bf5f8e6'],
    ["if(true(), 1, add('a', 1))", 1], ["tryGet(parameters('p'), 'missing', 'x')", null], ["union(createObject('a', createObject('x', 1)), createObject('A', createObject('y', 2)))", { A: { x: 1, y: 2 } }],
    ["format('{0:N2}|{0,8}|{0:X}', 1234)", '1,234.00|    1234|4D2'], ["map(range(0, 3), lambda('i', mul(lambdaVariables('i'), 2)))", [0, 2, 4]], ["resourceGroup().tags.team", 'a'],
    ["dateTimeAdd('2020-04-07 14:53:14Z', 'P1M', 'yyyy-MM-dd')", '2020-05-07'], ["cidrSubnet('10.144.0.0/20', 24, 2)", '10.144.2.0/24'], ["json('{''a'': [1, 2,]}')", { a: [1, 2] }],
  ];
  for (const [expression, expected] of cases) it(`${expression} is ${JSON.stringify(expected)}`, () => assert.deepEqual(value(expression), expected));

  const faults: readonly (readonly [string, RegExp])[] = [
    ["parameters('p').missing", /property 'missing' doesn't exist, available properties are 'Name, list, none'/], ["parameters('p').list[7]", /array index '7' is out of bounds/], ["parameters('q')", /parameter 'q' is not found/],
    ["add(1,2", /expected token 'RightParenthesis' and actual 'EndOfData'/], ["concat('a", /is not terminated/], ["foo(1)", /function 'foo' is not valid/], ["variables('loop')", /circular/], ["fail('because')", /because/], ['utcNow()', /parameter default/],
    ['div(1, 0)', /divide by zero/], ['mul(9223372036854775807, 2)', /overflowed/],
  ];
  for (const [expression, words] of faults) it(`${expression} is refused`, () => assert.throws(() => value(expression), (error) => error instanceof TemplateError && words.test(error.message)));

  it('need the cloud for references', () => assert.throws(() => value("reference('/subscriptions/x', '2020-01-01')"), RuntimeValueUnavailable));
  it('keep what only the cloud knows, and reduce the rest', () => {
    assert.deepEqual(reduceExpression("concat('a', reference('/x', '2020-01-01').y, concat('b', 'c'))", { context }), { remains: "concat('a', reference('/x', '2020-01-01').y, 'bc')" });
    assert.deepEqual(reduceExpression("createObject('a', 1, 'b', reference('/x')).a", { context }), { value: 1 });
    assert.deepEqual(reduceExpression("tryGet(reference('/x', '2020-01-01', 'full'), 'identity')", { context }), { remains: "tryGet(reference('/x', '2020-01-01', 'full'), 'identity')" });
  });
});
