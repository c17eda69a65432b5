import type { JsonObject, JsonValue } from '../../armTemplate';
import { parseResourceId } from '../resourceId';
import { groupIdOf, type GroupRecord } from '../resources/resourceGroups';
import type { Sandbox } from '../sandbox';

/** A template that would make the group's resources again: names as parameters, and a dependency for each child. Read-only properties are left as providers show them, apart from `provisioningState`. */
export function exportTemplate(group: GroupRecord, wanted: JsonValue | undefined, sandbox: Sandbox): JsonObject {
  const chosen = new Set(Array.isArray(wanted) && !wanted.includes('*') ? wanted.map((id) => String(id).toLowerCase()) : []);
  const resources = sandbox.table.atScope(groupIdOf(group)).filter(({ id }) => chosen.size === 0 || chosen.has(id.toLowerCase()));
  return {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', parameters: {}, variables: {},
    resources: resources.map(({ id, type, name, apiVersion, requested, body }) => {
      const parent = parseResourceId(id)?.parentId;
      return { type, apiVersion, name, ...(requested ?? body), ...(parent !== undefined && { dependsOn: [parent] }) };
    }),
  };
}
