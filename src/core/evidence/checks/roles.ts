/** Built-in roles by their GUID, which is the same in every tenant. @see Azure built-in roles */
export const roleIds = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  userAccessAdministrator: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  roleAdministrator: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  serviceBusDataOwner: '090c5cfd-751d-490a-894a-3ce6f1109419',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  monitoringReader: '43d0d8ad-25c7-4714-9337-8ba259a9fe05',
  monitoringContributor: '749f88d5-cbae-40b8-bcfc-e573ddc772fa',
} as const;

const oneOf = (definitionId: string | undefined, names: readonly (keyof typeof roleIds)[]): boolean => names.some((name) => definitionId?.toLowerCase().endsWith(roleIds[name]) === true);
/** Reader or more than that. */
export const isReaderRole = (definitionId: string | undefined): boolean => oneOf(definitionId, ['reader', 'contributor', 'owner']);
/** Monitoring Reader or more than that. */
export const isMonitoringRole = (definitionId: string | undefined): boolean => oneOf(definitionId, ['monitoringReader', 'monitoringContributor', 'contributor', 'owner']);
