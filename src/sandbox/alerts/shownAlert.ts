import type { JsonObject } from '../../armTemplate';
import { longTime } from '../providers/shared/time';
import { parseResourceId, scopeParts } from '../resourceId';
import type { Alert } from './alerts';

/** What alerts can be asked and counted by. */
export const alertFields: Readonly<Record<string, (alert: Alert) => string>> = {
  targetResource: ({ target }) => target, targetResourceGroup: ({ target }) => scopeParts(target).resourceGroup ?? '', targetResourceType: ({ target }) => parseResourceId(target)?.type ?? '',
  monitorService: ({ service }) => service, monitorCondition: ({ resolvedAt }) => (resolvedAt === undefined ? 'Fired' : 'Resolved'), severity: ({ severity }) => severity, alertState: ({ state }) => state, alertRule: ({ rule }) => rule,
};

/** An alert as its own API tells it; Resource Graph has the same under `alertsmanagementresources`. @see Alerts - Get By Id */
export function shownAlert(alert: Alert, hasContext: boolean): JsonObject {
  const { subscriptionId = '' } = scopeParts(alert.target);
  const time = (iso: string): string => longTime(new Date(iso));
  const name = alert.rule.split('/').at(-1) ?? '';
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.AlertsManagement/alerts/${alert.name}`, type: 'Microsoft.AlertsManagement/alerts', name: alert.name,
    properties: {
      essentials: {
        severity: alert.severity, signalType: alert.signalType, alertState: alert.state, monitorCondition: alertFields.monitorCondition!(alert), monitorService: alert.service, targetResource: alert.target,
        targetResourceName: alert.target.split('/').at(-1) ?? '', targetResourceGroup: alertFields.targetResourceGroup!(alert), targetResourceType: alertFields.targetResourceType!(alert).toLowerCase(), sourceCreatedId: alert.name, alertRule: alert.rule, description: alert.description === '' ? name : alert.description,
        startDateTime: time(alert.firedAt), lastModifiedDateTime: time(alert.changedAt), lastModifiedUserName: alert.changedBy, ...(alert.resolvedAt !== undefined && { monitorConditionResolvedDateTime: time(alert.resolvedAt) }),
      },
      ...(hasContext && { context: { context: { condition: alert.condition } } }),
    },
  };
}
