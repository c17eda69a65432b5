import { asArray, asObject, asString } from '../../../json';
import type { Check, Facts, Verdict } from '../../api';
import { appSettings, armPost, compiled, configurations, resource, secrets, secretValue, type App } from '../../queries';
import { fail, notApplicable, pass } from '../../verdict';
import { check, listed, parametersOf, sameText } from '../shared';

export const busKeys = armPost('{bus}/AuthorizationRules/RootManageSharedAccessKey/listKeys', '2021-11-01', {}, { secret: true });
export const storageKeys = armPost('{st}/listKeys', '2023-05-01', {}, { secret: true });
const bus = secretValue('ServiceBusConnectionString');
const storage = secretValue('StorageConnectionString');
const apps: readonly App[] = ['main', 'mcp', 'realm'];

/** `@Microsoft.KeyVault(VaultName=…;SecretName=…)` or the form with SecretUri. */
export function referenceIn(value: string | undefined): { readonly vault?: string; readonly secret: string } | undefined {
  const inner = /^@Microsoft\.KeyVault\((.+)\)$/i.exec(value?.trim() ?? '')?.[1];
  if (inner === undefined) return undefined;
  const uri = /SecretUri\s*=\s*https?:\/\/([^./]+)[^/]*\/(?:.*\/)?secrets\/([^/;]+)/i.exec(inner);
  if (uri) return { vault: uri[1]!, secret: uri[2]! };
  const [vault, secret] = [/VaultName\s*=\s*([^;]+)/i.exec(inner)?.[1]?.trim(), /SecretName\s*=\s*([^;]+)/i.exec(inner)?.[1]?.trim()];
  return secret === undefined ? undefined : { secret, ...(vault !== undefined && { vault }) };
}

export const secretChecks: readonly Check[] = [
  check('app.secrets.servicebus', [secrets(), bus, busKeys], (facts, { now }) => {
    const bad = unusable(facts, 'ServiceBusConnectionString', now);
    if (bad) return bad;
    return facts.need(bus) === asString(facts.need(busKeys)['primaryConnectionString']) ? pass('The secret is the present connection string of the namespace.') : fail('The secret is not the present connection string of the namespace.');
  }),
  check('app.secrets.storage', [secrets(), storage, storageKeys, resource('st')], (facts, { now }) => {
    const bad = unusable(facts, 'StorageConnectionString', now);
    if (bad) return bad;
    const parts = new Map(facts.need(storage).split(';').map((part) => [part.split('=')[0]?.trim().toLowerCase() ?? '', part.slice(part.indexOf('=') + 1)]));
    const { name } = facts.need(resource('st'));
    if (!sameText(parts.get('accountname'), name)) return fail(`The secret is the connection string of ${parts.get('accountname') ? 'another account' : 'no account'}, not of ${name}.`);
    const keys = asArray(facts.need(storageKeys)['keys']).map((one) => asString(asObject(one)['value']));
    return keys.includes(parts.get('accountkey')) ? pass(`The secret holds a present key of ${name}.`) : fail(`The secret holds no present key of ${name}.`);
  }),
  check('app.secrets.appinsights', [compiled(), secrets(), ...apps.map((one) => appSettings(one))], decideInsights),
  check('app.secrets.b2c', [compiled(), secrets()], (facts, { now }) => {
    if (parametersOf(facts)['enableB2C'] !== true) return notApplicable('B2C is switched off.');
    return unusable(facts, 'B2CClientSecret', now) ?? pass('The secret B2CClientSecret is there.');
  }),
  check('app.secrets.external', [configurations('server'), secrets()], (facts, { now }) => {
    const names = namedSecrets(facts);
    if (names.length === 0) return notApplicable('No enabled MCP server names a secret.');
    const bad = names.map((name) => unusable(facts, name, now)).filter((one) => one !== undefined);
    return bad.length === 0 ? pass(`${listed(names)} ${names.length === 1 ? 'is' : 'are'} in the vault.`) : fail(bad.map(({ reason }) => reason).join(' '));
  }),
];

/** Why a secret cannot be used; undefined when it is there, enabled and in time. */
function unusable(facts: Facts, name: string, now: Date): Verdict | undefined {
  const found = facts.need(secrets()).find((one) => sameText(one.name, name));
  if (!found) return fail(`The vault has no secret ${name}.`);
  if (!found.enabled) return fail(`The secret ${name} is disabled.`);
  return found.expires !== undefined && Date.parse(found.expires) <= now.getTime() ? fail(`The secret ${name} expired at ${found.expires}.`) : undefined;
}

function decideInsights(facts: Facts): Verdict {
  if (parametersOf(facts)['enableAppInsights'] === false) return notApplicable('Application Insights is switched off.');
  const open = apps.filter((app) => {
    const value = facts.need(appSettings(app))['APPLICATIONINSIGHTS_CONNECTION_STRING'] ?? '';
    const reference = referenceIn(value);
    return reference ? !facts.need(secrets()).some(({ name, enabled }) => enabled && sameText(name, reference.secret)) : !/InstrumentationKey=/i.test(value);
  });
  return open.length === 0 ? pass('All three apps have the connection string.') : fail(`Without the connection string of Application Insights, or with a reference that leads nowhere: ${open.join(', ')}.`);
}

/** Names in `${NAME}` and in vault references of the enabled servers; what only an environment variable can hold is none. */
function namedSecrets(facts: Facts): readonly string[] {
  const { single, registry } = facts.need(configurations('server'));
  const names = [...single, ...registry?.entries ?? []].filter(({ value }) => value['enabled'] !== false).flatMap(({ value }) => Object.values(asObject(value['env']))).flatMap((value) => {
    const text = asString(value) ?? '';
    const reference = referenceIn(text);
    return reference ? [reference.secret] : [...text.matchAll(/\$\{([A-Za-z0-9_-]+)\}/g)].map((match) => match[1]!);
  });
  return [...new Set(names)].sort();
}

