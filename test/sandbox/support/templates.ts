type Json = Record<string, unknown>;

/** A template around these members. */
export const template = ({ scope, ...members }: { readonly scope?: 'subscription'; readonly resources: readonly Json[]; readonly parameters?: Json; readonly outputs?: Json; readonly variables?: Json }): Json => ({
  $schema: `https://schema.management.azure.com/schemas/${scope ? '2018-05-01/subscriptionDeploymentTemplate' : '2019-04-01/deploymentTemplate'}.json#`, contentVersion: '1.0.0.0', ...members,
});

export const deployment = (content: Json, parameters: Record<string, Json> = {}) => ({ properties: { mode: 'Incremental' as const, template: content, parameters } });

export const nested = (name: string, content: Json, parameters: Json = {}): Json => ({
  type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name,
  properties: { mode: 'Incremental', expressionEvaluationOptions: { scope: 'inner' }, template: content, parameters },
});
