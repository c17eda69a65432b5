import type { ProviderModule, RouteAnswer } from '../provider';
import { property, sameText, textOf } from '../shared/json';
import { deletedVaultRoutes, findDeletedVault } from './deletedVaults';
import { secrets } from './secrets';
import { accessPolicies, vaults } from './vaults';

/** Vaults with soft delete, and secrets through ARM. The secrets API itself is the key vault data plane. */
export const keyVaultModule: ProviderModule = {
  types: [vaults, secrets, accessPolicies],
  routes: [...deletedVaultRoutes, {
    method: 'POST', path: '/subscriptions/{subscriptionId}/providers/Microsoft.KeyVault/checkNameAvailability', summary: 'Vaults - Check Name Availability',
    handle({ body }, context): RouteAnswer {
      const { pattern, minLength, maxLength, message = '', uniqueError } = vaults.name!;
      const name = textOf(property(body, 'name')) ?? '';
      if (!pattern.test(name) || name.length < minLength || name.length > maxLength) return { body: { nameAvailable: false, reason: 'AccountNameInvalid', message: message.replace('{name}', name) } };
      const isTaken = findDeletedVault(name, context) !== undefined || context.resources.listByType(vaults.type).some((vault) => sameText(vault.name, name));
      return { body: isTaken ? { nameAvailable: false, reason: 'AlreadyExists', message: uniqueError!.message.replace('{name}', name) } : { nameAvailable: true } };
    },
  }],
};
