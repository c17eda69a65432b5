import { expandDeployment, parseTemplate, resolveParameters, type EvaluationContext, type Expansion, type GivenParameter, type JsonObject, type JsonValue, type RuntimeHost } from '../../../src/armTemplate/index';

export const SUBSCRIPTION = '11111111-1111-1111-1111-111111111111';
export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg1`;
export const context: EvaluationContext = {
  scope: { kind: 'resourceGroup', tenantId: '00000000-0000-0000-0000-00000000000a', subscriptionId: SUBSCRIPTION, subscriptionDisplayName: 'Test', resourceGroup: { name: 'rg1', location: 'eastus', tags: { team: 'a' } } },
  deploymentName: 'main', now: new Date('2026-01-02T03:04:05Z'), newGuid: () => '99999999-9999-4999-8999-999999999999', environment: { name: 'AzureCloud' },
};
const SCHEMA = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';

/** A template with the obligatory parts, and no resources unless given. */
export const template = (parts: { readonly [section: string]: unknown }): JsonObject => ({ $schema: SCHEMA, contentVersion: '1.0.0.0', resources: [], ...parts }) as JsonObject;
export const thing = (name: string, more: { readonly [key: string]: unknown } = {}): JsonObject => ({ type: 'A.B/things', apiVersion: '2021-01-01', name, ...more }) as JsonObject;
export const thingId = (name: string): string => `${GROUP}/providers/A.B/things/${name}`;

export function expand(parts: { readonly [section: string]: unknown }, given: { readonly [name: string]: GivenParameter } = {}): Expansion {
  const parsed = parseTemplate(template(parts));
  return expandDeployment({ template: parsed, parameters: resolveParameters(parsed, given, context), context });
}

/** A cloud that answers with what was put in, by resource ID. */
export function host(resources: { readonly [id: string]: JsonValue } = {}): RuntimeHost {
  return {
    reference: (id) => { const found = resources[id]; if (found === undefined) throw new Error(`No ${id} here.`); return found; },
    list: (id, action, apiVersion, body) => ({ id, action, apiVersion, body: body ?? null }),
  };
}
