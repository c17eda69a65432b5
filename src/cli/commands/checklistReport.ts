import { readFileSync } from 'node:fs';
import path from 'node:path';
import { renderReportHtml, renderReportMarkdown, signerRoles, type ReadinessReport, type SignerRole } from '../../core/checklist';
import { InputError } from '../../core/errors';
import { chosenEnvironment, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';
import { writeOutput } from '../writeOutput';

/** The report in a form; with --ticks also a copy of the task list with its boxes set. */
export async function report(context: CommandContext): Promise<number> {
  const { invocation: { values }, output, engine, signal, workspace } = context;
  const { name } = await chosenEnvironment(context);
  const made = await engine().checklist.report(name, signal);
  if (values.ticks !== undefined) await writeTicks(context, name, path.resolve(workspace, values.ticks));
  if (values.output !== undefined) writeOutput(path.resolve(workspace, values.output), render(made, values.format ?? formOf(values.output)));
  if (values.output === undefined && values.format !== undefined && values.format !== 'text') output.raw(render(made, values.format));
  else output.result(made, () => renderText(made));
  return exitCode.done;
}

const formOf = (file: string): string => ({ '.md': 'markdown', '.html': 'html', '.htm': 'html' })[path.extname(file).toLowerCase()] ?? 'json';

function render(made: ReadinessReport, format: string): string {
  switch (format) {
    case 'markdown': return renderReportMarkdown(made);
    case 'html': return renderReportHtml(made);
    case 'text': return renderText(made);
    default: return `${JSON.stringify(made, undefined, 2)}\n`;
  }
}

const renderText = ({ environment, rehearsal, parts, beside, signOff, head }: ReadinessReport): string => [
  `Readiness of ${environment}${rehearsal ? ' (rehearsal in the sandbox)' : ''}\n`, renderTable(['part', 'done', 'applicable', '%'], [...parts, ...beside].map(({ title, passed, applicable, percent }) => [title, String(passed), String(applicable), percent === undefined ? '' : String(percent)])),
  renderTable(['sign-off', 'name', 'date', ''], signOff.map(({ role, by = '', at = '', outdated }) => [role, by, at, outdated ? 'before something changed' : ''])), `Head of the hash chain: ${head}\n`,
].join('\n');

async function writeTicks({ engine, signal }: CommandContext, environment: string, file: string): Promise<void> {
  const { checklist } = engine();
  const ticked = await checklist.tickedList(await checklist.view(environment, signal), signal);
  if (!ticked) throw new InputError('Checklist.NoTaskList', 'This workspace has no DEPLOYMENT_TASKS.md.', { nextStep: 'Name the list with taskList in aos.yaml.' });
  writeOutput(file, ticked);
}

export async function sign(context: CommandContext): Promise<number> {
  const { invocation: { values, words }, output, engine, signal } = context;
  const role = signerRoles.find((one) => one === words[1]) as SignerRole | undefined;
  if (!role) throw new InputError('Cli.Usage', 'sign takes a role.', { nextStep: `Choose one of ${signerRoles.join(', ')}.` });
  const { name } = await chosenEnvironment(context);
  const view = await engine().checklist.sign(name, role, { ...(values.by !== undefined && { by: values.by }), ...(values.note !== undefined && { note: values.note }) }, signal);
  const signed = view.book.signatures.get(role);
  output.result({ environment: name, role, by: signed?.by, at: signed?.at, body: signed?.body }, () => `${signed?.by} signed as ${role}.`);
  return exitCode.done;
}

/** Exit 1 when the report was changed. */
export async function verify(context: CommandContext): Promise<number> {
  const { invocation: { words }, output, engine, workspace } = context;
  const file = words[1];
  if (file === undefined) throw new InputError('Cli.Usage', 'verify takes the file of a report.', { nextStep: 'Name the JSON file that "checklist report" wrote.' });
  const { name } = await chosenEnvironment(context);
  const check = await engine().checklist.verifyReport(name, read(path.resolve(workspace, file)));
  output.result(check, () => check.reason);
  return check.state === 'intact' || check.state === 'unknown-here' ? exitCode.done : exitCode.failed;
}

function read(file: string): string {
  try { return readFileSync(file, 'utf8'); } catch (error) {
    throw new InputError('File.Unreadable', `${file} cannot be read: ${(error as Error).message}`, { cause: error, nextStep: 'Check the path.' });
  }
}
