import { CancelledError, LogicError } from '../errors';
import { isOwnDeployment, LostContactError } from './beginDeployment';
import { cancelInAzure, LeftRunningError, settleCancellation, type DeployInput } from './deployPhase';
import { defaultRetryPolicy, withRetry } from './retry';
import { toTheEnd } from './runEnding';
import { toSignals, type OrchestratorPorts, type RunRequest, type RunSignals } from './runPorts';
import { mayHaveBegun } from './runRecord';
import { setLocksAgain, withLocksSetAgain } from './liftLocks';
import { putBack } from './replaceAssignments';
import type { RunSession } from './runSession';
import type { CompiledRun } from './steps';
import { refuseOtherCloud } from './target';

/** A run without an end, taken up by this process. */
export class OpenRun<C extends CompiledRun> {
  constructor(private readonly ports: OrchestratorPorts<C>, private readonly session: RunSession, private readonly request: RunRequest<C>, private readonly signals: RunSignals) {}

  /** ARM decides where the run is: a deployment of ours is followed to its end; without one the phases begin anew. */
  async goOn(ways: { readonly restart: () => Promise<void>; readonly follow: (input: DeployInput) => Promise<void> }): Promise<void> {
    let found: boolean;
    try {
      found = this.session.hasDone('deploying') || await this.isInAzure();
    } catch (error) {
      await this.reattach();
      return toTheEnd(this.session, async () => { throw this.toDoubt(error); });
    }
    await this.reattach(!found);
    if (!found) return this.hasPrepared ? toTheEnd(this.session, async () => { await this.undoPreparations(); await ways.restart(); }) : ways.restart();
    return toTheEnd(this.session, async () => ways.follow(await this.input()), { signals: this.signals, isInAzure: true });
  }

  /** Cancels what nobody follows, and tells what came of it. */
  async cancel(): Promise<void> {
    const inAzure = !this.session.hasDone('deploying') && await this.isInAzure();
    await this.reattach();
    await toTheEnd(this.session, async () => {
      await this.session.emit({ type: 'cancelRequested', choice: 'cancel-in-azure' });
      if (this.session.hasDone('deploying')) throw new CancelledError();
      if (!inAzure && this.hasPrepared) await this.undoPreparations();
      if (!inAzure) throw new CancelledError('Cancelled. Azure holds no deployment of this run.');
      const input = await this.input();
      throw await withLocksSetAgain(this.session, async () => input, async () => {
        const outcome = settleCancellation(this.session, input, await cancelInAzure(this.session, input));
        await putBack(this.session, input);
        return outcome;
      });
    });
  }

  /** Locks and role assignments were taken out of the way of a deployment that never began. */
  private get hasPrepared(): boolean { return [this.session.record.liftedLocks, this.session.record.removedAssignments].some((one) => (one?.length ?? 0) > 0); }

  /** As it was before the run, so that the plan made anew is of the whole truth. */
  private async undoPreparations(): Promise<void> {
    const input = await this.input();
    await putBack(this.session, input);
    await setLocksAgain(this.session, input);
  }

  private async isInAzure(): Promise<boolean> {
    if (!mayHaveBegun(this.session.record)) return false;
    const { connection, scope } = await this.input();
    const signal = this.signals.any;
    const record = await withRetry(defaultRetryPolicy, { clock: this.ports.clock, signal }, () => connection.deployments.find(scope, this.session.record.deploymentName, signal));
    return record !== undefined && isOwnDeployment(record, this.session.runId);
  }

  private async input(): Promise<DeployInput> {
    const { record, runId } = this.session;
    const connection = await this.ports.connections.connect(this.request.environment, this.signals.any);
    refuseOtherCloud(record, connection);
    if (!record.target?.subscriptionId) throw new LogicError('Run.NoTarget', `The journal of run ${runId} does not say where it deployed to.`, { nextStep: 'Start a new deployment.' });
    return { connection, clock: this.ports.clock, scope: record.target, listWarnings: this.ports.steps.listWarnings, ...this.signals };
  }

  private async reattach(restart = false): Promise<void> {
    await this.session.emit({ type: 'reattached', ...this.ports.process, ...(restart ? { restart } : {}) });
  }

  private toDoubt(error: unknown): Error {
    if (error instanceof CancelledError) return new LeftRunningError();
    return new LostContactError(`What became of the deployment ${this.session.record.deploymentName} is not known: ${(error as Error).message}`, error);
  }
}

/** To cancel from outside nothing else may interrupt; `signal` gives up waiting and leaves the deployment to Azure. */
export const signalsOfCancellation = (signal: AbortSignal): RunSignals => toSignals(new AbortController().signal, signal);
