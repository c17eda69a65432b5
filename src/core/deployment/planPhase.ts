import type { DeployOptions } from '../engine';
import type { Environment } from '../environments/environment';
import { InputError } from '../errors';
import { listObstacles } from '../guard';
import type { AzureConnection, DeploymentRequest } from '../ports/arm';
import type { Clock } from '../ports/clock';
import type { Plan } from '../whatIf/plan';
import type { SettingsGuard } from '../settingsGuard';
import { refuseObstacles } from './obstaclesOfRun';
import { explainRefusal } from './refusedPlan';
import type { RunSession } from './runSession';
import { withExamination, type CompiledRun, type Examination, type RunSteps } from './steps';
import { resolveTarget, type ResolvedTarget } from './target';

export interface PlanInput<C extends CompiledRun> {
  readonly environment: Environment;
  readonly compiled: C;
  readonly connection: AzureConnection;
  readonly options: DeployOptions;
  readonly clock: Clock;
  /** Secrets were asked for since somebody approved a plan: the approval was of another one. */
  readonly hasNewSecrets?: boolean;
}

export interface Planned extends ResolvedTarget { readonly plan: Plan; readonly request: DeploymentRequest; readonly settings?: SettingsGuard }

/** Planning: what would change. A what-if that fails stops the run; it is never read as "no changes". */
export async function makeRunPlan<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, input: PlanInput<C>, signal: AbortSignal): Promise<Planned> {
  const { environment, compiled, connection, options } = input;
  const resolved = await session.call('resources.findResourceGroup', signal, () => resolveTarget(environment, options.target, connection, compiled, signal));
  const { target, group } = resolved;
  await session.emit({ type: 'target', target });
  const request = toRequest(session, input, resolved);
  const bare = await validateAndAsk(session, steps, input, { ...resolved, request }, signal).catch(async (error: unknown) => {
    const why = steps.examineRefused && (() => steps.examineRefused!({ environment, target, groupExists: group !== undefined, compiled, connection, clock: input.clock }, signal));
    throw await explainRefusal(error, why);
  });
  const examination = await examine(session, steps, input, { ...resolved, plan: bare }, signal);
  const { settings } = examination;
  const plan = withExamination(bare, examination);
  await session.emit({ type: 'plan', plan });
  if (options.approvedPlanHash !== undefined && !input.hasNewSecrets) refuseStale(plan, options.approvedPlanHash);
  return { ...resolved, plan, request, ...(settings && { settings }) };
}

async function validateAndAsk<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, input: PlanInput<C>, planned: Omit<Planned, 'plan'>, signal: AbortSignal): Promise<Plan> {
  const { deployments } = input.connection;
  if (planned.group) await session.call('deployments.validate', signal, () => deployments.validate(planned.request, signal));
  return ask(session, steps, input, planned, signal);
}

async function examine<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, { environment, compiled, connection, clock }: PlanInput<C>, { target, group, plan }: Omit<Planned, 'request'>, signal: AbortSignal): Promise<Examination> {
  const gitSha = session.record.gitSha;
  return await steps.examine?.({ environment, target, groupExists: group !== undefined, compiled, plan, connection, clock, ...(gitSha !== undefined && { gitSha }) }, signal) ?? {};
}

const freshMs = 10 * 60_000;

/** A confirmation may come hours after the question. What runs is what was approved: an old plan is made again, and must come out the same. */
export async function refuseOldPlan<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, input: PlanInput<C>, planned: Planned, signal: AbortSignal): Promise<void> {
  if (input.clock.now().getTime() - Date.parse(planned.plan.madeAt) < freshMs) return;
  const again = await resolveTarget(input.environment, input.options.target, input.connection, input.compiled, signal);
  const bare = await ask(session, steps, input, { ...again, request: planned.request }, signal);
  const plan = withExamination(bare, await examine(session, steps, input, { ...again, plan: bare }, signal));
  refuseStale(plan, planned.plan.planHash);
  refuseNewObstacles(planned.plan, plan);
}

/** What came up while a confirmation was waited for: a window that closed, a lock that is gone. */
function refuseNewObstacles(approved: Plan, now: Plan): void {
  const known = new Set(listObstacles(approved).map(({ id }) => id));
  refuseObstacles(listObstacles(now).filter(({ id }) => !known.has(id)), now.environment);
}

async function ask<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, { environment, compiled, connection, clock }: PlanInput<C>, { target, group, request }: Omit<Planned, 'plan'>, signal: AbortSignal): Promise<Plan> {
  if (!group) return announceGroup(await steps.planLocally({ environment, target, compiled, clock }, signal));
  const whatIf = await session.call('deployments.whatIf', signal, () => connection.deployments.whatIf(request, signal));
  return steps.plan({ environment, target, compiled, whatIf, clock }, signal);
}

/** ARM can only look into a group that exists, so the plan of a new one is our own evaluation and says so. */
export function announceGroup(plan: Plan): Plan {
  const { resourceGroup, location } = plan.target;
  const sentence = `The resource group ${resourceGroup} does not exist; it will be created in ${location}. Until then the plan is evaluated locally; Azure checks the template after the confirmation.`;
  return plan.warnings.includes(sentence) ? plan : { ...plan, warnings: [sentence, ...plan.warnings] };
}

function toRequest<C extends CompiledRun>(session: RunSession, { environment, compiled }: PlanInput<C>, { target }: ResolvedTarget): DeploymentRequest {
  return {
    subscriptionId: target.subscriptionId, resourceGroup: target.resourceGroup, name: session.record.deploymentName, mode: 'Incremental',
    template: compiled.template ?? {}, parameters: compiled.parameters ?? {},
    tags: { 'aos-run': session.runId, 'aos-environment': environment.name, ...(session.record.gitSha ? { 'aos-git-sha': session.record.gitSha } : {}) },
  };
}

function refuseStale(plan: Plan, approved: string): void {
  if (approved === plan.planHash) return;
  throw new InputError('Run.PlanStale', `The plan that was approved (${approved.slice(0, 12)}) is not the plan of now (${plan.planHash.slice(0, 12)}): files or resources have changed since.`, { nextStep: 'Read the new plan and approve it.' });
}
