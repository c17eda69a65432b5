import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { parse } from 'yaml';
import { asAzCommands, asOrchestratorCommands, renderGithubWorkflow, shellQuote, workflowFile, type CommandSubject, inPromotionOrder, workflowOfWorkspace } from '../../../../src/core/export';

const subject: CommandSubject = {
  environment: { name: 'dev', isProtected: false }, subscriptionId: '1111', resourceGroup: 'rg aos', location: 'eastus', deploymentName: 'aos-1', gitSha: 'abc',
  templateFile: 'deployment/main-modular.bicep', parametersFile: 'deployment/parameters/dev.bicepparam', tags: { project: 'aos' },
};
const environments = ['dev', 'staging', 'prod'].map((name) => ({ name, isProtected: name === 'prod' }));
const workflow = () => renderGithubWorkflow({ environments, watched: ['deployment'], defaultBranch: 'main', version: '0.1.0', workspace: '.' });

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

describe('The workflow for GitHub Actions', () => {
  it('is one that GitHub\'s own reader accepts', async () => {
    const { NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');
    const complaints = (content: string) => parseWorkflow({ name: workflowFile, content }, new NoOperationTraceWriter()).context.errors.getErrors().map((error) => error.message);
    assert.deepEqual(complaints(workflow()), []);
    assert.notDeepEqual(complaints(workflow().replace('runs-on', 'run-on')), []);
  });

  it('promotes towards what must not break, wherever the alphabet puts it', () => {
    const named = (name: string, isProtected = false) => ({ name, isProtected });
    assert.deepEqual(inPromotionOrder([named('blue'), named('dev'), named('prod', true), named('prod-eu', true), named('qa'), named('staging')]).map(({ name }) => name), ['dev', 'qa', 'staging', 'blue', 'prod', 'prod-eu']);
  });

  it('watches the folders of the environments inside the repository', () => {
    const environment = { name: 'dev', isProtected: false, resourceGroup: 'rg', templateFile: '/repo/app/deployment/main.bicep', parametersFile: '/repo/app/deployment/parameters/dev.bicepparam' };
    const { watched, workspace } = workflowOfWorkspace({ environments: [environment], repository: { root: '/repo' }, root: '/repo/app', version: '1' });
    assert.deepEqual([watched, workspace], [['app/deployment'], 'app']);
    assert.equal(workflowOfWorkspace({ environments: [environment], repository: { root: '/repo/app' }, root: '/repo/app', version: '1' }).workspace, '.');
  });

  it('promotes from one environment to the next, never cancels a deployment, and asks for no secret', () => {
    const { jobs } = parse(workflow()) as { jobs: Record<string, { needs?: string; environment?: string; concurrency?: { 'cancel-in-progress': boolean } }> };
    assert.deepEqual(Object.entries(jobs).map(([id, job]) => [id, job.needs, job.environment]), [
      ['plan', undefined, '${{ matrix.environment }}'], ['deploy-dev', undefined, 'dev'], ['deploy-staging', 'deploy-dev', 'staging'], ['deploy-prod', 'deploy-staging', 'prod'],
    ]);
    assert.ok(Object.values(jobs).every((job) => job.concurrency?.['cancel-in-progress'] !== true));
    assert.ok(!workflow().includes('secrets.'));
  });
});
