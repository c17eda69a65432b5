import { loadCatalogue, undoOf, type ActionPlan } from '../../core/checklist';
import { ConfirmationNeededError } from '../../core/errors';
import { chosenEnvironment, oneItem, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { readPairs } from '../pairs';
import { actTogether } from './checklistTogether';

/** Items of aos.yaml have no actions. */
const isOneItem = async (id: string): Promise<boolean> => (await loadCatalogue()).find(id) !== undefined || id.startsWith('own.');

/** Shows what an item's action would do; with --yes does it. Several items, or the beginning of their IDs, are run together. What changes neither Azure nor the repository needs no --yes. */
export async function act(context: CommandContext): Promise<number> {
  const { invocation: { words, values, flags }, output, engine, signal } = context;
  if (words.length !== 2 || !await isOneItem(words[1]!)) return actTogether(context);
  const id = oneItem(context);
  const { name } = await chosenEnvironment(context);
  const inputs = values.input === undefined ? {} : readPairs(values.input, 'input');
  const plan = await engine().checklistActions.plan(name, id, { inputs }, signal);
  if (values.format === 'az' || values.format === 'bicep') { output.raw((values.format === 'az' ? plan.az : plan.bicep) ?? `${plan.description}\n`); return exitCode.done; }
  if (flags.has('dry-run')) { output.result(planDocument(plan), () => planText(plan)); return exitCode.done; }
  if ((plan.changesAzure || plan.changesRepository) && !flags.has('yes')) {
    output.progress(planText(plan));
    throw new ConfirmationNeededError(`${plan.title}: ${plan.description}`, { nextStep: 'Repeat with --yes, or look closer with --dry-run, --format az or --format bicep.' });
  }
  const outcome = await engine().checklistActions.run(name, id, { inputs, approvedHash: plan.hash, onLine: (line) => output.progress(line) }, signal);
  output.result({ ...planDocument(plan), state: outcome.state, reason: outcome.reason, done: outcome.done, canUndo: outcome.canUndo }, () => `${outcome.state}: ${outcome.reason}${outcome.canUndo ? ` Taken back with "checklist undo ${id}".` : ''}`);
  return outcome.state === 'fail' ? exitCode.failed : exitCode.done;
}

export async function undo(context: CommandContext): Promise<number> {
  const { invocation: { flags }, output, engine, signal } = context;
  const id = oneItem(context);
  const { name } = await chosenEnvironment(context);
  const steps = undoOf(await engine().checklist.view(name, signal), id);
  if (steps.length > 0 && !flags.has('yes')) throw new ConfirmationNeededError(`${steps.length} changes would be taken back: ${steps.map(({ title }) => title).join('; ')}.`, { nextStep: 'Repeat with --yes.' });
  const { reason, done } = await engine().checklistActions.undo(name, id, signal);
  output.result({ environment: name, item: id, reason, done }, () => reason);
  return exitCode.done;
}

const planDocument = ({ environment, item, title, description, changesAzure, changes, hash }: ActionPlan): object => ({
  environment, item: item.id, title, description, changesAzure, hash, changes: changes.map(({ title: what, method, id, apiVersion, changeType, differences, undo: back, irreversible }) => ({ title: what, method, id, apiVersion, changeType, differences, canUndo: back !== undefined, ...(irreversible !== undefined && { irreversible }) })),
});

const planText = ({ title, description, changes }: ActionPlan): string => [
  `${title}: ${description}`, ...changes.filter(({ changeType }) => changeType !== 'NoChange').flatMap((change) => [`${sign[change.changeType] ?? '~'} ${change.title}`, ...change.differences.map(({ path, before, after }) => `    ${path}: ${before === undefined ? '' : `${JSON.stringify(before)} -> `}${JSON.stringify(after)}`)]),
].join('\n');
const sign: Readonly<Record<string, string>> = { Create: '+', Delete: '-', Run: '>' };
