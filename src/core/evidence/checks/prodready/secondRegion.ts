import { asArray, asObject, asString, member } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { armGet, armList, compiled, frontDoors, records, resource } from '../../queries';
import { fail, notApplicable, pass, unknown } from '../../verdict';
import { check, listed, parametersOf, regionKey, sameText } from '../shared';
import { quarterDays, recoveryFile } from './recovery';
import { runbookFile, sectionOf } from './runbookText';

const stages = ['prod'] as const;
const tier1 = new Set(['eastus', 'eastus2', 'westus2', 'westeurope', 'northeurope', 'southeastasia', 'australiaeast', 'japaneast']);
const trafficProfiles = armList('{sub}/providers/Microsoft.Network/trafficmanagerprofiles', '2022-04-01');
const locations = armList('{sub}/locations', '2022-12-01');
const pairings = armList('{bus}/disasterRecoveryConfigs', '2021-11-01');
const replication = armList('{st}/objectReplicationPolicies', '2023-05-01');
const statistics = armGet('{st}', '2023-05-01', { $expand: 'geoReplicationStats' });
const secondGroup = ({ profile }: EvidenceScope): string | undefined => asString(profile['secondaryResourceGroup']);
const secondDeployments = (group: string) => armList(`{sub}/resourceGroups/${group}/providers/Microsoft.Resources/deployments`, '2021-04-01');
const secondResources = (group: string) => armList(`{sub}/resourceGroups/${group}/resources`, '2021-04-01');
const inventory: readonly (readonly [string, number])[] = [['Microsoft.Web/sites', 3], ['Microsoft.Web/serverfarms', 1], ['Microsoft.ServiceBus/namespaces', 1], ['Microsoft.Storage/storageAccounts', 1], ['Microsoft.KeyVault/vaults', 1]];

const critical = (row: string, needs: (scope: EvidenceScope) => ReturnType<Extract<Check['needs'], (scope: EvidenceScope) => unknown>>, decide: Check['decide']): Check =>
  check(`prodready.multiregion.${row}`, (scope) => (scope.profile.critical === true ? needs(scope) : []), (facts, scope) => (scope.profile.critical === true ? decide(facts, scope) : notApplicable('The environment is not marked as critical.')), { stages });

export const secondRegionChecks: readonly Check[] = [
  critical('region', () => [compiled(), locations], (facts, { profile }) => {
    const [first, second] = [asString(parametersOf(facts)['location']), profile.secondaryRegion];
    if (second === undefined) return fail('The profile names no secondary region.');
    if (first !== undefined && regionKey(first) === regionKey(second)) return fail(`The secondary region is the primary one, ${second}.`);
    if (!facts.need(locations).some((one) => sameText(asString(one['name']), regionKey(second)))) return fail(`The subscription has no region ${second}.`);
    return tier1.has(regionKey(second)) ? pass(`${second} stands in for ${first ?? 'the primary region'}.`) : fail(`${second} does not offer all services.`);
  }),
  critical('deployed', (scope) => { const group = secondGroup(scope); return group === undefined ? [] : [secondDeployments(group), secondResources(group)]; }, (facts, scope) => {
    const group = secondGroup(scope);
    if (group === undefined) return fail('The profile names no secondaryResourceGroup.');
    const green = facts.need(secondDeployments(group)).some((one) => !/-deployment$/i.test(asString(one['name']) ?? '') && sameText(asString(member(one['properties'], 'provisioningState')), 'Succeeded'));
    if (!green) return fail(`No deployment to ${group} has succeeded.`);
    const there = facts.need(secondResources(group));
    const missing = inventory.filter(([type, count]) => there.filter((one) => sameText(asString(one['type']), type)).length < count).map(([type]) => type);
    return missing.length === 0 ? pass(`${group} holds a whole environment.`) : fail(`${group} lacks ${listed(missing)}.`);
  }),
  critical('traffic', () => [trafficProfiles, frontDoors(), resource('main')], (facts) => {
    const main = facts.need(resource('main'));
    const host = asString(main.properties['defaultHostName']);
    const doors = facts.get(frontDoors());
    const door = (doors.state === 'answered' ? doors.value : []).find(({ groups }) => groups.some(({ origins }) => { const on = origins.filter(({ isEnabled }) => isEnabled); return new Set(on.map((one) => one.host.toLowerCase())).size >= 2 && on.some((one) => sameText(one.host, host)); }));
    if (door) return pass(`The Front Door ${door.name} leads to both regions.`);
    const all = facts.need(trafficProfiles).map((one) => ({ name: asString(one['name']) ?? '', properties: asObject(one['properties']) }));
    if (all.length === 0) return doors.state === 'answered' || doors.state === 'absent' ? fail('The subscription has neither a Traffic Manager profile nor a Front Door that leads to the main app and another origin.') : unknown(`There is no Traffic Manager profile, and Front Door could not be asked: ${doors.reason}`);
    const leadsHere = (properties: (typeof all)[number]['properties']): boolean => asArray(properties['endpoints']).map((one) => asObject(member(one, 'properties'))).some((one) => sameText(asString(one['targetResourceId']), main.id) || sameText(asString(one['target']), host));
    const endpoints = (properties: (typeof all)[number]['properties']): readonly string[] => asArray(properties['endpoints']).map((one) => asObject(member(one, 'properties'))).filter((one) => sameText(asString(one['endpointStatus']), 'Enabled')).map((one) => asString(one['endpointLocation']) ?? asString(one['target']) ?? '');
    const good = all.find(({ properties }) => !sameText(asString(properties['profileStatus']), 'Disabled') && leadsHere(properties) && new Set(endpoints(properties)).size >= 2 && sameText(asString(member(properties['monitorConfig'], 'path')), '/api/health'));
    return good ? pass(`${good.name} leads to both regions.`) : fail(`${listed(all.map(({ name }) => name))} is off, does not lead to the main app, has fewer than two enabled endpoints, or does not ask /api/health.`);
  }),
  critical('replication', () => [resource('st'), resource('bus'), statistics, replication, pairings], decideReplication),
  critical('tested', () => [runbookFile(recoveryFile), records('drill')], (facts, { now }) => {
    if (sectionOf(facts.need(runbookFile(recoveryFile)), /fail\s?-?over/i) === undefined) return fail('The runbook says nothing of failing over.');
    const drill = facts.need(records('drill')).find(({ value }) => asArray(asObject(value)['steps']).includes('failover'));
    if (!drill) return fail('No drill has tried to fail over.');
    const days = (now.getTime() - Date.parse(drill.at)) / 86_400_000;
    if (days > quarterDays) return fail(`Failing over was last tried ${Math.floor(days)} days ago.`);
    return asObject(drill.value)['outcome'] === 'passed' ? pass(`Failing over worked on ${drill.at}.`) : fail(`The drill of ${drill.at} did not pass.`);
  }),
];

function decideReplication(facts: Facts): Verdict {
  const [account, bus] = [facts.need(resource('st')), facts.need(resource('bus'))];
  const properties = asObject(facts.need(statistics)['properties']);
  const copied = (/GRS/.test(asString(account.sku?.['name']) ?? '') && sameText(asString(properties['statusOfSecondary']), 'available')) || facts.need(replication).length > 0;
  if (!copied) return fail(`${account.name} is not copied to a second region.`);
  if (asString(bus.sku?.['name']) !== 'Premium') return pass(`${account.name} is copied to a second region.`);
  const paired = facts.need(pairings).some((one) => asString(member(one['properties'], 'partnerNamespace')));
  return paired ? pass(`${account.name} and ${bus.name} have their second.`) : fail(`${bus.name} is paired with no namespace of a second region.`);
}
