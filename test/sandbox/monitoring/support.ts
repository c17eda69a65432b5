import { gzipSync } from 'node:zlib';
import type { StartedSandbox } from '../../../src/sandbox';
import { clientsFor, send, subscriptionId } from '../support/clients';

export const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
export interface Component { readonly id: string; readonly workspaceId: string; readonly customerId: string; readonly appId: string; readonly key: string; readonly connection: string; readonly ingestion: string }

/** A component of Application Insights with a workspace, in `rg`. */
export async function createComponent(sandbox: StartedSandbox, name: string, properties: Readonly<Record<string, unknown>> = {}): Promise<Component> {
  const { resourceManager } = sandbox.endpoints;
  await clientsFor(resourceManager).resources.resourceGroups.createOrUpdate('rg', { location: 'eastus' });
  const put = async (path: string, version: string, body: object): Promise<{ readonly id: string; readonly properties: Record<string, string> }> => {
    const { status, json, text } = await send(resourceManager, 'PUT', `${group}/providers/${path}?api-version=${version}`, body);
    if (status >= 300) throw new Error(text);
    return json as { id: string; properties: Record<string, string> };
  };
  const workspace = await put(`Microsoft.OperationalInsights/workspaces/law-${name}`, '2023-09-01', { location: 'eastus', properties: {} });
  const component = await put(`Microsoft.Insights/components/${name}`, '2020-02-02', { location: 'eastus', kind: 'web', properties: { Application_Type: 'web', WorkspaceResourceId: workspace.id, IngestionMode: 'LogAnalytics', ...properties } });
  const { InstrumentationKey = '', ConnectionString = '', AppId = '' } = component.properties;
  return { id: component.id, workspaceId: workspace.id, customerId: workspace.properties['customerId'] ?? '', appId: AppId, key: InstrumentationKey, connection: ConnectionString, ingestion: /IngestionEndpoint=([^;]+)\//.exec(ConnectionString)?.[1] ?? '' };
}

/** An item as the SDKs of Application Insights send it. */
export function envelope({ key }: Pick<Component, 'key'>, baseType: string, baseData: object, more: object = {}): object {
  return { name: `Microsoft.ApplicationInsights.${key}.${baseType}`, time: new Date().toISOString(), iKey: key, tags: { 'ai.cloud.role': 'tests', 'ai.operation.id': 'op1' }, data: { baseType, baseData: { ver: 2, ...baseData } }, ...more };
}

export const request = (component: Pick<Component, 'key'>, data: object = {}, more: object = {}): object => envelope(component, 'RequestData', { id: 'r1', name: 'GET /', duration: '00:00:00.120', success: true, responseCode: '200', url: 'http://app/', ...data }, more);

export async function track({ ingestion }: Pick<Component, 'ingestion'>, items: readonly object[], form: 'lines' | 'gzip' | 'array' = 'lines'): Promise<{ readonly status: number; readonly json: Record<string, unknown> }> {
  const text = form === 'array' ? JSON.stringify(items) : items.map((one) => JSON.stringify(one)).join('\n');
  const answer = await fetch(`${ingestion}/v2.1/track`, { method: 'POST', headers: { 'content-type': 'application/x-json-stream', ...(form === 'gzip' && { 'content-encoding': 'gzip' }) }, body: form === 'gzip' ? new Uint8Array(gzipSync(text)) : text });
  return { status: answer.status, json: await answer.json() as Record<string, unknown> };
}

interface Answered { readonly tables: readonly { readonly columns: readonly { readonly name: string; readonly type: string }[]; readonly rows: readonly (readonly unknown[])[] }[] }

/** Rows of a query over a resource, through the data plane. */
export async function query(sandbox: StartedSandbox, scope: string, kql: string, timespan?: string): Promise<readonly Record<string, unknown>[]> {
  const { status, json, text } = await send(sandbox.endpoints.resourceManager, 'POST', `/logs/v1${scope}/query`, { query: kql, ...(timespan !== undefined && { timespan }) });
  if (status !== 200) throw new Error(`${status} ${text}`);
  const [table] = (json as Answered).tables;
  return table!.rows.map((row) => Object.fromEntries(table!.columns.map(({ name }, index) => [name, row[index]])));
}

export interface MetricAnswer { readonly interval: string; readonly value: readonly { readonly name: { readonly value: string }; readonly unit: string; readonly timeseries: readonly { readonly metadatavalues: readonly { readonly name: { readonly value: string }; readonly value: string }[]; readonly data: readonly Record<string, unknown>[] }[] }[] }

export async function metrics(sandbox: StartedSandbox, scope: string, parameters: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly json: MetricAnswer; readonly text: string }> {
  const { status, json, text } = await send(sandbox.endpoints.resourceManager, 'GET', `${scope}/providers/Microsoft.Insights/metrics?${new URLSearchParams({ 'api-version': '2023-10-01', ...parameters }).toString()}`);
  return { status, json: json as MetricAnswer, text };
}

/** One aggregation by the values of the dimensions: totals and counts summed over all points, of all others the newest, because a level is in each point since it was measured. */
export async function measured(sandbox: StartedSandbox, scope: string, name: string, aggregation: string, filter?: string): Promise<Record<string, number>> {
  const { status, json, text } = await metrics(sandbox, scope, { metricnames: name, aggregation, timespan: 'PT1H', interval: 'PT5M', ...(filter !== undefined && { $filter: filter }) });
  if (status !== 200) throw new Error(`${status} ${text}`);
  const isSum = aggregation === 'Total' || aggregation === 'Count';
  return Object.fromEntries(json.value[0]!.timeseries.map(({ metadatavalues, data }) => {
    const values = data.flatMap((point) => point[aggregation.toLowerCase()] ?? []).map(Number);
    return [metadatavalues.map(({ value }) => value).join('|'), isSum ? values.reduce((sum, one) => sum + one, 0) : values.at(-1) ?? Number.NaN];
  }));
}
