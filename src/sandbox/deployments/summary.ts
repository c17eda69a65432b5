import type { Expansion, ExpandedResource, JsonObject, JsonValue } from '../../armTemplate';

const reference = (resource: ExpandedResource): JsonObject => ({ id: resource.id, resourceType: resource.type, resourceName: resource.name });
const isDeployed = (resource: ExpandedResource): boolean => resource.condition && !resource.existing;

/** `providers` of a deployment: namespaces with the types that it deploys. */
export function summariseProviders({ resources }: Expansion): JsonValue {
  const types = new Map<string, { namespace: string; names: Map<string, string> }>();
  for (const { type } of resources.filter(isDeployed)) {
    const slash = type.indexOf('/');
    const namespace = type.slice(0, slash);
    const entry = types.get(namespace.toLowerCase()) ?? { namespace, names: new Map<string, string>() };
    types.set(namespace.toLowerCase(), entry);
    entry.names.set(type.toLowerCase(), type.slice(slash + 1));
  }
  return [...types.values()].map(({ namespace, names }) => ({ namespace, resourceTypes: [...names.values()].map((resourceType) => ({ resourceType, locations: [null] })) }));
}

/** `dependencies` of a deployment: resources that wait for others. */
export function summariseDependencies({ resources }: Expansion): JsonValue {
  const byKey = new Map(resources.map((resource) => [resource.key.toLowerCase(), resource]));
  return resources.filter(isDeployed).flatMap((resource) => {
    const dependsOn = resource.dependsOn.map((key) => byKey.get(key.toLowerCase())).filter((other) => other !== undefined).filter(isDeployed).map(reference);
    return dependsOn.length === 0 ? [] : [{ dependsOn, ...reference(resource) }];
  });
}
