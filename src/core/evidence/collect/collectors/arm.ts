import { listAll } from '../../../armPages';
import { readOutputs } from '../../../deployment';
import { LogicError } from '../../../errors';
import { asObject, asString, member } from '../../../json';
import type { ManagementLock, Resource, ResourceGroup, Subscription } from '../../../ports';
import type { JsonObject, JsonValue } from '../../../values';
import { deployments, details, runs, signedIn, type DirectDeployment } from '../../queries';
import { bodyOf, mapOf, textOf } from '../ask';
import type { Collecting, Collectors } from '../collector';
import { Absent } from '../fact';

const groupsVersion = '2024-11-01';

/** What the resource manager itself answers. */
export const armCollectors: Collectors = {
  subscriptions: async (_, { ports, environment, signal }) =>
    (await listAll((await ports.connect(environment, signal)).arm, '/subscriptions?api-version=2022-12-01', signal)).map((one): Subscription => ({ subscriptionId: text(one, 'subscriptionId'), displayName: text(one, 'displayName'), state: text(one, 'state') || 'Unknown', ...(text(one, 'tenantId') && { tenantId: text(one, 'tenantId') }) })),
  signedIn: async (_, { ports, environment, signal }) => {
    const { identity } = await ports.connect(environment, signal);
    if (!identity) throw new LogicError('Auth.NoIdentity', 'This connection does not tell who is signed in.', { nextStep: 'Sign in with the Azure CLI or the editor.' });
    return identity.whoAmI(signal);
  },
  target: async (_, collecting) => {
    const { name, isSandbox } = (await collecting.connection()).cloud;
    return { ...await collecting.scope(), cloud: name, isSandbox };
  },
  resourceGroup: async (_, collecting) => toGroup(await get(collecting, '{rg}', groupsVersion)),
  resources: listResources,
  locks: async (_, collecting) => (await list(collecting, '{rg}/providers/Microsoft.Authorization/locks', '2020-05-01')).map(toLock),
  deployments: async (_, collecting) => {
    const { deployments: api } = await collecting.connection();
    return [...await api.list(await collecting.scope(), collecting.signal)].sort((a, b) => ((a.timestamp ?? '') < (b.timestamp ?? '') ? 1 : -1));
  },
  deploymentOperations: async (ask, collecting) => {
    const name = textOf(ask, 'name');
    const record = (await collecting.answer(deployments())).find((one) => one.name === name);
    if (!record) throw new Absent(`There is no deployment ${name}.`);
    return (await collecting.connection()).deployments.listOperations(record.id, collecting.signal);
  },
  directDeployment: findDirect,
  outputs: newestOutputs,
  armGet: (ask, collecting) => get(collecting, textOf(ask, 'path'), textOf(ask, 'apiVersion'), mapOf(ask, 'parameters')),
  armList: async (ask, collecting) => await fromIndex(ask, collecting) ?? list(collecting, textOf(ask, 'path'), textOf(ask, 'apiVersion'), mapOf(ask, 'parameters')),
  armPost: async (ask, collecting) => {
    const address = await addressOf(collecting, textOf(ask, 'path'), textOf(ask, 'apiVersion'));
    const answer = bodyOf((await (await collecting.connection()).arm.request('POST', address, ask['body'] ?? {}, collecting.signal)).body);
    if (ask['secret'] === true) collecting.keepSecret(...textsIn(answer));
    return answer;
  },
};

/** Types with a place of their own in the group, which the index knows with their properties. */
const indexed = /^\{rg\}\/providers\/(microsoft\.(network\/\w+|portal\/dashboards|web\/(sites|serverfarms)|insights\/(components|metricalerts|actiongroups|activitylogalerts|scheduledqueryrules|webtests|workbooks|datacollectionrules|autoscalesettings)))$/i;

/** A list of one type in the group costs nothing where the whole group is read anyway. Undefined where it has to be asked. */
async function fromIndex(ask: JsonObject, collecting: Collecting): Promise<readonly JsonObject[] | undefined> {
  const type = indexed.exec(textOf(ask, 'path'))?.[1]?.toLowerCase();
  if (type === undefined || collecting.readsDirectly || Object.keys(mapOf(ask, 'parameters')).length > 0) return undefined;
  const all = await collecting.fact(details());
  if (all.state !== 'answered') return undefined;
  return all.value.filter((one) => one.type.toLowerCase() === type) as readonly unknown[] as readonly JsonObject[];
}

export async function get(collecting: Collecting, path: string, apiVersion: string, parameters: Readonly<Record<string, string>> = {}): Promise<JsonObject> {
  return bodyOf((await (await collecting.connection()).arm.request('GET', await addressOf(collecting, path, apiVersion, parameters), undefined, collecting.signal)).body);
}

export async function list(collecting: Collecting, path: string, apiVersion: string, parameters: Readonly<Record<string, string>> = {}): Promise<readonly JsonObject[]> {
  return listAll((await collecting.connection()).arm, await addressOf(collecting, path, apiVersion, parameters), collecting.signal);
}

/** Filters may name the signed-in principal as `{me}`, its group as `{rgName}`. */
async function addressOf(collecting: Collecting, path: string, apiVersion: string, parameters: Readonly<Record<string, string>> = {}): Promise<string> {
  const given = await Promise.all(Object.entries(parameters).map(async ([name, value]) => `&${name}=${encodeURIComponent(await filled(collecting, value))}`));
  return `${await collecting.path(path)}?api-version=${apiVersion}${given.join('')}`;
}

async function filled(collecting: Collecting, value: string): Promise<string> {
  let text = value;
  if (text.includes('{me}')) {
    const { objectId } = await collecting.answer(signedIn());
    if (objectId === undefined) throw new LogicError('Auth.NoObjectId', 'The token does not say who is signed in.', { nextStep: 'Sign in again.' });
    text = text.replaceAll('{me}', objectId);
  }
  return text.includes('{rgName}') ? text.replaceAll('{rgName}', (await collecting.scope()).resourceGroup) : text;
}

async function listResources(_: JsonObject, collecting: Collecting): Promise<readonly Resource[]> {
  const found = await list(collecting, '{rg}/resources', groupsVersion, { $expand: 'provisioningState' });
  return found.map(toResource);
}

/** Modules are deployments that the operations of another one name; here their names and their missing outputs tell them. */
async function findDirect(_: JsonObject, collecting: Collecting): Promise<DirectDeployment> {
  const ours = new Set((await collecting.answer(runs())).map(({ deploymentName }) => deploymentName));
  const record = (await collecting.answer(deployments())).find(({ name, tags }) => !ours.has(name) && tags['aos-run'] === undefined && !/-deployment$/i.test(name));
  if (!record) throw new Absent('Nobody has deployed the template directly.');
  const { cloud, deployments: api } = await collecting.connection();
  const portal = cloud.portal === undefined ? undefined : `${cloud.portal.replace(/\/+$/, '')}/#resource${record.id}`;
  return { record, operations: await api.listOperations(record.id, collecting.signal), ...(portal !== undefined && { portal }) };
}

/** Of the newest green deployment that is a whole one: modules are deployments of their own. */
async function newestOutputs(_: JsonObject, collecting: Collecting): Promise<JsonObject> {
  const green = (await collecting.answer(deployments())).filter(({ provisioningState }) => provisioningState === 'Succeeded');
  for (const record of green) {
    const full = Object.keys(record.outputs).length > 0 ? record : await (await collecting.connection()).deployments.find(await collecting.scope(), record.name, collecting.signal);
    const values = full ? readOutputs(full) : {};
    if (Object.keys(values).some((name) => /^(storageAccountName|\w*functionAppName)$/i.test(name))) return values;
  }
  throw new Absent('No green deployment of this resource group has outputs.');
}


const text = (body: JsonObject, name: string): string => asString(body[name]) ?? '';
const tagsOf = (body: JsonObject): Readonly<Record<string, string>> => asObject(body['tags']) as Readonly<Record<string, string>>;

const toGroup = (body: JsonObject): ResourceGroup => ({ id: text(body, 'id'), name: text(body, 'name'), location: text(body, 'location'), tags: tagsOf(body), provisioningState: asString(member(body['properties'], 'provisioningState')) ?? 'Unknown' });

export function toResource(body: JsonObject): Resource {
  const state = asString(member(body['properties'], 'provisioningState')) ?? asString(body['provisioningState']);
  return {
    id: text(body, 'id'), name: text(body, 'name'), type: text(body, 'type'), tags: tagsOf(body),
    ...(text(body, 'location') && { location: text(body, 'location') }), ...(text(body, 'kind') && { kind: text(body, 'kind') }),
    ...(body['sku'] && { sku: asObject(body['sku']) }), ...(state !== undefined && { provisioningState: state }),
  };
}

const toLock = (body: JsonObject): ManagementLock => ({ id: text(body, 'id'), name: text(body, 'name'), level: asString(member(body['properties'], 'level')) ?? '' });

/** Every text in an answer that is secret as a whole. */
function textsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((one: JsonValue) => textsIn(one));
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}
