import { InputError } from '../errors';
import type { ClosingStep, Decision, Incident, IncidentEntry, IncidentEvent, IncidentService, Severity } from '../incident';
import type { AttestRequest } from './attestation';
import type { Attestation, EvidenceBook } from './evidence';

/** The item that stands for the declaration: attesting it declares, taking it back withdraws. */
export const incidentItem = 'emergency.start.declared';
const severityItem = 'emergency.start.severity';
const decisionItem = 'emergency.start.decision';
const onCallItem = 'emergency.start.on-call';
const closing: Readonly<Record<string, ClosingStep>> = {
  'emergency.close.stakeholders': 'stakeholders', 'emergency.close.rca': 'root-cause', 'emergency.close.post-mortem': 'post-mortem', 'emergency.close.prevention': 'prevention', 'emergency.close.improvements': 'improvements',
};
const decisions: readonly string[] = ['infrastructure', 'application', 'data', 'none'] satisfies readonly Decision[];

/** Where the checklist reads and writes incidents. */
export type Incidents = Pick<IncidentService, 'findOpen' | 'declare' | 'add'>;

/** Items that say what the incident says, and nothing of their own. */
export const isOfIncident = (id: string): boolean => id === incidentItem || id === severityItem || id === decisionItem || id === onCallItem || id in closing;

/** The book with what the open incident says in the place of what was attested. Pure. */
export function withIncident(book: EvidenceBook, incident: Incident | undefined): EvidenceBook {
  const attested = new Map([...book.attested].filter(([id, { state }]) => !isOfIncident(id) || state !== 'pass'));
  const history = new Map(book.history);
  for (const one of incident?.events.flatMap((event) => attestationsOf(event, incident.declaredAt)) ?? []) {
    attested.set(one.item, one);
    history.set(one.item, [...history.get(one.item) ?? [], one]);
  }
  return { ...book, attested, history };
}

function attestationsOf(event: IncidentEvent, declaredAt: string): readonly Attestation[] {
  const said = (item: string, note: string): Attestation => ({ kind: 'attest', item, at: event.at, by: ('by' in event ? event.by : undefined) ?? 'somebody', note, state: 'pass', bound: { incident: declaredAt } });
  switch (event.type) {
    case 'declared': return [said(incidentItem, event.title), said(severityItem, `${event.severity}: ${event.title}`)];
    case 'severity': return [said(severityItem, `${event.severity}: ${event.reason}`)];
    case 'on-call': return [said(onCallItem, event.who)];
    case 'decided': return [said(decisionItem, `${event.decision}: ${event.reason}`)];
    case 'done': return Object.entries(closing).filter(([, step]) => step === event.step).map(([item]) => said(item, event.note));
    default: return [];
  }
}

/** Attesting one of the incident's items tells the incident. @throws InputError `Incident.None`, `Checklist.FactWrong`, and those of the incident. */
export async function tellIncident(incidents: Incidents, environment: string, item: string, { note, facts = {} }: AttestRequest, by: string): Promise<void> {
  const open = await incidents.findOpen(environment);
  if (item === incidentItem) {
    const { id } = await incidents.declare(environment, facts['severity'] as Severity, note, by);
    for (const [fact, what] of [['dataLost', 'data'], ['secretsLost', 'secrets']] as const) if (facts[fact] === 'yes') await incidents.add(id, { type: 'lost', what, note }, by);
    return;
  }
  if (!open) throw new InputError('Incident.None', `${environment} has no open incident.`, { nextStep: 'Declare one first.' });
  await incidents.add(open.id, entryOf(item, note, facts), by);
}

function entryOf(item: string, note: string, facts: Readonly<Record<string, string>>): IncidentEntry {
  const rest = Object.entries(facts).filter(([name]) => !['severity', 'decision', 'person'].includes(name)).map(([name, value]) => `${name}: ${value}`);
  const whole = [note, ...rest].join('; ');
  if (item === severityItem) return { type: 'severity', severity: facts['severity'] as Severity, reason: whole };
  if (item === onCallItem) return { type: 'on-call', who: [facts['person'], whole].filter(Boolean).join(': ') };
  if (item !== decisionItem) return { type: 'done', step: closing[item]!, note: whole };
  const decision = facts['decision']?.trim().toLowerCase() ?? '';
  if (!decisions.includes(decision)) throw new InputError('Checklist.FactWrong', `"${decision}" is no decision.`, { nextStep: `Give one of ${decisions.join(', ')}.` });
  return { type: 'decided', decision: decision as Decision, reason: whole };
}
