import { startSandbox } from '../src/sandbox';
import { send, subscriptionId } from '../test/sandbox/support/clients';
import { deployment, nested, template } from '../test/sandbox/support/templates';
import { timed, type Bench, type Measure } from './measure';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const version = '?api-version=2022-09-01';
const boxes = (count: number, prefix = 'box') => template({ resources: [{ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: `[format('${prefix}{0}', copyIndex())]`, location: 'eastus', copy: { name: 'boxes', count }, properties: { size: '[copyIndex()]', description: 'a resource like many others' } }] });
/** A template may hold 800 resources, so many come in modules. */
const many = (prefix: string) => deployment(template({ resources: Array.from({ length: 10 }, (_, index) => nested(`${prefix}${index}`, boxes(500, `${prefix}${index}-`))) }));

async function deploy(endpoint: string, name: string, body: object): Promise<void> {
  const path = `${group}/providers/Microsoft.Resources/deployments/${name}${version}`;
  let { json, text } = await send(endpoint, 'PUT', path, body);
  for (;;) {
    const state = (json as { properties?: { provisioningState: string } } | undefined)?.properties?.provisioningState;
    if (state === 'Succeeded') return;
    if (state !== 'Accepted' && state !== 'Running') throw new Error(`${name} ended with ${state}: ${text.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    ({ json, text } = await send(endpoint, 'GET', path));
  }
}

async function round(endpoint: string, name: string): Promise<void> {
  const body = deployment(boxes(30));
  for (const verb of ['validate', 'whatIf']) await send(endpoint, 'POST', `${group}/providers/Microsoft.Resources/deployments/${name}/${verb}${version}`, body);
  await deploy(endpoint, name, body);
}

async function measureIn(endpoint: string): Promise<readonly Measure[]> {
  await send(endpoint, 'PUT', `${group}${version}`, { location: 'eastus' });
  const cold = await timed(() => round(endpoint, 'cold'));
  const warm = await timed(() => round(endpoint, 'warm'));
  const large = await timed(() => deploy(endpoint, 'large', many('a')));
  await deploy(endpoint, 'rest', many('b'));
  const page = await timed(() => send(endpoint, 'GET', `${group}/resources?api-version=2021-04-01`));
  const memory = process.memoryUsage().rss / 1024 ** 2;
  const how = 'in memory, no provisioning delay, over HTTP';
  return [
    { what: 'validate, what-if and create of 30 resources, first time', value: cold, unit: 'ms', bar: 300, how }, { what: 'the same, again', value: warm, unit: 'ms', bar: 300, how },
    { what: 'a deployment of 5,000 resources', value: large, unit: 'ms', bar: 10_000, how: `10 modules of 500, ${how}` },
    { what: 'a page of 1,000 among 10,000 resources', value: page, unit: 'ms', bar: 50, how: 'first page, over HTTP' },
    { what: 'memory of the process with 10,000 resources', value: memory, unit: 'MB', bar: 300, how: 'resident set, with their deployments and operations, client in the same process' },
  ];
}

const bench: Bench = {
  title: 'Sandbox',
  measure: async () => {
    const sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    try { return await measureIn(sandbox.endpoints.resourceManager); } finally { await sandbox.close(); }
  },
};

export default bench;
