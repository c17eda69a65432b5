import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { BicepCli } from './bicepCli';

const root = resolve(__dirname, '../../..');
const sample = (environment: string): string => join(root, 'samples/aos/deployment/parameters', `${environment}.bicepparam`);
const workspace = (name: string, environment = 'dev'): string => join(root, 'test/workspaces', name, 'deployment/parameters', `${environment}.bicepparam`);

describe('the sample and the test workspaces under the real Bicep compiler', function () {
  this.timeout(60_000);
  let bicep: BicepCli;
  before(() => { bicep = BicepCli.start(); });
  after(() => bicep.dispose());

  for (const environment of ['dev', 'staging', 'prod']) {
    it(`compiles ${environment} of the sample without a word`, async () => {
      const answer = await bicep.compileParameters(sample(environment));
      assert.deepEqual({ success: answer.success, diagnostics: answer.diagnostics }, { success: true, diagnostics: [] });
    });
  }

  it('predicts the resources of dev, each with its whole name', async () => {
    const resources = await bicep.predict(sample('dev'));
    assert.deepEqual(countByType(resources), {
      'Microsoft.Authorization/roleAssignments': 5,
      'Microsoft.ContainerRegistry/registries': 1,
      'Microsoft.Insights/components': 1,
      'Microsoft.KeyVault/vaults': 1,
      'Microsoft.MachineLearningServices/workspaces': 1,
      'Microsoft.ManagedIdentity/userAssignedIdentities': 1,
      'Microsoft.OperationalInsights/workspaces': 1,
      'Microsoft.ServiceBus/namespaces': 1,
      'Microsoft.ServiceBus/namespaces/queues': 2,
      'Microsoft.ServiceBus/namespaces/topics': 2,
      'Microsoft.ServiceBus/namespaces/topics/subscriptions': 2,
      'Microsoft.Storage/storageAccounts': 1,
      'Microsoft.Storage/storageAccounts/blobServices': 1,
      'Microsoft.Storage/storageAccounts/blobServices/containers': 1,
      'Microsoft.Web/serverfarms': 1,
      'Microsoft.Web/sites': 3,
    });
    assert.deepEqual(resources.filter(({ name }) => name.startsWith('[')), []);
  });

  it('keeps names within what Azure allows in every stage', async () => {
    for (const environment of ['dev', 'staging', 'prod']) {
      const resources = await bicep.predict(sample(environment));
      const nameOf = (type: string): string => resources.find((resource) => resource.type === type)?.name ?? '';
      assert.match(nameOf('Microsoft.Storage/storageAccounts'), /^[a-z0-9]{3,24}$/);
      assert.match(nameOf('Microsoft.KeyVault/vaults'), /^[a-z][a-z0-9-]{1,22}[a-z0-9]$/);
      assert.match(nameOf('Microsoft.ContainerRegistry/registries'), /^[a-z0-9]{5,50}$/);
    }
  });

  it('cannot tell the name of the storage account that fails inside a module', async () => {
    const resources = await bicep.predict(workspace('failing-module'));
    assert.match(resources.find(({ type }) => type === 'Microsoft.Storage/storageAccounts')?.name ?? '', /^\[join\(.*, '-'\)\]$/);
  });

  const cases: readonly [workspace: string, environment: string, success: boolean, codes: readonly string[]][] = [
    ['tiny', 'dev', true, []],
    ['tiny', 'prod', true, []],
    ['failing-module', 'dev', true, []],
    ['failing-module', 'prod', true, []],
    ['other-names', 'lab', true, []],
    ['other-names', 'field', true, []],
    ['warnings', 'dev', true, ['no-unused-params']],
    ['unknown-parameter', 'dev', false, ['BCP259']],
    ['missing-parameter', 'dev', false, ['BCP258']],
    ['disallowed-value', 'dev', false, ['BCP033']],
    ['does-not-compile', 'dev', false, ['BCP057', 'BCP104']],
    ['broken-using', 'dev', false, ['BCP091']],
    ['broken-using', 'prod', true, []],
    ['no-template', 'dev', false, ['BCP091']],
  ];
  for (const [name, environment, success, codes] of cases) {
    it(`says of ${name}, ${environment}: ${success ? 'compiles' : 'does not compile'}${codes.length > 0 ? `, ${codes.join(' and ')}` : ''}`, async () => {
      const answer = await bicep.compileParameters(workspace(name, environment));
      assert.deepEqual({ success: answer.success, codes: answer.diagnostics.map(({ code }) => code).sort() }, { success, codes });
    });
  }
});

function countByType(resources: readonly { readonly type: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of resources) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
