import assert from 'node:assert/strict';
import fc from 'fast-check';
import { comparableRun } from '../../../src/editor/shared/comparableRun';
import { copyParameters, environmentNameProblem } from '../../../src/editor/shared/newEnvironment';
import { findRepository } from '../../../src/local/workspace';
import { faultViews, toggleFault, withoutFaults } from '../../../src/editor/webviews/sandboxPage/faultPresets';
import { sandboxView } from '../../../src/editor/webviews/sandboxPage/sandboxView';
import { parseFaultFile } from '../../../src/sandbox/faults/faultFile';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './builders';

describe('a new environment', () => {
  it('is a copy with its own name in value and tag, and nothing else changed', () => {
    const text = "using '../main.bicep'\nparam environment = 'dev'\nparam tags = {\n  Environment: 'dev'\n  Team: 'dev'\n}\n";
    assert.deepEqual(copyParameters(text, 'dev', 'test'), { set: true, text: "using '../main.bicep'\nparam environment = 'test'\nparam tags = {\n  Environment: 'test'\n  Team: 'dev'\n}\n" });
    assert.equal(copyParameters("param environment = base.environment\n", 'dev', 'test').set, false);
  });

  it('has a name that files, groups and tags can bear', () => {
    assert.deepEqual(['test', 'a-1', '', 'Test', '1st', 'dev', 'a/b', '../x', 'a'.repeat(21)].map((name) => environmentNameProblem(name, ['Dev'])), [undefined, undefined, 'empty', 'characters', 'characters', 'taken', 'characters', 'characters', 'characters']);
  });

  it('keeps every other text as it is', () => {
    fc.assert(fc.property(fc.string(), (text) => { fc.pre(!/environment/i.test(text)); assert.equal(copyParameters(text, 'dev', 'test').text, text); }));
  });
});

describe('runs to compare', () => {
  it('differ in what was deployed, not in the order it was told', () => {
    const operations = ['b', 'a'].map((name) => ({ operationId: name, provisioningOperation: 'Create', provisioningState: 'Succeeded', target: { id: `/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/${name}`, name, type: 'Microsoft.Storage/storageAccounts' } }));
    const [one, other] = [run({ operations }), run({ operations: operations.toReversed() })];
    assert.equal(comparableRun(one), comparableRun(other));
    assert.notEqual(comparableRun(one), comparableRun(run({ operations: operations.slice(1) })));
    assert.ok(comparableRun(one).includes('Microsoft.Storage/storageAccounts/a'));
  });
});

describe('the repository of a workspace', () => {
  it('is found above it, with the branch that the remote calls its own', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'aos-repository-'));
    try {
      const folder = path.join(root, 'a', 'b');
      mkdirSync(folder, { recursive: true });
      mkdirSync(path.join(root, '.git', 'refs', 'remotes', 'origin'), { recursive: true });
      writeFileSync(path.join(root, '.git', 'HEAD'), 'ref: refs/heads/topic\n');
      assert.deepEqual(findRepository(folder), { root, branch: 'topic' });
      writeFileSync(path.join(root, '.git', 'refs', 'remotes', 'origin', 'HEAD'), 'ref: refs/remotes/origin/trunk\n');
      assert.deepEqual(findRepository(folder), { root, branch: 'trunk' });
      writeFileSync(path.join(root, '.git', 'packed-refs'), '# pack-refs\n0123 refs/heads/main\n');
      rmSync(path.join(root, '.git', 'refs', 'remotes', 'origin', 'HEAD'));
      assert.deepEqual(findRepository(folder), { root, branch: 'main' });
      mkdirSync(path.join(root, '.git', 'worktrees', 'w'), { recursive: true });
      writeFileSync(path.join(root, '.git', 'worktrees', 'w', 'commondir'), '../..\n');
      mkdirSync(path.join(root, 'w'));
      writeFileSync(path.join(root, 'w', '.git'), `gitdir: ${path.join(root, '.git', 'worktrees', 'w')}\n`);
      assert.deepEqual(findRepository(path.join(root, 'w')), { root: path.join(root, 'w'), branch: 'main' });
    } finally { rmSync(root, { recursive: true }); }
  });
});

describe('faults of the sandbox', () => {
  const own = { seed: 7, rules: [{ name: 'busy', fault: { kind: 'throttle' } }] };

  it('are presets that the sandbox understands, each switched on and off again', () => {
    for (const { id, source } of faultViews({ rules: [] })) {
      assert.equal(source, 'preset');
      const on = toggleFault(own, id);
      assert.doesNotThrow(() => parseFaultFile(JSON.stringify(on), 'faults'), id);
      assert.deepEqual(faultViews(on).filter((fault) => fault.on).map((fault) => fault.id), [id, 'rule 0']);
      assert.deepEqual(toggleFault(on, id), own);
    }
  });

  it('keep the rules of the file, switched off', () => {
    const off = withoutFaults(toggleFault(own, faultViews(own)[0]?.id ?? ''));
    assert.deepEqual(faultViews(off).filter(({ on }) => on), []);
    assert.deepEqual(off, { seed: 7, rules: [{ ...own.rules[0], enabled: false }] });
    assert.deepEqual(faultViews(toggleFault(off, 'rule 0')).filter(({ on }) => on).map(({ title }) => title), ['busy']);
  });
});

describe('the Sandbox page’s snapshot', () => {
  const address = { resourceManager: 'http://127.0.0.1:1', cloud: 'http://127.0.0.1:1', tls: false, processId: 1, keyVault: 'http://127.0.0.1:1/kv', stateFolder: '/x' };
  it('shows the newest requests first and every endpoint once', () => {
    const view = sandboxView({ address, health: { resources: 3, requests: 2, uptimeSeconds: 5 }, requests: [{ time: 'a', method: 'GET', path: '/1', status: 200 }, { time: 'b', method: 'PUT', path: '/2', status: 429, faults: ['x'] }], faults: { rules: [] } }, new Date('2026-03-01T12:00:10Z'));
    assert.deepEqual([view.resources, view.startedAt, view.requests.map((request) => request.path), view.endpoints.map(({ name }) => name)], [3, '2026-03-01T12:00:05.000Z', ['/2', '/1'], ['resourceManager', 'keyVault']]);
  });

  it('tells the Azure CLI the way that fits how the sandbox was started', () => {
    const guides = (tls: boolean) => JSON.stringify(sandboxView({ address: { ...address, tls, ...(tls ? { caFile: '/ca.pem' } : {}) }, health: {}, requests: [], faults: {} }, new Date(0)).guides);
    assert.ok(guides(true).includes('REQUESTS_CA_BUNDLE=/ca.pem') && !guides(true).includes('--tls'));
    assert.ok(guides(false).includes('--tls') && guides(false).includes('allowInsecureConnection'));
  });
});
