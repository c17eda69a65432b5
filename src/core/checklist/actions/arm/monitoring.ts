import { LogicError } from '../../../errors';
import { asString, member } from '../../../json';
import type { JsonObject, JsonValue } from '../../../values';
import type { ActionScene, ArmAction, ArmChange } from '../action';
import { contactsOf, prefixOf } from './shared';

const diagnosticVersion = '2021-05-01-preview';

export const monitoringActions: readonly ArmAction[] = [
  { id: 'enable-diagnostic-settings', title: 'Send logs and metrics to the workspace', changes: diagnosticChanges },
  {
    id: 'configure-activity-log-export', title: 'Send the activity log to the workspace',
    changes: (scene) => [{
      title: 'Activity log of the subscription', method: 'PUT', id: `/subscriptions/${scene.scope.subscriptionId}/providers/Microsoft.Insights/diagnosticSettings/AosActivityLog`, apiVersion: diagnosticVersion,
      body: { properties: { workspaceId: scene.of('law').id, logs: ['Administrative', 'Security', 'Alert', 'Policy'].map((category) => ({ category, enabled: true })) } },
    }],
  },
  {
    id: 'set-log-retention', title: 'Keep logs long enough',
    changes: (scene) => { const days = scene.setting('logRetentionDays'); return [{ title: `Logs are kept for ${typeof days === 'number' ? days : 30} days`, method: 'PATCH', id: scene.of('law').id, apiVersion: '2023-09-01', body: { properties: { retentionInDays: typeof days === 'number' ? days : 30 } } }]; },
  },
  {
    id: 'create-action-group', title: 'Create the action groups', changes: actionGroupChanges,
    inputs: [{ name: 'email', prompt: 'Address that gets alerts' }],
  },
  {
    id: 'create-budget', title: 'Create the budget', inputs: [{ name: 'email', prompt: 'Address that is told when the budget runs out' }],
    changes: (scene) => {
      const amount = scene.setting('budget');
      const start = `${scene.now.toISOString().slice(0, 7)}-01T00:00:00Z`;
      return [{
        title: `Budget of ${typeof amount === 'number' ? amount : 1000} a month`, method: 'PUT', id: `${scene.groupId}/providers/Microsoft.Consumption/budgets/MonthlyBudget`, apiVersion: '2023-05-01',
        body: { properties: { category: 'Cost', amount: typeof amount === 'number' ? amount : 1000, timeGrain: 'Monthly', timePeriod: { startDate: start, endDate: `${Number(start.slice(0, 4)) + 5}${start.slice(4)}` }, notifications: { Actual_GreaterThan_80_Percent: { enabled: true, operator: 'GreaterThan', threshold: 80, thresholdType: 'Actual', contactEmails: emails(scene) } } } },
      }];
    },
  },
];

/** Categories by type; what is not named sends all its logs and metrics. Storage sends its transactions. */
const special: Readonly<Record<string, JsonObject>> = {
  'microsoft.web/sites': { logs: [{ category: 'FunctionAppLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] },
  'microsoft.web/serverfarms': { metrics: [{ category: 'AllMetrics', enabled: true }] },
  'microsoft.storage/storageaccounts': { metrics: [{ category: 'Transaction', enabled: true }] },
};
const supporting = /^microsoft\.(web\/(sites|serverfarms)|storage\/storageaccounts|servicebus\/namespaces|keyvault\/vaults|insights\/components|operationalinsights\/workspaces|containerregistry\/registries|machinelearningservices\/workspaces|network\/networksecuritygroups)$/i;

async function diagnosticChanges(scene: ActionScene): Promise<readonly ArmChange[]> {
  const workspaceId = scene.of('law').id;
  const wanted = scene.item.id === 'prodready.keyvault.audit-logging' ? [scene.of('kv')] : scene.resources.filter(({ type }) => supporting.test(type));
  const changes = await Promise.all(wanted.map(async ({ id, name, type }): Promise<readonly ArmChange[]> => {
    const there = await scene.list(`${id}/providers/Microsoft.Insights/diagnosticSettings`, diagnosticVersion);
    if (there.some(({ properties }) => asString(member(properties, 'workspaceId'))?.toLowerCase() === workspaceId.toLowerCase())) return [];
    const sent = special[type.toLowerCase()] ?? { logs: [{ categoryGroup: 'allLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] };
    return [{ title: `Logs and metrics of ${name}`, method: 'PUT', id: `${id}/providers/Microsoft.Insights/diagnosticSettings/DiagToLogAnalytics`, apiVersion: diagnosticVersion, body: { properties: { workspaceId, ...sent } } }];
  }));
  return changes.flat();
}

const emails = (scene: ActionScene): readonly string[] => {
  const known = contactsOf(scene).flatMap(({ email }) => (email ? [email] : []));
  const found = known.length > 0 ? known : [scene.text('email', 'Address that gets alerts')];
  const sample = found.find((one) => /@example\.(com|org|net)$/i.test(one) || !/^\S+@\S+\.\S+$/.test(one));
  if (sample !== undefined) throw new LogicError('Action.AddressWrong', `${sample} is no address that somebody reads.`, { nextStep: 'Correct contacts in the profile of aos.yaml, or give another address.' });
  return found;
};

/** One group for what must wake people, with phone and webhook, one for warnings, by mail alone. */
function actionGroupChanges(scene: ActionScene): readonly ArmChange[] {
  const mail: JsonValue = emails(scene).map((emailAddress, index) => ({ name: `mail-${index + 1}`, emailAddress, useCommonAlertSchema: true }));
  const phones = contactsOf(scene).flatMap(({ name, phone }) => { const match = /^\+(\d{1,3})[\s-]?(.+)$/.exec(phone ?? ''); return match ? [{ name: name.slice(0, 40), countryCode: match[1]!, phoneNumber: match[2]!.replace(/\D/g, '') }] : []; });
  const hooks = [scene.setting('incidentWebhook'), scene.setting('pagingWebhook')].flatMap((url, index) => (typeof url === 'string' && url.startsWith('https://') ? [{ name: index === 0 ? 'incidents' : 'paging', serviceUri: url, useCommonAlertSchema: true }] : []));
  const group = (kind: 'critical' | 'warning', more: JsonObject): ArmChange => ({
    title: `Action group for ${kind} alerts`, method: 'PUT', id: `${scene.groupId}/providers/Microsoft.Insights/actionGroups/${prefixOf(scene)}-${kind}`, apiVersion: '2023-01-01',
    body: { location: 'Global', tags: scene.tags, properties: { groupShortName: kind === 'critical' ? 'aos-crit' : 'aos-warn', enabled: true, emailReceivers: mail, ...more } },
  });
  return [group('critical', { ...(phones.length > 0 && { smsReceivers: phones }), ...(hooks.length > 0 && { webhookReceivers: hooks }) }), group('warning', {})];
}

