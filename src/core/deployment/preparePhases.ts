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
  refuse(causesFirst(compiled.diagnostics.filter((one) => one.severity === 'error')), 'Lint.Errors');
  if (!compiled.template || !('resources' in compiled.template)) throw new InputError('Bicep.NoTemplate', `${environment.parametersFile} compiled to no template.`, { nextStep: 'Check its `using` line.', location: { file: environment.parametersFile } });
}

/** What the compiler says of a parameters file whose template has errors follows from these, which are left to `Lint.Errors`. */
function refuseBadParameters(compiled: CompiledRun, environment: Environment): void {
  const errors = compiled.diagnostics.filter((one) => one.severity === 'error');
  const inParameters = errors.filter((one) => one.file === environment.parametersFile);
  const follows = inParameters.some(isConsequence) && errors.length > inParameters.length;
  refuse(errors.filter((one) => isOurs(one) || (!follows && inParameters.includes(one))), 'Parameters.Invalid');
}

/** "The referenced module has errors": said at each place that uses a file, beside the errors of the file itself. */
const isConsequence = ({ code }: Diagnostic): boolean => code === 'BCP104';

/** Errors of a file that others use come before those of its users, which may only follow from them. */
function causesFirst(errors: readonly Diagnostic[]): readonly Diagnostic[] {
  const rank = (one: Diagnostic): number => isConsequence(one) ? 2 : errors.some((other) => other.file === one.file && isConsequence(other)) ? 1 : 0;
  return [...errors].sort((a, b) => rank(a) - rank(b));
}

/** Our own warnings are advice on an environment; the compiler's are what `--allow-warnings` is about. */
const isOurs = (diagnostic: Diagnostic): boolean => diagnostic.code.startsWith('aos/');

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
