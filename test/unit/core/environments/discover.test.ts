import assert from 'node:assert/strict';
import fc from 'fast-check';
import { discoverEnvironments, parseAosYaml, readParametersHead, readStringParameter } from '../../../../src/core/environments';
import { DeployError } from '../../../../src/core/errors';
import { memoryFiles } from './memoryFiles';

const template = 'deployment/main-modular.bicep';
const parameters = (name: string): string => `deployment/parameters/${name}.bicepparam`;
const bicep = `param namePrefix string = 'aos'\n`;
const using = `using '../main-modular.bicep'\n`;

describe('environments of a workspace', () => {
  it('are the parameters files whose using names the template', async () => {
    const { environments, problems } = await discoverEnvironments(memoryFiles({ [template]: bicep, [parameters('prod')]: using, [parameters('dev')]: `// dev\n${using}param namePrefix = 'team' // ours\n`, 'deployment/other.bicepparam': using }));
    assert.deepEqual(problems, []);
    assert.deepEqual(environments, [
      { name: 'dev', parametersFile: `/w/${parameters('dev')}`, templateFile: `/w/${template}`, resourceGroup: 'rg-team-dev', isProtected: false },
      { name: 'prod', parametersFile: `/w/${parameters('prod')}`, templateFile: `/w/${template}`, resourceGroup: 'rg-aos-prod', isProtected: true },
    ]);
  });

  it('may lie anywhere and have several templates', async () => {
    const { environments } = await discoverEnvironments(memoryFiles({ [template]: bicep, [parameters('dev')]: using, 'infra/net.bicep': '', 'infra/parameters/dev.bicepparam': `using '../net.bicep'`, 'infra/parameters/lab.bicepparam': `using '../net.bicep'` }));
    assert.deepEqual(environments.map(({ name, templateFile, resourceGroup }) => [name, templateFile, resourceGroup]), [
      ['dev', `/w/${template}`, 'rg-aos-dev'], ['dev@net', '/w/infra/net.bicep', 'rg-aos-dev'], ['lab', '/w/infra/net.bicep', 'rg-aos-lab'],
    ]);
  });

  it('take what aos.yaml says, for one or for all', async () => {
    const { environments, problems } = await discoverEnvironments(memoryFiles({
      [template]: bicep, [parameters('dev')]: using, [parameters('prod')]: using,
      'aos.yaml': 'defaults:\n  location: westeurope\n  cloud: usgov\nenvironments:\n  dev:\n    resourceGroup: my-group\n    subscription: 11111111-1111-1111-1111-111111111111\n    cloud: sandbox\n    protected: true\n    probes:\n      - { name: health, app: main }\n  prod:\n    protected: false\n',
    }));
    assert.deepEqual(problems, []);
    assert.deepEqual(environments.map(({ resourceGroup, subscriptionId, cloud, location, isProtected }) => [resourceGroup, subscriptionId, cloud, location, isProtected]), [
      ['my-group', '11111111-1111-1111-1111-111111111111', 'sandbox', 'westeurope', true], ['rg-aos-prod', undefined, 'usgov', 'westeurope', false],
    ]);
    assert.deepEqual(environments[0]?.probes, [{ name: 'health', app: 'main' }]);
  });

  it('with a using that points nowhere are listed, with the place of the mistake', async () => {
    const { environments, problems } = await discoverEnvironments(memoryFiles({ [parameters('dev')]: `\nusing '../nope.bicep'` }));
    assert.equal(environments[0]?.templateFile, '/w/deployment/nope.bicep');
    assert.deepEqual([problems[0]?.code, problems[0]?.range], ['aos/using-not-found', { start: { line: 1, character: 0 }, end: { line: 1, character: 21 } }]);
  });

  it('without a using say how to begin the file', async () => {
    const { problems } = await discoverEnvironments(memoryFiles({ [template]: bicep, [parameters('dev')]: '// nothing yet' }));
    assert.deepEqual([problems[0]?.code, problems[0]?.nextStep], ['aos/using-missing', `Begin the file with: using '../main-modular.bicep'`]);
  });

  it('leave out base files, and follow them for the name prefix', async () => {
    const { environments } = await discoverEnvironments(memoryFiles({ [template]: bicep, 'deployment/parameters/base.bicepparam': `using none\nparam namePrefix = 'base'`, [parameters('dev')]: `${using}extends 'base.bicepparam'` }));
    assert.deepEqual(environments.map(({ name, resourceGroup }) => [name, resourceGroup]), [['dev', 'rg-base-dev']]);
  });

  it('that do not exist say what is missing', async () => {
    assert.deepEqual((await discoverEnvironments(memoryFiles({ 'README.md': '' }))).problems.map(({ code }) => code), ['aos/no-template']);
    assert.deepEqual((await discoverEnvironments(memoryFiles({ [template]: bicep }))).problems.map(({ code }) => code), ['aos/no-parameters-file']);
    const [json] = (await discoverEnvironments(memoryFiles({ [template]: bicep, 'deployment/parameters/dev.parameters.json': '{}' }))).problems;
    assert.deepEqual([json?.code, json?.nextStep], ['aos/json-parameters', 'Convert it: bicep decompile-params deployment/parameters/dev.parameters.json --bicep-file deployment/main-modular.bicep --outfile deployment/parameters/dev.bicepparam']);
    const schema = '{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#" }';
    const beside = await discoverEnvironments(memoryFiles({ [template]: bicep, [parameters('dev')]: using, 'deployment/parameters/dev.parameters.json': schema, 'deployment/parameters/staging.parameters.json': schema, 'deployment/parameters/regions.json': '{}' }));
    assert.deepEqual([beside.environments.length, beside.problems.map(({ file, severity }) => [file.split('/').at(-1), severity])], [1, [['staging.parameters.json', 'warning']]]);
    await assert.rejects(discoverEnvironments({ ...memoryFiles({}), exists: async () => false }), (error) => error instanceof DeployError && error.code === 'Workspace.None');
  });
});

describe('aos.yaml', () => {
  const problemsOf = async (text: string): Promise<unknown[]> => (await parseAosYaml('/w/aos.yaml', text)).diagnostics.map(({ code, message, range }) => [code, message, range?.start]);

  it('is refused with line and cause', async () => {
    assert.deepEqual(await problemsOf('environments:\n  dev:\n    resourcegroup: x\n'), [['aos/yaml-schema', 'environments.dev has no setting "resourcegroup".', { line: 2, character: 4 }]]);
    assert.deepEqual((await problemsOf('environments:\n  dev:\n    subscription: team-a\n')).length, 1);
    assert.equal(((await problemsOf('environments:\n  dev: [\n'))[0] as unknown[])[0], 'aos/yaml-syntax');
    assert.equal((await problemsOf('- a\n- b')).length, 1);
  });

  it('may be empty', async () => { assert.deepEqual(await problemsOf('# nothing\n'), []); });

  it('says when backups are due, an environment for itself', async () => {
    const { environments } = await discoverEnvironments(memoryFiles({ [template]: bicep, [parameters('dev')]: using, [parameters('prod')]: using, 'aos.yaml': 'defaults:\n  backup: { everyDays: 7 }\nenvironments:\n  dev:\n    backup: { remind: false }\n' }));
    assert.deepEqual(environments.map(({ name, backup }) => [name, backup]), [['dev', { remind: false }], ['prod', { everyDays: 7 }]]);
    assert.deepEqual((await problemsOf('defaults:\n  backup: { everyDays: 0 }\n')).length, 1);
  });

  it('takes no schedule of backups that makes no sense', async () => {
    await fc.assert(fc.asyncProperty(fc.record({ remind: fc.oneof(fc.boolean(), fc.jsonValue()), everyDays: fc.oneof(fc.integer({ min: -2, max: 400 }), fc.double(), fc.jsonValue()) }, { requiredKeys: [] }), async (backup) => {
      const { settings, diagnostics } = await parseAosYaml('/w/aos.yaml', JSON.stringify({ environments: { dev: { backup } } }));
      const { remind = true, everyDays = 31 } = JSON.parse(JSON.stringify(backup)) as { remind?: unknown; everyDays?: unknown };
      const isGood = typeof remind === 'boolean' && Number.isInteger(everyDays) && (everyDays as number) >= 1 && (everyDays as number) <= 366;
      assert.deepEqual([diagnostics.length === 0, settings.environments['dev'] !== undefined], [isGood, isGood]);
    }), { numRuns: 300 });
  });

  it('never makes the reader throw', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string(), fc.string().map((text) => `environments:\n  dev: ${text}`), fc.json()), async (text) => {
      const { settings, diagnostics } = await parseAosYaml('/w/aos.yaml', text);
      assert.ok(diagnostics.length === 0 || Object.keys(settings.environments).length === 0);
    }), { numRuns: 300 });
  });
});

describe('the head of a parameters file', () => {
  it('is read past comments and strings', () => {
    assert.equal(readParametersHead(`/* using 'no.bicep' */ // using 'no'\n  using 'a b/ü.bicep' // yes\nparam x = 'using \\'z\\''`).using, 'a b/ü.bicep');
    assert.equal(readParametersHead(`param x = '''\nusing 'no.bicep'\n'''`).using, undefined);
    assert.equal(readStringParameter(`param a = 'x'\n// param b = 'c'\nparam b = 'it\\'s'\n`, 'b'), `it's`);
    assert.equal(readStringParameter(`param b = '\${a}-x'`, 'b'), undefined);
  });

  it('never makes the reader throw', () => {
    fc.assert(fc.property(fc.string(), fc.constantFrom('using ', 'param namePrefix = ', ''), (text, head) => { readParametersHead(head + text); readStringParameter(head + text, 'namePrefix'); }), { numRuns: 500 });
  });
});
