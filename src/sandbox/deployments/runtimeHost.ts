import { RuntimeValueUnavailable, type JsonObject, type JsonValue, type RuntimeHost } from '../../armTemplate';
import { ArmError, notImplemented } from '../armError';
import { objectOr } from '../json';
import type { ProviderContext } from '../providers/provider';
import { keyOf, parseResourceId, scopeParts } from '../resourceId';
import { groupBody } from '../resources/resourceGroups';
import { resourceNotFound } from '../resources/resourceChecks';
import type { Sandbox } from '../sandbox';
import { renderDeployment } from './renderDeployment';

const deploymentType = 'microsoft.resources/deployments';

/** What a running deployment may ask of the cloud. Values of `list*` functions are told to `onSecret`, so that they are masked where requests are shown.
 *  Errors are ARM's: `ResourceNotFound` and so on. */
export function createRuntimeHost(sandbox: Sandbox, context: ProviderContext, onSecret: (value: JsonValue) => void): RuntimeHost {
  return {
    reference: (id, _apiVersion, full) => {
      const body = findBody(id, sandbox, context);
      if (!body) throw resourceNotFound(id);
      return full ? body : objectOr(body.properties);
    },
    list: (id, action, apiVersion, body) => {
      const answer = listOf({ id, action, apiVersion, body }, sandbox, context);
      onSecret(secretPartOf(id, answer, sandbox));
      return answer;
    },
    providers: (namespace, resourceType) => {
      const types = [...sandbox.registry.all()].filter(({ type }) => type.toLowerCase().startsWith(`${namespace}/`.toLowerCase()))
        .map(({ type, apiVersions }) => ({ resourceType: type.slice(namespace.length + 1), locations: [], apiVersions: [...apiVersions] }));
      if (resourceType === undefined) return { namespace, resourceTypes: types };
      const found = types.find((candidate) => candidate.resourceType.toLowerCase() === resourceType.toLowerCase());
      if (!found) throw new RuntimeValueUnavailable(`The resource type ${namespace}/${resourceType}`);
      return found;
    },
    pickZones: (_namespace, _type, _location, count, offset) => Array.from({ length: count }, (_, index) => String((index + offset) % 3 + 1)),
  };
}

/** For plans: only what is there now and is not about to be deployed. Everything else stays unknown. */
export function createExistingHost(sandbox: Sandbox, context: ProviderContext, { isComing, onSecret }: { readonly isComing: (id: string) => boolean; readonly onSecret: (value: JsonValue) => void }): RuntimeHost {
  const host = createRuntimeHost(sandbox, context, onSecret);
  const ask = (id: string, answer: () => JsonValue): JsonValue => {
    if (isComing(keyOf(id))) throw new RuntimeValueUnavailable(`The resource ${id}`);
    try { return answer(); } catch (error) {
      if (error instanceof ArmError) throw new RuntimeValueUnavailable(`The resource ${id}`);
      throw error;
    }
  };
  return {
    ...host,
    reference: (id, apiVersion, full) => ask(id, () => host.reference(id, apiVersion, full)),
    list: (id, action, apiVersion, body) => ask(id, () => host.list(id, action, apiVersion, body)),
  };
}

/** Whether an ID can be referred to now. */
export function isThere(id: string, sandbox: Sandbox): boolean {
  const parsed = parseResourceId(id);
  if (parsed) return (parsed.type.toLowerCase() === deploymentType ? sandbox.deployments.store.find(id) : sandbox.resources.find(id)) !== undefined;
  const { subscriptionId, resourceGroup } = scopeParts(id);
  return subscriptionId !== undefined && resourceGroup !== undefined && sandbox.groups.find(subscriptionId, resourceGroup) !== undefined;
}

function findBody(id: string, sandbox: Sandbox, context: ProviderContext): JsonObject | undefined {
  const parsed = parseResourceId(id);
  if (parsed?.type.toLowerCase() === deploymentType) {
    const record = sandbox.deployments.store.find(id);
    return record && renderDeployment(record);
  }
  if (parsed) {
    const resource = sandbox.resources.find(id);
    return resource && sandbox.resources.render(resource, context);
  }
  const { subscriptionId, resourceGroup } = scopeParts(id);
  const group = subscriptionId !== undefined && resourceGroup !== undefined ? sandbox.groups.find(subscriptionId, resourceGroup) : undefined;
  return group && groupBody(group);
}

interface ListCall { readonly id: string; readonly action: string; readonly apiVersion: string; readonly body: JsonValue | undefined }

function listOf({ id, action, apiVersion, body }: ListCall, sandbox: Sandbox, context: ProviderContext): JsonValue {
  const parsed = parseResourceId(id);
  if (!parsed) throw resourceNotFound(id);
  if (parsed.type.toLowerCase() === deploymentType && action.toLowerCase() === 'listoutputswithsecurevalues') {
    const record = sandbox.deployments.store.find(id);
    if (!record) throw resourceNotFound(id);
    return Object.fromEntries(Object.entries(record.outputs ?? {}).map(([name, output]) => [name, output.value]));
  }
  const resource = sandbox.resources.get(id);
  const run = findAction(sandbox.registry.of(parsed.type).actions, action);
  if (!run) throw notImplemented(`the action ${action} of ${parsed.type}`);
  return run({ id: parsed, resource, apiVersion, body, query: new URLSearchParams() }, context).body ?? null;
}

/** Of a deployment's outputs only the secure ones are secret; of other lists everything may be. */
function secretPartOf(id: string, answer: JsonValue, sandbox: Sandbox): JsonValue {
  const record = parseResourceId(id)?.type.toLowerCase() === deploymentType ? sandbox.deployments.store.find(id) : undefined;
  return record ? Object.values(record.outputs ?? {}).filter(({ secure }) => secure).map(({ value }) => value) : answer;
}

/** Actions are named without case. */
export function findAction<T>(actions: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  const key = Object.keys(actions ?? {}).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : actions?.[key];
}
