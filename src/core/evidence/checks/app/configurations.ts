import type { Configuration, ConfigurationKind } from '../../../configurations';
import { asArray, asObject, asString, isArray, isObject } from '../../../json';
import { baseName } from '../../../paths';
import type { JsonObject } from '../../../values';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { configurationProblems, configurations, uploads, type Uploads } from '../../queries';
import { fail, notApplicable, pass } from '../../verdict';
import { check, listed, rollUpOf } from '../shared';
import { referenceIn } from './secrets';

const words: Readonly<Record<ConfigurationKind, string>> = { agent: 'agent', server: 'MCP server' };
const needsOf = (kind: ConfigurationKind) => [configurations(kind), configurationProblems(kind), uploads(kind)];
const agents = ['ceo', 'cfo', 'cto', 'cmo'];
const servers = ['github', 'filesystem', 'database'];

export const configurationChecks: readonly Check[] = [
  check('app.agents.files', [configurations('agent'), configurationProblems('agent')], (facts) => decideFiles(facts, 'agent', isAgent), { binds: ['commit'] }),
  check('app.agents.uploaded', needsOf('agent'), (facts) => decideUploaded(facts, 'agent')),
  rollUpOf('app.agents.set', [...agents, 'others'].map((id) => `app.agents.${id}`)),
  ...agents.map((id) => check(`app.agents.${id}`, needsOf('agent'), (facts, { profile }) => (profile.excludedAgents?.includes(id) ? notApplicable(`The environment does without ${id}.`) : decideOne(facts, 'agent', id)))),
  check('app.agents.others', needsOf('agent'), (facts, scope) => decideOthers(facts, scope, 'agent', agents)),
  check('app.mcp.files', [configurations('server'), configurationProblems('server')], (facts) => decideFiles(facts, 'server', isServer), { binds: ['commit'] }),
  check('app.mcp.uploaded', needsOf('server'), (facts) => decideUploaded(facts, 'server')),
  rollUpOf('app.mcp.set', [...servers, 'others'].map((id) => `app.mcp.${id}`)),
  check('app.mcp.github', needsOf('server'), (facts, { profile }) => {
    if (profile.excludedServers?.includes('github')) return notApplicable('The environment does without github.');
    const one = decideOne(facts, 'server', 'github');
    return one.state === 'pass' ? decideGitHub(find(facts, 'server', 'github')!) ?? one : one;
  }),
  check('app.mcp.filesystem', needsOf('server'), (facts, { profile }) => (profile.excludedServers?.includes('filesystem') ? notApplicable('The environment does without filesystem.') : decideOne(facts, 'server', 'filesystem'))),
  check('app.mcp.database', (scope) => (scope.profile.databaseServer ? needsOf('server') : []), (facts, { profile }) => (profile.databaseServer ? decideOne(facts, 'server', 'database') : notApplicable('No database server is asked for.'))),
  check('app.mcp.others', needsOf('server'), (facts, scope) => decideOthers(facts, scope, 'server', servers)),
];

const find = (facts: Facts, kind: ConfigurationKind, id: string): Configuration | undefined => facts.need(configurations(kind)).single.find((one) => one.id === id) ?? facts.need(configurations(kind)).registry?.entries.find((one) => one.id === id);
const isEnabled = ({ value }: Configuration): boolean => value['enabled'] === true;
const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/** The single form, or the registry's, in which the domain names the adapter. */
function isAgent(value: JsonObject): boolean {
  const isSingle = ['agent_id', 'agent_type', 'purpose', 'purpose_scope', 'adapter_name'].every((name) => isText(value[name])) && isArray(value['mcp_tools']) && typeof value['enabled'] === 'boolean';
  return isSingle || (isText(value['agent_id']) && isText(value['purpose']) && isObject(value['domain_knowledge']));
}

function isServer(value: JsonObject): boolean {
  const isStdio = isText(value['command']) && isArray(value['args']) && asArray(value['args']).every((one) => typeof one === 'string') && isObject(value['env']) && Object.values(asObject(value['env'])).every((one) => typeof one === 'string') && typeof value['enabled'] === 'boolean';
  return isText(value['server_id']) && (isStdio || (isText(value['server_name']) && isText(value['server_type'])));
}

const secretName = /(token|secret|passw(or)?d|api_?key|access_?key|credential|connection_?string|_pat)$/i;

/** Names in `env` that hold a secret as it stands. */
const literalSecrets = (value: JsonObject): readonly string[] => Object.entries(asObject(value['env'])).filter(([name, one]) => secretName.test(name) && isText(one) && !/^\$\{[^}]+\}$/.test(String(one)) && !referenceIn(String(one))).map(([name]) => name);

function decideFiles(facts: Facts, kind: ConfigurationKind, isValid: (value: JsonObject) => boolean): Verdict {
  const { single, registry } = facts.need(configurations(kind));
  const errors = facts.need(configurationProblems(kind)).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return fail(`${errors.length} ${errors.length === 1 ? 'error' : 'errors'}: ${listed(errors.map(({ file, message }) => `${baseName(file)}: ${message}`), 2)}`);
  const all = [...single, ...registry?.entries ?? []];
  if (all.length === 0) return fail(`The workspace holds no ${words[kind]} configuration.`);
  const wrong = all.filter(({ value }) => !isValid(value)).map(({ id, file }) => `${id} (${baseName(file)})`);
  if (wrong.length > 0) return fail(`Not complete, or with fields of a wrong type: ${listed(wrong)}.`);
  const secrets = kind === 'server' ? all.flatMap((one) => literalSecrets(one.value).map((name) => `${name} of ${one.id}`)) : [];
  if (secrets.length > 0) return fail(`Secrets as plain text: ${listed([...new Set(secrets)])}.`);
  const twice = [single, registry?.entries ?? []].flatMap((list) => list.map(({ id }) => id.toLowerCase()).filter((id, index, ids) => ids.indexOf(id) !== index));
  return twice.length === 0 ? pass(`${new Set(all.map(({ id }) => id)).size} valid ${words[kind]} configurations.`) : fail(`Ids that occur twice: ${listed([...new Set(twice)])}.`);
}

function decideUploaded(facts: Facts, kind: ConfigurationKind): Verdict {
  const { single, registry, container, registryContainer, onlyThere } = facts.need(uploads(kind));
  const wanted = single.filter(({ enabled }) => enabled);
  if (wanted.length === 0) return fail(`No ${words[kind]} is enabled in the workspace.`);
  const open = wanted.filter(({ blob }) => blob !== 'equal').map(({ id, blob }) => `${id} (${blob})`);
  if (open.length > 0) return fail(`Not as here in ${container}: ${listed(open)}.`);
  const entries = registry.filter(({ enabled, entry }) => enabled && entry !== 'equal').map(({ id, entry }) => `${id} (${entry})`);
  if (entries.length > 0) return fail(`Not as here in the registry of ${registryContainer}: ${listed(entries)}.`);
  return onlyThere.length === 0 ? pass(`${wanted.length} ${words[kind]}s are in ${container} and in the registry, as here.`) : fail(`The registry holds ${listed(onlyThere)}, which the workspace does not.`);
}

/** Sound here, enabled, and the same in storage. */
function decideOne(facts: Facts, kind: ConfigurationKind, id: string): Verdict {
  const one = find(facts, kind, id);
  if (!one) return fail(`The workspace holds no ${words[kind]} ${id}.`);
  const bad = unsound(facts, kind, one);
  if (bad) return bad;
  if (!isEnabled(one)) return fail(`${id} is not enabled.`);
  const state = stateOf(facts.need(uploads(kind)), id);
  return state === 'equal' ? pass(`${id} is valid, enabled and uploaded.`) : fail(`${id} is ${state === 'missing' ? 'not uploaded' : 'another one in storage'}.`);
}

function unsound(facts: Facts, kind: ConfigurationKind, { id, file, value }: Configuration): Verdict | undefined {
  const [error] = facts.need(configurationProblems(kind)).filter((problem) => problem.severity === 'error' && problem.file === file);
  if (error) return fail(`${baseName(file)}: ${error.message}`);
  return (kind === 'agent' ? isAgent(value) : isServer(value)) ? undefined : fail(`${id} is not complete, or has fields of a wrong type.`);
}

const stateOf = ({ single }: Uploads, id: string): string => single.find((one) => one.id === id)?.blob ?? 'missing';

function decideOthers(facts: Facts, { profile }: EvidenceScope, kind: ConfigurationKind, named: readonly string[]): Verdict {
  const excluded = (kind === 'agent' ? profile.excludedAgents : profile.excludedServers) ?? [];
  const { single, problems } = facts.need(configurations(kind));
  const others = single.filter(({ id }) => !named.includes(id) && !excluded.includes(id));
  if (problems.length > 0) return fail(`A file cannot be read: ${problems[0]!.message}`);
  if (others.length === 0) return notApplicable(`There is no further ${words[kind]}.`);
  const bad = others.map((one) => unsound(facts, kind, one)).find((one) => one !== undefined);
  if (bad) return bad;
  const state = facts.need(uploads(kind));
  const open = others.filter(({ id }) => stateOf(state, id) !== 'equal').map(({ id }) => id);
  return open.length === 0 ? pass(`${others.length} further ${words[kind]}s are valid and uploaded.`) : fail(`Not as here in storage: ${listed(open)}.`);
}

function decideGitHub({ value }: Configuration): Verdict | undefined {
  if (value['command'] !== 'npx') return fail(`github is started by ${asString(value['command']) ?? 'nothing'}, not by npx.`);
  const args = asArray(value['args']);
  if (args[0] !== '-y' || !/^@modelcontextprotocol\/server-github(@[\w.^~-]+)?$/.test(asString(args[1]) ?? '')) return fail('github is not started as npx -y @modelcontextprotocol/server-github.');
  const token = asString(asObject(value['env'])['GITHUB_PERSONAL_ACCESS_TOKEN']) ?? '';
  return token === '${GitHubPAT}' || referenceIn(token)?.secret === 'GitHubPAT' ? undefined : fail('GITHUB_PERSONAL_ACCESS_TOKEN of github is no reference to the secret GitHubPAT.');
}
