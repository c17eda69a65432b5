import { asObject } from '../../../json';
import type { JsonObject } from '../../../values';
import type { ActionScene, ArmAction, ArmChange } from '../action';

const storageVersion = '2023-05-01', busVersion = '2021-11-01';
/** What the code needs, as the template would make it. */
const entities: readonly { readonly item: string; readonly change: (scene: ActionScene) => ArmChange }[] = [
  ...['aos-requests', 'businessinfinity-responses'].map((name) => ({ item: `infra.servicebus.queue-${name.startsWith('aos') ? name : 'businessinfinity'}`, change: (scene: ActionScene): ArmChange => ({ title: `Queue ${name}`, method: 'PUT', id: `${scene.of('bus').id}/queues/${name}`, apiVersion: busVersion, body: { properties: queueProperties } }) })),
  ...['agent-events', 'system-events'].map((name) => ({ item: `infra.servicebus.topic-${name}`, change: (scene: ActionScene): ArmChange => ({ title: `Topic ${name}`, method: 'PUT', id: `${scene.of('bus').id}/topics/${name}`, apiVersion: busVersion, body: { properties: { defaultMessageTimeToLive: 'P14D', maxSizeInMegabytes: 1024 } } }) })),
  ...['aos-data', 'aos-config', 'aos-logs'].map((name) => ({ item: `infra.storage.container-${name}`, change: (scene: ActionScene): ArmChange => ({ title: `Container ${name}`, method: 'PUT', id: `${scene.of('st').id}/blobServices/default/containers/${name}`, apiVersion: storageVersion, body: { properties: { publicAccess: 'None' } } }) })),
];
const queueProperties: JsonObject = { lockDuration: 'PT5M', maxSizeInMegabytes: 1024, defaultMessageTimeToLive: 'P14D', maxDeliveryCount: 10, deadLetteringOnMessageExpiration: true };

export const dataActions: readonly ArmAction[] = [
  { id: 'create-missing-entities', title: 'Create the queues, topics and containers that are missing', changes: missingEntities },
  {
    id: 'enable-blob-soft-delete', title: 'Keep deleted blobs for a week',
    changes: async (scene) => {
      const id = `${scene.of('st').id}/blobServices/default`;
      const days = (policy: unknown): number => { const { days: present } = asObject(policy); return typeof present === 'number' && present > 7 ? present : 7; };
      const properties = asObject((await scene.read(id, storageVersion))?.['properties']);
      const kept = { deleteRetentionPolicy: { enabled: true, days: days(properties['deleteRetentionPolicy']) }, containerDeleteRetentionPolicy: { enabled: true, days: days(properties['containerDeleteRetentionPolicy']) } };
      return [{ title: 'Deleted blobs and containers can be brought back', method: 'PUT', id, apiVersion: storageVersion, body: { properties: { ...properties, ...kept } } }];
    },
  },
  {
    id: 'set-storage-redundancy', title: 'Keep the data in a second region',
    changes: (scene) => { const { id, name, sku } = scene.of('st'); const present = String(asObject(sku)['name'] ?? ''); return /^Standard_(RA)?GRS$/.test(present) ? [] : [{ title: `${name} is replicated to a second region`, method: 'PATCH', id, apiVersion: storageVersion, body: { sku: { name: 'Standard_GRS' } } }]; },
  },
];

/** Existing ones stay as they are, whatever their settings; only what the item asks for is made. */
async function missingEntities(scene: ActionScene): Promise<readonly ArmChange[]> {
  const wanted = new Set([scene.item.id, ...scene.item.rollUp ?? []]);
  const chosen = entities.some(({ item }) => wanted.has(item)) ? entities.filter(({ item }) => wanted.has(item)) : entities;
  const changes = chosen.map(({ change }) => change(scene));
  const there = await Promise.all(changes.map(({ id, apiVersion }) => scene.read(id, apiVersion)));
  return changes.filter((_, index) => there[index] === undefined);
}
