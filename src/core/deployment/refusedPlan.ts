import { LogicError } from '../errors';
import type { PreflightCheck, Remedy } from '../preflight';
import type { ErrorAdvice } from './events';

/** Azure refused the template, and checks of ours know why and what to do: both are told together, ours first. The code stays Azure's. */
export class RefusedPlanError extends LogicError {
  readonly advice: readonly ErrorAdvice[];

  constructor(readonly refusal: LogicError, failed: readonly PreflightCheck[]) {
    super(refusal.code, `${failed.map(({ reason }) => reason).join(' ')} ${refusal.message}`, {
      details: [...failed.map(({ id, reason, resourceIds: [resourceId] }) => ({ code: `Preflight.${id}`, message: reason, ...(resourceId !== undefined && { resourceId }) })), ...refusal.details],
      cause: refusal, ...(refusal.status !== undefined && { status: refusal.status }),
    });
    this.advice = failed.flatMap(toAdvice);
  }
}

/**
 * Asks the checks why Azure said no.
 * @returns what to throw instead: the same error where they know nothing. Whatever keeps them from answering, Azure's word stands.
 */
export async function explainRefusal(error: unknown, ask: (() => Promise<readonly PreflightCheck[]>) | undefined): Promise<unknown> {
  if (!ask || !(error instanceof LogicError) || !error.code.startsWith('Arm.')) return error;
  const failed = (await ask()).filter(({ state }) => state === 'fail');
  return failed.length === 0 ? error : new RefusedPlanError(error, failed);
}

/** Each provider is registered by itself; of other remedies one is enough. */
function toAdvice({ reason, resourceIds: [resourceId], remedies }: PreflightCheck): readonly ErrorAdvice[] {
  const about = { class: 'logic' as const, cause: reason, ...(resourceId !== undefined && { resourceId }) };
  const [first, ...others] = remedies;
  if (!first) return [{ ...about, nextStep: 'Cure it, then deploy again.' }];
  if (remedies.every(({ action }) => action?.kind === 'register')) return remedies.map((remedy) => ({ ...about, nextStep: `${remedy.title}.`, ...doing(remedy) }));
  return [{ ...about, nextStep: `${[first, ...others].map(({ title }, index) => (index === 0 ? title : lowerFirst(title))).join(', or ')}.`, ...doing(first) }];
}

const doing = ({ command, action }: Remedy): Pick<ErrorAdvice, 'command' | 'action'> =>
  ({ ...(command !== undefined && { command }), ...(action && { action: action.kind === 'register' ? 'register-provider' : action.kind }) });

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
