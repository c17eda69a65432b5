import assert from 'node:assert/strict';
import { DeployError } from '../../../../src/core/errors';
import type { AzureConnection } from '../../../../src/core/ports';
import { removeResources } from '../../../../src/core/rollback/added';
import { loadState, type DeployableSources } from '../../../../src/core/rollback/deployable';
import type { GoodState } from '../../../../src/core/rollback/goodState';
import { FakeClock } from '../../../support/fakeClock';

const state: GoodState = { deploymentId: 'd', deploymentName: 'first', madeAt: '2026-03-04T05:00:00.000Z', tool: 'other', source: 'history', isCurrent: false, missingSecrets: [] };
const commit: GoodState = { ...state, source: 'commit', gitSha: 'abcdef0123456789' };

async function wordsOf(work: Promise<unknown>): Promise<readonly [string, string, string | undefined]> {
  try { await work; } catch (error) {
    assert.ok(error instanceof DeployError, String(error));
    return [error.code, error.message, error.nextStep];
  }
  return assert.fail('It went well.');
}

/** `remembered`: whether ARM has the deployment's parameters; its template it never has. */
function sources(remembered: boolean, disposed: string[] = []): DeployableSources {
  const failed = { success: false, diagnostics: [{ file: 'main.bicep', severity: 'error' as const, code: 'BCP018', message: 'Expected "}".' }] };
  return {
    environment: { name: 'dev', parametersFile: '/w/dev.bicepparam', templateFile: '/w/main.bicep', resourceGroup: 'rg', isProtected: false }, root: '/w', scope: { subscriptionId: 's', resourceGroup: 'rg' },
    connection: { deployments: { find: async () => (remembered ? { parameters: {} } : undefined) }, arm: { request: async () => ({ status: 200, headers: {}, body: {} }) } } as unknown as AzureConnection,
    bicep: { compile: async () => failed, compileParameters: async () => ({ ...failed, diagnostics: [] }) } as never,
    commits: { hasCommit: async () => true, checkOut: async (sha) => ({ folder: '/tree', dispose: async () => { disposed.push(sha); } }) }, getBundle: () => assert.fail('It has no bundle.'),
  };
}

describe('what a rollback says when', () => {
  it('Azure’s history no longer holds the state', async () => {
    assert.deepEqual(await wordsOf(loadState(state, sources(false))), ['Rollback.NotInHistory', 'Azure does not hold the deployment first any more.', 'Choose another good state.']);
    assert.deepEqual(await wordsOf(loadState(state, sources(true))), ['Rollback.NotInHistory', 'Azure does not hold the template of the deployment first.', 'Choose another good state.']);
  });

  it('the template of the commit does not compile, and leaves no work tree behind', async () => {
    const disposed: string[] = [];
    const next = 'Choose another good state, or check out the commit and correct it.';
    assert.deepEqual(await wordsOf(loadState(commit, sources(true, disposed))), ['Rollback.NotCompiled', 'The template of the commit abcdef012345 does not compile: Expected "}".', next]);
    assert.deepEqual(await wordsOf(loadState(commit, sources(false, disposed))), ['Rollback.NotCompiled', 'The template of the commit abcdef012345 does not compile.', next]);
    assert.deepEqual(disposed, [commit.gitSha, commit.gitSha]);
  });

  it('what it deletes does not go', async () => {
    const connection = { arm: { request: async () => ({ status: 202, headers: {} }) }, resources: { findResource: async (id: string) => ({ id }) } } as unknown as AzureConnection;
    const clock = new FakeClock();
    const report = await removeResources({ connection, removes: [{ resourceId: '/x/stuck', apiVersion: '2023-01-01' } as never], clock }, new AbortController().signal);
    assert.deepEqual(report, { resourceIds: [], failed: [{ id: '/x/stuck', message: '/x/stuck is still there 5 minutes after its deletion was asked for.' }] });
    assert.equal(clock.slept.reduce((sum, ms) => sum + ms, 0), 300_000);
  });
});
