import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { asAzCommands, asOrchestratorCommands, shellQuote, type CommandSubject } from '../../../../src/core/export';

const subject: CommandSubject = {
  environment: { name: 'dev', isProtected: false }, subscriptionId: '1111', resourceGroup: 'rg aos', location: 'eastus', deploymentName: 'aos-1', gitSha: 'abc',
  templateFile: 'deployment/main-modular.bicep', parametersFile: 'deployment/parameters/dev.bicepparam', tags: { project: 'aos' },
};

describe('A run as commands', () => {
  it('of the Azure CLI, in the order a person would type them', () => {
    assert.deepEqual(asAzCommands(subject).trim().split('\n').map((command) => command.split(' ').slice(0, 4).join(' ')),
      ['az account set --subscription', 'az group create --name', 'az deployment group validate', 'az deployment group what-if', 'az deployment group create', 'az deployment operation group']);
    assert.ok(asAzCommands(subject).includes("az group create --name 'rg aos' --location eastus --tags project=aos"));
  });

  it('of the Python orchestrator, from its folder, warnings allowed in dev alone', () => {
    assert.equal(asOrchestratorCommands(subject), "cd deployment\npython3 deploy.py --resource-group 'rg aos' --location eastus --template main-modular.bicep --parameters parameters/dev.bicepparam --git-sha abc --allow-warnings\n");
    assert.ok(!asOrchestratorCommands({ ...subject, environment: { name: 'prod', isProtected: true } }).includes('--allow-warnings'));
    assert.ok(asOrchestratorCommands({ ...subject, parametersFile: 'params/dev.bicepparam' }).includes('--parameters ../params/dev.bicepparam'));
  });

  it('survive any shell: every argument arrives as it was', () => {
    const texts = fc.sample(fc.string({ minLength: 1 }).filter((text) => !text.includes('\0')), { numRuns: 100, seed: 1 });
    const output = execFileSync('sh', ['-c', `for a in ${texts.map(shellQuote).join(' ')}; do printf '%s\\0' "$a"; done`], { encoding: 'utf8' });
    assert.deepEqual(output.split('\0').slice(0, -1), texts);
  });
});
