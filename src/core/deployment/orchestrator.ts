import type { Connections, DeployOptions } from '../engine';
import type { Environment } from '../environments/environment';
import { CancelledError, DeployError, EnvironmentError, InputError, LogicError } from '../errors';
import type { EnvironmentLocks, RunJournal } from '../ports';
import { isOwnDeployment, LostContactError } from './beginDeployment';
import { confirmRun } from './confirmPhase';
import { cancelInAzure, deploy, FinishedFirstError, followToOutputs, LeftRunningError, whatHappened, type DeployInput } from './deployPhase';
import { toErrorDocument } from './errorDocument';
import type { RunRecord } from './events';
import { makeRunPlan, refuseOldPlan, type Planned } from './planPhase';
import { prepare } from './preparePhases';
import { defaultRetryPolicy, withRetry } from './retry';
import { newRunId } from './runId';
import { foldRun, mayHaveBegun } from './runRecord';
import { RunSession, type NewEvent, type SessionPorts } from './runSession';
import type { CompiledRun, RunSteps } from './steps';
import { refuseWhileOtherActive } from './otherActiveRun';
import { provisionalTarget, refuseOtherCloud } from './target';
import { verifyRun } from './verifyPhase';

export interface OrchestratorPorts<C extends CompiledRun = CompiledRun> extends SessionPorts {
  readonly locks: EnvironmentLocks;
  readonly connections: Connections;
  readonly steps: RunSteps<C>;
  /** This process, for the journal: who would have to be alive for the run to be alive. */
  readonly process: { readonly processId: number; readonly host: string };
}

export interface RunRequest {
  readonly environment: Environment;
  readonly options: DeployOptions;
  readonly gitSha?: string;
  readonly by?: string;
  /** Aborted: stop following and leave the deployment to Azure. */
  readonly leave?: AbortSignal;
}

export interface StartedRun { readonly runId: string; readonly result: Promise<RunRecord> }

/** Takes one environment through the phases of a run. Holds no state of its own: each run has its session. */
export class Orchestrator<C extends CompiledRun> {
  constructor(private readonly ports: OrchestratorPorts<C>) {}

  /** Runs to the end, whatever the end. Aborting `signal` cancels. @throws LogicError `Run.Locked`; InputError `Audit.Unwritable` before anything is changed. */
  async run(request: RunRequest, signal: AbortSignal): Promise<RunRecord> {
    return (await this.start(request, signal)).result;
  }

  /** As `run`, but resolves once the run holds its environment and is written down. */
  async start(request: RunRequest, signal: AbortSignal): Promise<StartedRun> {
    const { environment, options } = request;
    const runId = newRunId(this.ports.clock);
    return this.locked(environment.name, runId, signal, request.leave, async (session) => {
      await session.emit({
        type: 'started', runId, deploymentName: runId, environment: environment.name, target: provisionalTarget(environment, options.target),
        parametersFile: environment.parametersFile, templateFile: environment.templateFile, gitSha: request.gitSha, by: request.by, ...this.ports.process,
      });
      return (signals) => this.runPhases(session, request, signals);
    });
  }

  /** Takes up a run that has no end yet, from its journal and from ARM's own record. @throws InputError `Run.Unknown`, `Run.Ended`; LogicError `Run.Locked`. */
  async resume(runId: string, request: RunRequest, signal: AbortSignal): Promise<StartedRun> {
    const folded = foldRun(await this.ports.journal.read(runId));
    if (!folded) throw new InputError('Run.Unknown', `There is no run ${runId} in the journal of this workspace.`, { nextStep: 'List the runs with "aos-deploy history".' });
    const record = folded.record;
    if (record.endedAt !== undefined) throw new InputError('Run.Ended', `The run ${runId} has ended already (${record.state}); there is nothing to resume.`, { nextStep: 'Start a new deployment.' });
    return this.locked(record.environment, runId, signal, request.leave, async () => {
      const session = new RunSession(this.ports, runId, foldRun(await this.ports.journal.read(runId)));
      return (signals) => this.reattach(session, request, signals);
    });
  }

  /** Holds the environment's lock for as long as the run goes on. */
  private async locked(environment: string, runId: string, cancel: AbortSignal, leave: AbortSignal = new AbortController().signal, begin: (session: RunSession) => Promise<(signals: Signals) => Promise<RunSession>>): Promise<StartedRun> {
    const lock = await this.ports.locks.acquire(environment, runId);
    const session = new RunSession(this.ports, runId);
    let work: (signals: Signals) => Promise<RunSession>;
    try {
      work = await begin(session);
    } catch (error) {
      await abandon(this.ports.journal, session, error).finally(() => lock.release());
      throw error;
    }
    const result = work({ cancel, leave, any: AbortSignal.any([cancel, leave]) }).then((session) => session.record).finally(() => lock.release());
    return { runId, result };
  }

  private async runPhases(session: RunSession, request: RunRequest, signals: Signals): Promise<RunSession> {
    return this.toTheEnd(session, async () => {
      const { steps, clock } = this.ports;
      const { environment, options } = request;
      const compiled = await prepare(session, steps, environment, options.allowWarnings, signals.any);
      const { input, planned } = await session.phase('planning', async () => {
        const connection = await session.call('connect', signals.any, () => this.ports.connections.connect(environment, signals.any));
        await refuseWhileOtherActive(session, this.ports.journal, connection, signals.any);
        const input = { environment, compiled, connection, options, clock };
        return { input, planned: await makeRunPlan(session, steps, input, signals.any) };
      });
      if (!await this.needsDeployment(session, planned)) return this.endUnchanged(session);
      await session.phase('awaiting_confirmation', async () => {
        await this.confirm(session, request, planned, signals.any);
        await refuseOldPlan(session, steps, input, planned, signals.any);
      });
      return this.deployAndVerify(session, { connection: input.connection, clock, scope: planned.request, listWarnings: steps.listWarnings, ...signals }, planned);
    });
  }

  /** A group that is not there yet, or a plan that ARM has not made, is never "nothing to change". */
  private async needsDeployment(session: RunSession, { group, plan }: Planned): Promise<boolean> {
    if (!group || plan.source !== 'arm') return true;
    const isSame = (run: RunRecord): boolean => run.environment === plan.environment && run.target?.resourceGroup.toLowerCase() === plan.target.resourceGroup.toLowerCase() && run.target.subscriptionId.toLowerCase() === plan.target.subscriptionId.toLowerCase() && run.target.cloud === plan.target.cloud;
    const last = (await this.ports.audit.list()).find((run) => run.deploymentId !== session.runId && isSame(run) && mayHaveBegun(run));
    return this.ports.steps.needsDeployment(plan, last?.success ? last : undefined);
  }

  private async confirm(session: RunSession, { environment, options }: RunRequest, planned: Planned, signal: AbortSignal): Promise<void> {
    const decided = this.ports.steps.decideConfirmation(planned.plan, environment);
    await confirmRun(session, { plan: planned.plan, environment, options, groupIsNew: !planned.group, decided }, signal);
  }

  private async deployAndVerify(session: RunSession, input: DeployInput, planned?: Planned): Promise<void> {
    const outputs = session.hasDone('deploying') ? session.record.outputs
      : await session.phase('deploying', () => (planned ? deploy(session, input, planned) : followToOutputs(session, input)));
    const summary = await verifyRun(session, this.ports.steps, input, outputs);
    await session.emit({ type: 'ended', state: 'completed', message: `Deployed to ${session.record.target?.resourceGroup}. ${summary}` });
  }

  private async endUnchanged(session: RunSession): Promise<void> {
    const message = 'Nothing to change: the environment is as the template wants it.';
    for (const phase of ['awaiting_confirmation', 'deploying', 'verifying_health'] as const) await session.skip(phase, message);
    await session.emit({ type: 'ended', state: 'completed', message: `${message} Nothing was deployed.` });
  }

  /** ARM decides where the run is: a deployment of ours is followed to its end; without one the phases begin anew. */
  private async reattach(session: RunSession, request: RunRequest, signals: Signals): Promise<RunSession> {
    const verifying = session.state.name === 'verifying_health' || (session.state.name === 'detached' && session.state.from.name === 'verifying_health');
    let found: boolean;
    try {
      found = verifying || (mayHaveBegun(session.record) && await this.findOwn(session, request, signals.any));
    } catch (error) {
      await session.emit({ type: 'reattached', ...this.ports.process });
      return this.toTheEnd(session, async () => { throw error instanceof CancelledError ? new LeftRunningError() : new LostContactError(`What became of the deployment ${session.record.deploymentName} is not known: ${(error as Error).message}`, error); });
    }
    await session.emit({ type: 'reattached', ...this.ports.process, ...(found ? {} : { restart: true }) });
    if (!found) return this.runPhases(session, request, signals);
    return this.toTheEnd(session, async () => this.deployAndVerify(session, await this.inputOf(session, request, signals)));
  }

  private async findOwn(session: RunSession, request: RunRequest, signal: AbortSignal): Promise<boolean> {
    const { connection, scope } = await this.inputOf(session, request, { cancel: signal, leave: signal, any: signal });
    const record = await withRetry(defaultRetryPolicy, { clock: this.ports.clock, signal }, () => connection.deployments.find(scope, session.record.deploymentName, signal));
    return record !== undefined && isOwnDeployment(record, session.runId);
  }

  private async inputOf(session: RunSession, { environment }: RunRequest, signals: Signals): Promise<DeployInput> {
    const connection = await this.ports.connections.connect(environment, signals.any);
    refuseOtherCloud(session.record, connection);
    const target = session.record.target;
    if (!target?.subscriptionId) throw new LogicError('Run.NoTarget', `The journal of run ${session.runId} does not say where it deployed to.`, { nextStep: 'Start a new deployment.' });
    return { connection, clock: this.ports.clock, scope: target, listWarnings: this.ports.steps.listWarnings, ...signals };
  }

  /** Cancels a deployment that another process began, or that nobody follows, and tells what came of it. */
  async cancelFromOutside(record: RunRecord, environment: Environment, signal: AbortSignal): Promise<RunRecord> {
    const session = new RunSession(this.ports, record.deploymentId, foldRun(await this.ports.journal.read(record.deploymentId)));
    const never = new AbortController().signal;
    const request: RunRequest = { environment, options: { confirm: async () => undefined } };
    return (await this.locked(record.environment, record.deploymentId, never, signal, async () => async () => {
      const begun = mayHaveBegun(session.record) && await this.findOwn(session, request, signal);
      await session.emit({ type: 'reattached', ...this.ports.process });
      return this.toTheEnd(session, async () => {
        await session.emit({ type: 'cancelRequested', choice: 'cancel-in-azure' });
        if (!begun) throw new CancelledError('Cancelled. Nothing had been deployed.');
        throw whatHappened(await cancelInAzure(session, await this.inputOf(session, request, { cancel: never, leave: signal, any: signal })), session);
      });
    })).result;
  }

  /** Every run ends in the journal: with its truth, or open where ARM may still be at work. */
  private async toTheEnd(session: RunSession, work: () => Promise<void>): Promise<RunSession> {
    try {
      await work();
    } catch (error) {
      if (session.isEnded) throw error;
      await this.close(session, error, (event) => session.emit(event)).catch((journalError: unknown) => {
        if (session.isEnded || !(journalError instanceof EnvironmentError)) throw journalError;
        return this.close(session, error, (event) => session.emitUnjournaled(event));
      });
    }
    return session;
  }

  private async close(session: RunSession, error: unknown, emit: (event: NewEvent) => Promise<void>): Promise<void> {
    const document = toErrorDocument(error);
    if (error instanceof LeftRunningError) return emit({ type: 'detached', reason: 'left-running', message: `Left running in Azure. Resume with "aos-deploy deploy --resume ${session.runId}".` });
    if (error instanceof LostContactError) return emit({ type: 'detached', reason: 'lost-contact', message: document.message, error: document });
    if (error instanceof FinishedFirstError) return this.finishFirst(error, emit);
    const state = error instanceof CancelledError || (error instanceof DeployError && error.code === 'Run.ConfirmationNeeded') ? 'cancelled' : 'failed';
    return emit({ type: 'ended', state, message: this.describe(session, error, document.message), error: document });
  }

  private describe(session: RunSession, error: unknown, message: string): string {
    if (!(error instanceof CancelledError) || error.message !== new CancelledError().message) return message;
    if (session.state.name === 'verifying_health') return 'Cancelled while checking health. The deployment itself had succeeded.';
    return mayHaveBegun(session.record) ? 'Cancelled before the deployment began.' : 'Cancelled. Nothing was changed.';
  }

  private async finishFirst(error: FinishedFirstError, emit: (event: NewEvent) => Promise<void>): Promise<void> {
    await emit({ type: 'phase', phase: 'deploying', state: 'succeeded', message: 'Finished before the cancellation took effect.' });
    await emit({ type: 'phase', phase: 'verifying_health', state: 'skipped', message: 'Cancelled.' });
    await emit({ type: 'ended', state: 'completed', message: error.message });
  }
}

/** A run that got into the journal but not into the audit has ended before it began. */
async function abandon(journal: RunJournal, session: RunSession, error: unknown): Promise<void> {
  if (!session.hasStarted || !(error instanceof DeployError)) return;
  await journal.append(session.runId, { type: 'ended', at: session.record.timestamp, state: 'failed', message: error.message, error: toErrorDocument(error) });
}

interface Signals { readonly cancel: AbortSignal; readonly leave: AbortSignal; readonly any: AbortSignal }
