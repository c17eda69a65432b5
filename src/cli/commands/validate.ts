import type { Diagnostic } from '../../core/values';
import type { Command, CommandContext } from '../context';
import { chosenEnvironment, refuseForm } from '../context';
import { exitCode } from '../exitCodes';
import { renderDiagnostics } from '../render';
import { toSarif } from '../sarif';

/** Without --environment, all environments and every configuration; with it, the files that it is made of. */
export const runValidate: Command = async (context) => {
  const { invocation, engine, output, signal, workspace } = context;
  const { format } = invocation.values;
  refuseForm(context, 'validate', ['text', 'json', 'sarif']);
  const found = new Map<string, Diagnostic>();
  const add = (diagnostics: readonly Diagnostic[]): void => { for (const diagnostic of diagnostics) found.set(JSON.stringify(diagnostic), diagnostic); };
  const { names: chosen, problems } = await chosenNames(context);
  add(problems);
  for (const name of chosen) add((await engine().validate(name, signal)).diagnostics);
  add(await languageFindings(context, chosen));
  const diagnostics = [...found.values()];
  const valid = !diagnostics.some((one) => one.severity === 'error');
  if (format === 'sarif') output.raw(JSON.stringify(toSarif(diagnostics, workspace), undefined, 2));
  else if (format === 'json') output.raw(JSON.stringify({ valid, diagnostics }));
  else output.result({ valid, diagnostics }, () => `${renderDiagnostics(diagnostics)}${valid ? 'Valid.' : 'Not valid.'}`);
  return valid ? exitCode.done : exitCode.badInput;
};

async function languageFindings(context: CommandContext, chosen: readonly string[]): Promise<readonly Diagnostic[]> {
  const findings = await context.checkLanguage();
  if (context.invocation.values.environment === undefined) return findings;
  const files = await Promise.all(chosen.map(async (name) => (await context.engine().getEnvironment(name, context.signal)).parametersFile));
  return findings.filter(({ file }) => files.includes(file));
}

/** A workspace without an environment is a problem among others: its configurations are checked all the same. */
async function chosenNames(context: CommandContext): Promise<{ readonly names: readonly string[]; readonly problems: readonly Diagnostic[] }> {
  if (context.invocation.values.environment !== undefined) return { names: [(await chosenEnvironment(context)).name], problems: [] };
  const { environments, problems } = await context.engine().listEnvironments(context.signal);
  return { names: environments.map(({ name }) => name), problems: environments.length === 0 ? problems : [] };
}
