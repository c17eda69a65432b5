import { asArray, asObject, asString, member } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { armList, directory, git, signedIn, subscriptions, target, tool } from '../../queries';
import { fail, notApplicable, pass, warn } from '../../verdict';
import { check, listed, parseJson, sameText, texts } from '../shared';
import { roleIds } from '../roles';

const notFromCi = notApplicable('The environment is not deployed from a pipeline.');
const principalOf = ({ profile }: EvidenceScope): string => profile.ciPrincipal ?? 'aos-deploy-sp';
const principals = (scope: EvidenceScope) => directory(`/servicePrincipals?$filter=displayName%20eq%20'${encodeURIComponent(principalOf(scope).replaceAll("'", "''"))}'&$select=id,appId,displayName`);
const assignments = armList('{sub}/providers/Microsoft.Authorization/roleAssignments', '2022-04-01', { $filter: 'atScope()' });

const repositorySecrets = tool('gh', 'secret', 'list', '--json', 'name');
const environmentSecrets = ({ environment }: EvidenceScope) => tool('gh', 'secret', 'list', '--env', environment.name, '--json', 'name');
const variableGroup = (name: string) => tool('az', 'pipelines', 'variable-group', 'list', '--group-name', name, '-o', 'json');
/** How client secrets of Entra ID look, and members that hold one; `git grep` ends with 1 where it finds none. */
const secretScan = git('grep', '-I', '-l', '-E', String.raw`[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34}|"clientSecret" *: *"[^"$<{]{16,}"|AZURE_CLIENT_SECRET *[=:] *['"]?[A-Za-z0-9~_.-]{30,}`);
const oidcNames = ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_SUBSCRIPTION_ID'];

export const authenticationChecks: readonly Check[] = [
  check('pre.auth.login', [signedIn(), target(), subscriptions()], (facts, { now, profile }) => {
    const me = facts.get(signedIn());
    if (me.state === 'unreachable' && /^Auth\./.test(me.code ?? '')) return fail(me.reason);
    const { name = 'Somebody', tenantId, expiresAt } = facts.need(signedIn());
    if (expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime()) return fail(`The sign-in of ${name} ended at ${expiresAt}.`);
    const wanted = profile.tenant ?? facts.need(subscriptions()).find(({ subscriptionId }) => sameText(subscriptionId, facts.need(target()).subscriptionId))?.tenantId;
    if (wanted !== undefined && !sameText(wanted, tenantId)) return fail(`${name} is signed in to the tenant ${tenantId ?? 'unknown'}, the environment belongs to ${wanted}.`);
    return pass(`${name} is signed in.`, { tenantId: tenantId ?? null });
  }),
  check('pre.auth.service-principal', (scope) => (scope.profile.deployedFromCi ? [principals(scope), assignments] : []), (facts, scope) => (scope.profile.deployedFromCi ? decidePrincipal(facts, scope) : notFromCi)),
  check('pre.auth.sp-credentials-stored', (scope) => (scope.profile.deployedFromCi ? [secretScan, ...storeQueries(scope)] : []), (facts, scope) => (scope.profile.deployedFromCi ? decideCredentials(facts, scope) : notFromCi)),
];

function decidePrincipal(facts: Facts, scope: EvidenceScope): Verdict {
  const found = facts.need(principals(scope));
  if (found.length !== 1) return fail(`The directory holds ${found.length} principals named ${principalOf(scope)}; there must be one.`);
  const id = asString(found[0]!['id']);
  const roles = facts.need(assignments).filter((one) => sameText(asString(member(one['properties'], 'principalId')), id)).map((one) => asString(member(one['properties'], 'roleDefinitionId'))?.split('/').at(-1)?.toLowerCase());
  const has = (...ids: readonly string[]): boolean => ids.some((one) => roles.includes(one));
  if (!has(roleIds.contributor, roleIds.owner)) return fail(`${principalOf(scope)} is not Contributor of the subscription.`);
  return has(roleIds.owner, roleIds.userAccessAdministrator, roleIds.roleAdministrator) ? pass(`${principalOf(scope)} is there, with its roles.`) : warn(`${principalOf(scope)} is Contributor but may not assign roles, which the template does.`);
}

const groupOf = ({ profile }: EvidenceScope): string | undefined => /^azure-devops:(.+)$/.exec(profile.ciSecrets ?? '')?.[1];

function storeQueries(scope: EvidenceScope) {
  const group = groupOf(scope);
  return group === undefined ? [repositorySecrets, environmentSecrets(scope)] : [variableGroup(group)];
}

function decideCredentials(facts: Facts, scope: EvidenceScope): Verdict {
  const scan = facts.need(secretScan);
  if (scan.exitCode > 1) return fail('The tracked files could not be searched: this is no git repository.');
  if (scan.exitCode === 0) return fail(`A client secret stands in tracked files: ${listed(scan.stdout.trim().split('\n'))}.`);
  const group = groupOf(scope);
  return group === undefined ? decideGitHub(facts, scope) : decideVariableGroup(facts, group);
}

function decideGitHub(facts: Facts, scope: EvidenceScope): Verdict {
  const own = facts.get(environmentSecrets(scope));
  const lists = [facts.need(repositorySecrets), ...(own.state === 'answered' ? [own.value] : [])].filter(({ exitCode }) => exitCode === 0);
  if (lists.length === 0) return { state: 'unknown', reason: 'gh could not list the secrets of the repository: sign in with "gh auth login".' };
  const names = new Set(lists.flatMap(({ stdout }) => asArray(parseJson(stdout)).map((one) => asString(asObject(one)['name']) ?? '')));
  if (names.has('AZURE_CREDENTIALS') || oidcNames.every((name) => names.has(name))) return pass('The credentials are among the secrets of the repository.');
  return fail(`Among the secrets of the repository there is no ${oidcNames.filter((name) => !names.has(name)).join(', ')}.`);
}

function decideVariableGroup(facts: Facts, group: string): Verdict {
  const { exitCode, stdout } = facts.need(variableGroup(group));
  if (exitCode !== 0) return { state: 'unknown', reason: 'az could not list the variable groups: sign in with "az devops login".' };
  const found = asArray(parseJson(stdout)).map(asObject).find((one) => sameText(asString(one['name']), group));
  if (!found) return fail(`There is no variable group ${group}.`);
  const secret = Object.entries(asObject(found['variables'])).filter(([, value]) => asObject(value)['isSecret'] === true).map(([name]) => name);
  return secret.length > 0 ? pass(`The variable group ${group} holds ${listed(texts(secret))}.`) : fail(`The variable group ${group} holds no secret variables.`);
}
