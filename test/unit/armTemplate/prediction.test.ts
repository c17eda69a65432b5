import assert from 'node:assert/strict';
import { evaluatePartially, parseTemplate, type GivenParameter, type Prediction } from '../../../src/armTemplate/index';
import { context, template, thing, thingId } from './support';

const predict = (parts: { readonly [section: string]: unknown }, parameters: { readonly [name: string]: GivenParameter } = {}): Prediction => evaluatePartially({ template: parseTemplate(template(parts)), parameters, context });
const nested = (name: string, given: unknown, inner: unknown): unknown => ({ type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name, properties: { mode: 'Incremental', expressionEvaluationOptions: { scope: 'inner' }, parameters: given, template: inner } });
const LIVE = `reference('${thingId('a')}', '2021-01-01')`;

describe('prediction', () => {
  it('marks every part that only the cloud knows', () => {
    const { resources } = predict({ resources: [thing('a'), thing('b', { properties: { known: "[toUpper('x')]", list: [1, { live: "[reference('a').x]" }], text: '[[not an expression]' } })] });
    assert.deepEqual(resources[1]!.body.unknown, [{ path: 'properties.list[1].live', expression: `[${LIVE}.x]` }]);
    assert.deepEqual((resources[1]!.body.value as { properties: unknown }).properties, { known: 'X', list: [1, { live: `[${LIVE}.x]` }], text: '[not an expression]' });
  });
  it('goes into nested deployments, and tells the way to the declaration', () => {
    const { resources } = predict({ resources: [nested('n', { a: { value: 'x' } }, template({ parameters: { a: { type: 'string' } }, resources: [thing("[parameters('a')]")] }))] });
    assert.deepEqual(resources.map(({ id, declaration, deployments }) => [id, declaration, deployments]), [[thingId('x'), ['resources[0]', 'resources[0]'], ['main', 'n']]]);
  });
  it('knows outputs of nested deployments', () => {
    const { resources } = predict({ resources: [nested('n', {}, template({ outputs: { o: { type: 'string', value: 'known' } } })), thing('b', { properties: { p: "[reference('n').outputs.o.value]", state: "[reference('n').provisioningState]" } })] });
    assert.deepEqual((resources[0]!.body.value as { properties: { p: unknown } }).properties.p, 'known');
    assert.deepEqual(resources[0]!.body.unknown.map(({ path }) => path), ['properties.state']);
  });
  it('survives nested deployments that depend on run-time values', () => {
    const inner = template({ parameters: { count: { type: 'int' }, name: { type: 'string' } }, resources: [thing("[parameters('name')]", { condition: "[equals(parameters('count'), 1)]" }), thing('many', { copy: { name: 'l', count: "[parameters('count')]" } })] });
    const { resources, notPredicted } = predict({ resources: [thing('a'), nested('n', { count: { value: "[reference('a').count]" }, name: { value: "[reference('a').name]" } }, inner)] });
    assert.deepEqual(resources[1]!.conditionExpression, `[equals(${LIVE}.count, 1)]`);
    assert.equal(resources[1]!.name, `[${LIVE}.name]`);
    assert.deepEqual(notPredicted.map(({ code, declaration }) => [code, declaration]), [['CopyCountUnknown', ['resources[1]', 'resources[1]']]]);
  });
  it('says which linked templates it could not read', () => {
    const { notPredicted } = predict({ resources: [{ type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'n', properties: { mode: 'Incremental', templateLink: { uri: 'https://x' } } }] });
    assert.deepEqual(notPredicted.map(({ code }) => code), ['LinkedTemplate']);
  });
  it('survives tryGet on resources', () => {
    const { resources } = predict({ resources: [thing('a', { identity: {} }), thing('b', { properties: { p: `[tryGet(reference('${thingId('a')}', '2021-01-01', 'full'), 'identity', 'principalId')]` } })] });
    assert.equal(resources[1]!.body.unknown.length, 1);
  });
  it('never shows secure values', () => {
    const prediction = predict({ parameters: { pw: { type: 'secureString' } }, resources: [thing('a', { properties: { p: "[concat('x', parameters('pw'))]" } }), nested('n', { q: { value: "[parameters('pw')]" } }, template({ parameters: { q: { type: 'secureString' } }, resources: [thing('c', { properties: { q: "[parameters('q')]" } })] }))] }, { pw: { value: 'hunter2' } });
    assert.ok(!JSON.stringify(prediction).includes('hunter2'));
    assert.deepEqual(prediction.resources[0]!.body.unknown, [{ path: 'properties.p', expression: "[concat('x', parameters('pw'))]" }]);
  });
});
