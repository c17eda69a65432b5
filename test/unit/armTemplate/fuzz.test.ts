import assert from 'node:assert/strict';
import fc from 'fast-check';
import { evaluateExpression, evaluatePartially, expandDeployment, functionNames, parseTemplate, resolveParameters, RuntimeValueUnavailable, TemplateError, type JsonValue } from '../../../src/armTemplate/index';
import { context, template } from './support';

/** Runs it; only the library's own errors may come out. */
function tame(work: () => unknown): void {
  try { work(); } catch (error) { assert.ok(error instanceof TemplateError || error instanceof RuntimeValueUnavailable, error instanceof Error ? error.stack : String(error)); }
}

const atom = fc.oneof(fc.constantFrom("''", "'a'", "'[x]'", '0', '-1', '3', 'null()', 'true()', 'createArray()', "createObject('a', 1)", "parameters('p')", "variables('v')", 'copyIndex()', "lambda('x', lambdaVariables('x'))", "reference('a')"), fc.string({ maxLength: 6 }).map((text) => `'${text.replaceAll("'", "''")}'`));
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof({ depthSize: 'small', withCrossShrink: true }, atom, fc.tuple(fc.constantFrom(...functionNames.map((name) => (name === 'list*' ? 'listKeys' : name))), fc.array(tie('expression'), { maxLength: 3 })).map(([name, args]) => `${name}(${args.join(', ')})`), tie('expression').map((inner) => `createArray(${inner})[0]`), tie('expression').map((inner) => `map(createArray(1), lambda('x', ${inner}))`)),
}));
const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.constantFrom<JsonValue>(null, true, 0, 5, 'x', '[[x]', 'A.B/c', 'Microsoft.Resources/deployments', '2020-01-01', 'inner'), expression.map((text) => `[${text}]`), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom('type', 'name', 'apiVersion', 'properties', 'copy', 'count', 'input', 'condition', 'dependsOn', 'scope', 'resources', 'template', 'parameters', 'mode', 'value', 'existing', '__proto__', "[concat('a')]"), tie('value'), { maxKeys: 5 })),
})).value;
const resource = fc.record({ type: fc.constantFrom('A.B/c', 'Microsoft.Resources/deployments', 'A.B/c/d'), apiVersion: fc.constant('2020-01-01'), name: fc.oneof(fc.constantFrom('x', 'y', 'x/y'), expression.map((text) => `[${text}]`)) }).chain((base) => fc.dictionary(fc.constantFrom('properties', 'copy', 'condition', 'dependsOn', 'scope', 'resources', 'tags', 'resourceGroup', 'existing'), json, { maxKeys: 4 }).map((more) => ({ ...base, ...more })));

describe('whatever comes in', () => {
  it('texts: refused or evaluated, never a crash', () => fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('a', "'", '(', ')', '[', ']', '.', ',', '1', ' ') })), (text) => tame(() => evaluateExpression(text, { context }))), { numRuns: 3000, seed: 1 }));
  it('expressions: refused or evaluated, never a crash', () => fc.assert(fc.property(expression, (text) => tame(() => evaluateExpression(text, { context, parameters: { p: { a: [1] } }, variables: { v: 'x' } }))), { numRuns: 3000, seed: 2 }));
  it('templates: refused, expanded or predicted, never a crash', () => fc.assert(fc.property(fc.oneof(json, fc.array(resource, { maxLength: 3 }).chain((resources) => fc.dictionary(fc.constantFrom('parameters', 'variables', 'outputs', 'functions', 'definitions'), json, { maxKeys: 2 }).map((more) => template({ ...more, resources })))), (value) => {
    tame(() => evaluatePartially({ template: parseTemplate(value), parameters: {}, context }));
    tame(() => {
      const parsed = parseTemplate(value), expansion = expandDeployment({ template: parsed, parameters: resolveParameters(parsed, {}, context), context });
      for (const one of expansion.resources) tame(() => (one.isNestedDeployment ? one.evaluateNestedDeployment({ reference: () => ({}), list: () => ({}) }) : one.evaluateBody({ reference: () => ({}), list: () => ({}) })));
      expansion.evaluateOutputs({ reference: () => ({}), list: () => ({}) });
    });
  }), { numRuns: 10_000, seed: 3 })).timeout(120_000);

  it('depth: a template error, never the end of the stack', () => {
    const deep = (open: string, close: string): string => open.repeat(5000) + close.repeat(5000);
    tame(() => evaluateExpression(deep('not(', ')'), { context }));
    tame(() => evaluateExpression("reduce(range(0, 9000), createArray(), lambda('c', 'n', createArray(lambdaVariables('c'))))", { context }));
    tame(() => evaluateExpression(`json('${deep('[', ']')}')`, { context }));
    let value: JsonValue = 'x';
    for (let level = 0; level < 20000; level++) value = [value];
    tame(() => evaluatePartially({ template: parseTemplate(template({ resources: [], variables: { value } })), parameters: {}, context }));
    const chain = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`v${index}`, `[variables('v${index + 1}')]`]));
    tame(() => evaluatePartially({ template: parseTemplate(template({ variables: { ...chain, v3000: 'end' } })), parameters: {}, context }));
  });
});
