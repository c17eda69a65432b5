import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ResourceProvider } from '../provider';
import { identityOf } from '../shared/identity';
import { arrayOf, defined, objectOf, valueAt, withDefaults } from '../shared/json';
import { longTime } from '../shared/time';
import { typed } from '../shared/typed';

/** Extends any resource. @see Diagnostic Settings - Create Or Update */
export const diagnosticSettings: ResourceProvider = typed({
  type: 'Microsoft.Insights/diagnosticSettings', createdStatus: 200, locations: 'none', hasProvisioningState: false,
  check({ properties, unknown = [] }) {
    const sinks = ['storageAccountId', 'workspaceId', 'eventHubAuthorizationRuleId', 'marketplacePartnerId'];
    const isKnown = !unknown.some((path) => sinks.some((sink) => path.toLowerCase() === `properties.${sink.toLowerCase()}` || path === 'properties'));
    if (isKnown && !sinks.some((sink) => properties[sink] !== undefined)) throw badRequest('BadRequest', 'At least one data sink needs to be specified.');
  },
  fill: ({ properties }) => {
    const categories = (kind: string) => arrayOf(properties[kind]).map((category) => withDefaults(objectOf(category), { enabled: false, retentionPolicy: { enabled: false, days: 0 } }));
    return { location: 'global', properties: { ...properties, logs: categories('logs'), metrics: categories('metrics') } };
  },
  whatIf: { noise: ['properties.metrics[*].retentionPolicy', 'properties.logs[*].retentionPolicy'] },
});

/** @see Autoscale Settings - Create Or Update */
export const autoscaleSettings: ResourceProvider = typed({
  type: 'Microsoft.Insights/autoscalesettings', hasProvisioningState: false,
  check({ properties }) {
    for (const [index, profile] of arrayOf(properties.profiles).entries()) {
      const { minimum, maximum, default: preset } = objectOf(valueAt(profile, 'capacity'));
      if (Number(minimum) > Number(maximum) || Number(preset) < Number(minimum) || Number(preset) > Number(maximum)) throw badRequest('BadRequest', `The capacity of profile ${index} is not valid: minimum ${String(minimum)}, default ${String(preset)}, maximum ${String(maximum)} must rise.`);
    }
  },
  fill: ({ body, properties, id }) => defined({ location: body.location, tags: body.tags ?? {}, properties: withDefaults(properties, { enabled: true, name: id.shortName, notifications: [], targetResourceLocation: body.location }) }),
});

/** @see Workbooks - Create Or Update */
export const workbooks: ResourceProvider = typed({
  type: 'Microsoft.Insights/workbooks', hasProvisioningState: false,
  name: { pattern: /^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/, minLength: 36, maxLength: 36, code: 'BadRequest', message: "The name '{name}' of a workbook must be a GUID." },
  fill: (request, context) => defined({
    location: request.body.location, tags: request.body.tags ?? {}, kind: request.body.kind ?? 'shared', identity: identityOf(request, context),
    etag: `"${context.random.guid(`etag:${keyOf(request.id.id)}:${longTime(context.clock.now())}`)}"`,
    properties: withDefaults(request.properties, { version: 'Notebook/1.0', category: 'workbook', sourceId: 'azure monitor', timeModified: longTime(context.clock.now()), userId: context.caller.objectId, revision: context.random.guid(`revision:${keyOf(request.id.id)}`).replaceAll('-', '') }),
  }),
  whatIf: { readOnly: ['etag'] },
});

export const webTests: ResourceProvider = typed({
  type: 'Microsoft.Insights/webtests',
  fill: ({ body, properties, id }) => defined({ location: body.location, tags: body.tags ?? {}, kind: body.kind, properties: withDefaults(properties, { SyntheticMonitorId: id.shortName, Enabled: true, Frequency: 300, Timeout: 30, RetryEnabled: false }) }),
});

export const dataCollectionRules: ResourceProvider = typed({
  type: 'Microsoft.Insights/dataCollectionRules',
  fill: (request, context) => defined({
    location: request.body.location, tags: request.body.tags ?? {}, kind: request.body.kind, identity: identityOf(request, context), etag: `"${context.random.guid(`etag:${keyOf(request.id.id)}`)}"`,
    properties: { immutableId: `dcr-${context.random.guid(`dcr:${keyOf(request.id.id)}`).replaceAll('-', '')}`, ...request.properties },
  }),
  whatIf: { readOnly: ['etag'] },
});
