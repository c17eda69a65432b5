import { LogicError } from '../../../errors';
import { asObject, asString } from '../../../json';
import type { JsonObject } from '../../../values';
import type { ActionScene, ArmAction, ArmChange } from '../action';

const planVersion = '2023-12-01', componentVersion = '2020-02-02';
const redundant = /^Standard_(GRS|RAGRS|ZRS|GZRS|RAGZRS)$/;
const fewestInstances = 2;

export const availabilityActions: readonly ArmAction[] = [
  { id: 'configure-high-availability', title: 'Survive the loss of a machine', changes: availability },
  { id: 'set-sampling-rate', title: 'Keep a share of the telemetry', inputs: [{ name: 'samplingPercent', prompt: 'Share of the requests that is kept, in percent', initial: '33', problem: shareProblem }], changes: sampling },
];

/** Two instances of the plan and redundant storage. A namespace does not change its tier in place. */
async function availability(scene: ActionScene): Promise<readonly ArmChange[]> {
  const changes = [...await instances(scene), ...storage(scene)];
  const { name, sku } = scene.of('bus');
  const tier = asString(asObject(sku)['name']) ?? 'unknown';
  if (changes.length === 0 && tier !== 'Premium') throw new LogicError('Action.TierFixed', `${name} is ${tier}; a namespace cannot become Premium in place.`, { nextStep: 'Set serviceBusSku to Premium, deploy into a new namespace, and move the messages.' });
  return changes;
}

async function instances(scene: ActionScene): Promise<readonly ArmChange[]> {
  const { id, name, sku } = scene.of('plan');
  const size = asString(asObject(sku)['name']) ?? '';
  if (!/^EP\d$/.test(size)) throw new LogicError('Action.PlanTooSmall', `${name} is ${size || 'of no SKU'}, which keeps no instance ready.`, { nextStep: 'Set functionAppSku to EP1 in the parameters file and deploy.' });
  const plan = await scene.read(id, planVersion);
  const [properties, present] = [asObject(plan?.['properties']), asObject(plan?.['sku'])];
  const ready = Math.max(Number(present['capacity'] ?? 0), Number(properties['minimumElasticInstanceCount'] ?? 0));
  if (!plan || ready >= fewestInstances || properties['zoneRedundant'] === true) return [];
  // A plan takes no size by PATCH; its whole declaration is sent again.
  const kept = Object.fromEntries(['reserved', 'elasticScaleEnabled', 'maximumElasticWorkerCount', 'perSiteScaling', 'zoneRedundant'].flatMap((one) => (properties[one] === undefined ? [] : [[one, properties[one]]]))) as JsonObject;
  const body: JsonObject = { location: plan['location'] ?? '', ...(plan['kind'] !== undefined && { kind: plan['kind'] }), tags: asObject(plan['tags']), sku: { name: size, tier: present['tier'] ?? 'ElasticPremium', capacity: fewestInstances }, properties: kept };
  return [{ title: `${name} keeps ${fewestInstances} instances ready`, method: 'PUT', id, apiVersion: planVersion, body }];
}

function storage(scene: ActionScene): readonly ArmChange[] {
  const { id, name, sku } = scene.of('st');
  return redundant.test(asString(asObject(sku)['name']) ?? '') ? [] : [{ title: `${name} is replicated to a second region`, method: 'PATCH', id, apiVersion: '2023-05-01', body: { sku: { name: 'Standard_GRS' } } }];
}

/** Ingestion samples what the apps have not: the rate holds for all three, without another deployment of theirs. */
async function sampling(scene: ActionScene): Promise<readonly ArmChange[]> {
  const given = String(scene.setting('samplingPercent') ?? (scene.view.facts.stage === 'dev' ? 100 : 33));
  const problem = shareProblem(given);
  if (problem) throw new LogicError('Action.ShareWrong', problem, { nextStep: 'Give a number from 1 to 100; production wants 20 to 50.' });
  const { id, name } = scene.of('appi');
  const component = await scene.read(id, componentVersion);
  if (!component) return [];
  const present = asObject(component['properties']);
  const kept = Object.fromEntries(['Application_Type', 'Flow_Type', 'Request_Source', 'WorkspaceResourceId', 'IngestionMode', 'RetentionInDays', 'DisableIpMasking', 'DisableLocalAuth', 'publicNetworkAccessForIngestion', 'publicNetworkAccessForQuery'].flatMap((one) => (present[one] === undefined ? [] : [[one, present[one]]]))) as JsonObject;
  const body: JsonObject = { location: component['location'] ?? '', kind: component['kind'] ?? 'web', tags: asObject(component['tags']), properties: { ...kept, SamplingPercentage: Number(given) } };
  return [{ title: `${name} keeps ${given} % of the telemetry`, method: 'PUT', id, apiVersion: componentVersion, body }];
}

function shareProblem(value: string): string | undefined { const share = Number(value); return value.trim() !== '' && share >= 1 && share <= 100 ? undefined : `"${value}" is no share from 1 to 100 percent.`; }
