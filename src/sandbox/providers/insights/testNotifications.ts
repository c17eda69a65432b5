import type { JsonObject } from '../../../armTemplate';
import { badRequest, notFound } from '../../armError';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, RouteAnswer } from '../provider';
import { arrayOf, objectOf, property, textOf } from '../shared/json';
import { longTime } from '../shared/time';

const group = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Insights/actionGroups/{group}';
const mechanisms: Readonly<Record<string, string>> = { emailReceivers: 'Email', smsReceivers: 'Sms', webhookReceivers: 'Webhook', voiceReceivers: 'Voice', azureFunctionReceivers: 'AzureFunction', logicAppReceivers: 'LogicApp', armRoleReceivers: 'ArmRole' };
interface Sent { readonly createdTime: string; readonly alertType: string; readonly actionDetails: readonly JsonObject[] }
const table = (context: ProviderContext) => context.table<Sent>('Microsoft.Insights/testNotifications');

/** Nobody outside is told: the sandbox keeps what would have been sent. @see Action Groups - Create Notifications At Action Group Resource Level */
export const testNotificationRoutes: readonly ProviderRoute[] = [
  { method: 'POST', path: `${group}/createNotifications`, summary: 'Action Groups - Create Notifications At Action Group Resource Level; told to nobody', handle: send },
  { method: 'GET', path: `${group}/notificationStatus/{notification}`, summary: 'Action Groups - Get Test Notifications At Action Group Resource Level', handle: show },
];

function send({ path, body }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const owner = path.replace(/\/createNotifications$/i, '');
  if (!context.resources.find(owner)) throw notFound('ResourceNotFound', `The Resource '${owner}' was not found.`);
  const alertType = textOf(property(body, 'alertType'));
  if (alertType === undefined) throw badRequest('BadRequest', "The property 'alertType' of a test notification is required.");
  const time = longTime(context.clock.now());
  const actionDetails = Object.entries(mechanisms).flatMap(([kind, MechanismType]) => arrayOf(property(body, kind)).map(objectOf).map((receiver): JsonObject => ({ MechanismType, Name: textOf(receiver.name) ?? '', SendTime: time, ...outcomeOf(kind, receiver) })));
  if (actionDetails.length === 0) throw badRequest('BadRequest', 'A test notification needs at least one receiver.');
  const id = context.random.guid(`notification:${owner.toLowerCase()}:${table(context).size}`);
  table(context).set(id, { createdTime: time, alertType, actionDetails });
  return { status: 202, headers: { location: `${context.resourceManager}${owner}/notificationStatus/${id}?api-version=2023-01-01` } };
}

/** A hook whose address is none would never be reached. */
function outcomeOf(kind: string, receiver: JsonObject): JsonObject {
  const isWrong = kind === 'webhookReceivers' && !/^https?:\/\/[^/\s]+/i.test(textOf(receiver.serviceUri) ?? '');
  return isWrong ? { Status: 'Failed', SubState: 'InvalidUri', Detail: 'The address of the webhook is not valid.' } : { Status: 'Succeeded', SubState: 'Default', Detail: 'Kept by the sandbox, which tells nobody.' };
}

function show({ path }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const found = table(context).get(path.split('/').at(-1) ?? '');
  if (!found) throw notFound('NotFound', 'There is no such test notification.');
  return { body: { state: 'Complete', createdTime: found.createdTime, completedTime: found.createdTime, context: { notificationSource: 'Microsoft.Insights/TestNotification', contextType: found.alertType }, actionDetails: [...found.actionDetails] } };
}
