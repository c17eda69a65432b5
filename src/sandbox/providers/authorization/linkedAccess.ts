import type { JsonValue } from '../../../armTemplate';
import { isObject } from '../../json';
import { valueAt } from '../shared/json';

/** A resource that a body refers to, and the right that referring to it needs. */
export interface LinkedAccess { readonly action: string; readonly scope: string }

const byProperty: readonly (readonly [path: string, action: string])[] = [
  ['properties.serverFarmId', 'Microsoft.Web/serverfarms/join/action'],
  ['properties.virtualNetworkSubnetId', 'Microsoft.Network/virtualNetworks/subnets/join/action'],
  ['properties.subnet.id', 'Microsoft.Network/virtualNetworks/subnets/join/action'],
  ['properties.virtualNetwork.id', 'Microsoft.Network/virtualNetworks/join/action'],
];

/** Rights on other resources that a write needs: to assign identities, to join plans and networks. */
export function linkedAccess(body: JsonValue | undefined): readonly LinkedAccess[] {
  if (!isObject(body)) return [];
  const identities = valueAt(body, 'identity.userAssignedIdentities');
  return [
    ...Object.keys(isObject(identities) ? identities : {}).map((scope) => ({ action: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action', scope })),
    ...byProperty.flatMap(([path, action]) => { const scope = valueAt(body, path); return typeof scope === 'string' && scope.startsWith('/') ? [{ action, scope }] : []; }),
  ];
}
