import { DeployError, LogicError } from '../errors';
import { defaultRetryPolicy, withRetry, type Removal } from '../deployment';
import type { RemovalReport } from '../deployment/steps';
import type { AzureConnection, Clock } from '../ports';
import type { JsonObject } from '../values';
import { idKey, predictTemplate, type PlanTarget, type Predict, type PredictionResult } from '../whatIf';

/** A template with its parameters, as a bundle or a compiled environment has them. */
export interface Wanted { readonly template: JsonObject; readonly parameters: JsonObject }
/** A resource that a later state has and the chosen one has not. */
export interface AddedResource { readonly resourceId: string; readonly type: string; readonly name: string; readonly apiVersion: string }

export interface AddedInput { readonly chosen: Wanted; readonly newer: readonly Wanted[]; readonly target: PlanTarget; readonly now: Date; readonly predict?: Predict }

/** Resources that were deployed since, by our own evaluation of the templates: what nobody deployed from here is not among them. */
export function listAdded({ chosen, newer, target, now, predict = predictTemplate }: AddedInput): readonly AddedResource[] {
  const listed = ({ template, parameters }: Wanted): ReadonlyMap<string, AddedResource> | undefined => listResources(predict({ template, parameters, target, now }));
  const wanted = listed(chosen);
  // What the chosen state wants cannot be told, so nothing can be called added.
  if (!wanted) return [];
  const added = new Map<string, AddedResource>();
  for (const one of newer) {
    for (const [key, resource] of listed(one) ?? []) if (!wanted.has(key)) added.set(key, resource);
  }
  return [...added.values()].sort((a, b) => (a.resourceId < b.resourceId ? -1 : 1));
}

function listResources({ prediction }: PredictionResult): ReadonlyMap<string, AddedResource> | undefined {
  return prediction && new Map(prediction.resources.filter(({ id, type }) => !id.includes('[') && type.toLowerCase() !== 'microsoft.resources/deployments').map(({ id, type, name, apiVersion }) => [idKey(id), { resourceId: id, type, name, apiVersion }]));
}

/** Those that are there now. */
export async function stillThere(added: readonly AddedResource[], { resources }: AzureConnection, signal?: AbortSignal): Promise<readonly AddedResource[]> {
  const found = await Promise.all(added.map(async (one) => ((await isThere(resources, one.resourceId, signal)) ? one : undefined)));
  return found.filter((one) => one !== undefined);
}

/** A type whose provider offers it no more cannot be looked at; nothing is removed on a guess. */
async function isThere(resources: AzureConnection['resources'], id: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return await resources.findResource(id, signal) !== undefined;
  } catch (error) {
    if (error instanceof LogicError) return false;
    throw error;
  }
}

const pollMs = 2_000;
const patiencePolls = 150;

/** Deletes, children before their parents, and waits until each is gone. What Azure refuses is told, and stops nothing else. */
export async function removeResources({ connection, removes, clock }: { readonly connection: AzureConnection; readonly removes: readonly Removal[]; readonly clock: Clock }, signal: AbortSignal): Promise<RemovalReport> {
  const gone: string[] = [];
  const failed: { readonly id: string; readonly message: string }[] = [];
  for (const { resourceId, apiVersion } of [...removes].sort((a, b) => b.resourceId.split('/').length - a.resourceId.split('/').length)) {
    try {
      await withRetry(defaultRetryPolicy, { clock, signal }, () => remove(connection, resourceId, apiVersion ?? '', signal));
      await untilGone(connection, resourceId, clock, signal);
      gone.push(resourceId);
    } catch (error) {
      if (!(error instanceof LogicError)) throw error;
      failed.push({ id: resourceId, message: error.message });
    }
  }
  return { resourceIds: gone, failed };
}

async function remove({ arm }: AzureConnection, resourceId: string, apiVersion: string, signal: AbortSignal): Promise<void> {
  try {
    await arm.request('DELETE', `${resourceId}?api-version=${apiVersion}`, undefined, signal);
  } catch (error) {
    if (!(error instanceof DeployError) || error.status !== 404) throw error;
  }
}

async function untilGone({ resources }: AzureConnection, resourceId: string, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let polls = 0; await resources.findResource(resourceId, signal) !== undefined; polls++) {
    if (polls >= patiencePolls) throw new LogicError('Rollback.NotGone', `${resourceId} is still there ${patiencePolls * pollMs / 60_000} minutes after its deletion was asked for.`, { nextStep: 'Look at it in the portal.' });
    await clock.sleep(pollMs, signal);
  }
}
