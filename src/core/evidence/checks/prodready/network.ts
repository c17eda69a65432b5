import { asArray, asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, EvidenceScope, Facts, Role, Verdict } from '../../api';
import { armList, resource } from '../../queries';
import { fail, notApplicable, pass, unknown } from '../../verdict';
import { check, listed, rollUpOf, sameText } from '../shared';
import { addressesOf, apps, everywhere, othersAreDenied, sites, webConfigs } from '../traits';

const version = '2023-11-01';
const prod = ['prod'] as const;
const beforeProd = ['staging', 'prod'] as const;
export const virtualNetworks = armList('{rg}/providers/Microsoft.Network/virtualNetworks', version);
export const privateEndpoints = armList('{rg}/providers/Microsoft.Network/privateEndpoints', version);
export const securityGroups = armList('{rg}/providers/Microsoft.Network/networkSecurityGroups', version);
export const zoneGroups = (endpointId: string) => armList(`${endpointId}/privateDnsZoneGroups`, version);

/** Ranges that stand in documents only. @see RFC 5737, RFC 3849 */
const documentRange = /^((192\.0\.2|198\.51\.100|203\.0\.113)\.|2001:0?db8:)/i;

export const networkChecks: readonly Check[] = [
  check('prodready.network.vnet', [resource('plan'), ...sites, virtualNetworks], decideIntegration, { stages: prod }),
  rollUpOf('prodready.network.private-endpoints', ['pe-storage', 'pe-servicebus', 'pe-keyvault'].map((one) => `prodready.network.${one}`), { stages: beforeProd }),
  endpointCheck('pe-storage', 'st', 'blob', 'privatelink.blob.'),
  endpointCheck('pe-servicebus', 'bus', 'namespace'),
  endpointCheck('pe-keyvault', 'kv', 'vault'),
  check('prodready.network.ip-restrictions', [...sites, ...webConfigs], decideRestrictions, { stages: prod }),
  check('prodready.network.nsg', [...sites, virtualNetworks, privateEndpoints, securityGroups], decideSecurityGroups, { stages: beforeProd }),
];

const subnetOf = (site: { readonly properties: JsonObject }): string | undefined => asString(member(site.properties, 'virtualNetworkSubnetId')) || undefined;

/** Every subnet of the networks of the group, by its ID in lower case. */
const subnetsById = (facts: Facts): ReadonlyMap<string, JsonObject> =>
  new Map(facts.need(virtualNetworks).flatMap((network) => asArray(member(network['properties'], 'subnets')).map(asObject)).map((subnet) => [asString(subnet['id'])?.toLowerCase() ?? '', subnet]));

function decideIntegration(facts: Facts): Verdict {
  const plan = facts.need(resource('plan'));
  if (asString(plan.sku?.['name']) === 'Y1') return fail(`${plan.name} is Y1, whose apps cannot join a network.`);
  const found = sites.map((one) => facts.need(one));
  const outside = found.filter((site) => subnetOf(site) === undefined);
  if (outside.length > 0) return fail(`In no virtual network: ${listed(outside.map(({ name }) => name))}.`);
  const subnets = subnetsById(facts);
  const states = found.map((site) => ({ name: site.name, id: subnetOf(site)!, subnet: subnets.get(subnetOf(site)!.toLowerCase()) }));
  const unseen = states.filter(({ subnet }) => subnet === undefined);
  if (unseen.length > 0) return unknown(`The subnet ${unseen[0]!.id.split('/').at(-1)} of ${unseen[0]!.name} is in no network of the resource group.`);
  const undelegated = states.filter(({ subnet }) => !asArray(member(subnet!['properties'], 'delegations')).some((one) => sameText(asString(member(member(one, 'properties'), 'serviceName')), 'Microsoft.Web/serverFarms')));
  return undelegated.length === 0 ? pass('All three apps are in a subnet that is delegated to them.') : fail(`Not delegated to Microsoft.Web/serverFarms: the subnets of ${listed(undelegated.map(({ name }) => name))}.`);
}

interface Connection { readonly endpoint: JsonObject; readonly groups: readonly string[]; readonly status: string }

function connectionsTo(facts: Facts, targetId: string): readonly Connection[] {
  return facts.need(privateEndpoints).flatMap((endpoint) => ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections'].flatMap((kind) => asArray(member(endpoint['properties'], kind))).flatMap((one): readonly Connection[] => {
    const properties = asObject(member(one, 'properties'));
    if (!sameText(asString(properties['privateLinkServiceId']), targetId)) return [];
    return [{ endpoint, groups: asArray(properties['groupIds']).map((id) => asString(id) ?? ''), status: asString(member(properties['privateLinkServiceConnectionState'], 'status')) ?? 'Unknown' }];
  }));
}

const endpointIds = ({ resources = [] }: EvidenceScope): readonly string[] => resources.filter(({ type }) => sameText(type, 'Microsoft.Network/privateEndpoints')).map(({ id }) => id);

function endpointCheck(row: string, role: Role, group: string, zone?: string): Check {
  const needs: Check['needs'] = (scope) => [resource(role), privateEndpoints, ...(zone === undefined ? [] : endpointIds(scope).map(zoneGroups))];
  return check(`prodready.network.${row}`, needs, (facts, scope) => {
    const target = facts.need(resource(role));
    if (role === 'bus' && asString(target.sku?.['name']) !== 'Premium') return notApplicable(`${target.name} is not of the tier Premium.`);
    const connections = connectionsTo(facts, target.id).filter(({ groups }) => groups.includes(group));
    const approved = connections.filter(({ status }) => status === 'Approved');
    if (approved.length === 0) return fail(connections.length === 0 ? `No private endpoint leads to ${group} of ${target.name}.` : `The private endpoint of ${target.name} is ${connections[0]!.status}.`);
    if (zone === undefined) return pass(`${asString(approved[0]!.endpoint['name'])} leads to ${target.name}.`);
    const named = approved.find(({ endpoint }) => endpointIds(scope).some((id) => sameText(id, asString(endpoint['id'])) && hasZone(facts.need(zoneGroups(id)), zone)));
    return named ? pass(`${asString(named.endpoint['name'])} leads to ${target.name}, which is named in ${zone}*.`) : fail(`The private endpoint of ${target.name} is in no DNS zone ${zone}*.`);
  }, { stages: beforeProd });
}

const hasZone = (groups: readonly JsonObject[], zone: string): boolean =>
  groups.flatMap((one) => asArray(member(one['properties'], 'privateDnsZoneConfigs'))).some((config) => (asString(member(member(config, 'properties'), 'privateDnsZoneId')) ?? '').toLowerCase().split('/').at(-1)!.startsWith(zone));

function decideRestrictions(facts: Facts): Verdict {
  const problems = apps.flatMap((app, index) => {
    const name = facts.need(sites[index]!).name;
    const properties = asObject(facts.need(webConfigs[index]!)['properties']);
    const rules = asArray(properties['ipSecurityRestrictions']).map(asObject);
    const isOpen = (rule: JsonObject): boolean => addressesOf(rule).some((one) => everywhere.test(one));
    // A service tag stands for networks of others.
    const allowed = rules.filter((rule) => sameText(asString(rule['action']), 'Allow') && addressesOf(rule).length > 0 && !isOpen(rule) && !/^(ServiceTag|XffProxy)$/i.test(asString(rule['tag']) ?? ''));
    const sample = allowed.find((rule) => addressesOf(rule).some((one) => documentRange.test(one)));
    if (sample) return [`${name} lets in ${String(sample['ipAddress'])}, which is a range for documents`];
    if (allowed.length === 0) return [`${name} has no rule that lets a known range in`];
    return othersAreDenied(properties) ? [] : [`${name} lets everything else in (${app})`];
  });
  return problems.length === 0 ? pass('All three apps answer to known ranges only.') : fail(`${problems.join('; ')}.`);
}

function decideSecurityGroups(facts: Facts): Verdict {
  const subnets = subnetsById(facts);
  const used = [...new Set([...sites.map((one) => subnetOf(facts.need(one))), ...facts.need(privateEndpoints).map((one) => asString(member(member(one['properties'], 'subnet'), 'id')))].flatMap((id) => (id ? [id.toLowerCase()] : [])))];
  if (used.length === 0) return fail('No subnet is used by the apps or by private endpoints, so nothing is guarded.');
  const unseen = used.filter((id) => !subnets.has(id));
  if (unseen.length > 0) return unknown(`Subnets outside the networks of the resource group: ${listed(unseen.map((id) => id.split('/').at(-1)!))}.`);
  const guards = used.map((id) => ({ id, group: asString(member(member(subnets.get(id)!['properties'], 'networkSecurityGroup'), 'id')) }));
  const bare = guards.filter(({ group }) => !group);
  if (bare.length > 0) return fail(`Without a network security group: ${listed(bare.map(({ id }) => id.split('/').at(-1)!))}.`);
  const groups = guards.map(({ group }) => facts.need(securityGroups).find((one) => sameText(asString(one['id']), group)));
  if (groups.includes(undefined)) return unknown('A network security group is outside the resource group.');
  const open = groups.flatMap((group) => asArray(member(group!['properties'], 'securityRules')).filter(letsInternetIn).map((rule) => `${String(asObject(rule)['name'])} of ${String(group!['name'])}`));
  return open.length === 0 ? pass(`${used.length} subnets are guarded, and no rule lets the internet in.`) : fail(`Rules that let the internet in: ${listed([...new Set(open)])}.`);
}

function letsInternetIn(rule: unknown): boolean {
  const properties = asObject(member(rule, 'properties'));
  const sources = [properties['sourceAddressPrefix'], ...asArray(properties['sourceAddressPrefixes'])].map((one) => asString(one) ?? '');
  return sameText(asString(properties['direction']), 'Inbound') && sameText(asString(properties['access']), 'Allow') && sources.some((one) => everywhere.test(one));
}
