import type { Environment } from '../environments/environment';
import { InputError } from '../errors';
import type { Diagnostic } from '../values';
import { listSecrets } from './redact';
import type { RunSession } from './runSession';
import type { CompiledRun, RunSteps } from './steps';

/** Validating and linting: from files to a compiled template, without any connection. */
export async function prepare<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, environment: Environment, allowWarnings: boolean | undefined, signal: AbortSignal): Promise<C> {
  const compiled = await session.phase('validating_parameters', async () => {
    const result = await steps.compile(environment, signal);
    session.hide(listSecrets(result.parameters ?? {}, result.secureParameterNames));
    await session.emit({ type: 'diagnostics', diagnostics: result.diagnostics });
    refuseBadParameters(result, environment);
    return result;
  });
  await session.phase('linting', async () => {
    refuseErrors(compiled, environment);
    refuseWarnings(compiled.diagnostics.filter((one) => one.severity === 'warning' && !isOurs(one)), environment, allowWarnings);
  });
  return compiled;
}

/** @throws InputError `Parameters.Invalid`, `Lint.Errors`, `Bicep.NoTemplate`: what nobody can plan or deploy. */
export function refuseErrors(compiled: CompiledRun, environment: Environment): void {
  refuseBadParameters(compiled, environment);
  refuse(compiled.diagnostics.filter((one) => one.severity === 'error'), 'Lint.Errors');
  if (!compiled.template || !('resources' in compiled.template)) throw new InputError('Bicep.NoTemplate', `${environment.parametersFile} compiled to no template.`, { nextStep: 'Check its `using` line.', location: { file: environment.parametersFile } });
}

function refuseBadParameters(compiled: CompiledRun, environment: Environment): void {
  refuse(compiled.diagnostics.filter((one) => one.severity === 'error' && isAboutParameters(one, environment)), 'Parameters.Invalid');
}

/** Our own warnings are advice on an environment; the compiler's are what `--allow-warnings` is about. */
const isOurs = (diagnostic: Diagnostic): boolean => diagnostic.code.startsWith('aos/');
const isAboutParameters = (diagnostic: Diagnostic, environment: Environment): boolean => isOurs(diagnostic) || diagnostic.file === environment.parametersFile;

/** Warnings pass in dev; elsewhere only when asked for; in a protected environment never. */
function refuseWarnings(warnings: readonly Diagnostic[], environment: Environment, allow: boolean | undefined): void {
  const allowed = !environment.isProtected && (allow ?? environment.name === 'dev');
  if (allowed) return;
  const nextStep = environment.isProtected ? `Cure them: the protected environment ${environment.name} never deploys with warnings.` : 'Cure them, or run again with --allow-warnings.';
  refuse(warnings, 'Lint.Warnings', nextStep);
}

function refuse(findings: readonly Diagnostic[], code: string, nextStep?: string): void {
  const [first, ...rest] = findings;
  if (!first) return;
  const more = rest.length === 0 ? '' : ` (and ${rest.length} more)`;
  throw new InputError(code, `${place(first)}: ${first.severity} ${first.code}: ${first.message}${more}`, {
    nextStep: nextStep ?? first.nextStep ?? 'Correct the file and run again.', location: first,
    details: rest.map((one) => ({ code: one.code, message: `${place(one)}: ${one.message}` })),
  });
}

function place(diagnostic: Diagnostic): string {
  const start = diagnostic.range?.start;
  return start ? `${diagnostic.file}(${start.line + 1},${start.character + 1})` : diagnostic.file;
}
