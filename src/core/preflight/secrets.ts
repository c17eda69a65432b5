import { asObject, member } from '../json';
import { CancelledError, DeployError } from '../errors';
import { isAllowed, listPermissions } from './access';
import type { PreflightFacts, PreflightProbe, Problem, SecretReference } from './model';

/** An empty text may be meant, so it is no failure: only who wrote it knows. */
export const secureParameterProbe: PreflightProbe = {
  id: 'secure-parameters', title: 'Every secure parameter has a value',
  run: async ({ missingSecrets }) => ({
    problems: [], looked: 'all secure parameters',
    unanswered: missingSecrets.map((name) => `'${name}' is empty; where that is not meant, use az.getSecret(...) or readEnvironmentVariable(...) for it in the parameters file`),
  }),
};

/** Vaults that parameters read from: there, open for deployments, and with the secret. */
export const secretReferenceProbe: PreflightProbe = {
  id: 'key-vault-references', title: 'Key Vault references lead to a secret',
  run: async (facts, signal) => {
    const found = await Promise.all(facts.secretReferences.map((reference) => problemOf(reference, facts, signal)));
    const vaults = [...new Map(facts.secretReferences.map((reference) => [reference.vaultId.toLowerCase(), reference])).values()];
    const rights = await Promise.all(vaults.map((reference) => rightOf(reference, facts, signal)));
    return {
      problems: [...found, ...rights.map((one) => (typeof one === 'string' ? undefined : one))].filter((one) => one !== undefined), unanswered: rights.filter((one) => typeof one === 'string'),
      looked: facts.secretReferences.length === 0 ? 'no references' : `${facts.secretReferences.length} references`,
    };
  },
};

async function problemOf({ parameter, vaultId, secretName }: SecretReference, { connection }: PreflightFacts, signal?: AbortSignal): Promise<Problem | undefined> {
  const vault = vaultId.split('/').at(-1) ?? vaultId;
  const body = await find(connection, `${vaultId}?api-version=2023-07-01`, signal);
  if (!body) return { resourceId: vaultId, reason: `The parameter '${parameter}' reads from the vault '${vault}', which is not there.`, remedies: [{ title: 'Correct the vault in az.getSecret(...)' }] };
  if (asObject(member(body, 'properties'))['enabledForTemplateDeployment'] !== true) return { resourceId: vaultId, reason: `The vault '${vault}', which '${parameter}' reads from, is not open for template deployments.`, remedies: [{ title: 'Open it for deployments', command: `az keyvault update --name ${vault} --enabled-for-template-deployment true` }] };
  if (!await find(connection, `${vaultId}/secrets/${encodeURIComponent(secretName)}?api-version=2023-07-01`, signal)) return { resourceId: vaultId, reason: `The vault '${vault}' has no secret '${secretName}', which '${parameter}' reads.`, remedies: [{ title: 'Set the secret', command: `az keyvault secret set --vault-name ${vault} --name ${secretName} --value ...` }] };
  return undefined;
}

const readsForDeployment = 'Microsoft.KeyVault/vaults/deploy/action';

/** Azure Resource Manager reads the secret in the name of who deploys, and asks for a right of its own. A text says why that is not known. */
async function rightOf({ parameter, vaultId }: SecretReference, { connection }: PreflightFacts, signal?: AbortSignal): Promise<Problem | string | undefined> {
  try {
    if (isAllowed(readsForDeployment, await listPermissions(connection.arm, vaultId, signal))) return undefined;
    return { resourceId: vaultId, reason: `You lack ${readsForDeployment} at ${vaultId}, which '${parameter}' is read with.`, remedies: [{ title: 'Ask for Contributor or Key Vault Contributor on the vault, or for a role that holds this action' }] };
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof DeployError)) throw error;
    return /NotFound$/.test(error.code) ? undefined : `whether you may deploy with secrets of ${vaultId.split('/').at(-1)}: ${error.message.replace(/\.$/, '')}`;
  }
}

async function find({ arm }: PreflightFacts['connection'], path: string, signal?: AbortSignal): Promise<unknown> {
  try {
    return (await arm.request('GET', path, undefined, signal)).body;
  } catch (error) {
    if (error instanceof DeployError && /^Arm\.(\w*NotFound)$/.test(error.code)) return undefined;
    throw error;
  }
}
