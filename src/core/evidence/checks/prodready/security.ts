import { asArray, asObject, asString, member } from '../../../json';
import type { Check, Facts, Verdict } from '../../api';
import { armGet, knownPrincipals, resource } from '../../queries';
import { fail, pass, rollUp, unknown } from '../../verdict';
import { check, listed, sameText } from '../shared';
import { groupAssignments } from '../infra/access';
import { apps, diagnosticSettings, sites, webConfigs } from '../traits';

const idOf = (site: { readonly identity?: unknown }): string => asString(member(site.identity, 'principalId')) ?? '';
const wantedRows = ['infra.rbac.keyvault', 'infra.rbac.storage', 'infra.rbac.servicebus'];
const blobService = armGet('{st}/blobServices/default', '2023-05-01');
/** TLS1_2 and 1.2 say the same. */
const tls = (text: string | undefined): number => Number((text ?? '').replace(/^TLS/i, '').replace('_', '.')) || 0;

/** Holders of roles that the directory does not know any more. Those of other tenants are never in it. */
export function gonePrincipals(facts: Facts, counts: (scope: string) => boolean = () => true): readonly string[] {
  const known = new Set(facts.need(knownPrincipals()));
  const holders = facts.need(groupAssignments).map((one) => asObject(one['properties'])).filter((one) => counts((asString(one['scope']) ?? '').toLowerCase()) && !sameText(asString(one['principalType']), 'ForeignGroup'));
  return [...new Set(holders.map((one) => asString(one['principalId']) ?? '').filter((id) => !known.has(id.toLowerCase())))];
}

export const identityChecks: readonly Check[] = [
  check('prodready.identity.managed', [...sites, knownPrincipals()], (facts) => {
    const found = sites.map((one) => facts.need(one));
    const without = found.filter((site) => !/SystemAssigned/i.test(asString(member(site.identity, 'type')) ?? '') || idOf(site) === '');
    if (without.length > 0) return fail(`Without an identity of its own: ${listed(without.map(({ name }) => name))}.`);
    const known = new Set(facts.need(knownPrincipals()));
    const unknownOnes = found.filter((site) => !known.has(idOf(site).toLowerCase()));
    return unknownOnes.length === 0 ? pass('All three apps have an identity that the tenant knows.') : fail(`The tenant does not know the identities of ${listed(unknownOnes.map(({ name }) => name))}.`);
  }),
  check('prodready.identity.rbac', [groupAssignments, knownPrincipals()], (facts, { environment }) => {
    const roles = rollUp(facts, wantedRows);
    if (roles.state !== 'pass' && roles.state !== 'warn') return roles;
    const place = `/resourcegroups/${environment.resourceGroup.toLowerCase()}`;
    const orphans = gonePrincipals(facts, (scope) => scope.endsWith(place) || scope.includes(`${place}/`));
    return orphans.length === 0 ? roles : fail(`${orphans.length} principals that are gone hold roles: ${listed(orphans)}.`);
  }, { rows: wantedRows }),
];

export const vaultChecks: readonly Check[] = [
  check('prodready.keyvault.soft-delete', [resource('kv')], (facts) => {
    const { name, properties } = facts.need(resource('kv'));
    const days = properties['softDeleteRetentionInDays'];
    if (properties['enableSoftDelete'] !== true) return fail(`${name} has no soft delete.`);
    return typeof days === 'number' && days >= 7 ? pass(`${name} keeps what is deleted for ${days} days.`) : fail(`${name} keeps what is deleted for ${days === undefined ? 'an unknown time' : `${String(days)} days`}.`);
  }),
  check('prodready.keyvault.purge-protection', [resource('kv')], (facts) => {
    const { name, properties } = facts.need(resource('kv'));
    return properties['enablePurgeProtection'] === true ? pass(`Nobody can purge ${name}.`) : fail(`${name} has no purge protection.`);
  }, { stages: ['prod'] }),
  check('prodready.keyvault.audit-logging', (scope) => [resource('kv'), resource('law'), ...(scope.roles.kv ? [diagnosticSettings(scope.roles.kv)] : [])], (facts, { roles }) => {
    const [vault, workspace] = [facts.need(resource('kv')), facts.need(resource('law'))];
    if (!roles.kv) return unknown('It is not known which vault belongs to the environment.');
    const audited = facts.need(diagnosticSettings(roles.kv)).filter(({ properties }) => asArray(member(properties, 'logs')).map(asObject).some((log) => log['enabled'] === true && (log['category'] === 'AuditEvent' || ['audit', 'alllogs'].includes(asString(log['categoryGroup'])?.toLowerCase() ?? ''))));
    if (audited.length === 0) return fail(`${vault.name} sends no audit log anywhere.`);
    return audited.some(({ properties }) => sameText(asString(member(properties, 'workspaceId')), workspace.id)) ? pass(`${vault.name} sends its audit log to ${workspace.name}.`) : fail(`${vault.name} sends its audit log elsewhere than to ${workspace.name}.`);
  }),
];

export const dataChecks: readonly Check[] = [
  check('prodready.data.at-rest', [resource('st')], (facts) => {
    const { name, properties } = facts.need(resource('st'));
    const encryption = asObject(properties['encryption']);
    const [enabled, source] = [member(member(encryption['services'], 'blob'), 'enabled') === true, asString(encryption['keySource'])];
    return enabled && source ? pass(`${name} is encrypted with keys of ${source}; Key Vault and Service Bus always are, by the platform.`, { keySource: source }) : fail(`${name} ${enabled ? 'names no source of its keys' : 'does not encrypt its blobs'}.`);
  }),
  check('prodready.data.in-transit', [resource('st'), resource('bus'), ...sites, ...webConfigs], decideTransit),
  check('prodready.data.blob-soft-delete', [resource('st'), blobService], (facts) => {
    const policy = asObject(member(facts.need(blobService)['properties'], 'deleteRetentionPolicy'));
    const { name } = facts.need(resource('st'));
    if (policy['enabled'] !== true) return fail(`Deleted blobs of ${name} are gone at once.`);
    return Number(policy['days']) >= 7 ? pass(`Deleted blobs of ${name} are kept for ${String(policy['days'])} days.`) : fail(`Deleted blobs of ${name} are kept for ${String(policy['days'])} days; 7 are asked for.`);
  }),
];

function decideTransit(facts: Facts): Verdict {
  const [account, bus] = [facts.need(resource('st')), facts.need(resource('bus'))];
  const problems = [
    ...(account.properties['supportsHttpsTrafficOnly'] === true ? [] : [`${account.name} answers without TLS`]),
    ...[account, bus].flatMap(({ name, properties }) => { const version = asString(properties['minimumTlsVersion']); return tls(version) >= 1.2 ? [] : [`${name} allows TLS ${version ?? 'of any version'}`]; }),
    ...apps.flatMap((_, index) => {
      const site = facts.need(sites[index]!);
      const config = asObject(facts.need(webConfigs[index]!)['properties']);
      const [version, ftp] = [asString(config['minTlsVersion']), asString(config['ftpsState'])];
      return [...(site.properties['httpsOnly'] === true ? [] : [`${site.name} answers without TLS`]), ...(tls(version) >= 1.2 ? [] : [`${site.name} allows TLS ${version ?? 'of any version'}`]), ...(ftp === 'Disabled' || ftp === 'FtpsOnly' ? [] : [`${site.name} allows FTP`])];
    }),
  ];
  return problems.length === 0 ? pass('Nothing is reached without TLS 1.2.') : fail(`${problems.join('; ')}.`);
}

