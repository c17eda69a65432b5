import type { MovedSecret, PlainSecret, SecretResult, SecretsReport } from '../../core/secrets';
import { ConfirmationNeededError, InputError } from '../../core/errors';
import { chosenEnvironment, type Command, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';

export const runSecrets: Command = async (context) => {
  const [action, ...names] = context.invocation.words;
  const environment = (await chosenEnvironment(context)).name;
  switch (action) {
    case 'set': return set(context, environment, names);
    case 'move': return move(context, environment, names);
    default: return list(context, environment);
  }
};

/** Exit 1 while a secret that somebody needs is missing. */
async function list({ output, engine, signal }: CommandContext, environment: string): Promise<number> {
  const report = await engine().secrets.list(environment, signal);
  const plain = await engine().secrets.findPlain(environment, {}, signal).catch((error: unknown) => { if (error instanceof InputError) return []; throw error; });
  for (const notice of report.notices) output.progress(notice);
  output.result({ ...report, plain }, () => `${renderSecrets(report)}${plain.map(renderPlain).join('')}`);
  return report.secrets.some(({ state, wantedBy }) => wantedBy.length > 0 && state !== 'set' && state !== 'unknown') ? exitCode.failed : exitCode.done;
}

const renderSecrets = ({ vault, secrets }: SecretsReport): string => `${vault}\n${renderTable(['secret', 'state', 'source', 'wanted by'], secrets.map((one) => [one.name, one.state, one.from === undefined ? one.source : `${one.source} (${one.from})`, one.wantedBy.join(', ')]))}`;
const renderPlain = ({ application, setting, secret }: PlainSecret): string => `${application}: ${setting} holds a secret as plain text; "secrets move" would keep it as ${secret}.\n`;

/** With --from-deployment from the deployed resources; else one name, its value from standard input or a prompt that shows nothing. */
async function set(context: CommandContext, environment: string, names: readonly string[]): Promise<number> {
  const { invocation: { flags }, output, engine, signal } = context;
  const results: SecretResult[] = [];
  if (flags.has('from-deployment')) results.push(...await engine().secrets.setFromDeployment(environment, names.length === 0 ? undefined : names, signal));
  else {
    const [name] = names;
    if (name === undefined || names.length > 1) throw new InputError('Cli.Usage', 'secrets set takes one NAME, or --from-deployment.', { nextStep: 'Give the value on standard input, or type it when you are asked.' });
    results.push(await engine().secrets.set(environment, name, await context.readSecret(`Value of ${name}: `), signal));
  }
  output.result({ secrets: results }, () => results.map(({ name, outcome, version }) => `${name}: ${outcome}${version === undefined ? '' : ` (version ${version})`}`).join('\n'));
  return exitCode.done;
}

/** Shows what would move; moves it with --yes. */
async function move({ invocation: { flags, values }, output, engine, signal }: CommandContext, environment: string, applications: readonly string[]): Promise<number> {
  const found = await engine().secrets.findPlain(environment, { ...(applications.length > 0 && { applications }), ...(values.slot !== undefined && { slot: values.slot }) }, signal);
  for (const one of found) output.progress(renderPlain(one).trimEnd());
  if (flags.has('dry-run') || found.length === 0) {
    output.result({ found, moved: [] }, () => (found.length === 0 ? 'No setting holds a secret as plain text.' : `${found.length} would move.`));
    return exitCode.done;
  }
  if (!flags.has('yes')) throw new ConfirmationNeededError(`Moving secrets writes to the vault and restarts the apps of ${environment}.`, { nextStep: 'Repeat with --yes.' });
  const moved: readonly MovedSecret[] = await engine().secrets.move(environment, found, signal);
  output.result({ found, moved }, () => moved.map(({ setting, secret, outcome, reason }) => `${setting} -> ${secret}: ${outcome}${reason === undefined ? '' : `: ${reason}`}`).join('\n'));
  return moved.every(({ outcome }) => outcome === 'moved') ? exitCode.done : exitCode.failed;
}
