import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { asAzCommands, asOrchestratorCommands, powerShellQuote, shellQuote, type CommandSubject } from '../../../../src/core/export';

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
    assert.equal(asOrchestratorCommands(subject), "az account set --subscription 1111\ncd deployment\npython3 deploy.py --resource-group 'rg aos' --location eastus --template main-modular.bicep --parameters parameters/dev.bicepparam --git-sha abc --allow-warnings\n");
    assert.ok(!asOrchestratorCommands({ ...subject, environment: { name: 'prod', isProtected: true } }).includes('--allow-warnings'));
    assert.ok(asOrchestratorCommands({ ...subject, parametersFile: 'params/dev.bicepparam' }).includes('--parameters ../params/dev.bicepparam'));
  });

  it('switch to the cloud first where it is not the usual one', () => {
    for (const render of [asAzCommands, asOrchestratorCommands]) {
      assert.match(render({ ...subject, cloud: 'usgov' }), /^az cloud set --name AzureUSGovernment\naz account set --subscription 1111\n/);
      assert.match(render({ ...subject, cloud: 'sandbox' }), /^az account set/);
    }
  });

  const odd: CommandSubject = {
    environment: { name: 'dev', isProtected: false }, subscriptionId: 'My $(touch owned) "subscription"', resourceGroup: "rg-it's `here`", location: '$HOME', deploymentName: '{"a":[1,"b c"]}', gitSha: '-abc; touch owned',
    templateFile: 'my deployment/$x/main & more.bicep', parametersFile: 'my deployment/%PATH%/it’s\nhere.bicepparam', tags: { 'cost centre': 'R&D | "x" > \\', 'ünïcode': '\u201Cq\u201D' },
  };
  const wanted = ['my deployment/%PATH%/it’s\nhere.bicepparam', odd.subscriptionId, odd.resourceGroup, odd.location, odd.deploymentName, 'cost centre=R&D | "x" > \\', 'ünïcode=\u201Cq\u201D'];
  const oddForOrchestrator = [odd.subscriptionId, odd.resourceGroup, odd.location, 'main & more.bicep', '../%PATH%/it’s\nhere.bicepparam', '-abc; touch owned'];

  it('reach the tools whole through bash, whatever names and paths are made of', () => {
    const arrived = (text: string): readonly string[] => execFileSync('bash', ['-euc', `az() { printf '%s\\0' "$@"; }; python3() { az "$@"; }; cd() { :; }\n${text}`], { encoding: 'utf8' }).split('\0');
    assert.deepEqual(wanted.filter((one) => !arrived(asAzCommands(odd)).includes(one)), []);
    assert.deepEqual(oddForOrchestrator.filter((one) => !arrived(asOrchestratorCommands(odd)).includes(one)), []);
  });

  it('reach the tools whole through PowerShell, by its rules of quoting', () => {
    // A word is bare, where nothing in it means anything, or in single quotes, in which two of them stand for one. @see about_Quoting_Rules
    const arrived = (text: string): readonly string[] => [...text.matchAll(/(?:^|[ \n])(?:'((?:[^'\u2018-\u201B]|''|\u2018\u2018|\u2019\u2019|\u201A\u201A|\u201B\u201B)*)'|([^\s'"$\x60(){}@,;&|<>#]+))(?=[ \n]|$)/g)].map(([, quoted, bare]) => bare ?? quoted?.replace(/(['\u2018-\u201B])\1/g, '$1') ?? '');
    const az = asAzCommands(odd, 'powershell');
    assert.deepEqual(wanted.filter((one) => !arrived(az).includes(one)), []);
    assert.deepEqual(oddForOrchestrator.filter((one) => !arrived(asOrchestratorCommands(odd, 'powershell')).includes(one)), []);
    assert.equal(arrived(az).length, 5 + 10 + 10 + 10 + 12 + 9, az);
    fc.assert(fc.property(fc.string({ minLength: 1 }), (text) => { assert.deepEqual(arrived(`az ${powerShellQuote(text)}`), ['az', text]); }));
  });

  it('survive any shell: every argument arrives as it was', () => {
    const texts = fc.sample(fc.string({ minLength: 1 }).filter((text) => !text.includes('\0')), { numRuns: 100, seed: 1 });
    const output = execFileSync('sh', ['-c', `for a in ${texts.map(shellQuote).join(' ')}; do printf '%s\\0' "$a"; done`], { encoding: 'utf8' });
    assert.deepEqual(output.split('\0').slice(0, -1), texts);
  });
});
