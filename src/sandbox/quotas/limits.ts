import type { JsonObject } from '../../armTemplate';
import { isObject, member } from '../json';

/** A limit of what a subscription may have in a region, and how much of it a resource takes. */
export interface Quota {
  readonly provider: string;
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly limit: number;
  /** Counts in the whole subscription, wherever it lies. */
  readonly isGlobal?: boolean;
  /** How many of the limit a resource takes; absent: one. */
  readonly takes?: (body: JsonObject) => number;
  /** Which of ARM's refusals says that it is used up. */
  readonly refusal: 'storage' | 'plan' | 'namespace' | 'addresses' | 'networks' | 'cores' | 'general';
}

const skuOf = (body: JsonObject): string => String(member(member(body, 'sku'), 'name') ?? '');
const ofSku = (pattern: RegExp) => (body: JsonObject): number => (pattern.test(skuOf(body)) ? 1 : 0);

/** Cores are told by the name of a size: `Standard_D4s_v5` has 4. */
const coresOf = (size: unknown): number => Number(/_[A-Z]+(\d+)/i.exec(typeof size === 'string' ? size : '')?.[1] ?? 1);
const machineCores = (body: JsonObject): number => coresOf(member(member(member(body, 'properties'), 'hardwareProfile'), 'vmSize'));
function clusterCores(body: JsonObject): number {
  const settings = member(member(body, 'properties'), 'properties');
  const nodes = member(member(settings, 'scaleSettings'), 'maxNodeCount');
  return isObject(settings) ? coresOf(member(settings, 'vmSize')) * (typeof nodes === 'number' ? nodes : 1) : 0;
}

/** What a usual subscription may have. Lines of one provider in the order in which they are listed. */
export const quotas: readonly Quota[] = [
  { provider: 'Microsoft.Storage', name: 'StorageAccounts', label: 'Storage Accounts', type: 'Microsoft.Storage/storageAccounts', limit: 250, refusal: 'storage' },
  { provider: 'Microsoft.Web', name: 'ElasticPremium', label: 'Elastic Premium plans', type: 'Microsoft.Web/serverfarms', limit: 100, takes: ofSku(/^EP\d/i), refusal: 'plan' },
  { provider: 'Microsoft.Web', name: 'PremiumV3', label: 'Premium V3 plans', type: 'Microsoft.Web/serverfarms', limit: 100, takes: ofSku(/^P\d+m?v3$/i), refusal: 'plan' },
  { provider: 'Microsoft.Web', name: 'Dynamic', label: 'Consumption plans', type: 'Microsoft.Web/serverfarms', limit: 100, takes: ofSku(/^Y1$/i), refusal: 'plan' },
  { provider: 'Microsoft.Web', name: 'ServerFarms', label: 'App Service plans', type: 'Microsoft.Web/serverfarms', limit: 100, refusal: 'plan' },
  { provider: 'Microsoft.Web', name: 'Sites', label: 'Apps', type: 'Microsoft.Web/sites', limit: 1000, refusal: 'general' },
  { provider: 'Microsoft.ServiceBus', name: 'Namespaces', label: 'Service Bus namespaces', type: 'Microsoft.ServiceBus/namespaces', limit: 1000, isGlobal: true, refusal: 'namespace' },
  { provider: 'Microsoft.Compute', name: 'cores', label: 'Total Regional vCPUs', type: 'Microsoft.Compute/virtualMachines', limit: 100, takes: machineCores, refusal: 'cores' },
  { provider: 'Microsoft.Compute', name: 'virtualMachines', label: 'Virtual Machines', type: 'Microsoft.Compute/virtualMachines', limit: 25000, refusal: 'cores' },
  { provider: 'Microsoft.Network', name: 'VirtualNetworks', label: 'Virtual Networks', type: 'Microsoft.Network/virtualNetworks', limit: 1000, refusal: 'networks' },
  { provider: 'Microsoft.Network', name: 'PublicIPAddresses', label: 'Public IP Addresses', type: 'Microsoft.Network/publicIPAddresses', limit: 1000, refusal: 'addresses' },
  { provider: 'Microsoft.Network', name: 'NetworkSecurityGroups', label: 'Network Security Groups', type: 'Microsoft.Network/networkSecurityGroups', limit: 5000, refusal: 'general' },
  { provider: 'Microsoft.Network', name: 'PrivateEndpoints', label: 'Private Endpoints', type: 'Microsoft.Network/privateEndpoints', limit: 64000, refusal: 'general' },
  { provider: 'Microsoft.MachineLearningServices', name: 'Clusters', label: 'Total Clusters', type: 'Microsoft.MachineLearningServices/workspaces/computes', limit: 200, refusal: 'general' },
  { provider: 'Microsoft.MachineLearningServices', name: 'totalCores', label: 'Total Cluster Dedicated Regional vCPUs', type: 'Microsoft.MachineLearningServices/workspaces/computes', limit: 300, takes: clusterCores, refusal: 'cores' },
  { provider: 'Microsoft.MachineLearningServices', name: 'Workspaces', label: 'Azure Machine Learning workspaces', type: 'Microsoft.MachineLearningServices/workspaces', limit: 800, refusal: 'general' },
];

export const quotasOf = (provider: string): readonly Quota[] => quotas.filter((one) => one.provider.toLowerCase() === provider.toLowerCase());
export const taken = ({ takes }: Quota, body: JsonObject): number => takes?.(body) ?? 1;
