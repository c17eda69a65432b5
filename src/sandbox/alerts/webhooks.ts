import type { JsonObject } from '../../armTemplate';
import type { ProviderContext } from '../providers/provider';
import { arrayOf, objectOf, sameText, textOf } from '../providers/shared/json';
import { alertTable, type Alert } from './alerts';
import { evaluateAlerts } from './evaluate';
import { notificationTable, type Notification } from './notify';

const patienceMs = 3000;

/** Brings the alerts up to now, then tells the webhooks on this machine of what has changed, oldest first; who asks for alerts hears of them after the listeners have. */
export async function lookAtAlerts(context: ProviderContext): Promise<void> {
  evaluateAlerts(context);
  const table = notificationTable(context);
  const waiting = [...table.entries()].filter(([, { outcome }]) => outcome === 'Waiting');
  // Taken before the first call, so that nobody who asks meanwhile sends them again.
  for (const [key, one] of waiting) table.set(key, { ...one, outcome: 'Sending', detail: 'The listener has not answered yet.' });
  const listeners = new Set(waiting.map(([, one]) => listenerOf(one)));
  await Promise.all([...listeners].map(async (listener) => {
    for (const [key, one] of waiting) if (listenerOf(one) === listener) table.set(key, { ...one, ...await send(one, context) });
  }));
}

const listenerOf = ({ actionGroup, receiver }: Notification): string => `${actionGroup.toLowerCase()}|${receiver}`;

async function send(notification: Notification, context: ProviderContext): Promise<Pick<Notification, 'outcome' | 'detail'>> {
  const alert = alertTable(context).get(notification.alert);
  const address = arrayOf(objectOf(context.resources.find(notification.actionGroup)?.body.properties).webhookReceivers).map(objectOf).find(({ name }) => sameText(name, notification.receiver))?.serviceUri;
  if (!alert || textOf(address) === undefined) return { outcome: 'Failed', detail: 'The alert or the receiver is gone.' };
  try {
    const answer = await fetch(String(address), { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(commonSchema(alert, notification)), signal: AbortSignal.timeout(patienceMs) });
    await answer.body?.cancel();
    return { outcome: answer.ok ? 'Delivered' : 'Failed', detail: `The listener answered ${answer.status}.` };
  } catch (error) {
    if (!(error instanceof TypeError) && !(error instanceof DOMException)) throw error;
    return { outcome: 'Failed', detail: error instanceof DOMException ? `The listener did not answer within ${patienceMs / 1000} seconds.` : 'Nobody answers at the address.' };
  }
}

/** @see Azure Monitor, common alert schema */
function commonSchema({ name, rule, target, severity, signalType, service, description, firedAt, resolvedAt, condition }: Alert, { monitorCondition }: Notification): JsonObject {
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `/subscriptions/${target.split('/')[2] ?? ''}/providers/Microsoft.AlertsManagement/alerts/${name}`, alertRule: rule.split('/').at(-1) ?? '', alertRuleID: rule, severity, signalType, monitorCondition, monitoringService: service, alertTargetIDs: [target.toLowerCase()],
        configurationItems: [target.split('/').at(-1) ?? ''], originAlertId: name, firedDateTime: firedAt, ...(monitorCondition === 'Resolved' && resolvedAt !== undefined && { resolvedDateTime: resolvedAt }), description, essentialsVersion: '1.0', alertContextVersion: '1.0',
      },
      alertContext: { properties: {}, condition }, customProperties: {},
    },
  };
}
