import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/armTemplate';
import type { StartedSandbox } from '../../src/sandbox';
import { coverage } from '../../src/sandbox/coverage';
import { apiVersionsOf } from '../../src/sandbox/providers/types/typeData';
import { send, subscriptionId } from './support/clients';
import { everyType, makeEveryType } from './support/everyType';
import { startWithGroup } from './support/group';
import { officialProblems } from './support/officialBody';
import { compileSample } from './support/sample';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;

/** Types whose stable versions nobody uses any more. */
const previews: Readonly<Record<string, string>> = { 'Microsoft.Insights/diagnosticSettings': '2021-05-01-preview' };

describe('bodies against the official resource types', function () {
  this.timeout(60_000);
  let sandbox: StartedSandbox;
  let endpoint: string;
  beforeEach(async () => {
    ({ sandbox, endpoint } = await startWithGroup());
  });
  afterEach(() => sandbox.close());

  const typeOf = (id: string): string => { const [namespace, ...rest] = id.slice(id.toLowerCase().lastIndexOf('/providers/') + 11).split('/'); return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/'); };

  async function problemsOf(id: string): Promise<readonly string[]> {
    const type = typeOf(id);
    const apiVersion = previews[type] ?? apiVersionsOf(type).find((version) => !version.includes('preview')) ?? '2023-05-01';
    const got = await send(endpoint, 'GET', `${id}?api-version=${apiVersion}`);
    // What may hold secrets is listed by POST alone.
    const answer = got.status === 405 ? await send(endpoint, 'POST', `${id}/list?api-version=${apiVersion}`) : got;
    // No backup was ever set up.
    if (answer.status === 404 && id.endsWith('/config/backup')) return [];
    assert.equal(answer.status, 200, `${id}: ${answer.text}`);
    return (officialProblems(type, apiVersion, answer.json as JsonObject) ?? []).map((problem) => `${type} ${problem}`);
  }

  /** Collections below a resource that its type may have, so that children which appear by themselves are read too. */
  async function below(id: string): Promise<readonly string[]> {
    const type = typeOf(id).toLowerCase();
    const kinds = coverage().types.map((covered) => covered.type).filter((covered) => covered.toLowerCase().startsWith(`${type}/`) && covered.split('/').length === type.split('/').length + 1);
    const found: string[] = [];
    for (const kind of kinds) {
      const { json, status } = await send(endpoint, 'GET', `${id}/${kind.slice(kind.lastIndexOf('/') + 1)}?api-version=2023-05-01`);
      const children = status === 200 ? ((json as { value?: { id: string }[] }).value ?? []).map((child) => child.id) : [];
      for (const child of children) found.push(child, ...await below(child));
    }
    return found;
  }

  it('hold for one of every type, and all that comes with it', async () => {
    await makeEveryType(endpoint);
    const made = everyType.map(([path]) => `${group}/providers/${path}`);
    const children: string[] = [];
    for (const id of made) children.push(...await below(id));
    const problems: string[] = [];
    for (const id of new Set([...made, ...children])) problems.push(...await problemsOf(id));
    assert.deepEqual(problems, []);
  });

  for (const environment of ['dev', 'staging', 'prod'] as const) {
    it(`hold for all that the sample deploys for ${environment}`, async () => {
      const url = `${group}/providers/Microsoft.Resources/deployments/main?api-version=2022-09-01`;
      let { json, text } = await send(endpoint, 'PUT', url, await compileSample(environment));
      type Shown = { readonly properties?: { readonly provisioningState: string; readonly outputResources?: readonly { readonly id: string }[] } };
      while (['Accepted', 'Running'].includes((json as Shown).properties?.provisioningState ?? '')) ({ json, text } = await send(endpoint, 'GET', url));
      const { properties } = json as Shown;
      assert.equal(properties?.provisioningState, 'Succeeded', text);
      const deployed = (properties?.outputResources ?? []).map(({ id }) => id).filter((id) => !/\/Microsoft\.Resources\/deployments\//i.test(id));
      const children: string[] = [];
      for (const id of deployed) children.push(...await below(id));
      const problems: string[] = [];
      for (const id of new Set([...deployed, ...children])) problems.push(...await problemsOf(id));
      assert.deepEqual(problems, []);
      assert.ok(deployed.length >= 20, String(deployed.length));
    });
  }
});
