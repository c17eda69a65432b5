import { readFileSync } from 'node:fs';
import { ZipFile } from 'yazl';
import type { StartedSandbox } from '../../../src/sandbox';
import { clientsFor, send, subscriptionId } from './clients';
import { providerClientsFor, type ProviderClients } from './providerClients';

/** A zip of files by name, the same bytes each time. */
export async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name, { mtime: new Date('2024-01-01T00:00:00Z'), mode: 0o100644 });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const sample = (path: string): string => readFileSync(`samples/aos/${path}`, 'utf8');
export const mainPackage = (): Record<string, string> => ({ 'host.json': sample('host.json'), 'function_app.py': sample('function_app.py') });
export const realmPackage = (): Record<string, string> => {
  const folder = 'azure_functions/RealmOfAgents';
  return { 'host.json': sample(`${folder}/host.json`), 'function_app.py': sample(`${folder}/function_app.py`), 'requirements.txt': sample(`${folder}/requirements.txt`) };
};

export interface App { readonly name: string; readonly url: string; readonly scm: string; readonly basic: string; readonly id: string }

/** A function app in `rg`, with its addresses and publishing credentials. */
export async function createApp(sandbox: StartedSandbox, name: string, settings: Readonly<Record<string, string>>, sku = 'EP1'): Promise<App> {
  const { resourceManager } = sandbox.endpoints;
  const { web } = providerClientsFor(resourceManager);
  await clientsFor(resourceManager).resources.resourceGroups.createOrUpdate('rg', { location: 'eastus' });
  const plan = await web.appServicePlans.createOrUpdate('rg', `plan-${sku.toLowerCase()}`, { location: 'eastus', reserved: true, sku: { name: sku } });
  await web.webApps.createOrUpdate('rg', name, {
    location: 'eastus', kind: 'functionapp,linux', reserved: true, serverFarmId: plan.id, identity: { type: 'SystemAssigned' },
    siteConfig: { linuxFxVersion: 'Python|3.11', appSettings: Object.entries({ FUNCTIONS_WORKER_RUNTIME: 'python', AzureWebJobsStorage: 'UseDevelopmentStorage=true', ...settings }).map(([key, value]) => ({ name: key, value })) },
  });
  return appOf(sandbox, web, name);
}

export async function appOf(sandbox: StartedSandbox, web: ProviderClients['web'], name: string, slot?: string): Promise<App> {
  const site = slot === undefined ? await web.webApps.get('rg', name) : await web.webApps.getSlot('rg', name, slot);
  const scm = site.hostNameSslStates?.find(({ hostType }) => hostType === 'Repository')?.name ?? '';
  const path = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Web/sites/${name}${slot === undefined ? '' : `/slots/${slot}`}`;
  const { json } = await send(sandbox.endpoints.resourceManager, 'POST', `${path}/config/publishingcredentials/list?api-version=2023-12-01`);
  const { publishingUserName, publishingPassword } = (json as { properties: { publishingUserName: string; publishingPassword: string } }).properties;
  const protocol = sandbox.endpoints.tls ? 'https' : 'http';
  return { name, id: path, url: `${protocol}://${site.defaultHostName}`, scm: `${protocol}://${scm}`, basic: `Basic ${Buffer.from(`${publishingUserName}:${publishingPassword}`).toString('base64')}` };
}

/** Deploys and returns the answer. */
export async function zipDeploy(app: App, content: Buffer, query = '', authorization = app.basic): Promise<Response> {
  return fetch(`${app.scm}/api/zipdeploy${query}`, { method: 'POST', headers: { authorization, 'content-type': 'application/zip' }, body: new Uint8Array(content) });
}

export async function deployedApp(sandbox: StartedSandbox, name: string, files: Readonly<Record<string, string>>, settings: Readonly<Record<string, string>> = {}): Promise<App> {
  const app = await createApp(sandbox, name, settings);
  const answer = await zipDeploy(app, await zipOf(files));
  if (answer.status !== 200) throw new Error(`Deployment answered ${answer.status}: ${await answer.text()}`);
  return app;
}

/** Whole answer of a GET. */
export async function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<{ readonly status: number; readonly json: Record<string, unknown>; readonly text: string; readonly headers: Headers }> {
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  let json: Record<string, unknown> = {};
  try { json = JSON.parse(text) as Record<string, unknown>; } catch (error) { if (!(error instanceof SyntaxError)) throw error; }
  return { status: answer.status, json, text, headers: answer.headers };
}
