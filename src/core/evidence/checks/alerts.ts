import { asObject, asString } from '../../json';
import type { JsonObject } from '../../values';
import type { Facts } from '../api';
import { armList } from '../queries';

/** Alerts of the resource group, fired and resolved; the service tells a day of them unless it is asked for more. */
export const firedAlerts = armList('{sub}/providers/Microsoft.AlertsManagement/alerts', '2019-05-05-preview', { targetResourceGroup: '{rgName}', timeRange: '30d' });

/** Name and what is essential of each alert. @see Alerts Management REST, Alerts - Get All */
export const alertsIn = (facts: Facts): readonly JsonObject[] => facts.need(firedAlerts).map((one) => ({ name: asString(one['name']) ?? '', ...asObject(asObject(one['properties'])['essentials']) }));

/** Severity 0 or 1. */
export const isSevere = (alert: JsonObject): boolean => /^Sev[01]$/i.test(asString(alert['severity']) ?? '');
