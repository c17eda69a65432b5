import { DeployError, InputError, LogicError } from '../core/errors';

interface SandboxFault { readonly name?: string; readonly code?: unknown; readonly message?: string; readonly file?: unknown; readonly line?: unknown; readonly column?: unknown; readonly reason?: unknown }

/** The sandbox stands alone and has errors of its own; here they become ours. Anything else is a bug and passes as it is. */
export function fromSandboxError(error: unknown): unknown {
  if (error instanceof DeployError || !(error instanceof Error)) return error;
  const fault: SandboxFault = error;
  if (typeof fault.file === 'string' && typeof fault.line === 'number' && typeof fault.column === 'number') return faultFile(fault, fault.file, fault.line, fault.column);
  if (fault.code === 'EADDRINUSE' || fault.code === 'EACCES') return new InputError('Sandbox.PortTaken', `The sandbox cannot listen: ${error.message}`, { cause: error, nextStep: 'Choose another --port, or none for a free one.' });
  if (typeof fault.code === 'string' && /^(Sandbox|State)\./.test(fault.code)) return new LogicError(fault.code, error.message, { cause: error, nextStep: fault.code.startsWith('State.') ? 'Empty the sandbox with "aos-deploy sandbox reset".' : 'Wait for the other process, or end it.' });
  return error;
}

/** Lines and columns in the sandbox's messages begin at 1. */
function faultFile(fault: SandboxFault, file: string, line: number, column: number): InputError {
  const start = { line: Math.max(0, line - 1), character: Math.max(0, column - 1) };
  return new InputError('Sandbox.FaultFile', fault.message ?? 'The fault file is wrong.', { location: { file, range: { start, end: start } }, nextStep: 'Correct the fault file.' });
}
