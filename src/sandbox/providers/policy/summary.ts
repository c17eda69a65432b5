import type { JsonObject, JsonValue } from '../../../armTemplate';

/** Counts of one level: resources, and the policies (or, over a scope, the assignments) that they were measured by. */
function resultsOf(states: readonly JsonObject[], parts: string): JsonObject {
  const bad = states.filter(({ isCompliant }) => isCompliant === false);
  const details = (name: string): JsonValue => [{ complianceState: 'noncompliant', count: count(bad, name) }, { complianceState: 'compliant', count: count(states, name) - count(bad, name) }].filter((one) => one.count > 0);
  return { nonCompliantResources: count(bad, 'resourceId'), nonCompliantPolicies: count(bad, 'policyDefinitionId'), resourceDetails: details('resourceId'), policyDetails: details(parts), policyGroupDetails: [] };
}

const count = (states: readonly JsonObject[], name: string): number => new Set(states.map((one) => String(one[name]).toLowerCase())).size;

function groupsOf(states: readonly JsonObject[], name: string): readonly (readonly JsonObject[])[] {
  const groups = new Map<string, JsonObject[]>();
  for (const one of states) groups.set(String(one[name]).toLowerCase(), [...groups.get(String(one[name]).toLowerCase()) ?? [], one]);
  return [...groups.values()];
}

/** Properties of policy states -> the summary over them, with its assignments and their policies. @see Azure REST, Policy States - Summarize For Resource Group */
export function summaryOf(states: readonly JsonObject[]): JsonObject {
  return {
    results: resultsOf(states, 'policyAssignmentId'),
    policyAssignments: groupsOf(states, 'policyAssignmentId').map((ofAssignment) => ({
      policyAssignmentId: ofAssignment[0]!.policyAssignmentId!, policySetDefinitionId: ofAssignment[0]!.policySetDefinitionId ?? '', results: resultsOf(ofAssignment, 'policyDefinitionId'),
      policyDefinitions: groupsOf(ofAssignment, 'policyDefinitionId').map((ofPolicy) => ({
        policyDefinitionId: ofPolicy[0]!.policyDefinitionId!, policyDefinitionReferenceId: ofPolicy[0]!.policyDefinitionReferenceId ?? '', policyDefinitionGroupNames: [], effect: ofPolicy[0]!.policyDefinitionAction!,
        results: resultsOf(ofPolicy, 'policyDefinitionId'),
      })),
    })),
  };
}
