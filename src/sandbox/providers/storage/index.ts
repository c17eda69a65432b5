import type { ProviderModule, ProviderRouteRequest, ProviderContext, RouteAnswer } from '../provider';
import { textOf, property, sameText } from '../shared/json';
import { accounts } from './accounts';
import { accountListRoutes, encryptionScopes, immutabilityPolicies, inventoryPolicies, localUsers, objectReplicationPolicies } from './policies';
import { blobServices, containers, fileServices, managementPolicies, queueServices, queues, shares, tableServices, tables } from './services';

/** Accounts with their services and what they hold. The data itself is served by the storage data plane. */
export const storageModule: ProviderModule = {
  types: [accounts, blobServices, containers, fileServices, shares, queueServices, queues, tableServices, tables, managementPolicies, encryptionScopes, inventoryPolicies, objectReplicationPolicies, localUsers, immutabilityPolicies],
  routes: [
    ...accountListRoutes,
    { method: 'POST', path: '/subscriptions/{subscriptionId}/providers/Microsoft.Storage/checkNameAvailability', summary: 'Storage Accounts - Check Name Availability', handle: checkNameAvailability },
  ],
};

function checkNameAvailability({ body }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const name = textOf(property(body, 'name')) ?? '';
  if (!/^[a-z0-9]{3,24}$/.test(name)) {
    return { body: { nameAvailable: false, reason: 'AccountNameInvalid', message: `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.` } };
  }
  const isTaken = context.resources.listByType(accounts.type).some((account) => sameText(account.name, name));
  return { body: isTaken ? { nameAvailable: false, reason: 'AlreadyExists', message: `The storage account named ${name} is already taken.` } : { nameAvailable: true } };
}
