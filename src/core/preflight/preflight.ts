import { CancelledError, DeployError } from '../errors';
import { asObject } from '../json';
import type { JsonObject } from '../values';
import { activeDeploymentProbe, lockProbe, permissionProbe, regionProbe, registrationProbe } from './access';
import { assignmentProbe } from './assignments';
import type { Finding, PreflightCheck, PreflightFacts, PreflightInput, PreflightProbe } from './model';
import { globalNameProbe, nameRuleProbe, softDeletedNameProbe } from './names';
import { quotaProbe } from './quota';
import { secretReferenceProbe, secureParameterProbe } from './secrets';

/** In the order the report shows them. */
export const preflightProbes: readonly PreflightProbe[] = [
  secureParameterProbe, secretReferenceProbe, nameRuleProbe, softDeletedNameProbe, globalNameProbe, regionProbe, quotaProbe, registrationProbe, permissionProbe, assignmentProbe, lockProbe, activeDeploymentProbe,
];

/**
 * Asks beforehand what makes deployments fail late. Each check answers by itself: one that cannot be asked is `cannot-tell` with the reason.
 * Changes nothing. @throws CancelledError alone.
 */
export async function runPreflight(input: PreflightInput, signal?: AbortSignal): Promise<readonly PreflightCheck[]> {
  const facts = gatherFacts(input, signal);
  return Promise.all(preflightProbes.map((probe) => runProbe(probe, facts, signal)));
}

function gatherFacts(input: PreflightInput, signal?: AbortSignal): PreflightFacts {
  const existing = new Set(input.existingIds.map((id) => id.toLowerCase()));
  const providers = new Map<string, Promise<JsonObject | undefined>>();
  return {
    ...input,
    newResources: input.resources.filter((resource) => !existing.has(resource.id.toLowerCase())),
    provider: (namespace) => {
      const key = namespace.toLowerCase(), asked = providers.get(key) ?? findProvider(input, namespace, signal);
      providers.set(key, asked);
      return asked;
    },
  };
}

/** One namespace: the list of all of them is megabytes. */
async function findProvider({ connection, scope }: PreflightInput, namespace: string, signal?: AbortSignal): Promise<JsonObject | undefined> {
  try {
    return asObject((await connection.arm.request('GET', `/subscriptions/${scope.subscriptionId}/providers/${namespace}?api-version=2021-04-01`, undefined, signal)).body);
  } catch (error) {
    if (error instanceof DeployError && error.status === 404) return undefined;
    throw error;
  }
}

async function runProbe(probe: PreflightProbe, facts: PreflightFacts, signal?: AbortSignal): Promise<PreflightCheck> {
  try {
    return toCheck(probe, await probe.run(facts, signal));
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof DeployError)) throw error;
    return { id: probe.id, title: probe.title, state: 'cannot-tell', reason: `Could not be asked: ${error.message}`, resourceIds: [], remedies: [], canOverride: true };
  }
}

function toCheck({ id, title, canOverride = true }: PreflightProbe, { problems, looked, unanswered = [] }: Finding): PreflightCheck {
  const state = problems.length > 0 ? 'fail' : unanswered.length > 0 ? 'cannot-tell' : 'pass';
  const reason = problems.length > 0 ? problems.map((problem) => problem.reason).join(' ') : unanswered.length > 0 ? `Not answered: ${unanswered.join('; ')}.` : `Looked at ${looked}.`;
  return { id, title, state, reason, resourceIds: problems.flatMap((problem) => problem.resourceId ?? []), remedies: uniqueRemedies(problems), canOverride };
}

function uniqueRemedies(problems: Finding['problems']): PreflightCheck['remedies'] {
  const all = problems.flatMap((problem) => problem.remedies ?? []);
  return all.filter((remedy, index) => all.findIndex((other) => other.title === remedy.title && other.command === remedy.command) === index);
}
