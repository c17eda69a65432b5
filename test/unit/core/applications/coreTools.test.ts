import assert from 'node:assert/strict';
import { coreToolsArguments } from '../../../../src/core/applications/deployApplication';

const site = { id: '/subscriptions/S1/resourceGroups/rg/providers/Microsoft.Web/sites/app', name: 'app' };
const azure = { resourceManager: 'https://management.azure.com/', isSandbox: false };

describe('Core Tools are called', () => {
  it('with the app of this subscription and cloud, and a build on the service’s side', () => {
    assert.equal(coreToolsArguments(site, azure).join(' '), 'azure functionapp publish app --python --build remote --subscription S1 --management-url https://management.azure.com');
  });

  it('with the slot, and without a remote build, as one asks', () => {
    assert.equal(coreToolsArguments({ ...site, id: `${site.id}/slots/staging`, slot: 'staging' }, { ...azure, remoteBuild: false }).join(' '), 'azure functionapp publish app --python --slot staging --build local --subscription S1 --management-url https://management.azure.com');
  });

  it('with a token of no worth at the sandbox, and with none anywhere else', () => {
    assert.deepEqual(coreToolsArguments(site, { resourceManager: 'https://localhost:1', isSandbox: true }).slice(-4), ['--management-url', 'https://localhost:1', '--access-token', 'sandbox']);
    assert.ok(!coreToolsArguments(site, azure).includes('--access-token'));
  });
});
