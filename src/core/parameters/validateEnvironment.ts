import type { Environment } from '../environments/environment';
import type { Diagnostic } from '../values';
import { listMissingSecrets, type CompiledEnvironment } from './compileEnvironment';

/** The compiler's findings with those it does not make: a failure without a reason, and secure parameters without a value. Worst first, otherwise in their order. */
export function validateEnvironment(environment: Pick<Environment, 'parametersFile'>, compiled: CompiledEnvironment): Diagnostic[] {
  const file = environment.parametersFile;
  const own: Diagnostic[] = [];
  if (!compiled.success && !compiled.diagnostics.some(({ severity }) => severity === 'error')) {
    own.push({ file, severity: 'error', code: 'aos/not-compiled', message: 'The parameters file could not be compiled, and the compiler gave no reason.', nextStep: 'Run "bicep build-params" on it in a terminal.' });
  }
  if (compiled.success) own.push(...listMissingSecrets(compiled).map((name): Diagnostic => ({ file, severity: 'info', code: 'aos/secret-without-value', message: `The secure parameter ${name} has no value.`, nextStep: `Give ${name} a value, for example with readEnvironmentVariable or az.getSecret.` })));
  const rank = ({ severity }: Diagnostic): number => ['error', 'warning', 'info'].indexOf(severity);
  return [...compiled.diagnostics, ...own].sort((a, b) => rank(a) - rank(b));
}
