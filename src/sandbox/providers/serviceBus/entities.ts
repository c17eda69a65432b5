import type { JsonObject, JsonValue } from '../../../armTemplate';
import { badRequest } from '../../armError';
import { messageCounts } from '../../dataPlanes/serviceBus/messages';
import { forgetEntity } from '../../monitoring/levels/serviceBus';
import type { ProviderContext, ResourceProvider, StoredResource } from '../provider';
import { defined, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { createdAt, longTime } from '../shared/time';

const proxy = { locations: 'none', hasProvisioningState: false, createdStatus: 200 } as const;
const longest = 'P10675199DT2H48M5.4775807S';
const nothingWaiting = { activeMessageCount: 0, deadLetterMessageCount: 0, scheduledMessageCount: 0, transferMessageCount: 0, transferDeadLetterMessageCount: 0 };
const name = { pattern: /^[A-Za-z0-9]([A-Za-z0-9._/~-]*[A-Za-z0-9_])?$/, minLength: 1, maxLength: 260, code: 'BadRequest', message: "The entity name or path '{name}' contains invalid characters or has the wrong length. SubCode=40000." };
const shortName = { ...name, pattern: /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_])?$/, maxLength: 50 };

/** @see Queues - Create Or Update */
export const queues: ResourceProvider = typed({
  ...proxy, type: 'Microsoft.ServiceBus/namespaces/queues', name, check: checkEntity, read: withCounts, afterDelete: forgetEntity,
  fill: (request, context) => entity(request, context, {
    maxMessageSizeInKilobytes: 256, lockDuration: 'PT1M', maxSizeInMegabytes: 1024, requiresDuplicateDetection: false, requiresSession: false, defaultMessageTimeToLive: longest,
    deadLetteringOnMessageExpiration: false, enableBatchedOperations: true, duplicateDetectionHistoryTimeWindow: 'PT10M', maxDeliveryCount: 10, sizeInBytes: 0, messageCount: 0, status: 'Active',
    autoDeleteOnIdle: longest, enablePartitioning: false, enableExpress: false, countDetails: nothingWaiting,
  }),
});

export const topics: ResourceProvider = typed({
  ...proxy, type: 'Microsoft.ServiceBus/namespaces/topics', name, afterDelete: forgetEntity,
  check(request, context) {
    if (tierOf(request, context) === 'Basic') throw badRequest('BadRequest', 'Cannot create topics in a namespace of the Basic tier: the operation is not supported there. SubCode=40000. Use Standard or Premium.');
    checkEntity(request, context);
  },
  fill: (request, context) => entity(request, context, {
    maxMessageSizeInKilobytes: 256, defaultMessageTimeToLive: longest, maxSizeInMegabytes: 1024, requiresDuplicateDetection: false, duplicateDetectionHistoryTimeWindow: 'PT10M',
    enableBatchedOperations: true, sizeInBytes: 0, status: 'Active', supportOrdering: true, autoDeleteOnIdle: longest, enablePartitioning: false, enableExpress: false, subscriptionCount: 0, countDetails: nothingWaiting,
  }),
  read: ({ id, body }, context) => ({ ...body, properties: { ...(body.properties as JsonObject), subscriptionCount: context.resources.list(`${id}/subscriptions`).length } }),
});

export const subscriptions: ResourceProvider = typed({
  ...proxy, type: 'Microsoft.ServiceBus/namespaces/topics/subscriptions', name: shortName, check: checkEntity, read: withCounts,
  children: () => [{ type: 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules', name: '$Default', body: { properties: { filterType: 'SqlFilter', sqlFilter: { sqlExpression: '1=1' } } } }],
  fill: (request, context) => entity(request, context, {
    isClientAffine: false, lockDuration: 'PT1M', requiresSession: false, defaultMessageTimeToLive: longest, deadLetteringOnFilterEvaluationExceptions: true, deadLetteringOnMessageExpiration: false,
    messageCount: 0, maxDeliveryCount: 10, status: 'Active', enableBatchedOperations: true, autoDeleteOnIdle: longest, countDetails: nothingWaiting,
  }),
});

export const rules: ResourceProvider = typed({
  ...proxy, type: 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules', name: { ...shortName, pattern: /^(\$Default|[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_])?)$/ },
  fill: ({ properties }) => {
    const isCorrelation = properties.filterType === 'CorrelationFilter' || (properties.correlationFilter !== undefined && properties.filterType === undefined);
    const filter: { [name: string]: JsonValue | undefined } = isCorrelation
      ? { filterType: 'CorrelationFilter', correlationFilter: { properties: {} } }
      : { filterType: 'SqlFilter', sqlFilter: { sqlExpression: '1=1', compatibilityLevel: 20 } };
    return { properties: withDefaults(properties, { action: {}, ...filter }) };
  },
});

/** How many messages wait at this moment. */
function withCounts({ id, body }: StoredResource, context: ProviderContext): JsonObject {
  const { active, deadLetter, scheduled, sizeInBytes } = messageCounts(id, context);
  const properties = body.properties as JsonObject;
  return { ...body, properties: { ...properties, ...(properties.sizeInBytes !== undefined && { sizeInBytes }), messageCount: active + deadLetter + scheduled, countDetails: { ...nothingWaiting, activeMessageCount: active, deadLetterMessageCount: deadLetter, scheduledMessageCount: scheduled } } };
}

function entity(request: TypedRequest, context: ProviderContext, defaults: JsonObject): JsonObject {
  const { properties, existing } = request;
  const now = longTime(context.clock.now());
  const times = { createdAt: createdAt(request, context), updatedAt: now, accessedAt: textOf(valueAt(existing?.body, 'properties.accessedAt')) ?? '0001-01-01T00:00:00Z' };
  return { ...defined({ location: context.resources.find(namespaceOf(request))?.body.location }), properties: withDefaults(properties, { ...defaults, ...times }) };
}

const namespaceOf = ({ id }: TypedRequest): string => id.id.split('/').slice(0, 9).join('/');
const tierOf = (request: TypedRequest, context: ProviderContext) => valueAt(context.resources.find(namespaceOf(request))?.body, 'sku.name');

/** Rules between settings that the official types do not tell. */
function checkEntity(request: TypedRequest, context: ProviderContext): void {
  const { properties, existing, id } = request;
  const tier = tierOf(request, context);
  const refuse = (message: string) => badRequest('BadRequest', `${message} SubCode=40000. Entity: ${id.name}.`);
  if (tier === 'Basic') {
    const standardOnly = ['requiresSession', 'requiresDuplicateDetection', 'autoDeleteOnIdle', 'forwardTo'].find((option) => properties[option] !== undefined && properties[option] !== false);
    if (standardOnly) throw refuse(`'${standardOnly}' is not supported in a namespace of the Basic tier.`);
  }
  if (tier !== undefined && tier !== 'Premium' && properties.maxMessageSizeInKilobytes !== undefined && Number(properties.maxMessageSizeInKilobytes) > 256) throw refuse("'maxMessageSizeInKilobytes' above 256 needs the Premium tier.");
  const lock = seconds(textOf(properties.lockDuration));
  if (lock !== undefined && (lock < 5 || lock > 300)) throw refuse("'lockDuration' must be between PT5S and PT5M.");
  const delivery = properties.maxDeliveryCount;
  if (delivery !== undefined && (Number(delivery) < 1 || Number(delivery) > 2000)) throw refuse("'maxDeliveryCount' must be between 1 and 2000.");
  for (const fixed of ['requiresSession', 'requiresDuplicateDetection', 'enablePartitioning']) {
    const before = valueAt(existing?.body, `properties.${fixed}`);
    if (before !== undefined && properties[fixed] !== undefined && properties[fixed] !== before) throw refuse(`The value of '${fixed}' cannot be changed on an existing entity.`);
  }
}

/** Seconds of an ISO 8601 duration of days and smaller; undefined for anything else. */
function seconds(duration: string | undefined): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration ?? '');
  if (!match) return undefined;
  const [days = 0, hours = 0, minutes = 0, rest = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + rest;
}
