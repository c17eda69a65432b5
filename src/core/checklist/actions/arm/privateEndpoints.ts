import { asObject, asString } from '../../../json';
import type { Role } from '../../../evidence';
import type { JsonObject } from '../../../values';
import type { ActionScene, ArmAction, ArmChange } from '../action';
import { networkVersion, regionOf, subnetFor } from './network';
import { prefixOf } from './shared';

interface Target { readonly item: string; readonly role: Role; readonly group: string; readonly zone: (domain: Domains) => string }
/** Ends of names of the services in a cloud. */
interface Domains { readonly storage: string; readonly bus: string; readonly vault: string }

const targets: readonly Target[] = [
  { item: 'prodready.network.pe-storage', role: 'st', group: 'blob', zone: ({ storage }) => `privatelink.blob.${storage}` },
  { item: 'prodready.network.pe-servicebus', role: 'bus', group: 'namespace', zone: ({ bus }) => `privatelink.${bus}` },
  { item: 'prodready.network.pe-keyvault', role: 'kv', group: 'vault', zone: ({ vault }) => `privatelink.${vault}` },
];
/** @see Azure Private Endpoint private DNS zone values */
const domains: Readonly<Record<string, Domains>> = {
  usgov: { storage: 'core.usgovcloudapi.net', bus: 'servicebus.usgovcloudapi.net', vault: 'vaultcore.usgovcloudapi.net' },
  china: { storage: 'core.chinacloudapi.cn', bus: 'servicebus.chinacloudapi.cn', vault: 'vaultcore.azure.cn' },
};
const worldwide: Domains = { storage: 'core.windows.net', bus: 'servicebus.windows.net', vault: 'vaultcore.azure.net' };
const zoneVersion = '2020-06-01';

export const privateEndpointActions: readonly ArmAction[] = [{ id: 'create-private-endpoints', title: 'Reach storage, Service Bus and vault by private endpoints', changes }];

async function changes(scene: ActionScene): Promise<readonly ArmChange[]> {
  const one = targets.filter(({ item }) => item === scene.item.id);
  const wanted = (one.length > 0 ? one : targets).filter(({ role }) => role !== 'bus' || isPremium(scene));
  const open = (await Promise.all(wanted.map(async (target) => ((await isServed(scene, target)) ? [] : [target])))).flat();
  const made = open.length === 0 ? [] : await endpointChanges(scene, open);
  return [...made, ...(scene.item.id === 'env-prod.traits.network' ? closing(scene) : [])];
}

const isPremium = (scene: ActionScene): boolean => asString(asObject(scene.of('bus').sku)['name']) === 'Premium';

/** An endpoint with its zone, whatever their names. */
async function isServed(scene: ActionScene, { role, group }: Target): Promise<boolean> {
  const target = scene.of(role).id.toLowerCase();
  const all = await scene.list(`${scene.groupId}/providers/Microsoft.Network/privateEndpoints`, networkVersion);
  const own = all.filter((endpoint) => { const text = JSON.stringify(asObject(endpoint['properties'])['privateLinkServiceConnections'] ?? []).toLowerCase(); return text.includes(`"${target}"`) && text.includes(`"${group}"`); });
  const zones = await Promise.all(own.map(({ id }) => scene.list(`${asString(id) ?? ''}/privateDnsZoneGroups`, networkVersion)));
  return zones.some((groups) => groups.length > 0);
}

async function endpointChanges(scene: ActionScene, open: readonly Target[]): Promise<readonly ArmChange[]> {
  const { networkId, subnetId, changes: network } = await subnetFor(scene, 'endpoints');
  const domain = domains[scene.connection.cloud.name.toLowerCase()] ?? worldwide;
  return [...network, ...open.flatMap((target) => endpoint(scene, target, { networkId, subnetId, zone: target.zone(domain) }))];
}

function endpoint(scene: ActionScene, { role, group }: Target, { networkId, subnetId, zone }: { readonly networkId: string; readonly subnetId: string; readonly zone: string }): readonly ArmChange[] {
  const { id: target, name } = scene.of(role);
  const zoneId = `${scene.groupId}/providers/Microsoft.Network/privateDnsZones/${zone}`;
  const id = `${scene.groupId}/providers/Microsoft.Network/privateEndpoints/${prefixOf(scene)}-pe-${role}`;
  const put = (title: string, path: string, apiVersion: string, body: JsonObject): ArmChange => ({ title, method: 'PUT', id: path, apiVersion, body });
  return [
    put(`DNS zone ${zone}`, zoneId, zoneVersion, { location: 'global', tags: scene.tags }),
    put(`The network asks ${zone}`, `${zoneId}/virtualNetworkLinks/${prefixOf(scene)}`, zoneVersion, { location: 'global', tags: scene.tags, properties: { registrationEnabled: false, virtualNetwork: { id: networkId } } }),
    put(`Private endpoint to ${group} of ${name}`, id, networkVersion, { location: regionOf(scene), tags: scene.tags, properties: { subnet: { id: subnetId }, privateLinkServiceConnections: [{ name: role, properties: { privateLinkServiceId: target, groupIds: [group] } }] } }),
    put(`${name} is found by its name within the network`, `${id}/privateDnsZoneGroups/default`, networkVersion, { properties: { privateDnsZoneConfigs: [{ name: zone.replaceAll('.', '-'), properties: { privateDnsZoneId: zoneId } }] } }),
  ];
}

/** Nobody else comes in then, this computer neither unless its range is named. */
function closing(scene: ActionScene): readonly ArmChange[] {
  const range = asString(scene.setting('addressRange'));
  const acls = (rules: readonly JsonObject[]): JsonObject => ({ defaultAction: 'Deny', bypass: 'AzureServices', ...(range !== undefined && { ipRules: rules }) });
  const [st, kv, bus] = [scene.of('st'), scene.of('kv'), scene.of('bus')];
  const who = range === undefined ? 'the network alone' : `the network and ${range}`;
  return [
    { title: `${st.name} answers to ${who}`, method: 'PATCH', id: st.id, apiVersion: '2023-05-01', body: { properties: { networkAcls: acls([{ value: range ?? '', action: 'Allow' }]) } } },
    { title: `${kv.name} answers to ${who}`, method: 'PATCH', id: kv.id, apiVersion: '2023-07-01', body: { properties: { networkAcls: acls([{ value: range ?? '' }]) } }, back: { method: 'PATCH', id: kv.id, apiVersion: '2023-07-01', body: { properties: { networkAcls: { defaultAction: 'Allow', bypass: 'AzureServices' } } } } },
    ...(isPremium(scene) ? [{ title: `${bus.name} answers to ${who}`, method: 'PUT' as const, id: `${bus.id}/networkRuleSets/default`, apiVersion: '2021-11-01', body: { properties: { defaultAction: 'Deny', publicNetworkAccess: 'Enabled', trustedServiceAccessEnabled: true, ...(range !== undefined && { ipRules: [{ ipMask: range, action: 'Allow' }] }) } } }] : []),
  ];
}
