import type { Diagnostic } from '../../core/values';
import type { Command, CommandContext } from '../context';
import { chosenEnvironment } from '../context';
import { exitCode } from '../exitCodes';
import { renderDiagnostics } from '../render';

/** Without --environment, all of them. */
export const runValidate: Command = async (context) => {
  const { engine, output, signal } = context;
  const found = new Map<string, Diagnostic>();
  for (const name of await names(context)) {
    for (const diagnostic of (await engine().validate(name, signal)).diagnostics) found.set(JSON.stringify(diagnostic), diagnostic);
  }
  const diagnostics = [...found.values()];
  const valid = !diagnostics.some((one) => one.severity === 'error');
  output.result({ valid, diagnostics }, () => `${renderDiagnostics(diagnostics)}${valid ? 'Valid.' : 'Not valid.'}`);
  return valid ? exitCode.done : exitCode.badInput;
};

async function names(context: CommandContext): Promise<readonly string[]> {
  const { environments } = await context.engine().listEnvironments(context.signal);
  return context.invocation.values.environment === undefined && environments.length > 1 ? environments.map((one) => one.name) : [(await chosenEnvironment(context)).name];
}
