import type { ErrorDocument } from '../core/deployment';

/** The contract with shells and pipelines; see the usage text. */
export const exitCode = { done: 0, failed: 1, badInput: 2, confirmationNeeded: 3, cancelled: 4, environmentFailure: 5 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export function exitCodeOf(error: ErrorDocument): ExitCode {
  if (error.code === 'Run.ConfirmationNeeded') return exitCode.confirmationNeeded;
  switch (error.kind) {
    case 'input': return exitCode.badInput;
    case 'cancelled': return exitCode.cancelled;
    case 'environment': return exitCode.environmentFailure;
    default: return exitCode.failed;
  }
}
