import { refuseLocked, type PlannedDeletions, type RollbackTarget, type ResourceVerdict, type RunSteps, type RunTarget } from '../deployment';
import type { Environment } from '../environments';
import { hashParameters, hashTemplate, listSecureParameters, type CompiledEnvironment } from '../parameters';
import type { AzureConnection, Clock, ManagementLock } from '../ports';
import { findAssignmentsInTheWay, listPlannedResources, type AssignmentInTheWay } from '../preflight';
import type { JsonObject } from '../values';
import { changesAnything, idKey, isReal, predictedState, rememberPredictions, valueAt, type Plan, type PredictionResult } from '../whatIf';
import { listAdded, removeResources, stillThere, type Wanted } from './added';
import type { Deployable } from './deployable';
import { locksInTheWay, toRollbackPlan } from './rollbackPlan';

export interface RollbackInput {
  readonly to: RollbackTarget;
  /** The state is the one that was deployed last. */
  readonly isCurrent?: boolean;
  /** For a plan to be looked at: locks are told instead of refused. */
  readonly preview?: boolean;
  readonly connect: (environment: Environment, signal?: AbortSignal) => Promise<AzureConnection>;
  /** What is deployed, with the values of its secure parameters and what was assumed. */
  readonly load: (environment: Environment, signal?: AbortSignal) => Promise<{ readonly deployable: Deployable; readonly secrets: JsonObject; readonly notices: readonly string[] }>;
  /** Good states after the chosen one. */
  readonly newer: (environment: Environment, signal?: AbortSignal) => Promise<readonly (Wanted & { readonly missingSecrets: readonly string[] })[]>;
}

/** The steps of a run that goes back: what is compiled is the earlier state, and the plan tells what that means. */
export function rollbackSteps(base: RunSteps<CompiledEnvironment>, input: RollbackInput): RunSteps<CompiledEnvironment> {
  const { to, preview = false } = input;
  const predict = rememberPredictions();
  let notices: readonly string[] = [];
  let deployed: { readonly environment: Environment; readonly target: RunTarget; readonly compiled: CompiledEnvironment; readonly clock: Clock } | undefined;
  const listLocks = async (connection: AzureConnection, asked: PlannedDeletions, signal?: AbortSignal): Promise<readonly ManagementLock[]> => locksInTheWay(await connection.resources.listLocks(asked.target, signal), asked);

  const compile: RunSteps<CompiledEnvironment>['compile'] = async (environment, signal) => {
    const loaded = await input.load(environment, signal);
    notices = [...loaded.deployable.notices, ...loaded.notices];
    return toCompiled(loaded.deployable, loaded.secrets);
  };

  const plan: RunSteps<CompiledEnvironment>['plan'] = async (asked, signal) => {
    const { environment, target, compiled, clock } = asked;
    deployed = { environment, target, compiled, clock };
    const connection = await input.connect(environment, signal);
    const made = await base.plan(asked, signal);
    const newer = (await input.newer(environment, signal)).map((one) => withSecrets(one, compiled.parameters));
    const added = await stillThere(listAdded({ chosen: compiled, newer, target, now: clock.now(), predict }), connection, signal);
    const going = { added, removeAdded: to.removeAdded ?? false, notices, replaced: await findReplaced(predict({ ...compiled, target, now: clock.now() }), target, connection, signal) };
    const bare = toRollbackPlan(made, compiled, { ...going, locks: [] });
    const locks = changesAnything(bare) || bare.replacedAssignments ? await listLocks(connection, bare, signal) : [];
    if (!preview && !to.liftLocks) refuseLocked(locks, target.resourceGroup);
    return locks.length === 0 ? bare : toRollbackPlan(made, compiled, { ...going, locks });
  };

  const verify: RunSteps<CompiledEnvironment>['verify'] = async (asked, signal) => {
    const verdicts = await base.verify(asked, signal);
    if (!deployed) return verdicts;
    const { environment, target, compiled, clock } = deployed;
    const whatIf = await asked.connection.deployments.whatIf({ ...asked.scope, name: `verify-${to.deploymentId}`.slice(0, 64), mode: 'Incremental', template: compiled.template, parameters: compiled.parameters }, signal);
    return compareWithState(verdicts, managedBy(predict({ ...compiled, target, now: clock.now() })), await base.plan({ environment, target, compiled, whatIf, clock, isDeployed: true }, signal));
  };

  return {
    ...base, compile, plan, verify,
    decideConfirmation: (asked, environment) => {
      const decided = base.decideConfirmation(asked, environment);
      if (input.isCurrent && decided.level === 'none' && !changesAnything(asked) && !asked.replacedAssignments) return decided;
      const replaced = asked.replacedAssignments?.length ?? 0;
      return { level: 'typed-name', reasons: [`${environment.name} goes back to the state of ${to.madeAt.slice(0, 16).replace('T', ' ')} UTC (${to.deploymentId}).`, ...(replaced > 0 ? [`${replaced} role ${replaced === 1 ? 'assignment is' : 'assignments are'} removed and set again: until then the applications lack that access.`] : []), ...decided.reasons] };
    },
    // What nobody can read back (application settings, secrets) is as the last deployment left it, whatever a plan without changes says.
    needsDeployment: (asked, lastGreen) => !input.isCurrent || asked.replacedAssignments !== undefined || base.needsDeployment(asked, lastGreen),
    // Who takes an environment back in an incident is not held up by deployment windows and checklists, and locks are told by the plan itself.
    examine: async (asked, signal) => {
      const { objections: _objections, preflight, ...found } = await base.examine?.(asked, signal) ?? {};
      return { ...found, ...(preflight && { preflight: preflight.filter(({ id }) => !answeredHere.has(id)) }) };
    },
    listMissingSecrets: () => [],
    locksInTheWay: (connection, asked, signal) => listLocks(connection, asked, signal),
    removeAdded: removeResources,
  };
}

/** Checks of a plan that a rollback answers itself: it lifts locks, has found its secrets, and sets role assignments anew. */
const answeredHere: ReadonlySet<string> = new Set(['locks', 'secure-parameters', 'role-assignments']);

async function findReplaced({ prediction }: PredictionResult, target: RunTarget, connection: AzureConnection, signal?: AbortSignal): Promise<readonly AssignmentInTheWay[]> {
  return prediction ? (await findAssignmentsInTheWay({ connection, scope: target, resources: listPlannedResources(prediction) }, signal)).found : [];
}

function toCompiled({ template, parameters }: Deployable, secrets: JsonObject): CompiledEnvironment {
  const all = { ...parameters, ...secrets };
  const secureParameterNames = listSecureParameters(template);
  return { success: true, template, parameters: all, diagnostics: [], secureParameterNames, templateHash: hashTemplate(template), parametersHash: hashParameters(all, secureParameterNames) };
}

/** To be evaluated a template needs every parameter; the value of a secret decides nothing about which resources there are. */
function withSecrets({ template, parameters, missingSecrets }: Wanted & { readonly missingSecrets: readonly string[] }, known: JsonObject): Wanted {
  return { template, parameters: { ...parameters, ...Object.fromEntries(missingSecrets.map((name) => [name, known[name] ?? { value: 'not-known' }])) } };
}

type IsManaged = (resourceId: string, path: string) => boolean;

/** Whether the state's template says anything about a property: what it leaves open, the service fills in. Where it cannot be evaluated everything counts. */
function managedBy({ prediction }: PredictionResult): IsManaged {
  const wanted = prediction && predictedState(prediction);
  return (resourceId, path) => {
    const body = wanted?.get(idKey(resourceId));
    return body === undefined || valueAt(body, path) !== undefined;
  };
}

/** A resource that is not as the state wants it: missing is unhealthy; differing may be the service's own doing, so it is unknown. */
function compareWithState(verdicts: readonly ResourceVerdict[], isManaged: IsManaged, plan: Plan): readonly ResourceVerdict[] {
  const differing = plan.changes.flatMap((change): readonly ResourceVerdict[] => {
    const base = { resourceId: change.resourceId, type: change.type };
    if (change.changeType === 'Create') return [{ ...base, verdict: 'unhealthy', reason: 'It is part of the state that was gone back to, and is not there.' }];
    const paths = change.changeType === 'Modify' && !change.isNoise ? change.properties.filter((one) => isReal(one) && isManaged(change.resourceId, one.path)).map(({ path }) => path) : [];
    return paths.length === 0 ? [] : [{ ...base, verdict: 'unknown', reason: `What-if still reports a difference from the state that was gone back to: ${paths.slice(0, 4).join(', ')}${paths.length > 4 ? ', …' : ''}.` }];
  });
  const told = new Set(differing.map(({ resourceId }) => resourceId.toLowerCase()));
  return [...verdicts.filter(({ resourceId, verdict }) => verdict === 'unhealthy' || !told.has(resourceId.toLowerCase())), ...differing];
}
