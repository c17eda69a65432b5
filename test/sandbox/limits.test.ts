import assert from 'node:assert/strict';
import type { StartedSandbox } from '../../src/sandbox';
import { send, subscriptionId } from './support/clients';
import { startWithGroup } from './support/group';
import { deployment, template } from './support/templates';
import { Wire } from './support/wire';

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/rg`;
const version = 'api-version=2022-09-01';
const times = <T>(count: number, make: (index: number) => T): Record<string, T> => Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, make(index)]));
const box = (name: string, more: object = {}) => ({ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name, ...more });
const loop = (letter: string, count: number) => box(`[concat('${letter}', copyIndex())]`, { copy: { name: letter, count } });

interface Refusal { readonly error: { readonly code: string; readonly message: string; readonly details?: readonly { readonly code: string; readonly message: string }[]; readonly additionalInfo?: readonly unknown[] } }

describe('the limits of Azure Resource Manager', function () {
  this.timeout(60_000);
  let sandbox: StartedSandbox;
  let endpoint: string;

  before(async () => { ({ sandbox, endpoint } = await startWithGroup()); });
  after(() => sandbox.close());

  const validate = (content: Record<string, unknown>) => send(endpoint, 'POST', `${group}/providers/Microsoft.Resources/deployments/main/validate?${version}`, deployment(content));

  const tooMuch: readonly (readonly [name: string, content: Parameters<typeof template>[0], words: string])[] = [
    ['parameters', { resources: [], parameters: times(257, () => ({ type: 'string', defaultValue: 'x' })) }, "The number of template input parameters limit exceeded. Limit: '256' and actual: '257'. Please see https://aka.ms/arm-syntax-parameters for usage details."],
    ['variables', { resources: [], variables: times(513, () => 1) }, "The number of template variables limit exceeded. Limit: '512' and actual: '513'. Please see https://aka.ms/arm-syntax-variables for usage details."],
    ['outputs', { resources: [], outputs: times(65, () => ({ type: 'int', value: 1 })) }, "The number of template outputs limit exceeded. Limit: '64' and actual: '65'. Please see https://aka.ms/arm-syntax-outputs for usage details."],
    ['resources', { resources: Array.from({ length: 801 }, (_, index) => box(`b${index}`)) }, "The number of template resources limit exceeded. Limit: '800' and actual: '801'. Please see https://aka.ms/arm-syntax-resources for usage details."],
    ['copies', { resources: [loop('a', 401), loop('b', 401)] }, "The number of template resources limit exceeded. Limit: '800' and actual: '802'. Please see https://aka.ms/arm-syntax-resources for usage details."],
  ];
  for (const [name, content, words] of tooMuch) {
    it(`refuses more ${name} than a template may have`, async () => {
      const { status, json } = await validate(template(content));
      const { error } = json as Refusal;
      assert.deepEqual([status, error.code, error.message], [400, 'InvalidTemplate', `Deployment template validation failed: '${words}'.`]);
      assert.deepEqual(error.additionalInfo, [{ type: 'TemplateViolation', info: { lineNumber: 0, linePosition: 0, path: '' } }]);
    });
  }

  it('takes as many as there may be', async () => {
    const content = template({ resources: [loop('a', 400), loop('b', 400)], parameters: times(256, () => ({ type: 'string', defaultValue: 'x' })), variables: times(512, () => 1), outputs: times(64, () => ({ type: 'int', value: 1 })) });
    assert.equal((await validate(content)).status, 200);
  });

  it('refuses a loop of more than 800, an expression that is too long, and a request of more than 4 MB', async () => {
    const { error } = (await validate(template({ resources: [loop('a', 801)] }))).json as Refusal;
    assert.match(error.message, /has an invalid copy count of: '801'\. The copy count must be a non-negative integer value and cannot exceed '800'/);
    const long = (await validate(template({ resources: [], variables: { v: `[concat('${'a'.repeat(24_600)}')]` } }))).json as Refusal;
    assert.match(long.error.message, /The language expression length limit exceeded\. Limit: '24576' and actual: '24610'\./);
    const { status, json } = await validate(template({ resources: [], variables: { v: 'a'.repeat(4 * 1024 * 1024) } }));
    assert.deepEqual([status, (json as Refusal).error], [413, { code: 'RequestContentTooLarge', message: 'The request content size exceeds the maximum size of 4 MB.' }]);
  });

  const tagged: readonly (readonly [name: string, tags: Record<string, string>, code: string])[] = [
    ['51 tags', times(51, () => 'x'), 'TooManyTags'], ['a long name', { ['n'.repeat(513)]: 'x' }, 'InvalidTagName'], ['a long value', { n: 'x'.repeat(257) }, 'InvalidTagValueLength'], ['a name with a slash', { 'a/b': 'x' }, 'InvalidTagNameCharacters'],
  ];
  for (const [name, tags, code] of tagged) {
    it(`refuses ${name} on groups, resources, templates and by the API of tags`, async () => {
      const codes = [
        await send(endpoint, 'PUT', `${group}?${version}`, { location: 'eastus', tags }), await send(endpoint, 'PATCH', `${group}?${version}`, { tags }),
        await send(endpoint, 'PUT', `${group}/providers/Contoso.Things/boxes/tagged?${version}`, { location: 'eastus', tags }),
        await send(endpoint, 'PUT', `${group}/providers/Microsoft.Resources/tags/default?${version}`, { properties: { tags } }),
      ].map(({ status, json }) => `${status} ${(json as Refusal).error.code}`);
      assert.deepEqual(codes, Array(4).fill(`400 ${code}`));
      const { json } = await validate(template({ resources: [box('tagged', { tags })] }));
      assert.equal((json as Refusal).error.details?.[0]?.code, code);
    });
  }

  it('takes 50 tags with names of 512 and values of 256 characters, but names of 128 on storage accounts', async () => {
    const tags = { ...times(49, () => 'x'), ['n'.repeat(512)]: 'x'.repeat(256) };
    assert.equal((await send(endpoint, 'PUT', `${group}?${version}`, { location: 'eastus', tags })).status, 200);
    const account = await send(endpoint, 'PUT', `${group}/providers/Microsoft.Storage/storageAccounts/limitsaccount?${version}`, { location: 'eastus', sku: { name: 'Standard_LRS' }, kind: 'StorageV2', tags: { ['n'.repeat(129)]: 'x' } });
    assert.equal((account.json as Refusal).error.message, `Tag key too large. Following tag name '${'n'.repeat(129)}' exceeded the maximum length. Maximum allowed length for tag name - '128' characters.`);
  });

  it('refuses deployments of a subscription in more than 10 regions', async () => {
    const regions = ['eastus', 'westus', 'westus2', 'eastus2', 'centralus', 'northeurope', 'westeurope', 'uksouth', 'japaneast', 'australiaeast', 'koreacentral'];
    const answers = [];
    for (const [index, location] of regions.entries()) answers.push(await send(endpoint, 'PUT', `${subscription}/providers/Microsoft.Resources/deployments/in${index}?${version}`, { location, ...deployment(template({ scope: 'subscription', resources: [] })) }));
    assert.deepEqual(answers.map(({ status }) => status), [...Array<number>(10).fill(201), 409]);
    const { error } = answers.at(-1)!.json as Refusal;
    assert.equal(error.code, 'DeploymentQuotaExceeded');
    assert.match(error.message, /^Creating the deployment 'in10' would exceed the deployment location quota\. The current scope allows deployments to be created in at most '10' locations\. The following locations are used for deployments: '[A-Z0-9,]+'\./);
  });

  describe('of the history of deployments', () => {
    let wire: Wire;
    before(() => { wire = new Wire(endpoint); });
    after(() => { wire.close(); });

    const body = JSON.stringify(deployment(template({ resources: [] })));
    const put = (inGroup: string, name: string) => wire.send('PUT', `${subscription}/resourceGroups/${inGroup}/providers/Microsoft.Resources/deployments/${name}?${version}`, body);
    const names = async (inGroup: string): Promise<string[]> => ((await send(endpoint, 'GET', `${subscription}/resourceGroups/${inGroup}/providers/Microsoft.Resources/deployments?${version}`)).json as { value: { name: string }[] }).value.map(({ name }) => name);
    const fill = async (inGroup: string, count: number): Promise<void> => {
      await send(endpoint, 'PUT', `${subscription}/resourceGroups/${inGroup}?${version}`, { location: 'eastus' });
      await put(inGroup, 'first');
      await wire.each(count - 1, async (index) => { assert.equal((await put(inGroup, `d${index}`)).status, 201); });
    };

    it('deletes the oldest beyond 700, down to 600', async () => {
      await fill('many', 701);
      assert.equal((await names('many')).length, 701);
      await put('many', 'last');
      const left = await names('many');
      assert.equal(left.length, 601);
      assert.ok(left.includes('last') && !left.includes('first'));
    });

    it('refuses one more than 800 where a lock keeps them', async () => {
      await send(endpoint, 'PUT', `${subscription}/resourceGroups/locked?${version}`, { location: 'eastus' });
      await send(endpoint, 'PUT', `${subscription}/resourceGroups/locked/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01`, { properties: { level: 'CanNotDelete' } });
      await fill('locked', 800);
      const { status, text } = await put('locked', 'last');
      const { error } = JSON.parse(text) as Refusal;
      assert.deepEqual([status, error.code], [409, 'DeploymentQuotaExceeded']);
      assert.match(error.message, /^Creating the deployment 'last' would exceed the quota of '800'\. The current deployment count is '800'\./);
      assert.equal((await put('locked', 'first')).status, 200);
    });
  });
});
