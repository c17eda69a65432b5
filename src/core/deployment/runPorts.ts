import type { Connections, DeployOptions } from '../engine';
import type { Environment } from '../environments/environment';
import type { EnvironmentLocks } from '../ports';
import type { RollbackTarget, RunRecord } from './events';
import type { SessionPorts } from './runSession';
import type { CompiledRun, RunSteps } from './steps';

export interface OrchestratorPorts<C extends CompiledRun = CompiledRun> extends SessionPorts {
  readonly locks: EnvironmentLocks;
  readonly connections: Connections;
  readonly steps: RunSteps<C>;
  /** This process, for the journal: who would have to be alive for the run to be alive. */
  readonly process: { readonly processId: number; readonly host: string };
}

export interface RunRequest<C extends CompiledRun = CompiledRun> {
  readonly environment: Environment;
  readonly options: DeployOptions;
  readonly gitSha?: string;
  readonly by?: string;
  /** The earlier state that this run goes back to; its steps then are those of `steps`. */
  readonly rollbackTo?: RollbackTarget;
  /** Steps of this run alone; default: those of the product. */
  readonly steps?: RunSteps<C>;
  /** Aborted: stop following and leave the deployment to Azure. */
  readonly leave?: AbortSignal;
}

export interface StartedRun { readonly runId: string; readonly result: Promise<RunRecord> }

/** `any`: either of the two. */
export interface RunSignals { readonly cancel: AbortSignal; readonly leave: AbortSignal; readonly any: AbortSignal }
export const toSignals = (cancel: AbortSignal, leave: AbortSignal = new AbortController().signal): RunSignals => ({ cancel, leave, any: AbortSignal.any([cancel, leave]) });
