import type { Application, DeployApplicationReport } from '../applications';
import { toErrorDocument, type ErrorDocument } from '../deployment';
import { CancelledError, DeployError } from '../errors';
import type { ApplicationChoice, ApplicationOutcome, ApplicationRollback, ApplicationWay } from './application';

/** How one of several goes back, or why it cannot. */
export interface PlannedReturn { readonly application: Application; readonly way?: ApplicationWay; readonly error?: ErrorDocument }
/** `no-way`: nothing was tried, there is no way back. `failed`: begun, with `error`. `not-tried`: cancelled before its turn. */
export interface ReturnedApplication { readonly name: string; readonly way?: ApplicationWay; readonly verdict: DeployApplicationReport['verdict'] | 'no-way' | 'failed' | 'not-tried'; readonly outcome?: ApplicationOutcome; readonly error?: ErrorDocument }

/** Plans each by itself. @throws what the first one throws where none has a way back; CancelledError. */
export async function planReturns(back: Pick<ApplicationRollback, 'plan'>, environment: string, applications: readonly Application[], choice: ApplicationChoice, signal?: AbortSignal): Promise<readonly PlannedReturn[]> {
  const planned: PlannedReturn[] = [];
  let first: unknown;
  for (const application of applications) {
    try {
      planned.push({ application, way: await back.plan(environment, application, choice, signal) });
    } catch (error) {
      if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
      first ??= error;
      planned.push({ application, error: toErrorDocument(error) });
    }
  }
  if (first !== undefined && planned.every(({ way }) => !way)) throw first;
  return planned;
}

/** One after the other, each looked at. Whatever becomes of one, the outcomes of the others are told. */
export async function runReturns(back: Pick<ApplicationRollback, 'run'>, environment: string, planned: readonly PlannedReturn[], onProgress?: (name: string, text: string) => void, signal?: AbortSignal): Promise<readonly ReturnedApplication[]> {
  const done: ReturnedApplication[] = [];
  let stopped = false;
  for (const { application, way, error } of planned) {
    const { name } = application;
    if (!way) done.push({ name, verdict: 'no-way', ...(error && { error }) });
    else if (stopped || signal?.aborted) done.push({ name, way, verdict: 'not-tried' });
    else {
      try {
        const outcome = await back.run(environment, application, way, (text) => onProgress?.(name, text), signal);
        done.push({ name, way, outcome, verdict: outcome.swapped?.verdict ?? outcome.deployed?.verdict ?? 'not-verified' });
      } catch (thrown) {
        stopped = thrown instanceof CancelledError;
        done.push({ name, way, verdict: 'failed', error: toErrorDocument(thrown) });
      }
    }
  }
  return done;
}

/** In a sentence. */
export function describeReturn({ name, verdict, outcome, error }: ReturnedApplication): string {
  switch (verdict) {
    case 'no-way': return `${name}: has not gone back. ${error?.message ?? ''}`.trimEnd();
    case 'not-tried': return `${name}: was not touched, because it was cancelled before.`;
    case 'failed': return `${name}: failed. ${error?.message ?? ''}${error?.nextStep ? ` ${error.nextStep}` : ''}`.trimEnd();
    default: return `${name}: ${verdict}${outcome?.deployed ? `. ${outcome.deployed.conclusion}` : ''}`;
  }
}
