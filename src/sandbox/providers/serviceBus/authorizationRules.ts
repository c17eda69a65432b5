import type { JsonObject } from '../../../armTemplate';
import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ActionRequest, ProviderContext, ResourceProvider, RouteAnswer, StoredResource } from '../provider';
import { arrayOf, property, sameText, textOf } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';

const rights = ['Listen', 'Send', 'Manage'];

/** Rules of a namespace, a queue or a topic. @see Namespaces - Create Or Update Authorization Rule, List Keys */
export const authorizationRules = (parent: 'namespaces' | 'namespaces/queues' | 'namespaces/topics'): ResourceProvider => typed({
  type: `Microsoft.ServiceBus/${parent}/authorizationRules`,
  locations: 'none',
  hasProvisioningState: false,
  createdStatus: 200,
  name: { pattern: /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/, minLength: 1, maxLength: 50, code: 'BadRequest', message: "The authorization rule name '{name}' is not valid. CorrelationId: " },
  check: checkRights,
  fill: ({ properties, existing }) => ({ body: { properties: { rights: arrayOf(properties.rights) } }, hidden: { ...existing?.hidden } }),
  actions: { listKeys, regenerateKeys },
});

function checkRights({ properties, id }: TypedRequest): void {
  const asked = arrayOf(properties.rights).map(String);
  if (asked.length === 0) throw badRequest('BadRequest', `The authorization rule '${id.shortName}' needs at least one right of ${rights.join(', ')}.`);
  if (asked.includes('Manage') && asked.length < rights.length) throw badRequest('BadRequest', "Manage permission on an authorization rule requires also 'Listen' and 'Send'. SubCode=40000.");
}

function listKeys({ resource }: ActionRequest, context: ProviderContext): RouteAnswer {
  return { body: ruleKeys(resource, context) };
}

function regenerateKeys({ resource, body }: ActionRequest, context: ProviderContext): RouteAnswer {
  const type = textOf(property(body, 'keyType'));
  const name = rotating.find((candidate) => sameText(type, candidate));
  if (!name) throw badRequest('BadRequest', "The property 'keyType' must be PrimaryKey or SecondaryKey.");
  const given = textOf(property(body, 'key'));
  const hidden = { ...resource.hidden, [name]: given ?? Number(resource.hidden?.[name] ?? 0) + 1 };
  return { body: ruleKeys(context.resources.update(resource.id, { hidden }), context) };
}

const rotating = ['PrimaryKey', 'SecondaryKey'] as const;

/** Keys and connection strings; those of entities end with EntityPath. */
export function ruleKeys(rule: StoredResource, context: ProviderContext): JsonObject {
  const [namespace = '', ...rest] = rule.name.split('/');
  const keyName = rest.at(-1) ?? '';
  const entity = rest.length > 1 ? `;EntityPath=${rest[0]}` : '';
  const host = serviceBusHost(namespace, context);
  // SDKs want TLS unless the string says that this is no real namespace.
  const emulator = context.resourceManager.startsWith('https:') ? '' : ';UseDevelopmentEmulator=true';
  const [primaryKey, secondaryKey] = rotating.map((name) => ruleKey(rule, name, context)) as [string, string];
  const connectionString = (key: string) => `Endpoint=sb://${host}/;SharedAccessKeyName=${keyName};SharedAccessKey=${key}${entity}${emulator}`;
  return { primaryConnectionString: connectionString(primaryKey), secondaryConnectionString: connectionString(secondaryKey), primaryKey, secondaryKey, keyName };
}

function ruleKey(rule: StoredResource, name: (typeof rotating)[number], context: ProviderContext): string {
  const state = rule.hidden?.[name] ?? 0;
  return typeof state === 'string' ? state : context.random.base64(`servicebus:${keyOf(rule.id)}:${name}:${String(state)}`, 32);
}

/** Where the namespace listens: the messaging data plane's host and port, in the form that connection strings use. */
export const serviceBusHost = (namespace: string, context: ProviderContext): string => new URL(context.endpoint('serviceBus', namespace)).host;
