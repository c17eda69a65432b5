import type { JsonValue } from '../api';
import { ExpressionFault } from '../fault';
import { unknownAccess, unknownCall, type Value, type ValueObject } from '../values/value';
import { eager, type Builtin, type Call } from './builtin';

/** A field that may be missing from the context: `null` in a strict evaluation, left as an expression in a partial one. */
function field(call: Call, name: string, value: JsonValue | undefined, fallback: JsonValue): Value {
  if (value !== undefined) return value;
  return call.frame.scope.partial ? unknownAccess(unknownCall(call.name, []), name) : fallback;
}

function resourceGroup(_: readonly Value[], call: Call): ValueObject {
  const { resourceGroup: group, subscriptionId } = call.frame.scope.context.scope;
  if (!group) throw new ExpressionFault("The template function 'resourceGroup' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.");
  return {
    id: `/subscriptions/${subscriptionId ?? ''}/resourceGroups/${group.name}`, name: group.name, type: 'Microsoft.Resources/resourceGroups',
    location: field(call, 'location', group.location === '' ? undefined : group.location, ''),
    tags: field(call, 'tags', group.tags, {}),
    ...(call.frame.scope.partial ? { managedBy: field(call, 'managedBy', undefined, null) } : {}),
    properties: field(call, 'properties', call.frame.scope.partial ? undefined : { provisioningState: 'Succeeded' }, {}),
  };
}

function subscription(_: readonly Value[], call: Call): ValueObject {
  const { subscriptionId, tenantId, subscriptionDisplayName } = call.frame.scope.context.scope;
  if (!subscriptionId) throw new ExpressionFault("The template function 'subscription' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.");
  return { id: `/subscriptions/${subscriptionId}`, subscriptionId, tenantId, displayName: field(call, 'displayName', subscriptionDisplayName, '') };
}

function tenant(_: readonly Value[], call: Call): ValueObject {
  const { tenantId } = call.frame.scope.context.scope;
  return { countryCode: field(call, 'countryCode', undefined, 'US'), displayName: field(call, 'displayName', undefined, ''), id: `/tenants/${tenantId}`, tenantId };
}

function managementGroup(_: readonly Value[], call: Call): ValueObject {
  const { managementGroupId: name, kind, tenantId } = call.frame.scope.context.scope;
  if (!name || kind !== 'managementGroup') throw new ExpressionFault("The template function 'managementGroup' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.");
  return {
    id: `/providers/Microsoft.Management/managementGroups/${name}`, name, type: 'Microsoft.Management/managementGroups',
    properties: field(call, 'properties', call.frame.scope.partial ? undefined : { tenantId, displayName: name, details: { version: 1 } }, {}),
  };
}

export const scopeFunctions: readonly Builtin[] = [
  eager('resourceGroup', 0, 0, resourceGroup),
  eager('subscription', 0, 0, subscription),
  eager('tenant', 0, 0, tenant),
  eager('managementGroup', 0, 0, managementGroup),
];
