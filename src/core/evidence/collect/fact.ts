import { CancelledError, DeployError, EnvironmentError } from '../../errors';
import type { Fact } from '../api';

/** Thrown by a collector: who was asked says that the thing is not there. */
export class Absent extends Error {
  constructor(reason: string) { super(reason); this.name = 'Absent'; }
}

/** Thrown by a collector whose own question was not answered: passes the reason on. */
export class NotAnswered extends Error {
  constructor(readonly fact: Exclude<Fact<unknown>, { state: 'answered' }>) { super(fact.reason); this.name = 'NotAnswered'; }
}

/** What became of a query that threw. @throws the error itself when it is none of ours, or a cancellation. */
export function toFact(error: unknown, at: string): Fact<never> {
  if (error instanceof Absent) return { state: 'absent', reason: error.message, at };
  if (error instanceof NotAnswered) return { ...error.fact, at };
  if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
  const known = { reason: error.message, at, code: error.code };
  if (error.code === 'File.NotFound' || error.code === 'Bicep.NotFound' || error.code === 'Blob.ContainerNotFound' || (error.status === 404 && !/^Arm\.(SubscriptionNotFound|InvalidSubscriptionId|NoRegisteredProviderFound|InvalidResourceType)$/.test(error.code))) return { ...known, state: 'absent' };
  if (error instanceof EnvironmentError || /^(Auth|Network|Target)\./.test(error.code) || error.status === 401) return { ...known, state: 'unreachable' };
  return { ...known, state: error.status === 403 ? 'forbidden' : 'failed' };
}
