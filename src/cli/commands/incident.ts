import { InputError } from '../../core/errors';
import { renderReport, closingSteps, type ClosingStep, type Decision, type Incident, type IncidentEntry, type Severity } from '../../core/incident';
import { chosenEnvironment, type Command, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';

const severities: readonly string[] = ['P0', 'P1', 'P2'];
const decisions: readonly string[] = ['infrastructure', 'application', 'data', 'none'];

/** `declare` begins an incident; the other words belong to the open one of the environment. */
export const runIncident: Command = async (context) => {
  const { engine, output, invocation: { words, values } } = context;
  const [action, ...rest] = words;
  const environment = await chosenEnvironment(context);
  const { incidents } = engine();
  if (action === 'list') {
    const found = await incidents.list(environment.name);
    output.result({ incidents: found }, () => found.map(({ id, severity, title, closedAt }) => `${id}  ${severity}  ${closedAt ? 'closed' : 'open'}  ${title}`).join('\n') || 'No incident yet.');
    return exitCode.done;
  }
  if (action === 'declare') return show(context, await incidents.declare(environment.name, oneOf(values.severity, severities, '--severity') as Severity, rest.join(' ')));
  const incident = await openIncident(context, environment.name);
  if (action === 'report') {
    const made = values.output === undefined ? undefined : await incidents.exportReport(incident.id, values.output, context.signal);
    if (made) output.progress(`${made.file} was written.`);
    const report = made?.report ?? await incidents.report(incident.id, context.signal);
    if (values.format === 'markdown') output.raw(renderReport(report));
    else output.result(report, () => renderReport(report));
    return exitCode.done;
  }
  if (action === 'verify') return show(context, await incidents.verify(incident.id, context.signal));
  return show(context, action === 'show' ? incident : await incidents.add(incident.id, entryOf(action ?? '', rest)));
};

function entryOf(action: string, [first = '', ...rest]: readonly string[]): IncidentEntry {
  const all = [first, ...rest].join(' ').trim();
  switch (action) {
    case 'told': return { type: 'told', who: all };
    case 'on-call': return { type: 'on-call', who: all };
    case 'severity': return { type: 'severity', severity: oneOf(first, severities, 'severity') as Severity, reason: rest.join(' ') };
    case 'decide': return { type: 'decided', decision: oneOf(first, decisions, 'decide') as Decision, reason: rest.join(' ') };
    case 'done': return { type: 'done', step: oneOf(first, closingSteps.map(({ step }) => step), 'done') as ClosingStep, note: rest.join(' ') };
    case 'close': return { type: 'closed' };
    case 'withdraw': return { type: 'withdrawn', reason: all };
    case 'lost': return { type: 'lost', what: oneOf(first, ['data', 'secrets'], 'lost') as 'data' | 'secrets', note: rest.join(' ') };
    default: return { type: 'noted', text: all };
  }
}

function oneOf(value: string | undefined, choices: readonly string[], where: string): string {
  if (value !== undefined && choices.includes(value)) return value;
  throw new InputError('Cli.Usage', `"${where}" needs one of ${choices.join(', ')}${value ? `, not "${value}"` : ''}.`, { nextStep: 'aos-deploy incident --help shows what it takes.' });
}

/** The one named by --to, else the open one. */
async function openIncident({ engine, invocation: { values } }: CommandContext, environment: string): Promise<Incident> {
  if (values.to !== undefined) return engine().incidents.get(values.to);
  const found = await engine().incidents.findOpen(environment);
  if (!found) throw new InputError('Incident.None', `${environment} has no open incident.`, { nextStep: 'Declare one: incident declare --severity P0 WHAT IS BROKEN. A closed one is named with --to ID.' });
  return found;
}

async function show({ engine, output }: CommandContext, incident: Incident): Promise<number> {
  const guide = await engine().incidents.guide(incident);
  const marks = { done: 'x', next: '>', open: ' ', optional: '-' } as const;
  output.result({ ...incident, guide }, () => [`${incident.id}: ${incident.severity} in ${incident.environment}, ${incident.title}`, ...guide.map(({ state, id, title, detail }) => `  [${marks[state]}] ${id.padEnd(13)} ${title}. ${detail}`), ''].join('\n'));
  return exitCode.done;
}
