import { ArmError } from '../../armError';
import type { ProviderContext, ProviderModule, RouteAnswer, SecretRequest } from '../provider';
import { property, sameText, textOf, valueAt } from '../shared/json';
import { deletedVaultRoutes, findDeletedVault } from './deletedVaults';
import { secrets } from './secrets';
import { SecretStore } from './secretStore';
import { accessPolicies, vaults } from './vaults';

/** Vaults with soft delete, and secrets through ARM. The secrets API itself is the key vault data plane. */
export const keyVaultModule: ProviderModule = {
  readSecret,
  types: [vaults, secrets, accessPolicies],
  routes: [...deletedVaultRoutes, {
    method: 'POST', path: '/subscriptions/{subscriptionId}/providers/Microsoft.KeyVault/checkMhsmNameAvailability', summary: 'Managed HSMs - Check Name Availability; there are none here',
    handle: ({ body }): RouteAnswer => (/^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/.test(textOf(property(body, 'name')) ?? '') ? { body: { nameAvailable: true } } : { body: { nameAvailable: false, reason: 'AccountNameInvalid', message: 'The name of a managed HSM needs 3 to 24 letters, digits and hyphens.' } }),
  }, {
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

/** The vault must let ARM read for templates. @see ARM, Use Key Vault to pass secure parameter value during deployment */
function readSecret({ vaultId, name, version }: SecretRequest, context: ProviderContext): string | undefined {
  const vault = context.resources.find(vaultId);
  if (!vault || !sameText(vault.type, vaults.type)) return undefined;
  const refuse = (status: string, message: string): ArmError => new ArmError(400, 'KeyVaultParameterReferenceSecretRetrieveFailed', `The secret of KeyVault parameter '${name}' cannot be retrieved. Http status code: '${status}'. Error message: '${message}'. Please see https://aka.ms/arm-keyvault for usage details.`);
  if (valueAt(vault.body, 'properties.enabledForTemplateDeployment') !== true) throw refuse('Forbidden', `Access denied to first party service. The vault '${vault.name}' is not enabled for template deployment.`);
  const secret = new SecretStore(vault.name, context).find(name);
  const found = version === undefined ? secret?.versions.at(-1) : secret?.versions.find((one) => one.version === version);
  if (!found) throw refuse('NotFound', `A secret with (name/id) ${name}${version === undefined ? '' : `/${version}`} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`);
  if (!found.attributes.enabled) throw refuse('Forbidden', 'Operation get is not allowed on a disabled secret.');
  return found.value;
}
