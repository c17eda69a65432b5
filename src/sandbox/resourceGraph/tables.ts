import type { JsonObject, JsonValue } from '../../armTemplate';
import { alertTable } from '../alerts/alerts';
import { shownAlert } from '../alerts/shownAlert';
import { readableBy } from '../providers/authorization/roleChecks';
import { availabilityStatus, hasHealth } from '../providers/health/availability';
import { vaults } from '../providers/keyVault/vaults';
import { networkSecurityGroups } from '../providers/network/securityGroups';
import { trafficManagerProfiles } from '../providers/network/trafficManager';
import { virtualNetworks } from '../providers/network/virtualNetworks';
import { policyStates } from '../providers/policy/states';
import { ancestorsOf } from '../providers/management/hierarchy';
import { textOf, valueAt } from '../providers/shared/json';
import { accounts } from '../providers/storage/accounts';
import { serverFarms } from '../providers/web/serverFarms';
import type { ProviderContext, ResourceProvider, StoredResource } from '../providers/provider';
import { scopeParts } from '../resourceId';
import type { GroupRecord } from '../resources/resourceGroups';
import type { SubscriptionRecord } from '../subscriptions';
import type { ResultTable } from '../kql/run';
import type { ColumnTypes } from '../kql/types';
import type { Row } from '../kql/values';

const columns = ['id', 'name', 'type', 'tenantId', 'kind', 'location', 'resourceGroup', 'subscriptionId', 'managedBy', 'sku', 'plan', 'properties', 'tags', 'identity', 'zones', 'extendedLocation', 'apiVersion', 'systemData'] as const;
const texts = new Set(['kind', 'managedBy']);
const dynamics = new Set<string>(['sku', 'plan', 'properties', 'tags', 'identity', 'zones', 'extendedLocation', 'systemData']);
const types: ColumnTypes = new Map(columns.map((name) => [name, dynamics.has(name) ? 'dynamic' : 'string']));

/** A row of a table, which reads only the columns that a query asks for: most queries look at few columns of many rows. */
class ResourceRow implements Row {
  private made: JsonObject | undefined;
  constructor(private readonly resource: StoredResource, private readonly context: ProviderContext) {}

  get(name: string): JsonValue {
    if (name === 'type') return this.resource.type.toLowerCase();
    if (name === 'properties') return readProperties(this.resource, this.context);
    this.made ??= asRow(this.resource);
    return name === 'tenantId' ? this.context.tenantId : this.made[name] ?? (texts.has(name) ? '' : null);
  }

  * [Symbol.iterator](): Iterator<readonly [string, JsonValue]> { for (const column of columns) yield [column, this.get(column)]; }
}

/** Types whose properties follow from other resources, or from where the sandbox is now: subnets, rules, numbers of apps, addresses of data planes. */
const following: ReadonlyMap<string, ResourceProvider> = new Map([virtualNetworks, networkSecurityGroups, trafficManagerProfiles, accounts, vaults, serverFarms].map((provider) => [provider.type.toLowerCase(), provider]));

const readProperties = (resource: StoredResource, context: ProviderContext): JsonValue => (following.get(resource.type.toLowerCase())?.read?.(resource, context) ?? resource.body).properties ?? null;

/** Lower-case name of a table to what fills it. Advisor has nothing to say about a sandbox. */
const sources: Readonly<Record<string, (context: ProviderContext) => Iterable<JsonObject>>> = {
  resourcecontainers: containers,
  healthresources: (context) => map([...tracked(context)].filter(hasHealth), (resource) => ({ ...asRow(resource), ...availabilityStatus(resource, context), type: 'microsoft.resourcehealth/availabilitystatuses', properties: { ...(availabilityStatus(resource, context).properties as JsonObject), targetResourceId: resource.id, targetResourceType: resource.type.toLowerCase() } })),
  policyresources: (context) => [
    ...map(ofTypes(context, 'microsoft.authorization/policyassignments', 'microsoft.authorization/policydefinitions'), asRow),
    ...policyStates(context).map((state) => ({ id: state.id, name: state.name, type: 'microsoft.policyinsights/policystates', properties: state.properties, location: '', ...ownerOf(String(state.properties.resourceId)) })),
  ],
  // Brought up to now by whoever asks.
  alertsmanagementresources: (context) => [...alertTable(context).entries()].map(([, alert]) => ({ ...shownAlert(alert, true), type: 'microsoft.alertsmanagement/alerts', location: 'global', ...ownerOf(alert.target) })),
  advisorresources: () => [],
  authorizationresources: (context) => map(ofTypes(context, 'microsoft.authorization/roleassignments', 'microsoft.authorization/roledefinitions'), asRow),
};

export const tableNames: readonly string[] = ['resources', ...Object.keys(sources)];

/** The rows of a table in the subscriptions asked for; all of the caller's tenant when none are. Undefined for unknown tables. */
export function readTable(name: string, subscriptions: readonly string[] | undefined, context: ProviderContext): ResultTable | undefined {
  if (name.toLowerCase() === 'resources') return { columns, types, rows: resourceRows(subscriptionsOf(subscriptions, context), context) };
  const source = sources[name.toLowerCase()];
  if (!source || !Object.hasOwn(sources, name.toLowerCase())) return undefined;
  const wanted = subscriptionsOf(subscriptions, context);
  const rows: Row[] = [];
  const mayRead = readableBy(context);
  for (const row of source(context)) if (mayRead(String(row.id), String(row.type)) && wanted.has(String(row.subscriptionId).toLowerCase())) rows.push(new Map(columns.map((column) => [column, column === 'tenantId' ? context.tenantId : row[column] ?? (texts.has(column) ? '' : null)])));
  return { columns, types, rows };
}

function resourceRows(wanted: ReadonlySet<string>, context: ProviderContext): Row[] {
  const rows: Row[] = [];
  const mayRead = readableBy(context);
  for (const resource of tracked(context)) if (mayRead(resource.id, resource.type) && wanted.has((resource.id.split('/', 3)[2] ?? '').toLowerCase())) rows.push(new ResourceRow(resource, context));
  return rows;
}

function subscriptionsOf(given: readonly string[] | undefined, context: ProviderContext): ReadonlySet<string> {
  if (given && given.length > 0) return new Set(given.map((id) => id.toLowerCase()));
  return new Set([...context.table<SubscriptionRecord>('subscriptions').entries()].filter(([, { tenantId }]) => tenantId === context.tenantId).map(([key]) => key));
}

/** Resource Graph's `resources`: what has a location and is no extension of another resource. */
function* tracked(context: ProviderContext): Iterable<StoredResource> {
  for (const [, resource] of context.table<StoredResource>('resources').entries()) {
    if (resource.body.location !== undefined && !isProxy(resource.type) && !extendsAnother(resource.id)) yield resource;
  }
}

const extendsAnother = (id: string): boolean => { const lower = id.toLowerCase(); return lower.indexOf('/providers/') !== lower.lastIndexOf('/providers/'); };

/** Children that carry a location although they are no resources of their own. */
const isProxy = (type: string): boolean => /^microsoft\.(servicebus\/namespaces\/|keyvault\/vaults\/|web\/sites\/(?!slots$)|storage\/storageaccounts\/|authorization\/)/i.test(type);

function* ofTypes(context: ProviderContext, ...types: readonly string[]): Iterable<StoredResource> {
  for (const type of types) yield* context.resources.listByType(type);
}

function asRow(resource: StoredResource): JsonObject {
  const { body } = resource;
  return { ...body, id: resource.id, name: rowName(resource), type: resource.type.toLowerCase(), location: String(body.location ?? '').replace(/\s/g, '').toLowerCase(), ...ownerOf(resource.id) };
}

/** The last part of a name, but of a slot both, as its own provider shows it. */
const rowName = ({ name, type }: StoredResource): string => (/^microsoft\.web\/sites\/slots$/i.test(type) ? name : name.split('/').at(-1) ?? '');

function ownerOf(id: string): { subscriptionId: string; resourceGroup: string } {
  const { subscriptionId = '', resourceGroup = '' } = scopeParts(id);
  return { subscriptionId, resourceGroup: resourceGroup.toLowerCase() };
}

function* containers(context: ProviderContext): Iterable<JsonObject> {
  for (const [, { subscriptionId, displayName, tags }] of context.table<SubscriptionRecord>('subscriptions').entries()) {
    yield { id: `/subscriptions/${subscriptionId}`, name: displayName, type: 'microsoft.resources/subscriptions', subscriptionId, tags: (tags ?? null) as JsonValue, properties: { state: 'Enabled', managementGroupAncestorsChain: ancestorsOf(`/subscriptions/${subscriptionId}`, context).map((id) => context.resources.find(id)).filter((found) => found !== undefined).map(({ name, body }) => ({ name, displayName: textOf(valueAt(body, 'properties.displayName')) ?? name })), subscriptionPolicies: { spendingLimit: 'Off', locationPlacementId: 'Public_2014-09-01', quotaId: 'PayAsYouGo_2014-09-01' } } };
  }
  for (const [, group] of context.table<GroupRecord>('groups').entries()) {
    yield { id: `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`, name: group.name, type: 'microsoft.resources/subscriptions/resourcegroups', location: group.location, subscriptionId: group.subscriptionId, resourceGroup: group.name.toLowerCase(), tags: group.tags ?? null, properties: { provisioningState: group.provisioningState } };
  }
}

function* map<T>(items: Iterable<T>, change: (item: T) => JsonObject): Iterable<JsonObject> {
  for (const item of items) yield change(item);
}
