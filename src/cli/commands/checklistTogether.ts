import type { DoneTogether, LeftItem, OutcomeTogether, PlanTogether } from '../../core/checklist';
import { ConfirmationNeededError, InputError } from '../../core/errors';
import { chosenEnvironment, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';

/** Everything that can be run of the items, or of all, after one look at it; with --yes. What fails does not keep the others from being run. */
export async function actTogether(context: CommandContext): Promise<number> {
  const { invocation: { words, values, flags }, output, engine, signal } = context;
  if (values.format === 'az' || values.format === 'bicep' || values.input !== undefined) throw new InputError('Cli.Usage', `${values.input === undefined ? `--format ${values.format}` : '--input'} is of one item.`, { nextStep: 'Name one item: "aos-deploy checklist list" lists them.' });
  const { name } = await chosenEnvironment(context);
  const { together } = engine().checklistActions;
  const plan = await together.plan(name, words.length > 1 ? words.slice(1) : undefined, {}, signal);
  if (flags.has('dry-run')) { output.result(planDocument(plan), () => planText(plan)); return exitCode.done; }
  if (plan.steps.some(({ changesAzure, changesRepository }) => changesAzure || changesRepository) && !flags.has('yes')) {
    output.progress(planText(plan));
    throw new ConfirmationNeededError(`${plan.steps.length} actions would be run in ${name}.`, { nextStep: 'Repeat with --yes, or look closer with --dry-run.' });
  }
  const outcome = await together.run(plan, { onStep: (done, total, title) => output.progress(`${done + 1}/${total} ${title}`), onLine: (line) => output.progress(line) }, signal);
  output.result(outcomeDocument(plan, outcome), () => outcomeText(outcome));
  return outcome.left.some(({ item }) => plan.steps.some((step) => step.item.id === item.id)) ? exitCode.failed : exitCode.done;
}

const leftDocument = (left: readonly LeftItem[]): object => left.map(({ item, reason }) => ({ item: item.id, title: item.title, reason }));
const planDocument = ({ environment, steps, left, irreversible }: PlanTogether): object => ({
  environment, irreversible, steps: steps.map(({ item, title, description, changesAzure, changesRepository, changes, isLate }) => ({ item: item.id, title, description, changesAzure, changesRepository: changesRepository === true, changes: changes.map(({ title: what, method, id, changeType }) => ({ title: what, method, id, changeType })), ...(isLate !== undefined && { plannedLater: isLate }) })), left: leftDocument(left),
});
const outcomeDocument = (plan: PlanTogether, { done, left, cancelled }: OutcomeTogether): object => ({ ...planDocument(plan), done: done.map(({ item, state, reason, canUndo }: DoneTogether) => ({ item: item.id, state, reason, canUndo })), left: leftDocument(left), cancelled });

const leftText = (left: readonly LeftItem[]): readonly string[] => left.map(({ item, reason }) => `  ${item.id}: ${reason}`);
const planText = ({ environment, steps, left, irreversible }: PlanTogether): string => [
  `${steps.length} actions for ${environment}:`, ...steps.flatMap(({ item, title, changes, isLate }) => [`${item.id}: ${title}${isLate === undefined ? '' : ` (planned when the others have made what it needs: ${isLate})`}`, ...changes.map(({ changeType, title: what }) => `  ${changeType === 'Create' ? '+' : changeType === 'Delete' ? '-' : '~'} ${what}`)]),
  ...irreversible, ...(left.length > 0 ? ['Not among them:', ...leftText(left)] : []),
].join('\n');
const outcomeText = ({ done, left, cancelled }: OutcomeTogether): string => [`${cancelled ? 'Stopped. ' : ''}${done.length} actions were done.`, ...done.map(({ item, state, reason }) => `  ${state} ${item.id}: ${reason}`), ...(left.length > 0 ? [`${left.length} items are left:`, ...leftText(left)] : [])].join('\n');
