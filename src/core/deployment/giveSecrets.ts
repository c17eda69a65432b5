import type { DeployOptions } from '../engine';
import type { Environment } from '../environments/environment';
import { CancelledError } from '../errors';
import { listSecrets } from './redact';
import type { RunSession } from './runSession';
import type { CompiledRun, RunSteps } from './steps';

export interface SecretsInput<C extends CompiledRun> { readonly environment: Environment; readonly options: DeployOptions; readonly compiled: C }

/**
 * Asks for secure parameters that are empty, where somebody can be asked. What is answered lives in this process alone; hashes stay those of the files,
 * so that no plan betrays a secret. Parameters that read from a vault are left to Azure.
 */
export async function giveSecrets<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, { environment, options, compiled }: SecretsInput<C>, signal: AbortSignal): Promise<{ readonly compiled: C; readonly hasNewSecrets: boolean }> {
  const missing = options.askSecrets ? steps.listMissingSecrets?.(compiled) ?? [] : [];
  if (missing.length === 0 || !options.askSecrets) return { compiled, hasNewSecrets: false };
  const answers = await options.askSecrets(missing, environment);
  if (signal.aborted) throw new CancelledError();
  const given = missing.filter((name) => answers[name]);
  const parameters = { ...compiled.parameters, ...Object.fromEntries(given.map((name) => [name, { value: answers[name]! }])) };
  session.hide(listSecrets(parameters, compiled.secureParameterNames));
  return { compiled: { ...compiled, parameters }, hasNewSecrets: given.length > 0 };
}
