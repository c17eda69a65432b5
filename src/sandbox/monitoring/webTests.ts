import type { JsonObject } from '../../armTemplate';
import { answerOfApp } from '../dataPlanes/functionHost/serve';
import type { HostAnswer } from '../dataPlanes/functionHost/answers';
import type { DataPlaneHost, ProviderContext, StoredResource } from '../providers/provider';
import { arrayOf, isObject, objectOf, sameText, textOf, valueAt } from '../providers/shared/json';
import { keyOf } from '../resourceId';
import { performanceBucket } from './telemetry/schema';
import { receive } from './telemetry/receive';
import { countRequest } from './siteRequests';

interface LastRun { readonly at: number }
interface Test { readonly resource: StoredResource; readonly url: URL; readonly expectedStatus: number; readonly locations: readonly string[] }

const lastRuns = (context: ProviderContext) => context.table<LastRun>('Microsoft.Insights/webtestRuns');

/** Runs availability tests whose time has come, from each of their locations. Only apps of the sandbox are asked; tests of other addresses give no result. @see Application Insights availability tests */
export async function runDueTests(host: DataPlaneHost): Promise<void> {
  const context = host.context();
  const now = context.clock.now().getTime();
  for (const resource of context.resources.listByType('Microsoft.Insights/webtests')) {
    const everyMs = Number(valueAt(resource.body, 'properties.Frequency') ?? 300) * 1000;
    const last = lastRuns(context).get(keyOf(resource.id))?.at;
    if (valueAt(resource.body, 'properties.Enabled') === false || (last !== undefined && last + everyMs > now)) continue;
    lastRuns(context).set(keyOf(resource.id), { at: now });
    const test = readTest(resource);
    if (test) await run(test, host);
  }
}

/** Both kinds: `standard` tells its request in properties, `ping` in XML. */
function readTest(resource: StoredResource): Test | undefined {
  const { properties } = resource.body;
  const xml = textOf(valueAt(properties, 'Configuration.WebTest')) ?? '';
  const address = textOf(valueAt(properties, 'Request.RequestUrl')) ?? /\bUrl="([^"]+)"/i.exec(xml)?.[1]?.replaceAll('&amp;', '&') ?? '';
  if (!URL.canParse(address)) return undefined;
  const expected = Number(valueAt(properties, 'ValidationRules.ExpectedHttpStatusCode') ?? /ExpectedHttpStatusCode="(\d+)"/i.exec(xml)?.[1] ?? 200);
  const locations = arrayOf(valueAt(properties, 'Locations')).map((one) => textOf(objectOf(one).Id) ?? '').filter((id) => id !== '');
  return { resource, url: new URL(address), expectedStatus: expected, locations };
}

async function run({ resource, url, expectedStatus, locations }: Test, host: DataPlaneHost): Promise<void> {
  const context = host.context();
  const component = componentOf(resource, context);
  const site = siteOf(url, context);
  if (!component || !site) return;
  for (const location of locations) {
    const startedAt = context.clock.now().getTime();
    const answer = await ask(site, url, host);
    const duration = Math.max(context.clock.now().getTime() - startedAt, 0);
    const success = answer.status === expectedStatus;
    const values: JsonObject = {
      id: context.random.guid(`webtest:${resource.id}:${location}:${startedAt}`), name: textOf(valueAt(resource.body, 'properties.Name')) ?? resource.name, location, success: success ? '1' : '0', message: success ? 'Passed' : `Expected status ${expectedStatus}, got ${answer.status}.`, duration,
      performanceBucket: performanceBucket(duration), itemCount: 1, customDimensions: {}, customMeasurements: {}, operation_SyntheticSource: 'Application Insights Availability Monitoring',
    };
    receive(component, [{ table: 'availabilityResults', at: startedAt, values }], context);
  }
}

async function ask(site: StoredResource, url: URL, host: DataPlaneHost): Promise<HostAnswer> {
  const context = host.context();
  const startedAt = context.clock.now().getTime();
  const answer = await answerOfApp({ site, url, method: 'GET', headers: { host: url.host }, host });
  countRequest(site, { method: 'GET', url, host: url.host, status: answer.status, durationMs: context.clock.now().getTime() - startedAt, bytesReceived: url.href.length, bytesSent: Buffer.byteLength(answer.text ?? JSON.stringify(answer.body ?? '')) }, context);
  return answer;
}

/** A test names its component by a tag, `hidden-link:` and the ID. */
function componentOf({ body }: StoredResource, context: ProviderContext): StoredResource | undefined {
  const tags = isObject(body.tags) ? Object.keys(body.tags) : [];
  const id = tags.find((tag) => /^hidden-link:/i.test(tag))?.slice('hidden-link:'.length);
  return id === undefined ? undefined : context.resources.find(id);
}

function siteOf(url: URL, context: ProviderContext): StoredResource | undefined {
  const sites = [...context.resources.listByType('Microsoft.Web/sites'), ...context.resources.listByType('Microsoft.Web/sites/slots')];
  return sites.find(({ body }) => { const name = textOf(valueAt(body, 'properties.defaultHostName')); return name !== undefined && (sameText(name, url.host) || sameText(name, url.hostname)); });
}
