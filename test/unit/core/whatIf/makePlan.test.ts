import assert from 'node:assert/strict';
import { decideConfirmation, needsDeployment, parseResourceId, renderPlanMarkdown, renderPlanText } from '../../../../src/core/whatIf';
import { change, compiledOf, idOf, linesOf, modify, object, planOf, result } from './planFixtures';

const storage = 'Microsoft.Storage/storageAccounts';
const site = 'Microsoft.Web/sites';

describe('a plan', () => {
  it('counts each resource once, by what really happens to it', () => {
    const plan = planOf([
      change(storage, 'new', 'Create', { after: object({ sku: { name: 'Standard_LRS' } }) }),
      change(storage, 'gone', 'Delete', { before: object({ kind: 'StorageV2' }) }),
      change(storage, 'same', 'NoChange'), change(storage, 'other', 'Ignore'),
      change(storage, 'changed', 'Modify', { delta: [modify('tags.a', '1', '2')] }),
      change(storage, 'later', 'Modify', { delta: [modify('properties.x', 'v', `[reference('a').b]`)] }),
      change(storage, 'readonly', 'Modify', { delta: [{ path: 'properties.y', propertyChangeType: 'NoEffect', after: 1 }] }),
    ]);
    assert.deepEqual(plan.counts, { create: 1, modify: 1, delete: 1, noChange: 2, ignore: 1, noise: 1, notPredicted: 0 });
  });

  it('flattens created resources without saying again which they are', () => {
    const plan = planOf([change(storage, 'st', 'Create', { after: object({ id: 'x', name: 'st', type: storage, apiVersion: '2023-05-01', location: 'eastus', sku: { name: 'Standard_LRS' }, properties: { networkAcls: { ipRules: [{ value: '1.2.3.4', action: 'Allow' }] }, empty: {} }, tags: { 'a.b': 'c' } }) })]);
    assert.deepEqual(linesOf(plan), ['+ location "eastus"', '+ sku.name "Standard_LRS"', '+ properties.networkAcls.ipRules[value=1.2.3.4].value "1.2.3.4"', '+ properties.networkAcls.ipRules[value=1.2.3.4].action "Allow"', '+ properties.empty {}', `+ tags['a.b'] "c"`]);
    assert.deepEqual([plan.changes[0]?.name, plan.changes[0]?.type, plan.changes[0]?.apiVersion], ['st', storage, '2023-05-01']);
  });

  it('follows children of property changes', () => {
    assert.deepEqual(linesOf(planOf([change(storage, 'st', 'Modify', { delta: [{ path: 'properties', propertyChangeType: 'Modify', children: [modify('networkAcls.defaultAction', 'Deny', 'Allow'), { path: 'tags', propertyChangeType: 'Create', after: object({ a: 'b' }) }] }] })])), ['~ properties.networkAcls.defaultAction "Deny" -> "Allow"', '+ properties.tags.a "b"']);
  });

  it('compares the snapshots where there is no delta', () => {
    assert.deepEqual(linesOf(planOf([change(storage, 'st', 'Modify', { before: object({ name: 'st', tags: { a: 1, b: 2 } }), after: object({ name: 'st', tags: { a: 1, c: 3 } }) })])), ['- tags.b 2', '+ tags.c 3']);
  });

  it('matches arrays by key where the service matched them by position', () => {
    const before = [{ name: 'a', value: '1' }, { name: 'b', value: '2' }];
    const after = [{ name: 'c', value: '0' }, { name: 'a', value: '1' }, { name: 'b', value: '3' }];
    const plan = planOf([change(site, 'app', 'Modify', {
      before: object({ properties: { siteConfig: { appSettings: before } } }), after: object({ properties: { siteConfig: { appSettings: after } } }),
      delta: [{ path: 'properties.siteConfig.appSettings', propertyChangeType: 'Array', children: [
        { path: '0', propertyChangeType: 'Modify', children: [modify('name', 'a', 'c'), modify('value', '1', '0')] },
        { path: '1', propertyChangeType: 'Modify', children: [modify('name', 'b', 'a'), modify('value', '2', '1')] },
        { path: '2', propertyChangeType: 'Create', after: { name: 'b', value: '3' } },
      ] }],
    })]);
    assert.deepEqual(linesOf(plan), ['~ properties.siteConfig.appSettings[name=b].value "2" -> "3"', '+ properties.siteConfig.appSettings[name=c].name "c"', '+ properties.siteConfig.appSettings[name=c].value "0"']);
  });

  it('keeps what the service left out of an array that it matched well', () => {
    const plan = planOf([change(site, 'app', 'Modify', {
      before: object({ properties: { list: [{ name: 'a', x: 1, etag: 'service' }] } }), after: object({ properties: { list: [{ name: 'a', x: 2 }] } }),
      delta: [{ path: 'properties.list', propertyChangeType: 'Array', children: [{ path: '0', propertyChangeType: 'Modify', children: [modify('x', 1, 2)] }] }],
    })]);
    assert.deepEqual(linesOf(plan), ['~ properties.list[name=a].x 1 -> 2']);
  });

  it('folds a mere reordering of named elements, and shows one of plain values', () => {
    const swap = (values: readonly unknown[]): ReturnType<typeof change> => change(site, 'app', 'Modify', { before: object({ p: values }), after: object({ p: [...values].reverse() }) });
    assert.match(linesOf(planOf([swap([{ name: 'a' }, { name: 'b' }])]))[0] ?? '', /noise/);
    assert.equal(planOf([swap(['10.0.0.4', '10.0.0.5'])]).counts.modify, 1);
  });

  it('shows what is known only at deployment without counting it', () => {
    const plan = planOf([change(site, 'app', 'Modify', { delta: [{ path: 'properties.siteConfig.appSettings', propertyChangeType: 'Array', before: [{ name: 'HOST', value: 'x' }], after: [{ name: 'HOST', value: `[format('{0}', reference('sb').hostname)]` }], children: [{ path: '0', propertyChangeType: 'Modify', children: [modify('value', 'x', `[format('{0}', reference('sb').hostname)]`)] }] }] })]);
    assert.deepEqual(linesOf(plan), [`~ properties.siteConfig.appSettings[name=HOST].value "x" -> "[format('{0}', reference('sb').hostname)]" (known at deploy)`]);
    assert.deepEqual([plan.counts.modify, plan.counts.noChange], [0, 1]);
    assert.equal(planOf([change(site, 'app', 'Modify', { delta: [modify('tags.x', 'a', '[[literal]')] })]).counts.modify, 1);
  });

  it('lists what was not predicted, with the reason', () => {
    const template = object({ resources: [{ type: storage, name: 'st', apiVersion: '1' }, { type: 'Microsoft.KeyVault/vaults', name: 'kv', apiVersion: '1' }, { type: site, name: 'x', condition: '[parameters(\'p\')]', apiVersion: '1' }] });
    const plan = planOf([], {
      compiled: compiledOf({ template }),
      whatIf: result([change(storage, 'st', 'NoChange'), change('Microsoft.Authorization/roleAssignments', 'r', 'Unsupported', { unsupportedReason: 'Its ID is not known.' })], { diagnostics: [{ code: 'NestedDeploymentShortCircuited', level: 'Warning', message: 'A nested deployment got short-circuited', target: idOf('Microsoft.Resources/deployments', 'm') }, { code: 'I', level: 'Info', message: 'x' }] }),
    });
    assert.deepEqual(plan.notPredicted.map(({ kind, type, reason }) => [kind, type, reason]), [
      ['unsupported', 'Microsoft.Authorization/roleAssignments', 'Its ID is not known.'],
      ['left-out', 'Microsoft.KeyVault/vaults', 'The template declares a resource of this type, but what-if mentions none.'],
      ['nested-limit', 'Microsoft.Resources/deployments', 'A nested deployment got short-circuited (NestedDeploymentShortCircuited)'],
    ]);
    assert.equal(plan.counts.notPredicted, 3);
  });
});

describe('a confirmation', () => {
  const modified = planOf([change(site, 'app', 'Modify', { delta: [modify('tags.a', '1', '2')] })]);
  const deleted = planOf([change(site, 'app', 'Delete')]);
  const nothing = planOf([change(site, 'app', 'NoChange')]);

  it('grows with the risk and the environment', () => {
    const level = (plan: typeof modified, isProtected: boolean): string => decideConfirmation(plan, { name: 'x', isProtected }).level;
    assert.deepEqual([level(nothing, true), level(modified, false), level(modified, true), level(deleted, false)], ['none', 'click', 'typed-name', 'typed-name']);
    assert.deepEqual([decideConfirmation(deleted, { name: 'x', isProtected: false }).needsDeleteConfirmation, decideConfirmation(modified, { name: 'x', isProtected: false }).needsDeleteConfirmation], [true, false]);
  });

  it('is not skipped when something could not be predicted, unless this very template is deployed', () => {
    const unsure = planOf([change('A.B/c', 'x', 'Unsupported')]);
    assert.equal(needsDeployment(unsure), true);
    assert.equal(needsDeployment(unsure, { templateHash: 't1', parametersHash: 'p1' }), false);
    assert.equal(needsDeployment(unsure, { templateHash: 't0', parametersHash: 'p1' }), true);
    assert.deepEqual([needsDeployment(nothing), needsDeployment(modified, { templateHash: 't1', parametersHash: 'p1' })], [false, true]);
  });
});

describe('a plan as text', () => {
  const plan = planOf([change(storage, 'st`x`', 'Delete', { before: object({ tags: { a: '```' } }) }), change(site, 'app<b>', 'Modify', { delta: [modify('tags.a', '1\u001b[31m', '2')] }), change(site, 'same', 'NoChange')]);

  it('names counts, risks and changes, and drives no terminal', () => {
    const text = renderPlanText(plan);
    for (const part of ['0 create, 1 modify, 1 delete, 1 same', 'Risk: high', '- Microsoft.Storage/storageAccounts', plan.planHash]) assert.ok(text.includes(part), text);
    assert.ok(!text.includes('\u001b') && !text.includes('same\n  '));
    assert.ok(text.indexOf('- Microsoft.Storage') < text.indexOf('~ Microsoft.Web'));
  });

  it('is Markdown that nothing inside can break, and fits a comment', () => {
    const markdown = renderPlanMarkdown(plan);
    assert.ok(markdown.includes('app&lt;b&gt;') && markdown.includes('````diff'));
    const many = planOf(Array.from({ length: 2000 }, (_, index) => change(site, `app${index}`, 'Modify', { delta: [modify('tags.a', 'x'.repeat(100), 'y')] })));
    assert.ok(renderPlanMarkdown(many).length <= 60_000);
  });
});

describe('resource IDs', () => {
  it('are taken apart, and anything else is none', () => {
    assert.deepEqual(parseResourceId(`${idOf('Microsoft.KeyVault/vaults', 'kv')}/providers/Microsoft.Authorization/roleAssignments/r`)?.type, 'Microsoft.Authorization/roleAssignments');
    assert.deepEqual(parseResourceId(idOf('Microsoft.Storage/storageAccounts', 'a/blobServices/default/containers/c'))?.name, 'a/default/c');
    assert.equal(parseResourceId('/subscriptions/s/resourceGroups/rg')?.type, 'Microsoft.Resources/resourceGroups');
    for (const none of ['', 'x', '9b8f2f3e-0000-4000-8000-000000000001', '/subscriptions/s/resourceGroups/rg/providers/A.B/c', 'https://a/providers/b/c/d']) assert.equal(parseResourceId(none), undefined);
  });
});
