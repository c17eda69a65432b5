import path from 'node:path';
import { expand, isDone, loadCatalogue, matchesFilter, ownPhase, progressOf, renderJunit, toDocument, type AttestRequest, type ChecklistView, type ItemFilter, type Watch } from '../../core/checklist';
import { InputError } from '../../core/errors';
import { chosenEnvironment, oneItem, refuseForm, type Command, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { readPairs } from '../pairs';
import { act, undo } from './checklistActions';
import { goOnWatching, watchDocument } from './checklistWatch';
import { report, sign, verify } from './checklistReport';
import { renderTable } from '../render';
import { writeOutput } from '../writeOutput';

export const runChecklist: Command = async (context) => {
  refuseForm(context, 'checklist', forms[context.invocation.words[0] ?? 'list'] ?? ['text', 'json', 'junit']);
  await checkGate(context);
  switch (context.invocation.words[0]) {
    case undefined: case 'list': return list(context);
    case 'run': return run(context);
    case 'attest': return attest(context);
    case 'confirm': return confirm(context);
    case 'withdraw': return withdraw(context);
    case 'act': return act(context);
    case 'undo': return undo(context);
    case 'report': return report(context);
    case 'sign': return sign(context);
    default: return verify(context);
  }
};

const forms: Readonly<Record<string, readonly string[]>> = { report: ['text', 'json', 'markdown', 'html'], act: ['text', 'json', 'az', 'bicep'] };

const ids = ({ invocation }: CommandContext): readonly string[] | undefined => (invocation.words.length > 1 ? invocation.words.slice(1) : undefined);

async function list(context: CommandContext): Promise<number> {
  const view = await context.engine().checklist.view((await chosenEnvironment(context)).name, context.signal);
  return show(view, context);
}

/** Progress is told every tenth of the questions. */
async function run(context: CommandContext): Promise<number> {
  const { invocation: { values }, output, engine, signal } = context;
  const environment = await chosenEnvironment(context);
  const items = ids(context);
  let told = 0;
  const view = await engine().checklist.run(environment.name, {
    ...(items && { items }), ...(values['max-age'] !== undefined && { maxAgeMs: Number(values['max-age']) * 1000 }),
    onProgress: ({ answered, total }) => { const tenth = Math.floor((answered * 10) / total); if (tenth > told) { told = tenth; output.progress(`${answered} of ${total} questions answered`); } },
  }, signal);
  output.progress(`${view.measured.length} items measured with ${view.armRequests} requests to ARM.${remembered(view, new Date())}`);
  const watch = await goOnWatching(context, environment.name);
  const code = show(watch ? await afterLook(view, context) : view, context, undefined, watch);
  return context.invocation.flags.has('watch') && watch?.findings.some(({ state }) => state === 'bad') ? exitCode.failed : code;
}

/** A look may have changed states; what this run could not ask, or found damaged, is said all the same. */
async function afterLook({ environment, notices }: ChecklistView, { engine, signal }: CommandContext): Promise<ChecklistView> {
  const view = await engine().checklist.view(environment.name, signal);
  return { ...view, notices: [...new Set([...notices, ...view.notices])] };
}

/** How much was not asked again, and how old it is. */
function remembered({ fromMemory, oldestFromMemory }: { readonly fromMemory: number; readonly oldestFromMemory?: string }, now: Date): string {
  if (fromMemory === 0 || oldestFromMemory === undefined) return '';
  return ` ${fromMemory} answers from the cache, up to ${Math.max(0, Math.round((now.getTime() - Date.parse(oldestFromMemory)) / 1000))} s old; --max-age 0 asks everything anew.`;
}

async function attest(context: CommandContext): Promise<number> {
  const { invocation: { values }, engine, signal } = context;
  const id = oneItem(context);
  if (values.note === undefined) throw new InputError('Cli.Usage', 'attest needs a note.', { nextStep: 'Give --note "who, what, where to see it".' });
  const environment = await chosenEnvironment(context);
  const request: AttestRequest = {
    note: values.note, state: (values.decision as AttestRequest['state'] | undefined) ?? 'pass', ...(values.fact !== undefined && { facts: readPairs(values.fact, 'fact') }),
    ...(values.file !== undefined && { file: values.file }), ...(values.link !== undefined && { link: values.link }), ...(values.by !== undefined && { by: values.by }),
  };
  return show(await engine().checklist.attest(environment.name, id, request, signal), context, [id]);
}

async function confirm(context: CommandContext): Promise<number> {
  const { invocation: { values: { by, note } }, engine, signal } = context;
  const id = oneItem(context);
  const environment = await chosenEnvironment(context);
  return show(await engine().checklist.confirm(environment.name, id, { ...(by !== undefined && { by }), ...(note !== undefined && { note }) }, signal), context, [id]);
}

async function withdraw(context: CommandContext): Promise<number> {
  const { invocation: { values: { by, note } }, engine, signal } = context;
  const id = oneItem(context);
  const environment = await chosenEnvironment(context);
  return show(await engine().checklist.withdraw(environment.name, id, { ...(by !== undefined && { by }), ...(note !== undefined && { note }) }, signal), context, [id]);
}

function show(view: ChecklistView, context: CommandContext, only?: readonly string[], watch?: Watch): number {
  const { invocation: { values }, output, workspace } = context;
  const wanted = only ?? ids(context);
  const filter = (values.filter as ItemFilter | undefined) ?? 'all';
  const within = wanted && new Set(expand(view.catalogue, wanted));
  const shown = view.items.filter((one) => (within?.has(one.item.id) ?? true) && matchesFilter(one, filter));
  const document = { ...toDocument(view, new Set(shown.map(({ item }) => item.id))), ...(watch && { watch: watchDocument(watch) }) };
  for (const notice of view.notices) output.progress(notice);
  if (values.output !== undefined) writeOutput(path.resolve(workspace, values.output), values.format === 'junit' ? renderJunit(document) : `${JSON.stringify(document, undefined, 2)}\n`);
  if (values.format === 'junit' && values.output === undefined) output.raw(renderJunit(document));
  else output.result(document, () => renderText(view, shown));
  return verdict(view, context, within);
}

function renderText(view: ChecklistView, shown: ChecklistView['items']): string {
  const { percent = 0, passed, applicable } = progressOf(view.items);
  const { incident } = view;
  return [
    `${view.environment.name}: ${passed} of ${applicable} done (${percent} %)${view.isRehearsal ? ', in the sandbox' : ''}\n`, ...(incident ? [`Incident since ${incident.declaredAt}: ${incident.severity}, ${incident.title}\n`] : []),
    shown.length === 0 ? 'Nothing to show.\n' : renderTable(['state', 'item', 'title', 'reason'], shown.map(({ item, state, reason, due, dueDate }) => [due ? `${state} (due by ${dueDate})` : state, item.id, item.title, state === 'pass' ? '' : reason])),
  ].join('');
}

const gateStates: readonly string[] = ['fail', 'warn', 'unknown', 'stale', 'open'];

/** A gate with a slip of the pen would let everything through. @throws InputError `Cli.Usage`. */
async function checkGate({ invocation: { values } }: CommandContext): Promise<void> {
  const known = [...(await loadCatalogue()).phases.map(({ phase }) => phase), ownPhase];
  const refuse = (option: string, given: string, choices: string): never => { throw new InputError('Cli.Usage', `--${option} does not take "${given}".`, { nextStep: `Give ${choices}.` }); };
  const phase = values.phases?.split(',').find((one) => !known.includes(one));
  if (phase !== undefined) refuse('phases', phase, `some of ${known.join(', ')}, apart by commas`);
  const state = values['fail-on']?.split(',').find((one) => !gateStates.includes(one));
  if (state !== undefined) refuse('fail-on', state, `some of ${gateStates.join(', ')}, apart by commas`);
  const percent = Number(values.threshold ?? 0);
  if (!(percent >= 0 && percent <= 100)) refuse('threshold', values.threshold ?? '', 'a percentage from 0 to 100');
}

/** 1 when less is done than --threshold wants, or when an item is in a state that --fail-on names. */
function verdict(view: ChecklistView, { invocation: { values }, output }: CommandContext, within: ReadonlySet<string> | undefined): number {
  const items = within ? view.items.filter(({ item }) => within.has(item.id)) : view.items;
  const counted = values.phases === undefined ? items : items.filter(({ item }) => values.phases!.split(',').includes(item.phase));
  const { passed, applicable } = progressOf(counted);
  const short = values.threshold !== undefined && (applicable === 0 || passed * 100 < Number(values.threshold) * applicable);
  if (short) output.progress(applicable === 0 ? 'Nothing of it applies, so nothing shows that the threshold is reached.' : `${passed} of ${applicable} are done, ${Math.floor((passed * 100) / applicable)} %; ${values.threshold} % are asked for.`);
  if (short) return exitCode.failed;
  const refused = values['fail-on']?.split(',');
  const against = refused ? counted.filter(({ state }) => refused.includes(state) || (refused.includes('open') && !isDone(state) && state !== 'n/a')) : [];
  if (against.length > 0) output.progress(`${against.length} items are ${refused!.join(' or ')}: ${against.slice(0, 5).map(({ item }) => item.id).join(', ')}${against.length > 5 ? ' and more' : ''}.`);
  if (against.length > 0) return exitCode.failed;
  return exitCode.done;
}
