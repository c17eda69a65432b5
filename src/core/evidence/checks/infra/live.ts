import { asArray, asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, Facts, Query, Role, Stage, Verdict } from '../../api';
import { armGet, armList, compiled, outputs, resource, secrets, storageEndpoint, type DetailedResource } from '../../queries';
import { fail, notApplicable, pass, warn } from '../../verdict';
import { check, parametersOf, rollUpOf, sameText, textParameter } from '../shared';

const apps = { main: 'Main', mcp: 'MCP servers', realm: 'Realm of Agents' } as const;
const appQueries = [resource('main'), resource('mcp'), resource('realm')];
const queues = armList('{bus}/queues', '2021-11-01');
const topics = armList('{bus}/topics', '2021-11-01');
const containers = armList('{st}/blobServices/default/containers', '2023-05-01');
const state = ({ properties, provisioningState }: DetailedResource): string => asString(properties['provisioningState']) ?? provisioningState ?? 'unknown';

/** What plans are expected to be; a parameter that says otherwise does not make it right. */
const stageSkus: Readonly<Record<Stage, readonly string[]>> = { dev: ['Y1'], staging: ['EP1'], prod: ['EP1', 'EP2'] };

export const functionChecks: readonly Check[] = [
  ...(Object.keys(apps) as (keyof typeof apps)[]).map((role) => check(`infra.functions.${role}`, [resource(role), resource('plan')], (facts) => {
    const { name, properties } = facts.need(resource(role));
    const plan = facts.get(resource('plan'));
    const sku = plan.state === 'answered' ? asString(plan.value.sku?.['name']) : undefined;
    return pass(`${name} is ${asString(properties['state']) ?? 'in an unknown state'}${sku === undefined ? '' : `, on ${sku}`}.`, { name, state: properties['state'] ?? null, sku: sku ?? null });
  })),
  check('infra.functions.running', appQueries, (facts) => {
    const stopped = appQueries.map((one) => facts.need(one)).filter(({ properties }) => properties['state'] !== 'Running');
    return stopped.length === 0 ? pass('All three run.') : fail(`Not running: ${stopped.map(({ name, properties }) => `${name} (${asString(properties['state']) ?? 'unknown'})`).join(', ')}.`);
  }),
  check('infra.functions.sku', [resource('plan'), compiled(), outputs()], (facts, { stage }) => {
    const { name, sku } = facts.need(resource('plan'));
    const [found, wanted] = [asString(sku?.['name']), textParameter(parametersOf(facts), 'functionAppSku')];
    const fitting = stage && stageSkus[stage];
    if (sameText(found, wanted)) return !fitting || fitting.some((one) => sameText(one, found)) ? pass(`${name} is ${found}.`) : fail(`${name} is ${found}, as the parameter says; in ${stage} ${fitting.join(' or ')} is expected.`);
    const effective = asString(asObject((facts.find(outputs()) ?? {})['deploymentWarnings'])['effectiveFunctionSku']);
    return sameText(found, effective) && facts.row('infra.warnings.sku-downgrades')?.state === 'pass' ? pass(`${name} is ${found} instead of ${wanted}, which was accepted.`) : fail(`${name} is ${found ?? 'of no SKU'}, the parameter says ${wanted ?? 'nothing'}.`);
  }, { rows: ['infra.warnings.sku-downgrades'] }),
];

export const serviceBusChecks: readonly Check[] = [
  check('infra.servicebus.namespace', [resource('bus')], (facts) => {
    const bus = facts.need(resource('bus'));
    const status = asString(bus.properties['status']);
    return state(bus) === 'Succeeded' && status === 'Active' ? pass(`${bus.name} is Active.`) : fail(`${bus.name} is ${state(bus)}, its status ${status ?? 'unknown'}.`);
  }),
  rollUpOf('infra.servicebus.queues', ['infra.servicebus.queue-aos-requests', 'infra.servicebus.queue-businessinfinity']),
  entity('queue-aos-requests', queues, 'queue', 'aos-requests'),
  entity('queue-businessinfinity', queues, 'queue', 'businessinfinity-responses'),
  rollUpOf('infra.servicebus.topics', ['infra.servicebus.topic-agent-events', 'infra.servicebus.topic-system-events']),
  entity('topic-agent-events', topics, 'topic', 'agent-events'),
  entity('topic-system-events', topics, 'topic', 'system-events'),
];

function entity(row: string, query: Query<readonly JsonObject[]>, what: string, name: string): Check {
  return check(`infra.servicebus.${row}`, [query], (facts) => {
    const found = facts.need(query).find((one) => sameText(asString(one['name'])?.split('/').at(-1), name));
    if (!found) return fail(`The namespace has no ${what} ${name}.`);
    const status = asString(member(found['properties'], 'status'));
    return status === 'Active' ? pass(`The ${what} ${name} is Active.`) : fail(`The ${what} ${name} is ${status ?? 'of no status'}.`);
  });
}

export const storageChecks: readonly Check[] = [
  check('infra.storage.account', [resource('st'), storageEndpoint('blob')], (facts) => {
    const account = facts.need(resource('st'));
    const primary = asString(account.properties['statusOfPrimary']);
    if (state(account) !== 'Succeeded' || !sameText(primary, 'available')) return fail(`${account.name} is ${state(account)}, its primary ${primary ?? 'unknown'}.`);
    const { status } = facts.need(storageEndpoint('blob'));
    return status < 500 ? pass(`${account.name} is available, and its blobs answer.`, { blobEndpoint: status }) : fail(`The blobs of ${account.name} answer ${status}.`);
  }),
  rollUpOf('infra.storage.containers', ['aos-data', 'aos-config', 'aos-logs'].map((one) => `infra.storage.container-${one}`)),
  ...['aos-data', 'aos-config', 'aos-logs'].map((name) => check(`infra.storage.container-${name}`, [containers], (facts) => {
    const found = facts.need(containers).find((one) => asString(one['name']) === name);
    if (!found) return fail(`The storage account has no container ${name}.`);
    const access = asString(member(found['properties'], 'publicAccess')) ?? 'None';
    return access === 'None' ? pass(`The container ${name} is there and private.`) : fail(`The container ${name} can be read by anybody (${access}).`);
  })),
  dataService('tables', 'table', 'tableServices'),
  dataService('queues', 'queue', 'queueServices'),
];

function dataService(row: string, service: 'table' | 'queue', path: string): Check {
  const settings = armGet(`{st}/${path}/default`, '2023-05-01');
  return check(`infra.storage.${row}`, [resource('st'), settings, storageEndpoint(service)], (facts) => {
    const account = facts.need(resource('st'));
    if (!asString(member(account.properties['primaryEndpoints'], service))) return fail(`${account.name} has no ${service} endpoint.`);
    facts.need(settings);
    const { status } = facts.need(storageEndpoint(service));
    return status === 200 ? pass(`The ${service} service of ${account.name} lists its ${service}s.`) : status === 403 ? { state: 'unknown', reason: `Listing ${service}s is not allowed (403): a role on the data, or the right to make a signature, is missing.` } : fail(`Listing ${service}s answers ${status}.`);
  });
}

export const keyVaultChecks: readonly Check[] = [
  check('infra.keyvault.vault', [resource('kv'), secrets()], (facts) => {
    const vault = facts.need(resource('kv'));
    if (state(vault) !== 'Succeeded') return fail(`${vault.name} is ${state(vault)}.`);
    const listed = facts.get(secrets());
    if (listed.state === 'forbidden') return warn(`${vault.name} is there, but who is signed in has no role on its secrets.`);
    return pass(`${vault.name} lists ${facts.need(secrets()).length} secrets.`);
  }),
  check('infra.keyvault.soft-delete', [resource('kv')], (facts) => {
    const { name, properties } = facts.need(resource('kv'));
    const days = properties['softDeleteRetentionInDays'];
    if (properties['enableSoftDelete'] !== true) return fail(`${name} has no soft delete.`);
    return typeof days === 'number' && days >= 7 ? pass(days === 7 ? `${name} keeps what is deleted for 7 days.` : `${name} keeps what is deleted for ${days} days, longer than the 7 that are asked for.`) : fail(`${name} keeps what is deleted for ${days === undefined ? 'an unknown time' : `${String(days)} days`}.`);
  }),
  check('infra.keyvault.rbac-model', [resource('kv')], (facts) => {
    const { name, properties } = facts.need(resource('kv'));
    return properties['enableRbacAuthorization'] === true ? pass(`${name} is guarded by role assignments.`) : fail(`${name} is guarded by access policies.`);
  }),
];

export const monitoringChecks: readonly Check[] = [
  monitored('appinsights', 'appi'),
  monitored('workspace', 'law'),
  check('infra.monitoring.linked', [compiled(), resource('appi'), resource('law')], (facts) => withInsights(facts, () => {
    const [component, workspace] = [facts.need(resource('appi')), facts.need(resource('law'))];
    const linked = asString(member(component.properties, 'WorkspaceResourceId'));
    return sameText(linked, workspace.id) ? pass(`${component.name} writes to ${workspace.name}.`) : fail(`${component.name} ${linked ? `writes to ${linked.split('/').at(-1)}` : 'writes to no workspace'}, not to ${workspace.name}.`);
  })),
];

function monitored(row: string, role: Role): Check {
  return check(`infra.monitoring.${row}`, [compiled(), resource(role)], (facts) => withInsights(facts, () => {
    const found = facts.need(resource(role));
    return state(found) === 'Succeeded' ? pass(`${found.name} is there.`) : fail(`${found.name} is ${state(found)}.`);
  }));
}

function withInsights(facts: Facts, decide: () => Verdict): Verdict {
  return parametersOf(facts)['enableAppInsights'] === false ? notApplicable('Application Insights is switched off.') : decide();
}

export const warningChecks: readonly Check[] = [
  check('infra.warnings.reviewed', [outputs()], (facts) => {
    const value = facts.need(outputs())['deploymentWarnings'];
    if (value === undefined || value === null || (Array.isArray(value) && asArray(value).length === 0)) return fail('The last green deployment has no output deploymentWarnings.');
    const flags = asObject(value);
    const set = ['azureMLDisabledDueToRegion', 'functionSkuDowngradedDueToRegion', 'serviceBusSkuDowngradedDueToRegion'].filter((name) => flags[name] === true);
    if (set.length === 0) return pass('The deployment warns of nothing.', value);
    const open = ['infra.warnings.ml-disabled', 'infra.warnings.sku-downgrades'].filter((row) => !['pass', 'n/a'].includes(facts.row(row)?.state ?? 'unknown'));
    return open.length === 0 ? pass(`Accepted: ${set.join(', ')}.`, value) : fail(`Not accepted yet: ${set.join(', ')}.`, value);
  }, { rows: ['infra.warnings.ml-disabled', 'infra.warnings.sku-downgrades'], binds: ['deployment'] }),
  accepted('ml-disabled', ['azureMLDisabledDueToRegion'], 'Machine learning was not left out.'),
  accepted('sku-downgrades', ['functionSkuDowngradedDueToRegion', 'serviceBusSkuDowngradedDueToRegion'], 'Nothing was made smaller.'),
];

function accepted(row: string, flags: readonly string[], nothing: string): Check {
  return { ...check(`infra.warnings.${row}`, [outputs()], (facts) => {
    const warnings = asObject(facts.need(outputs())['deploymentWarnings']);
    const set = flags.filter((name) => warnings[name] === true);
    return set.length === 0 ? notApplicable(nothing) : fail(`Waits to be accepted: ${set.join(', ')}.`);
  }, { binds: ['deployment'] }), isPersonal: true };
}
