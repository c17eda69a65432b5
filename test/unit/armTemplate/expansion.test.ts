import assert from 'node:assert/strict';
import { RuntimeValueUnavailable, TemplateError } from '../../../src/armTemplate/index';
import { expand, GROUP, host, SUBSCRIPTION, template, thing, thingId } from './support';

const refuses = (parts: { readonly [section: string]: unknown }, words: RegExp): void => assert.throws(() => expand(parts), (error) => error instanceof TemplateError && error.code === 'InvalidTemplate' && words.test(error.message));

describe('expansion', () => {
  it('makes one resource of every copy, in order, with its place in the loop', () => {
    const { resources } = expand({ resources: [thing("[concat('t', copyIndex(1))]", { copy: { name: 'loop', count: 3, mode: 'Serial', batchSize: 2 } })] });
    assert.deepEqual(resources.map(({ id, copy }) => [id, copy]), [1, 2, 3].map((n) => [thingId(`t${n}`), { name: 'loop', index: n - 1, count: 3, mode: 'serial', batchSize: 2 }]));
  });
  it('evaluates bodies late, with the answers of the cloud', () => {
    const { resources } = expand({ resources: [thing('a'), thing('b', { tags: { "[concat('k', 1)]": 'v' }, properties: { p: "[reference('a').key]", escaped: '[[text]', none: null } })] });
    assert.deepEqual(resources[1]!.evaluateBody(host({ [thingId('a')]: { key: 7 } })), { tags: { k1: 'v' }, properties: { p: 7, escaped: '[text]', none: null } });
  });
  it('says when an answer is not there yet', () => {
    const { resources } = expand({ resources: [thing('a', { properties: { p: "[reference('a').key]" } })] });
    assert.throws(() => resources[0]!.evaluateBody({ ...host(), reference: () => { throw new RuntimeValueUnavailable('a'); } }), RuntimeValueUnavailable);
  });
  it('names the resource in errors of its body', () => {
    const { resources } = expand({ parameters: { o: { type: 'object', defaultValue: {} } }, resources: [thing('a', { properties: { p: "[parameters('o').x]" } })] });
    assert.throws(() => resources[0]!.evaluateBody(host()), (error) => error instanceof TemplateError && error.code === 'InvalidTemplate' && error.message.startsWith(`Unable to process template language expressions for resource '${thingId('a')}' at line '1' and column '`));
  });
  it('finds declared and implied dependencies', () => {
    const { resources } = expand({ resources: [thing("[concat('l', copyIndex())]", { copy: { name: 'loop', count: 2 } }), thing('a'), thing('b'), thing('c', { dependsOn: ['loop', 'A.B/things/a'], properties: { p: "[reference('b').x]", q: `[reference('${thingId('a')}', '2021-01-01').x]` } })] });
    assert.deepEqual(resources.at(-1)!.dependsOn, [thingId('l0'), thingId('l1'), thingId('a'), thingId('b')]);
  });
  it('orders by dependency', () => assert.deepEqual(expand({ resources: [thing('c', { dependsOn: ['b'] }), thing('b', { dependsOn: ['a'] }), thing('a')] }).order, ['a', 'b', 'c'].map(thingId)));
  it('refuses circles', () => refuses({ resources: [thing('a', { dependsOn: ['b'] }), thing('b', { dependsOn: ['a'] })] }, /Circular dependency detected/));
  it('refuses dependencies on nothing', () => refuses({ resources: [thing('a', { dependsOn: ['zzz'] })] }, /'zzz' is not defined in the template/));
  it('refuses the same resource twice, unless a condition leaves one', () => {
    refuses({ resources: [thing('a'), thing('A')] }, /defined multiple times/);
    assert.equal(expand({ resources: [thing('a'), thing('a', { condition: false })] }).resources.length, 2);
  });
  it('keys resources by symbolic name, and leaves existing ones to be read', () => {
    const { resources } = expand({ languageVersion: '2.0', resources: { vault: thing('v', { existing: true, resourceGroup: 'other' }), many: thing("[format('m{0}', copyIndex())]", { copy: { name: 'many', count: 2 } }), user: thing('u', { dependsOn: ['many'], properties: { uri: "[reference('vault').uri]", all: "[references('many')]" } }) } });
    assert.deepEqual(resources.map(({ key, existing, dependsOn }) => [key, existing, dependsOn]), [['vault', true, []], ['many[0]', false, []], ['many[1]', false, []], ['user', false, ['many[0]', 'many[1]', 'vault']]]);
    const vault = `/subscriptions/${SUBSCRIPTION}/resourceGroups/other/providers/A.B/things/v`;
    assert.deepEqual(resources[3]!.evaluateBody(host({ [vault]: { uri: 'u' }, [thingId('m0')]: 0, [thingId('m1')]: 1 })), { properties: { uri: 'u', all: [0, 1] } });
  });
  it('gives children their full name and type, and parents no say in their condition', () => {
    const [, child] = expand({ resources: [thing('a', { condition: false, resources: [{ type: 'parts', apiVersion: '2021-01-01', name: 'p' }] })] }).resources;
    assert.deepEqual([child!.id, child!.type, child!.name, child!.condition], [`${thingId('a')}/parts/p`, 'A.B/things/parts', 'a/p', true]);
  });
  it('places extension resources on what they extend', () => {
    const [, lock, tenant] = expand({ resources: [thing('a'), { type: 'C.D/locks', apiVersion: '2021-01-01', name: 'l', scope: 'A.B/things/a' }, { type: 'C.D/locks', apiVersion: '2021-01-01', name: 'l', scope: '/' }] }).resources;
    assert.deepEqual([lock!.id, lock!.scope, tenant!.id, tenant!.scope], [`${thingId('a')}/providers/C.D/locks/l`, thingId('a'), '/providers/C.D/locks/l', '/']);
  });
  it('asks for nested deployments with inner evaluation as they are', () => {
    const inner = template({ parameters: { a: { type: 'string' }, s: { type: 'secureString' } }, resources: [thing("[parameters('a')]")] });
    const { resources } = expand({ resources: [{ type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'n', resourceGroup: 'other', properties: { mode: 'Complete', expressionEvaluationOptions: { scope: 'Inner' }, parameters: { a: { value: "[toUpper('x')]" }, s: { reference: { secretName: 'k' } } }, template: inner } }] });
    const request = resources[0]!.evaluateNestedDeployment(host());
    assert.deepEqual([request.mode, request.evaluation, request.template, request.parameters, request.secureParameters, request.scope.resourceGroup?.name], ['Complete', 'inner', inner, { a: { value: 'X' }, s: { reference: { secretName: 'k' } } }, ['s'], 'other']);
  });
  it('replaces what the parent knows in nested templates with outer evaluation', () => {
    const { resources } = expand({ variables: { v: 'known' }, resources: [{ type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'n', properties: { mode: 'Incremental', template: template({ resources: [thing("[variables('v')]", { properties: { live: `[reference('${thingId('z')}', '2021-01-01').x]`, later: '[[resourceGroup().name]' } })] }) } }] });
    const request = resources[0]!.evaluateNestedDeployment(host());
    assert.deepEqual(request.template?.resources, [thing('known', { properties: { live: `[reference('${thingId('z')}', '2021-01-01').x]`, later: '[resourceGroup().name]' } })]);
  });
  it('evaluates outputs, and marks the secure ones', () => {
    const { evaluateOutputs } = expand({ resources: [thing('a')], outputs: { x: { type: 'string', value: "[reference('a').x]" }, s: { type: 'secureString', value: 'pw' }, no: { type: 'string', condition: false, value: 'x' }, l: { type: 'array', copy: { count: 2, input: '[copyIndex(1)]' } } } });
    assert.deepEqual(evaluateOutputs(host({ [thingId('a')]: { x: 'y' } })), { x: { type: 'string', value: 'y', secure: false }, s: { type: 'secureString', value: 'pw', secure: true }, l: { type: 'array', value: [1, 2], secure: false } });
  });
  it('collects failing outputs in one error', () => {
    const { evaluateOutputs } = expand({ outputs: { a: { type: 'int', value: 'x' }, b: { type: 'string', value: "[createObject().z]" } } });
    assert.throws(() => evaluateOutputs(host()), (error) => error instanceof TemplateError && error.code === 'DeploymentOutputEvaluationFailed' && error.details?.length === 2);
  });
  it('lists providers once', () => assert.deepEqual(expand({ resources: [thing('a'), thing('b'), { type: 'a.b/x', apiVersion: '1', name: 'n' }, { type: 'C.D/x', apiVersion: '1', name: 'n' }] }).providers, ['a.b', 'C.D']));
  it('works in the group', () => assert.equal(expand({ resources: [thing('a')] }).resources[0]!.scope, GROUP));
});
