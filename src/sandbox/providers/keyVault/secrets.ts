import type { JsonObject } from '../../../armTemplate';
import { badRequest } from '../../armError';
import type { ProviderContext, ResourceProvider } from '../provider';
import { defined, objectOf, textOf } from '../shared/json';
import { typed } from '../shared/typed';
import { SecretStore } from './secretStore';

/** Secrets written through ARM: each PUT is a new version. The value is write-only. @see Secrets - Create Or Update */
export const secrets: ResourceProvider = typed({
  type: 'Microsoft.KeyVault/vaults/secrets',
  locations: 'none',
  hasProvisioningState: false,
  deletable: false,
  name: { pattern: /^[a-zA-Z0-9-]+$/, minLength: 1, maxLength: 127, code: 'BadRequest', message: "The secret name '{name}' is not valid: it needs 1 to 127 letters, digits and hyphens." },
  refuse: (problem) => badRequest('BadRequest', problem.message, { target: problem.path }),
  check({ properties, implicit, unknown = [] }) {
    if (!implicit && properties.value === undefined && !unknown.some((path) => /^properties(\.value)?$/i.test(path))) throw badRequest('BadRequest', "The property 'properties.value' of a secret is required.");
  },
  fill({ id, properties, body, implicit }, context) {
    const [vault = ''] = id.name.split('/');
    const store = new SecretStore(vault, context);
    if (!implicit) {
      const { enabled, nbf, exp } = objectOf(properties.attributes) as { enabled?: boolean; nbf?: number; exp?: number };
      store.set(id.shortName, { value: textOf(properties.value) ?? '', contentType: textOf(properties.contentType), tags: body.tags as Record<string, string> | undefined, attributes: { enabled, nbf, exp } });
    }
    return shown(vault, id.shortName, context);
  },
  read: ({ name }, context) => { const [vault = '', secret = ''] = name.split('/'); return shown(vault, secret, context); },
  whatIf: { writeOnly: ['properties.value'], readOnly: ['properties.secretUriWithVersion', 'properties.secretUri', 'properties.attributes.created', 'properties.attributes.updated'] },
});

/** Location and tags of the vault are the secret's too. */
function shown(vault: string, name: string, context: ProviderContext): JsonObject {
  const current = new SecretStore(vault, context).find(name)?.versions.at(-1);
  if (!current) return { properties: {} };
  const uri = `${context.endpoint('keyVault', vault)}/secrets/${name}`;
  return defined({
    tags: current.tags && { ...current.tags },
    properties: defined({ contentType: current.contentType, attributes: { ...current.attributes }, secretUri: uri, secretUriWithVersion: `${uri}/${current.version}` }),
  });
}
