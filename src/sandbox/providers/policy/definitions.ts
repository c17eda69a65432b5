import type { JsonObject } from '../../../armTemplate';
import type { ProviderContext } from '../provider';
import { objectOf, sameText } from '../shared/json';

const tag = "[concat('tags[', parameters('tagName'), ']')]";
const deny = { effect: 'deny' };

/** Policies that Azure brings and environments of this kind assign, by their real GUIDs. @see Azure Policy built-in definitions */
const builtIn: Readonly<Record<string, JsonObject>> = {
  'e56962a6-4747-49cd-b67b-bf8b01975c4c': {
    displayName: 'Allowed locations', mode: 'Indexed', parameters: { listOfAllowedLocations: { type: 'Array' } },
    policyRule: { if: { allOf: [{ field: 'location', notIn: "[parameters('listOfAllowedLocations')]" }, { field: 'location', notEquals: 'global' }] }, then: deny },
  },
  '404c3081-a854-4457-ae30-26a93ef643f9': {
    displayName: 'Secure transfer to storage accounts should be enabled', mode: 'Indexed', parameters: { effect: { type: 'String', defaultValue: 'Audit' } },
    policyRule: { if: { allOf: [{ field: 'type', equals: 'Microsoft.Storage/storageAccounts' }, { field: 'Microsoft.Storage/storageAccounts/supportsHttpsTrafficOnly', notEquals: 'true' }] }, then: { effect: "[parameters('effect')]" } },
  },
  '0b60c0b2-2dc2-4e1c-b5c9-abbed971de53': {
    displayName: 'Key vaults should have deletion protection enabled', mode: 'Indexed', parameters: { effect: { type: 'String', defaultValue: 'Audit' } },
    policyRule: { if: { allOf: [{ field: 'type', equals: 'Microsoft.KeyVault/vaults' }, { field: 'Microsoft.KeyVault/vaults/enablePurgeProtection', notEquals: 'true' }] }, then: { effect: "[parameters('effect')]" } },
  },
  '871b6d14-10aa-478d-b590-94f262ecfa99': { displayName: 'Require a tag on resources', mode: 'Indexed', parameters: { tagName: { type: 'String' } }, policyRule: { if: { field: tag, exists: 'false' }, then: deny } },
};

export const builtInPolicies: readonly string[] = Object.keys(builtIn);

/** Properties of a definition by its ID, built-in or custom. */
export function findDefinition(id: string, context: ProviderContext): JsonObject | undefined {
  const guid = Object.keys(builtIn).find((known) => sameText(id.split('/').at(-1), known));
  if (guid !== undefined) return builtIn[guid];
  const custom = context.resources.find(id);
  return custom && sameText(custom.type, 'Microsoft.Authorization/policyDefinitions') ? objectOf(custom.body.properties) : undefined;
}

export function shownBuiltIn(guid: string): JsonObject {
  return { id: `/providers/Microsoft.Authorization/policyDefinitions/${guid}`, name: guid, type: 'Microsoft.Authorization/policyDefinitions', properties: { policyType: 'BuiltIn', ...objectOf(builtIn[guid]) } };
}
