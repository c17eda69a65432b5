import { asArray, asObject, asString } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Role } from '../../api';
import { details, resourceGraph, resources, type DetailedResource } from '../../queries';
import { bodyOf, textOf } from '../ask';
import type { Collecting, Collectors } from '../collector';
import { Absent } from '../fact';
import { get, toResource } from './arm';

const graphVersion = '2022-10-01';

/** Versions in which the properties that checks read are there, by type. */
const versions: Readonly<Record<string, string>> = {
  'microsoft.web/sites': '2024-04-01', 'microsoft.web/serverfarms': '2024-04-01', 'microsoft.servicebus/namespaces': '2024-01-01', 'microsoft.storage/storageaccounts': '2023-05-01',
  'microsoft.keyvault/vaults': '2023-07-01', 'microsoft.insights/components': '2020-02-02', 'microsoft.operationalinsights/workspaces': '2023-09-01',
  'microsoft.machinelearningservices/workspaces': '2024-10-01', 'microsoft.containerregistry/registries': '2023-07-01', 'microsoft.managedidentity/userassignedidentities': '2023-01-31',
};

/** Resources with their properties: from the index for many, from ARM itself for a few and for what the index does not know yet. */
export const detailCollectors: Collectors = {
  resourceGraph: async (ask, collecting) => queryGraph(collecting, textOf(ask, 'kql').replaceAll('{rgName}', (await collecting.scope()).resourceGroup)),
  details: async (_, collecting) => {
    const listed = await collecting.answer(resources());
    const indexed = new Map((await collecting.answer(resourceGraph(ofGroup))).map((row) => [asString(row['id'])?.toLowerCase() ?? '', row]));
    const rows = await Promise.all(listed.map(async ({ id, type }) => indexed.get(id.toLowerCase()) ?? readOne(collecting, id, type)));
    // Some types have no state among their properties; ARM's own list tells that of everything.
    const states = new Map(listed.map(({ id, provisioningState }) => [id.toLowerCase(), provisioningState]));
    return rows.filter((row): row is JsonObject => row !== undefined).map(toDetailed).map((one) => { const state = one.provisioningState ?? states.get(one.id.toLowerCase()); return { ...one, ...(state !== undefined && { provisioningState: state }) }; });
  },
  resource: async (ask, collecting) => {
    const id = await collecting.idOf(textOf(ask, 'role') as Role);
    if (collecting.readsDirectly) return readDirectly(collecting, id);
    const found = (await collecting.answer(details())).find((one) => one.id.toLowerCase() === id.toLowerCase());
    if (!found) throw new Absent(`${id.split('/').at(-1)} is listed, but cannot be read.`);
    return found;
  },
};

const ofGroup = "resources | where resourceGroup =~ '{rgName}' | project id, name, type, kind, location, sku, tags, identity, zones, properties";

async function readDirectly(collecting: Collecting, id: string): Promise<DetailedResource> {
  const listed = (await collecting.answer(resources())).find((one) => one.id.toLowerCase() === id.toLowerCase());
  const row = await readOne(collecting, id, listed?.type ?? '');
  if (!row) throw new Absent(`${id.split('/').at(-1)} is no longer there.`);
  return toDetailed(row);
}

/** Types that no check reads the properties of are left to the index; the newest of them come into it a little later. */
async function readOne(collecting: Collecting, id: string, type: string): Promise<JsonObject | undefined> {
  const version = versions[type.toLowerCase()];
  return version === undefined ? undefined : get(collecting, id, version);
}

/** @see Azure Resource Graph REST, Resources - Resources */
async function queryGraph(collecting: Collecting, query: string): Promise<readonly JsonObject[]> {
  const { arm } = await collecting.connection();
  const { subscriptionId } = await collecting.scope();
  const rows: JsonObject[] = [];
  for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
    const options = { resultFormat: 'objectArray', ...(token !== undefined && { $skipToken: token }) };
    const page = bodyOf((await arm.request('POST', `/providers/Microsoft.ResourceGraph/resources?api-version=${graphVersion}`, { subscriptions: [subscriptionId], query, options }, collecting.signal)).body);
    rows.push(...asArray(page['data']).map(asObject));
    token = asString(page['$skipToken']) || undefined;
  }
  return rows;
}

function toDetailed(row: JsonObject): DetailedResource {
  const zones = asArray(row['zones']).filter((one): one is string => typeof one === 'string');
  return { ...toResource(row), properties: asObject(row['properties']), ...(row['identity'] && { identity: asObject(row['identity']) }), ...(zones.length > 0 && { zones }) };
}
