import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { InputError } from '../../../../src/core/errors';
import { armActions, ChecklistActions, clickWorks, loadCatalogue, rowWorks } from '../../../../src/core/checklist';
import type { ArmChange } from '../../../../src/core/checklist/actions/action';
import { asAzCommands, asBicep } from '../../../../src/core/checklist/actions/asCommands';
import { whereDone } from '../../../../src/core/checklist/actions/work/again';
import { hashChanges, planChanges } from '../../../../src/core/checklist/actions/planChanges';
import { readJunit, readPytest } from '../../../../src/core/checklist/actions/work/tools';
import type { JsonObject, JsonValue } from '../../../../src/core/values';
import { ChecklistBench } from '../../../support/checklistBench';
import { getBicepPath } from '../../sample/bicepCli';

const group = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-aos-dev';
const lock: ArmChange = { title: 'Lock', method: 'PUT', id: `${group}/providers/Microsoft.Authorization/locks/CannotDelete`, apiVersion: '2016-09-01', body: { properties: { level: 'CanNotDelete' } } };
const plan = async (change: ArmChange, before?: JsonObject): Promise<Awaited<ReturnType<typeof planChanges>>[number]> => (await planChanges([change], { read: async () => before }))[0]!;

describe('the actions of the checklist', () => {
  it('are there for every one of the 52 items that are run', async () => {
    const catalogue = await loadCatalogue();
    const items = catalogue.items.filter(({ kind }) => kind === 'action');
    assert.deepEqual(items.filter(({ id }) => !rowWorks.has(id)).map(({ id }) => id), []);
    assert.deepEqual([...rowWorks.keys()].filter((id) => catalogue.find(id)?.action === undefined), []);
  });

  it('are there for every action that a measured item offers, or it is said where the work is done', async () => {
    const offered = new Set((await loadCatalogue()).items.flatMap(({ kind, action }) => (kind === 'action' || action === undefined ? [] : [action])));
    const run = new Set((await loadCatalogue()).items.filter(({ id }) => rowWorks.has(id)).map(({ action }) => action));
    assert.deepEqual([...offered].filter((action) => !armActions.has(action) && !clickWorks.has(action) && !run.has(action) && whereDone(action, 'dev') === undefined), []);
  });

  it('are named by items', async () => {
    const named = new Set((await loadCatalogue()).items.map(({ action }) => action));
    assert.deepEqual([...armActions.keys(), ...clickWorks.keys()].filter((id) => !named.has(id)), []);
  });
});

describe('an open incident', () => {
  it('keeps what takes something back waiting until somebody has decided', async () => {
    const bench = new ChecklistBench();
    const actions = new ChecklistActions(bench.service, {} as never);
    await bench.service.attest('dev', 'emergency.start.declared', { note: 'Nothing answers.', facts: { severity: 'P0' } });
    await assert.rejects(actions.run('dev', 'emergency.infra.rollback-run'), (error) => error instanceof InputError && error.code === 'Incident.NotDecided');
    await bench.service.attest('dev', 'emergency.start.decision', { note: 'Go back.', facts: { decision: 'infrastructure' } });
    await assert.rejects(actions.run('dev', 'emergency.infra.rollback-run'), TypeError);
  });
});

describe('what an action would change', () => {
  it('is a creation where nothing is there, taken back by deleting', async () => {
    const { changeType, differences, undo } = await plan(lock);
    assert.deepEqual([changeType, differences, undo], ['Create', [{ path: 'properties.level', after: 'CanNotDelete' }], { method: 'DELETE', id: lock.id, apiVersion: lock.apiVersion }]);
  });

  it('is nothing where all of it is so already, in any case and with more of the service\'s own', async () => {
    assert.equal((await plan(lock, { properties: { Level: 'cannotdelete', notes: 'x' } })).changeType, 'NoChange');
    const rules: ArmChange = { ...lock, method: 'PATCH', body: { properties: { rules: [{ name: 'a', to: 1 }] } } };
    assert.equal((await plan(rules, { properties: { rules: [{ name: 'a', to: 1, id: '7' }] } })).changeType, 'NoChange');
  });

  it('names the leaves that change, and puts them back', async () => {
    const patch: ArmChange = { ...lock, method: 'PATCH', body: { properties: { tls: '1.2', https: true } } };
    const { changeType, differences, undo } = await plan(patch, { properties: { tls: '1.0', https: true } });
    assert.deepEqual([changeType, differences, undo?.body], ['Modify', [{ path: 'properties.tls', before: '1.0', after: '1.2' }], { properties: { tls: '1.0' } }]);
  });

  it('cannot be taken back where it is irreversible, or where nothing was there before', async () => {
    const patch: ArmChange = { ...lock, method: 'PATCH', body: { properties: { purge: true } } };
    assert.equal((await plan(patch, { properties: {} })).undo, undefined);
    assert.equal((await plan({ ...patch, irreversible: 'for good' }, { properties: { purge: false } })).undo, undefined);
  });

  it('shows no secret, and has another hash when it is another thing', async () => {
    const hook = (key: string): ArmChange => ({ ...lock, body: { properties: { clientSecret: key } } });
    const [one, other] = [await plan(hook('first-secret-value')), await plan(lock)];
    assert.ok(!JSON.stringify(one.differences).includes('first-secret-value'));
    assert.notEqual(hashChanges([one]), hashChanges([other]));
  });
});

describe('an action as commands', () => {
  it('of the Azure CLI quotes for a shell', () => {
    const text = asAzCommands([{ ...lock, body: { note: "it's $(rm -rf) `x`" } }], 'https://management.azure.com/');
    assert.match(text, /--url 'https:\/\/management\.azure\.com\/subscriptions\/[^']+\?api-version=2016-09-01'/);
    assert.ok(text.includes(`--body '{"note":"it'\\''s $(rm -rf) \`x\`"}'`));
  });

  it('of any body is one that a shell gives back as it was', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const body = { value: JSON.parse(JSON.stringify(value)) as JsonValue };
      const quoted = /--body ('[\s\S]*)\n$/.exec(asAzCommands([{ ...lock, body }], 'https://x'))?.[1] ?? '';
      assert.equal(quoted.slice(1, -1).replaceAll(`'\\''`, "'"), JSON.stringify(body));
    }));
  });

  it('of Bicep compiles, whatever stands in it', async function bicep() {
    this.timeout(60_000);
    const cli = getBicepPath();
    const folder = mkdtempSync(path.join(tmpdir(), 'aos-deploy-bicep-'));
    try {
      const strange = fc.sample(fc.jsonValue({ maxDepth: 2 }), 20).map((value, index): ArmChange => ({ ...lock, title: `Change\n${index}`, id: `${group}/providers/Microsoft.Authorization/locks/l${index}`, body: { properties: { level: 'CanNotDelete', notes: JSON.stringify(value) } } }));
      const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv`;
      const changes: readonly ArmChange[] = [...strange, { ...lock, id: `${vault}/providers/Microsoft.Insights/diagnosticSettings/Diag`, apiVersion: '2021-05-01-preview', body: { properties: { workspaceId: "it's ${x}\\", logs: [], metrics: [{ category: 'AllMetrics', enabled: true }] } } }, { ...lock, method: 'PATCH', title: 'Patch' }, { ...lock, method: 'POST', title: 'Post' }];
      const file = path.join(folder, 'actions.bicep');
      writeFileSync(file, asBicep(changes, group));
      const compiled = JSON.parse(execFileSync(cli, ['build', file, '--stdout'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })) as { resources: readonly { name: string; properties: JsonObject }[] };
      assert.equal(compiled.resources.length, 21);
      assert.deepEqual(compiled.resources.find(({ name }) => name === 'Diag')?.properties['workspaceId'], "it's ${x}\\");
    } finally { rmSync(folder, { recursive: true, force: true }); }
  });
});

describe('what pytest said', () => {
  it('is read from its JUnit file', () => {
    const xml = '<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="46" time="3.210" timestamp="2026-01-02T03:04:05" hostname="h"><testcase classname="t" name="a &lt;testsuite tests=&quot;9&quot;"/></testsuite></testsuites>';
    assert.deepEqual(readJunit(xml, 1), { exitCode: 1, tests: 46, passed: 40, failures: 2, errors: 1 });
    assert.deepEqual(['', '<testsuites/>', 'Traceback'].map((text) => readJunit(text, 2)), [undefined, undefined, undefined]);
  });

  it('is read from its last line', () => {
    const read = (output: string): unknown => { const { tests, passed, failures, errors } = readPytest({ exitCode: 1, output }); return [tests, passed, failures, errors]; };
    assert.deepEqual([read('x\n=== 2 failed, 40 passed, 1 error in 3.21s ===\n'), read('== 5 passed, 1 warning in 0.10s =='), read('=== no tests ran in 0.01s ==='), read('Traceback')], [[43, 40, 2, 1], [5, 5, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]);
  });
});
