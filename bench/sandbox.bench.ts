import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { send, subscriptionId } from '../test/sandbox/support/clients';
import { compileSample } from '../test/sandbox/support/sample';
import { deployment, nested, template } from '../test/sandbox/support/templates';
import { median, timed, type Bench, type Measure } from './measure';

const root = path.join(__dirname, '..');
const groupOf = (name: string): string => `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
const version = '?api-version=2022-09-01';
const boxes = (count: number, prefix: string) => template({ resources: [{ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: `[format('${prefix}{0}', copyIndex())]`, location: 'eastus', copy: { name: 'boxes', count }, properties: { size: '[copyIndex()]', description: 'a resource like many others' } }] });
/** A template may hold 800 resources, so many come in modules. */
const many = (prefix: string) => deployment(template({ resources: Array.from({ length: 10 }, (_, index) => nested(`${prefix}${index}`, boxes(500, `${prefix}${index}-`))) }));
const rounds = 5;

/** The sandbox as it is shipped, in a process of its own. */
async function startBundle(): Promise<{ readonly endpoint: string; stop(): Promise<void> }> {
  const bundle = path.join(root, 'dist', 'sandbox.js');
  if (!existsSync(bundle)) throw new Error('dist/sandbox.js is missing; run "npm run build" first.');
  const child = spawn(process.execPath, [bundle, 'start', '--json', '--provisioning-delay', '0', '--seed', '1'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => { text += chunk.toString(); if (text.includes('\n')) resolve(text); });
    child.once('exit', (code) => { reject(new Error(`The sandbox ended with ${code}.`)); });
  });
  return { endpoint: (JSON.parse(line) as { resourceManager: string }).resourceManager, stop: async () => { child.kill(); await ended; } };
}

async function expectOk(endpoint: string, method: string, url: string, body?: unknown): Promise<{ readonly json: unknown; readonly text: string }> {
  const answer = await send(endpoint, method, url, body);
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${answer.text.slice(0, 500)}`);
  return answer;
}

async function deploy(endpoint: string, group: string, name: string, body: object): Promise<void> {
  const url = `${groupOf(group)}/providers/Microsoft.Resources/deployments/${name}${version}`;
  let { json, text } = await expectOk(endpoint, 'PUT', url, body);
  for (;;) {
    const state = (json as { properties?: { provisioningState: string } } | undefined)?.properties?.provisioningState;
    if (state === 'Succeeded') return;
    if (state !== 'Accepted' && state !== 'Running') throw new Error(`${name} ended with ${state}: ${text.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    ({ json, text } = await expectOk(endpoint, 'GET', url));
  }
}

/** One validate, one what-if, one create until it has succeeded, into an empty group. */
async function round(endpoint: string, group: string, body: object): Promise<number> {
  await expectOk(endpoint, 'PUT', `${groupOf(group)}${version}`, { location: 'eastus' });
  return timed(async () => {
    for (const verb of ['validate', 'whatIf']) await expectOk(endpoint, 'POST', `${groupOf(group)}/providers/Microsoft.Resources/deployments/main/${verb}${version}`, body);
    await deploy(endpoint, group, 'main', body);
  });
}

async function measureSample(endpoint: string): Promise<readonly Measure[]> {
  const sample = await compileSample();
  const how = 'samples/aos dev, zero provisioning delay, over HTTP';
  const first = await round(endpoint, 'rg-first', sample);
  await expectOk(endpoint, 'DELETE', `${groupOf('rg-first')}${version}`);
  const warm: number[] = [];
  for (let index = 0; index < rounds; index++) {
    warm.push(await round(endpoint, `rg-warm${index}`, sample));
    await expectOk(endpoint, 'DELETE', `${groupOf(`rg-warm${index}`)}${version}`);
  }
  return [
    { what: 'validate, what-if and create of the sample, first requests of the process', value: first, unit: 'ms', bar: 300, how },
    { what: 'the same, warm', value: median(warm), unit: 'ms', bar: 300, how: `median of ${rounds}, each into an empty group` },
  ];
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < rounds; index++) times.push(await timed(work));
  return median(times);
}

async function measureSize(endpoint: string): Promise<readonly Measure[]> {
  await expectOk(endpoint, 'PUT', `${groupOf('rg')}${version}`, { location: 'eastus' });
  const large = await timed(() => deploy(endpoint, 'rg', 'large', many('a')));
  await deploy(endpoint, 'rg', 'rest', many('b'));
  const page = await medianOf(() => expectOk(endpoint, 'GET', `${groupOf('rg')}/resources?api-version=2021-04-01`));
  const graph = await medianOf(() => expectOk(endpoint, 'POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01', { subscriptions: [subscriptionId], query: "resources | where resourceGroup == 'rg' | project id, name, type, location", options: { $top: 1000 } }));
  const held = (await expectOk(endpoint, 'GET', '/_sandbox/health')).json as { readonly memoryBytes: number };
  const how = `median of ${rounds}, 1,000 of 10,000 resources, over HTTP`;
  return [
    { what: 'a deployment of 5,000 resources', value: large, unit: 'ms', bar: 10_000, how: '10 modules of 500, zero provisioning delay' },
    { what: 'a page of the list of resources', value: page, unit: 'ms', bar: 50, how },
    { what: 'a page of Resource Graph', value: graph, unit: 'ms', bar: 50, how },
    { what: 'memory of the sandbox with 10,000 resources', value: held.memoryBytes / 1024 ** 2, unit: 'MB', bar: 300, how: 'resident set of its own process, with their deployments and operations' },
  ];
}

const bench: Bench = {
  title: 'Sandbox (dist/sandbox.js in a process of its own)',
  measure: async () => {
    const sandbox = await startBundle();
    try { return [...await measureSample(sandbox.endpoint), ...await measureSize(sandbox.endpoint)]; } finally { await sandbox.stop(); }
  },
};

export default bench;
