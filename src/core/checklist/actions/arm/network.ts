import { LogicError } from '../../../errors';
import { asArray, asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { ActionScene, ArmAction, ArmChange } from '../action';
import { prefixOf } from './shared';

export const networkVersion = '2023-11-01';
const siteVersion = '2023-12-01';
const apps = ['main', 'mcp', 'realm'] as const;

export const networkActions: readonly ArmAction[] = [
  { id: 'configure-vnet-integration', title: 'Join the apps to a virtual network', inputs: [{ name: 'addressSpace', prompt: 'Address space of the network, where it has to be made', initial: '10.20.0.0/16', problem: spaceProblem }], changes: integration },
  { id: 'check-network-security-groups', title: 'Guard every subnet that is used', changes: guards },
];

/** Regions are told by display name in some services. */
export const regionOf = (scene: ActionScene): string => (scene.of('kv').location ?? asString(scene.setting('location')) ?? 'eastus').toLowerCase().replace(/\s/g, '');

/** The network, with the subnet that is asked for and its security group: what is missing of them. */
export async function subnetFor(scene: ActionScene, name: 'apps' | 'endpoints'): Promise<{ readonly networkId: string; readonly subnetId: string; readonly changes: readonly ArmChange[] }> {
  const network = (await scene.list(`${scene.groupId}/providers/Microsoft.Network/virtualNetworks`, networkVersion)).find((one) => asString(one['name'])?.toLowerCase() === networkName(scene));
  const networkId = `${scene.groupId}/providers/Microsoft.Network/virtualNetworks/${networkName(scene)}`;
  const subnetId = `${networkId}/subnets/${name}`;
  const space = asString(asArray(member(member(network?.['properties'], 'addressSpace'), 'addressPrefixes'))[0]) ?? spaceOf(scene);
  const has = asArray(member(network?.['properties'], 'subnets')).some((one) => asString(asObject(one)['name'])?.toLowerCase() === name);
  return { networkId, subnetId, changes: [...await guardIfMissing(scene), ...(network ? [] : [networkChange(scene, networkId, space)]), ...(has ? [] : [subnetChange(scene, subnetId, name, space)])] };
}

const networkName = (scene: ActionScene): string => `${prefixOf(scene)}-vnet`;
const guardId = (scene: ActionScene): string => `${scene.groupId}/providers/Microsoft.Network/networkSecurityGroups/${prefixOf(scene)}-nsg`;
const guardRule: JsonObject = { name: 'DenyInternet', properties: { description: 'Nothing comes in from the internet.', priority: 4000, direction: 'Inbound', access: 'Deny', protocol: '*', sourceAddressPrefix: 'Internet', sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRange: '*' } };

async function guardIfMissing(scene: ActionScene): Promise<readonly ArmChange[]> {
  if (await scene.read(guardId(scene), networkVersion)) return [];
  return [{ title: 'Security group that lets nothing in from the internet', method: 'PUT', id: guardId(scene), apiVersion: networkVersion, body: { location: regionOf(scene), tags: scene.tags, properties: { securityRules: [guardRule] } } }];
}

const networkChange = (scene: ActionScene, id: string, space: string): ArmChange => ({ title: `Virtual network ${networkName(scene)} (${space})`, method: 'PUT', id, apiVersion: networkVersion, body: { location: regionOf(scene), tags: scene.tags, properties: { addressSpace: { addressPrefixes: [space] } } } });

function subnetChange(scene: ActionScene, id: string, name: 'apps' | 'endpoints', space: string): ArmChange {
  const delegations = [{ name: 'webapp', properties: { serviceName: 'Microsoft.Web/serverFarms' } }];
  const properties: JsonObject = { addressPrefix: part(space, name === 'apps' ? 0 : 1), networkSecurityGroup: { id: guardId(scene) }, ...(name === 'apps' ? { delegations } : { privateEndpointNetworkPolicies: 'Disabled' }) };
  return { title: `Subnet ${name} (${String(properties['addressPrefix'])})`, method: 'PUT', id, apiVersion: networkVersion, body: { properties } };
}

/** The first or second range of 256 addresses. */
function part(space: string, index: number): string {
  const [a = '10', b = '20', c = '0'] = space.split(/[./]/);
  return `${a}.${b}.${Number(c) + index}.0/24`;
}

function spaceOf(scene: ActionScene): string {
  const space = asString(scene.setting('addressSpace')) ?? '10.20.0.0/16';
  const problem = spaceProblem(space);
  if (problem) throw new LogicError('Action.RangeWrong', problem, { nextStep: 'Give a private range such as 10.20.0.0/16.' });
  return space;
}

/** @see RFC 1918 */
function spaceProblem(space: string): string | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.0\/(\d{1,2})$/.exec(space.trim());
  if (!match || match.slice(1, 4).some((octet) => Number(octet) > 255)) return `"${space}" is no IPv4 range.`;
  if (Number(match[4]) > 23 || Number(match[4]) < 8) return `${space} does not hold two subnets of 256 addresses.`;
  if (Number(match[3]) % 2 !== 0) return `${space} begins within a range of 512 addresses.`;
  return /^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.)/.test(space) ? undefined : `${space} is no private range.`;
}

async function integration(scene: ActionScene): Promise<readonly ArmChange[]> {
  const sku = asString(asObject(scene.of('plan').sku)['name']) ?? '';
  if (/^(Y1|F1|D1)$/.test(sku)) throw new LogicError('Action.PlanTooSmall', `The apps run on a plan of ${sku}, which joins no network.`, { nextStep: 'Set functionAppSku to EP1 in the parameters file and deploy.' });
  const sites = await Promise.all(apps.map(async (app) => ({ ...scene.of(app), subnet: asString(member((await scene.read(scene.of(app).id, siteVersion))?.['properties'], 'virtualNetworkSubnetId')) })));
  const outside = sites.filter(({ subnet }) => !subnet);
  if (outside.length === 0) return [];
  const { subnetId, changes } = await subnetFor(scene, 'apps');
  return [...changes, ...outside.map(({ id, name }): ArmChange => ({
    title: `${name} joins the network`, method: 'PATCH', id, apiVersion: siteVersion, body: { properties: { virtualNetworkSubnetId: subnetId, vnetRouteAllEnabled: true } }, back: { method: 'DELETE', id: `${id}/networkConfig/virtualNetwork`, apiVersion: siteVersion },
  }))];
}

/** Subnets of apps and private endpoints that nothing guards yet; a guard that is there stays. */
async function guards(scene: ActionScene): Promise<readonly ArmChange[]> {
  const sites = await Promise.all(apps.map(async (app) => asString(member((await scene.read(scene.of(app).id, siteVersion))?.['properties'], 'virtualNetworkSubnetId'))));
  const endpoints = (await scene.list(`${scene.groupId}/providers/Microsoft.Network/privateEndpoints`, networkVersion)).map((one) => asString(member(member(one['properties'], 'subnet'), 'id')));
  const used = [...new Map([...sites, ...endpoints].flatMap((id) => (id ? [[id.toLowerCase(), id] as const] : []))).values()];
  if (used.length === 0) throw new LogicError('Action.NoSubnet', 'Neither apps nor private endpoints are in a subnet.', { nextStep: 'Join the apps to a network and create the private endpoints first.' });
  const bare = (await Promise.all(used.map(async (id) => ({ id, properties: asObject((await scene.read(id, networkVersion))?.['properties']) })))).filter(({ properties }) => asString(member(properties['networkSecurityGroup'], 'id')) === undefined);
  if (bare.length === 0) return [];
  return [...await guardIfMissing(scene), ...bare.map(({ id, properties: { provisioningState: _state, ...properties } }): ArmChange => ({ title: `The subnet ${id.split('/').at(-1)} is guarded`, method: 'PUT', id, apiVersion: networkVersion, body: { properties: { ...properties, networkSecurityGroup: { id: guardId(scene) } } } }))];
}
