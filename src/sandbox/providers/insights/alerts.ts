import { badRequest } from '../../armError';
import type { ResourceProvider } from '../provider';
import { identityOf } from '../shared/identity';
import { arrayOf, defined, objectOf, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';

const name = (maxLength: number) => ({ pattern: /^[^*#&+:<>?@%{}\\/]*[^*#&+:<>?@%{}\\/ .]$/, minLength: 1, maxLength, code: 'BadRequest', message: "The name '{name}' is not valid." });

/** @see Metric Alerts - Create Or Update */
export const metricAlerts: ResourceProvider = typed({
  type: 'Microsoft.Insights/metricAlerts', createdStatus: 200, locations: 'global', tracked: true, hasProvisioningState: false, name: name(260),
  check({ properties }) {
    if (arrayOf(properties.scopes).length === 0) throw badRequest('BadRequest', 'Scopes property is invalid: at least one resource is needed.');
    if (arrayOf(properties.scopes).length > 1 && properties.targetResourceType === undefined) throw badRequest('BadRequest', 'Alerts on several resources need targetResourceType and targetResourceRegion.');
  },
  fill: ({ body, properties }) => defined({
    location: body.location ?? 'global', tags: body.tags ?? {},
    properties: withDefaults(properties, { severity: 3, enabled: true, autoMitigate: true, targetResourceType: undefined, actions: [] }),
  }),
});

/** @see Scheduled Query Rules - Create Or Update */
export const scheduledQueryRules: ResourceProvider = typed({
  type: 'Microsoft.Insights/scheduledQueryRules', hasProvisioningState: false, name: name(260),
  check({ properties, body }) {
    if (textOf(body.kind) === 'LogToMetric') return;
    for (const required of ['severity', 'evaluationFrequency', 'windowSize', 'scopes', 'criteria']) if (properties[required] === undefined) throw badRequest('BadRequest', `The property 'properties.${required}' of a log alert is required.`);
  },
  fill: (request, context) => defined({
    location: request.body.location, tags: request.body.tags ?? {}, kind: request.body.kind, identity: identityOf(request, context),
    properties: withDefaults(request.properties, { displayName: request.id.shortName, description: '', enabled: true, autoMitigate: true, createdWithApiVersion: valueAt(request.existing?.body, 'properties.createdWithApiVersion') ?? request.apiVersion, isLegacyLogAnalyticsRule: false, isWorkspaceAlertsStorageConfigured: false, targetResourceTypes: undefined }),
  }),
});

/** @see Activity Log Alerts - Create Or Update */
export const activityLogAlerts: ResourceProvider = typed({
  type: 'Microsoft.Insights/activityLogAlerts', locations: 'global', tracked: true, hasProvisioningState: false, name: name(260),
  check({ properties }) {
    const conditions = arrayOf(objectOf(properties.condition).allOf);
    const names = conditions.map((condition) => textOf(objectOf(condition).field)?.toLowerCase());
    const inAny = conditions.some((condition) => arrayOf(objectOf(condition).anyOf).length > 0);
    if (conditions.length > 0 && !inAny && !names.includes('category')) throw badRequest('BadRequest', "An activity log alert needs a condition on the field 'category'.");
  },
  fill: ({ body, properties }) => defined({ location: body.location ?? 'Global', tags: body.tags ?? {}, properties: withDefaults(properties, { enabled: true, actions: { actionGroups: [] } }) }),
});

const receivers = ['emailReceivers', 'smsReceivers', 'webhookReceivers', 'eventHubReceivers', 'itsmReceivers', 'azureAppPushReceivers', 'automationRunbookReceivers', 'voiceReceivers', 'logicAppReceivers', 'azureFunctionReceivers', 'armRoleReceivers'];

/** @see Action Groups - Create Or Update */
export const actionGroups: ResourceProvider = typed({
  type: 'Microsoft.Insights/actionGroups', locations: 'global', tracked: true, hasProvisioningState: false, name: name(260),
  check({ properties }) {
    const short = textOf(properties.groupShortName);
    if (short !== undefined && short.length > 12) throw badRequest('GroupShortNameTooLong', `The groupShortName '${short}' has ${short.length} characters; at most 12 are allowed.`);
  },
  fill: ({ body, properties }) => defined({
    location: body.location ?? 'Global', tags: body.tags ?? {},
    properties: withDefaults(
      { ...properties, emailReceivers: arrayOf(properties.emailReceivers).map((receiver) => withDefaults(objectOf(receiver), { useCommonAlertSchema: false, status: 'Enabled' })) },
      { enabled: true, ...Object.fromEntries(receivers.map((kind) => [kind, []])) },
    ),
  }),
  whatIf: { readOnly: ['properties.emailReceivers[*].status'], noise: receivers.map((kind) => `properties.${kind}`), arrayKeys: { 'properties.emailReceivers': 'name' } },
});
