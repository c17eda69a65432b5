import { LogicError } from '../errors';
import { asObject, asString } from '../json';
import type { JsonObject } from '../values';
import { parseKeyVaultReference, type KeyVaultReference } from './keyVaultReference';
import type { ReferenceProblem, RefusedSetting } from './settingsContract';
import type { SettingChanges } from './settingsTable';
import type { Site, SiteTarget } from './site';
import { findSecretState, findVault, mayReadSecrets, readReferenceIdentity, type ReferenceIdentity } from './vaultAccess';

interface Asking { readonly target: SiteTarget; readonly site: Site; readonly now: Date; readonly signal?: AbortSignal }
type Problem = readonly [problem: ReferenceProblem, reason: string, nextStep: string];

/** References among some settings that would not resolve in `site`, each with the reason. One that cannot be asked for counts as one that does not. */
export async function findBrokenReferences(changes: SettingChanges, asking: Asking): Promise<readonly RefusedSetting[]> {
  const references = Object.entries(changes).flatMap(([name, value]) => { const found = value === null ? undefined : parseKeyVaultReference(value); return found === undefined ? [] : [{ name, found }]; });
  if (references.length === 0) return [];
  const identity = await readReferenceIdentity(asking.target.connection, asking.site.id, asking.signal);
  const known = new Map<string, Promise<Problem | undefined>>();
  const refused: RefusedSetting[] = [];
  for (const { name, found } of references) {
    const key = JSON.stringify(found).toLowerCase();
    const problem = await (known.get(key) ?? known.set(key, problemOf(found, identity, asking)).get(key)!);
    if (problem) refused.push({ name, problem: problem[0], reason: problem[1], nextStep: problem[2], ...(found !== 'malformed' && { secret: { vault: found.vault, name: found.secret } }) });
  }
  return refused;
}

async function problemOf(reference: KeyVaultReference | 'malformed', identity: ReferenceIdentity | 'none', asking: Asking): Promise<Problem | undefined> {
  if (reference === 'malformed') return ['bad-syntax', 'It is no complete Key Vault reference.', 'Write @Microsoft.KeyVault(VaultName=<vault>;SecretName=<secret>).'];
  const { vault: name, secret } = reference;
  const { connection, scope } = asking.target;
  let vault: JsonObject | undefined;
  try { vault = await findVault(connection, scope.subscriptionId, name, asking.signal); } catch (error) {
    if (error instanceof LogicError) return ['unknown', `The vault ${name} cannot be looked for: ${error.message}`, 'Ask for the role Reader on the subscription.'];
    throw error;
  }
  if (!vault) return ['vault-not-found', `There is no vault ${name} in this subscription.`, 'Deploy the infrastructure first, or correct the name.'];
  return await secretProblem(vault, reference, asking) ?? await accessProblem(vault, { name, secret }, identity, asking);
}

async function secretProblem(vault: JsonObject, { vault: name, secret, version }: KeyVaultReference, { target, now, signal }: Asking): Promise<Problem | undefined> {
  const fill = `Set it with "aos-deploy secrets set ${secret}".`;
  switch (await findSecretState(target.connection, vault, secret, now, signal)) {
    case 'missing': return ['secret-not-found', `The vault ${name} has no secret ${secret}.`, fill];
    case 'disabled': return ['secret-disabled', `The secret ${secret} of ${name} is disabled.`, 'Enable it, or set a new version.'];
    case 'expired': return ['secret-expired', `The secret ${secret} of ${name} has expired.`, fill];
    case 'unknown': return ['unknown', `Whether ${name} has the secret ${secret} cannot be seen from here.`, 'Ask for the role Key Vault Reader on the vault.'];
    case 'there': break;
  }
  if (version === undefined) return undefined;
  const uri = asString(asObject(vault['properties'])['vaultUri']);
  const versions = uri === undefined ? [] : await target.connection.dataPlanes.openVault(uri).listVersions(secret, signal);
  return versions.some((one) => one.version === version && one.isEnabled) ? undefined : ['secret-not-found', `The secret ${secret} of ${name} has no enabled version ${version}.`, 'Leave the version out, so that the newest is taken.'];
}

async function accessProblem(vault: JsonObject, { name, secret }: { readonly name: string; readonly secret: string }, identity: ReferenceIdentity | 'none', { target, site, signal }: Asking): Promise<Problem | undefined> {
  const who = site.slot === undefined ? site.name : `${site.name}/${site.slot}`;
  if (identity === 'none') return ['no-identity', `${who} has no identity to read ${secret} with.`, 'Switch on its system-assigned identity, or set keyVaultReferenceIdentity to a user-assigned one.'];
  switch (await mayReadSecrets(target.connection, vault, identity.principalId, signal)) {
    case true: return undefined;
    case false: return ['access-denied', `The identity of ${who} may not read secrets of ${name}.`, `Give ${identity.principalId} the role Key Vault Secrets User on ${name}.`];
    case 'unknown': return ['unknown', `Whether the identity of ${who} may read secrets of ${name} cannot be seen from here.`, 'Ask for the role Reader on the vault.'];
  }
}
