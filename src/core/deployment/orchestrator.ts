import type { Environment } from '../environments/environment';
import { InputError } from '../errors';
import type { SettingsChoice } from '../settingsGuard';
import { removeAssignments, withAssignmentsPutBack } from './replaceAssignments';
import { afterGreen } from './afterGreen';
import { confirmRun } from './confirmPhase';
import { deploy, followToOutputs, type DeployInput } from './deployPhase';
import type { RunRecord } from './events';
import { giveSecrets } from './giveSecrets';
import { holdRun } from './heldRun';
import { keepSettings } from './keepSettings';
import { refuseWhileOtherActive, type EndedRuns } from './otherActiveRun';
import { liftLocks, setLocksAgain, withLocksSetAgain } from './liftLocks';
import { makeRunPlan, refuseOldPlan, type Planned } from './planPhase';
import type { Plan } from '../whatIf/plan';
import { prepare } from './preparePhases';
import { toTheEnd } from './runEnding';
import { newRunId } from './runId';
import { toSignals, type OrchestratorPorts, type RunRequest, type RunSignals, type StartedRun } from './runPorts';
import { readRun } from './readRun';
import { mayHaveBegun } from './runRecord';
import { RunSession } from './runSession';
import type { CompiledRun, RunSteps } from './steps';
import type { JsonObject } from '../values';
import { OpenRun, signalsOfCancellation } from './takeUpRun';
import { provisionalTarget } from './target';
import { verifyRun } from './verifyPhase';

/** Takes one environment through the phases of a run. Holds no state of its own: each run has its session. */
export class Orchestrator<C extends CompiledRun> {
  private readonly ended: EndedRuns = new Set();

  constructor(private readonly ports: OrchestratorPorts<C>) {}

  /** Runs to the end, whatever the end. Aborting `signal` cancels. @throws LogicError `Run.Locked`; InputError `Audit.Unwritable` before anything is changed. */
  async run(request: RunRequest<C>, signal: AbortSignal): Promise<RunRecord> {
    return (await this.start(request, signal)).result;
  }

  /** As `run`, but resolves once the run holds its environment and is written down. */
  async start(request: RunRequest<C>, signal: AbortSignal): Promise<StartedRun> {
    const { environment, options } = request;
    const runId = newRunId(this.ports.clock);
    const newSession = async (): Promise<RunSession> => new RunSession(this.ports, runId);
    return holdRun({ ...this.ports, newSession }, environment.name, runId, async (session) => {
      await session.emit({
        type: 'started', runId, deploymentName: runId, environment: environment.name, target: provisionalTarget(environment, options.target),
        parametersFile: environment.parametersFile, templateFile: environment.templateFile, gitSha: request.gitSha, by: request.by, ...this.ports.process, ...(request.rollbackTo && { rollbackTo: request.rollbackTo }),
      });
      return () => this.runPhases(session, request, toSignals(signal, request.leave));
    });
  }

  /** Takes up a run that has no end yet, from its journal and from ARM's own record. @throws InputError `Run.Unknown`, `Run.Ended`; LogicError `Run.Locked`. */
  async resume(runId: string, request: RunRequest<C>, signal: AbortSignal): Promise<StartedRun> {
    const signals = toSignals(signal, request.leave);
    return this.takeUp(runId, async (session) => () => new OpenRun(this.ports, session, request, signals).goOn({
      restart: () => this.runPhases(session, request, signals), follow: (input) => this.deployAndVerify(session, request, input),
    }));
  }

  /** Cancels a deployment that nobody follows. Aborting `signal` gives up waiting. @throws as resume. */
  async cancel(runId: string, environment: Environment, signal: AbortSignal): Promise<RunRecord> {
    const request: RunRequest<C> = { environment, options: { confirm: async () => undefined } };
    return (await this.takeUp(runId, async (session) => () => new OpenRun(this.ports, session, request, signalsOfCancellation(signal)).cancel())).result;
  }

  private async takeUp(runId: string, begin: (session: RunSession) => Promise<() => Promise<void>>): Promise<StartedRun> {
    const { environment } = (await this.readOpen(runId)).record;
    const newSession = async (): Promise<RunSession> => this.readOpen(runId);
    return holdRun({ ...this.ports, newSession }, environment, runId, begin);
  }

  private async readOpen(runId: string): Promise<RunSession> {
    const folded = await readRun(this.ports.journal, runId);
    if (!folded) throw new InputError('Run.Unknown', `There is no run ${runId} in the journal of this workspace.`, { nextStep: 'List the runs with "aos-deploy history".' });
    if (folded.record.endedAt !== undefined) throw new InputError('Run.Ended', `The run ${runId} has ended already (${folded.record.state}); there is nothing to take up.`, { nextStep: 'Start a new deployment.' });
    return new RunSession(this.ports, runId, folded);
  }

  private async runPhases(session: RunSession, request: RunRequest<C>, signals: RunSignals): Promise<void> {
    return toTheEnd(session, async () => {
      const { clock } = this.ports;
      const { environment, options, steps = this.ports.steps } = request;
      const prepared = await prepare(session, steps, environment, options.allowWarnings, signals.any);
      const { compiled, hasNewSecrets } = await giveSecrets(session, steps, { environment, options, compiled: prepared }, signals.any);
      const { input, planned } = await session.phase('planning', async () => {
        const connection = await session.call('connect', signals.any, () => this.ports.connections.connect(environment, signals.any));
        await refuseWhileOtherActive(session, this.ports.journal, this.ended, connection, signals.any);
        const input = { environment, compiled, connection, options, clock, hasNewSecrets };
        return { input, planned: await makeRunPlan(session, steps, input, signals.any) };
      });
      if (!await this.needsDeployment(session, steps, planned)) return this.endUnchanged(session, planned.plan);
      const choices = await session.phase('awaiting_confirmation', async () => {
        const restore = await this.confirm(session, request, planned, signals.any);
        await refuseOldPlan(session, steps, input, planned, signals.any);
        return restore;
      });
      const settings = planned.settings && { guard: planned.settings, choices };
      return this.deployAndVerify(session, request, { connection: input.connection, clock, scope: planned.request, listWarnings: steps.listWarnings, ...(settings && { settings }), ...signals }, planned,
        () => afterGreen(session, steps, input, planned, signals.any));
    }, { signals, isInAzure: false });
  }

  /** A group that is not there yet, or a plan that ARM has not made, is never "nothing to change". */
  private async needsDeployment(session: RunSession, steps: RunSteps<C>, { group, plan }: Planned): Promise<boolean> {
    if (!group || plan.source !== 'arm') return true;
    const isSame = (run: RunRecord): boolean => run.environment === plan.environment && run.target?.resourceGroup.toLowerCase() === plan.target.resourceGroup.toLowerCase() && run.target.subscriptionId.toLowerCase() === plan.target.subscriptionId.toLowerCase() && run.target.cloud === plan.target.cloud;
    const last = (await this.ports.audit.list()).find((run) => run.deploymentId !== session.runId && isSame(run) && mayHaveBegun(run));
    return steps.needsDeployment(plan, last?.success ? last : undefined);
  }

  private async confirm(session: RunSession, { environment, options, steps = this.ports.steps }: RunRequest<C>, planned: Planned, signal: AbortSignal): Promise<readonly SettingsChoice[]> {
    const decided = steps.decideConfirmation(planned.plan, environment);
    return confirmRun(session, { plan: planned.plan, environment, options, groupIsNew: !planned.group, decided }, signal);
  }

  private async deployAndVerify(session: RunSession, { steps = this.ports.steps }: RunRequest<C>, input: DeployInput, planned?: Planned, afterwards: () => Promise<readonly string[]> = async () => []): Promise<void> {
    const summary = await withLocksSetAgain(session, async () => input, async () => {
      const outputs = session.hasDone('deploying') ? session.record.outputs
        : await session.phase('deploying', () => keepSettings(session, input.settings, input.cancel, () => withAssignmentsPutBack(session, input, () => deployPlanned(session, steps, input, planned))));
      return verifyRun(session, steps, input, outputs, afterwards);
    });
    const { target, rollbackTo } = session.record;
    if (rollbackTo) return session.emit({ type: 'ended', state: 'rolled_back', message: `${target?.resourceGroup} is back at the state of ${rollbackTo.deploymentId}. ${summary}` });
    await session.emit({ type: 'ended', state: 'completed', message: `Deployed to ${target?.resourceGroup}. ${summary}` });
  }

  private async endUnchanged(session: RunSession, { settingsImpact = [] }: Plan): Promise<void> {
    const others = settingsImpact.flatMap(({ siteId, overwritten }) => (overwritten.length === 0 ? [] : [`${siteId.split('/').at(-1) ?? siteId}: ${overwritten.join(', ')}`]));
    const message = others.length === 0 ? 'Nothing to change: the environment is as the template wants it.'
      : `Nothing to change, but for application settings that somebody gave other values; they stay as they are (${others.join('; ')}).`;
    for (const phase of ['awaiting_confirmation', 'deploying', 'verifying_health'] as const) await session.skip(phase, message);
    await session.emit({ type: 'ended', state: session.record.rollbackTo ? 'rolled_back' : 'completed', message: `${message} Nothing was deployed.` });
  }
}

/** With a plan the deployment begins here; without one it is followed. What the plan takes away goes last, when nothing refers to it any more. */
async function deployPlanned<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, input: DeployInput, planned: Planned | undefined): Promise<JsonObject> {
  if (planned) await liftLocks(session, input, await steps.locksInTheWay?.(input.connection, planned.plan, input.cancel) ?? []);
  if (planned) await removeAssignments(session, input, planned.plan.replacedAssignments ?? []);
  const outputs = planned ? await deploy(session, input, planned) : await followToOutputs(session, input);
  if ((session.record.removes?.length ?? 0) > 0) await removePlanned(session, steps, input);
  return outputs;
}

/** What the deployment, being incremental, has left. Health asks for the locks of the state, so they are set again here and not at the end. */
async function removePlanned<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, input: DeployInput): Promise<void> {
  const { removes = [] } = session.record;
  await liftLocksOfState(session, steps, input);
  if (steps.removeAdded) await session.emit({ type: 'removed', ...await steps.removeAdded({ connection: input.connection, removes, clock: input.clock }, input.cancel) });
  await setLocksAgain(session, input);
}

/** The state may declare the very lock that protects what is to go: the deployment has set it again, and it was agreed to be lifted. */
async function liftLocksOfState<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, input: DeployInput): Promise<void> {
  const { target, rollbackTo, removes = [] } = session.record;
  if (!target || !rollbackTo?.liftLocks) return;
  const changes = removes.map(({ resourceId }) => ({ resourceId, changeType: 'Delete' as const }));
  await liftLocks(session, input, await steps.locksInTheWay?.(input.connection, { target, changes }, input.cancel) ?? []);
}
