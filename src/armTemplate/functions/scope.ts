import type { JsonValue } from '../api';
import { ExpressionFault } from '../fault';
import { unknownAccess, unknownCall, type Value, type ValueObject } from '../values/value';
import { eager, stringAt, type Builtin, type Call } from './builtin';
import { GUID } from './resourceId';

/** A field that may be missing from the context: `null` in a strict evaluation, left as an expression in a partial one. */
function field(call: Call, name: string, value: JsonValue | undefined, fallback: JsonValue): Value {
  if (value !== undefined) return value;
  return call.frame.scope.partial ? unknownAccess(unknownCall(call.name, []), name) : fallback;
}

function resourceGroup(args: readonly Value[], call: Call): ValueObject {
  if (args.length > 0) return otherGroup(args.map((_, index) => stringAt(args, index, call)), call);
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

function subscription(args: readonly Value[], call: Call): ValueObject {
  if (args.length > 0) return otherSubscription(stringAt(args, 0, call));
  const { subscriptionId, tenantId, subscriptionDisplayName } = call.frame.scope.context.scope;
  if (!subscriptionId) throw new ExpressionFault("The template function 'subscription' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.");
  return { id: `/subscriptions/${subscriptionId}`, subscriptionId, tenantId, displayName: field(call, 'displayName', subscriptionDisplayName, '') };
}

/** `resourceGroup(name)` and `resourceGroup(subscriptionId, name)`: what is known of a group by its name alone. */
function otherGroup(names: readonly string[], call: Call): ValueObject {
  const subscriptionId = names.length > 1 ? names[0]! : call.frame.scope.context.scope.subscriptionId ?? '', name = names.at(-1)!;
  return { id: `${otherSubscription(subscriptionId).id}/resourceGroups/${name}`, name, type: 'Microsoft.Resources/resourceGroups' };
}

function otherSubscription(subscriptionId: string): { readonly id: string; readonly subscriptionId: string } {
  if (!GUID.test(subscriptionId)) throw new ExpressionFault(`The provided value '${subscriptionId}' is not valid subscription identifier. Please see https://aka.ms/arm-resource-functions/#subscriptionresourceid for usage details.`);
  return { id: `/subscriptions/${subscriptionId}`, subscriptionId };
}

function tenant(_: readonly Value[], call: Call): ValueObject {
  const { tenantId } = call.frame.scope.context.scope;
  return { countryCode: field(call, 'countryCode', undefined, 'US'), displayName: field(call, 'displayName', undefined, ''), id: `/tenants/${tenantId}`, tenantId };
}

function managementGroup(args: readonly Value[], call: Call): ValueObject {
  if (args.length > 0) { const name = stringAt(args, 0, call); return { id: `/providers/Microsoft.Management/managementGroups/${name}`, name, type: '/providers/Microsoft.Management/managementGroups' }; }
  const { managementGroupId: name, kind, tenantId } = call.frame.scope.context.scope;
  if (!name || kind !== 'managementGroup') throw new ExpressionFault("The deployment metadata 'managementGroup' is not valid.");
  return {
    id: `/providers/Microsoft.Management/managementGroups/${name}`, name, type: 'Microsoft.Management/managementGroups',
    properties: field(call, 'properties', call.frame.scope.partial ? undefined : { tenantId, displayName: name, details: { version: 1 } }, {}),
  };
}

export const scopeFunctions: readonly Builtin[] = [
  eager('resourceGroup', 0, 2, resourceGroup),
  eager('subscription', 0, 1, subscription),
  eager('tenant', 0, 0, tenant),
  eager('managementGroup', 0, 1, managementGroup),
];
