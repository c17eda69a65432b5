import type { JsonObject } from '../../../armTemplate';
import { keyOf, parseResourceId, scopeParts } from '../../resourceId';
import type { Event } from '../operations/activityLog';
import type { ProviderContext } from '../provider';
import { textOf } from '../shared/json';
import { longTime } from '../shared/time';
import type { Policy } from './states';

/** A request that a policy audited or denied. `time` is ISO 8601. */
export interface PolicyEvent {
  readonly time: string;
  readonly resourceId: string;
  readonly location: string;
  readonly effect: 'audit' | 'deny';
  readonly assignmentId: string;
  readonly assignmentName: string;
  readonly definitionId: string;
  readonly caller: string;
  readonly principalId: string;
  readonly correlationId: string;
}

const mostKept = 1000;
const table = (context: ProviderContext) => context.table<PolicyEvent>('Microsoft.PolicyInsights/policyEvents');

/** Oldest first. */
export const policyEvents = (context: ProviderContext): readonly PolicyEvent[] => [...table(context).entries()].map(([, event]) => event);

export function recordPolicyEvent(effect: PolicyEvent['effect'], { assignment, definitionId }: Policy, { id, body }: { readonly id: string; readonly body: JsonObject }, context: ProviderContext): void {
  const kept = table(context);
  const time = context.clock.now().toISOString();
  const { objectId, appId, userPrincipalName } = context.caller;
  const correlationId = context.random.guid(`policy event:${assignment.id}:${definitionId}:${keyOf(id)}:${time}:${kept.size}`);
  kept.set(correlationId, { time, resourceId: id, location: String(body.location ?? '').replace(/\s/g, '').toLowerCase(), effect, assignmentId: assignment.id, assignmentName: assignment.name, definitionId, caller: userPrincipalName ?? appId ?? objectId, principalId: objectId, correlationId });
  for (const [oldest] of kept.entries()) { if (kept.size <= mostKept) break; kept.delete(oldest); }
}

/** As the activity log tells it. @see Azure activity log event schema, category Policy */
export const toActivity = ({ time, resourceId, location, effect, assignmentId, assignmentName, definitionId, caller, correlationId }: PolicyEvent): Event => ({
  time, scope: resourceId, action: `Microsoft.Authorization/policies/${effect}/action`, caller, correlationId, category: 'Policy', status: effect === 'deny' ? 'Failed' : 'Succeeded', level: effect === 'deny' ? 'Error' : 'Warning',
  properties: {
    isComplianceCheck: 'False', resourceLocation: location, ancestors: '',
    policies: JSON.stringify([{ policyDefinitionId: definitionId, policyDefinitionName: definitionId.split('/').at(-1) ?? '', policyDefinitionEffect: effect, policyAssignmentId: assignmentId, policyAssignmentName: assignmentName, policyAssignmentScope: assignmentId.replace(/\/providers\/Microsoft\.Authorization\/policyAssignments\/.*$/i, '') }]),
  },
});

/** As Policy Insights tells it. @see Policy Events - List Query Results */
export function toRecord({ time, resourceId, location, effect, assignmentId, assignmentName, definitionId, principalId }: PolicyEvent, tenantId: string): JsonObject {
  const { subscriptionId = '', resourceGroup = '' } = scopeParts(resourceId);
  return {
    timestamp: longTime(new Date(time)), resourceId, resourceType: parseResourceId(resourceId)?.type ?? '', resourceLocation: location, resourceGroup, subscriptionId, tenantId, principalOid: principalId, isCompliant: false, complianceState: 'NonCompliant',
    policyAssignmentId: assignmentId, policyAssignmentName: assignmentName, policyDefinitionId: definitionId, policyDefinitionName: textOf(definitionId.split('/').at(-1)) ?? '', policyDefinitionAction: effect,
  };
}
