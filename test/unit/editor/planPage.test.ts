import assert from 'node:assert/strict';
import { diffTexts } from '../../../src/editor/webviews/plan/planDocuments';
import { planMarkdown } from '../../../src/editor/webviews/plan/planMarkdown';
import { findChange, findNotPredicted, findRemedy, planView } from '../../../src/editor/webviews/plan/planView';
import { valueViews } from '../../../src/editor/webviews/plan/valueView';
import { change, plan, root } from './builders';

const declaration = { file: `${root}/deployment/modules/storage.bicep`, range: { start: { line: 13, character: 0 }, end: { line: 20, character: 1 } } };
const secret = { path: 'properties.key', changeType: 'Modify', before: 'hunter2', after: 'hunter3', isSecret: true } as const;

describe('the Plan page’s snapshot', () => {
  it('puts deletes first, then risks, then changes, then what stays', () => {
    const changes = [change('same', { changeType: 'NoChange' }), change('made', { changeType: 'Create' }), change('risky', { risk: { level: 'high', reasons: ['Opens the network.'] } }), change('gone', { changeType: 'Delete' }), change('noisy', { isNoise: true })];
    assert.deepEqual(planView(plan({ changes }), root).changes.map(({ name }) => name), ['gone', 'risky', 'made', 'noisy', 'same']);
  });

  it('finds a change again by the id that the page sends, and nothing by any other', () => {
    const whole = plan({ changes: [change('b'), change('a', { changeType: 'Delete' })], notPredicted: [{ reason: 'nested' }] });
    for (const shown of planView(whole, root).changes) assert.equal(findChange(whole, shown.id)?.name, shown.name);
    assert.deepEqual(['c9', 'x', '', '__proto__', 'c-1'].map((id) => findChange(whole, id)), Array(5).fill(undefined));
    assert.equal(findNotPredicted(whole, planView(whole, root).notPredicted[0]?.id ?? '')?.reason, 'nested');
  });

  it('names the declaring line, seen from the workspace', () => {
    const [shown] = planView(plan({ changes: [change('a', { declaration, module: declaration.file })] }), root).changes;
    assert.deepEqual([shown?.declaration, shown?.module], [{ label: 'storage.bicep:14', file: 'deployment/modules/storage.bicep' }, 'deployment/modules/storage.bicep']);
  });

  it('shows values as what they are', () => {
    assert.deepEqual(valueViews({ path: 'p', changeType: 'Modify', before: 'Deny', after: { a: [1] } }), { before: { kind: 'scalar', text: 'Deny' }, after: { kind: 'json', text: '{\n  "a": [\n    1\n  ]\n}' } });
    assert.deepEqual(valueViews({ path: 'p', changeType: 'Create', after: null, knownAtDeploy: true }).after.kind, 'deploy-time');
    assert.deepEqual(valueViews({ path: 'p', changeType: 'Create' }).before.kind, 'absent');
    assert.equal(valueViews({ path: 'p', changeType: 'Create', after: 'x'.repeat(10_000) }).after.text.length, 4001);
  });

  it('tells what was asked beforehand, what can be done about it, and which settings would be lost', () => {
    const purge = { title: 'Purge it', command: 'az keyvault purge --name kv', action: { kind: 'purge', vault: 'kv', resourceId: '/kv', location: 'eastus' } } as const;
    const whole = plan({
      preflight: [{ id: 'soft-deleted-names', title: 'No deleted resource holds a name', state: 'fail', reason: 'Held.', resourceIds: [], remedies: [purge, { title: 'Rename' }], canOverride: true }],
      settingsImpact: [{ siteId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app/slots/staging', dropped: ['MINE'], overwritten: ['MODE'], undetermined: ['LATER'] }],
      objections: [{ id: 'lock', reason: 'No lock.' }],
    });
    const { preflight, settings, objections } = planView(whole, root);
    assert.deepEqual(preflight?.[0]?.remedies, [{ title: 'Purge it', command: 'az keyvault purge --name kv', action: 'purge' }, { title: 'Rename' }]);
    assert.deepEqual(settings?.map(({ app, dropped, overwritten }) => [app, dropped, overwritten]), [['app / staging', ['MINE'], ['MODE']]]);
    assert.deepEqual(objections, [{ id: 'lock', reason: 'No lock.' }]);
    assert.deepEqual([findRemedy(whole, 'soft-deleted-names', 'Purge it')?.action, findRemedy(whole, 'soft-deleted-names', 'x'), findRemedy(whole, 'x', 'Purge it')], [purge.action, undefined, undefined]);
    const text = planMarkdown(whole, root);
    for (const piece of ['- Held.', '- No lock.', '- app: MINE', 'staging: MODE']) assert.ok(text.includes(piece.replace('- app', '- staging')), piece);
  });

  it('lets no secret out, in the page, the diff or the export', () => {
    const whole = plan({ counts: { create: 0, modify: 1, delete: 0, noChange: 0, ignore: 0, noise: 0, notPredicted: 0 }, changes: [change('a', { properties: [secret] })] });
    const everything = JSON.stringify([planView(whole, root), diffTexts(whole.changes[0]!), planMarkdown(whole, root)]);
    assert.ok(!everything.includes('hunter'));
  });
});

describe('the text diff of a change', () => {
  it('has the same lines on both sides but for what changes', () => {
    const { before, after } = diffTexts(change('a', { properties: [{ path: 'tags.b', changeType: 'Create', after: 'new' }, { path: 'sku.name', changeType: 'Modify', before: 'LRS', after: 'GRS' }, { path: 'id', changeType: 'Modify', before: 'x', knownAtDeploy: true }] }));
    assert.deepEqual([before.split('\n').slice(2), after.split('\n').slice(2)], [['id: "x"', 'sku.name: "LRS"', ''], ['id: /* known at deployment */', 'sku.name: "GRS"', 'tags.b: "new"', '']]);
  });
});

describe('the plan as Markdown', () => {
  const counts = { create: 0, modify: 1, delete: 0, noChange: 0, ignore: 0, noise: 0, notPredicted: 0 };

  it('says where, what and how risky, with each change folded', () => {
    const text = planMarkdown(plan({ counts, risk: { level: 'high', reasons: ['Opens the network.'] }, changes: [change('a', { declaration, properties: [{ path: 'p', changeType: 'Modify', before: 'Deny', after: 'Allow' }] })] }), root);
    for (const piece of ['## Plan for dev: 0 to create, 1 to change, 0 to delete', '`rg-aos-dev`, local sandbox (rehearsal)', '- Opens the network.', '- p: "Deny"', '+ p: "Allow"', 'deployment/modules/storage.bicep:14']) assert.ok(text.includes(piece), piece);
  });

  it('fits a comment and says what it leaves out', () => {
    const changes = Array.from({ length: 2000 }, (_, index) => change(`resource${index}`, { properties: [{ path: 'p', changeType: 'Modify', before: 'x'.repeat(200), after: 'y' }] }));
    const text = planMarkdown(plan({ counts, changes }), root);
    assert.ok(text.length < 65_536);
    assert.match(text, /_\d+ more changes are left out/);
  });

  it('keeps markup of names and values from being markup', () => {
    const text = planMarkdown(plan({ counts, changes: [change('<script>', { properties: [{ path: 'p', changeType: 'Create', after: '```\n</details>' }] })] }), root);
    assert.ok(!text.includes('<script>'));
    assert.equal(text.split('```').length, 3);
  });
});
