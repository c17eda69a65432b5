import { LogicError } from '../../../errors';
import { asArray, asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import { failed, passed, remember, type ClickWork, type WorkScene } from './work';

const version = '2023-01-01';
const receivers = ['emailReceivers', 'smsReceivers', 'webhookReceivers', 'voiceReceivers', 'azureFunctionReceivers', 'logicAppReceivers'];
const pollMs = 5_000;
const mostPolls = 24;

/** Tells everybody who would be told of an alert, as a test. @see Action Groups - Create Notifications At Action Group Resource Level */
export const notificationWorks: readonly ClickWork[] = [{
  action: 'send-test-notification', title: 'Send a test notification', changesAzure: true, describe: ({ view }) => `Lets every action group of ${view.environment.name} with a webhook send a test notification to all its receivers: people get mail, texts and calls.`,
  preview: async (scene) => (await groups(scene)).map(({ name }) => `${String(name)} sends`),
  run: async (scene) => {
    const all = await groups(scene);
    if (all.length === 0) return failed('No action group calls a webhook. Create the action groups first, with incidentWebhook in the profile of aos.yaml.');
    const results = await Promise.all(all.map((group) => send(scene, group)));
    const silent = results.flatMap(({ details }) => details.filter(({ status }) => !/^(Succeeded|Completed)$/i.test(status)));
    const succeeded = silent.length === 0 && results.every(({ state }) => /^complete/i.test(state));
    await remember(scene, 'notification-test', { succeeded, groups: results });
    return succeeded ? passed(`${results.flatMap(({ details }) => details).length} receivers were told.`, JSON.parse(JSON.stringify(results)) as never) : failed(`Not told: ${silent.map(({ name, status, detail }) => `${name} (${status}${detail === '' ? '' : `: ${detail}`})`).join(', ') || results.map(({ state }) => state).join(', ')}.`);
  },
}];

async function groups(scene: WorkScene): Promise<readonly JsonObject[]> {
  const { connection, scope } = await scene.connection();
  const { body } = await connection.arm.request('GET', `/subscriptions/${scope.subscriptionId}/resourceGroups/${scope.resourceGroup}/providers/Microsoft.Insights/actionGroups?api-version=${version}`, undefined, scene.signal);
  return asArray(asObject(body)['value']).map(asObject).filter((group) => member(group['properties'], 'enabled') !== false && asArray(member(group['properties'], 'webhookReceivers')).length > 0);
}

interface Sent { readonly group: string; readonly state: string; readonly details: readonly { readonly name: string; readonly status: string; readonly detail: string }[] }

async function send(scene: WorkScene, group: JsonObject): Promise<Sent> {
  const { arm } = (await scene.connection()).connection;
  const properties = asObject(group['properties']);
  const given = Object.fromEntries(receivers.flatMap((kind) => { const list = asArray(properties[kind]).map(asObject).map(({ status: _status, ...one }) => one); return list.length === 0 ? [] : [[kind, list]]; }));
  const id = asString(group['id']) ?? '';
  const { headers } = await arm.request('POST', `${id}/createNotifications?api-version=${version}`, { alertType: 'servicehealth', ...given }, scene.signal);
  const place = headers?.['location'] ?? headers?.['azure-asyncoperation'];
  if (place === undefined) throw new LogicError('Action.NotDone', `${String(group['name'])} does not tell what became of the notification.`, { nextStep: 'Ask the receivers whether it arrived.' });
  for (let poll = 0; poll < mostPolls; poll++) {
    const answer = asObject((await arm.request('GET', place, undefined, scene.signal)).body);
    const state = asString(answer['state']) ?? '';
    if (/^complete|^failed/i.test(state)) return { group: String(group['name']), state, details: asArray(answer['actionDetails']).map(asObject).map((one) => ({ name: read(one, 'Name'), status: read(one, 'Status'), detail: read(one, 'Detail') })) };
    await scene.ports.clock.sleep(pollMs, scene.signal);
  }
  return { group: String(group['name']), state: 'not ended', details: [] };
}

const read = (one: JsonObject, name: string): string => asString(member(one, name)) ?? '';
