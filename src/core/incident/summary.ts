import type { RunRecord } from '../deployment';
import { closingSteps, type Incident, type IncidentEvent, type Severity } from './incident';

/** What a reader with one minute needs. Times are ISO 8601 UTC, durations whole minutes from the declaration on. */
export interface IncidentSummary {
  readonly what: string;
  readonly when: { readonly declaredAt: string; readonly decidedAt?: string; /** The look from which on everything stayed sound. */ readonly restoredAt?: string; readonly closedAt?: string };
  readonly impact: string;
  /** In order: decisions, runs and how they ended, what was brought back or found lost. */
  readonly done: readonly string[];
  readonly state: 'open' | 'closed' | 'withdrawn';
  readonly stateNow: string;
  /** Minutes to the first decision, to the service being back, and to the end; absent: it did not come to that. */
  readonly durations: { readonly toDecision?: number; readonly toRestored?: number; readonly total?: number; /** Of one that goes on. */ readonly soFar?: number };
  /** What is still to be done afterwards. */
  readonly open: readonly string[];
}

const meaning: Readonly<Record<Severity, string>> = { P0: 'complete outage', P1: 'major degradation', P2: 'minor' };
type Of<T extends IncidentEvent['type']> = Extract<IncidentEvent, { type: T }>;

/** `runs`: those of the incident's time, in any order. */
export function summaryOf(incident: Incident, runs: readonly RunRecord[], now?: Date): IncidentSummary {
  const { events, declaredAt, closedAt } = incident;
  const withdrawn = events.find((event): event is Of<'withdrawn'> => event.type === 'withdrawn');
  const decidedAt = events.find(({ type }) => type === 'decided')?.at;
  const restoredAt = restoredSince(events);
  const minutesTo = (at: string | undefined): number | undefined => (at === undefined ? undefined : Math.max(0, Math.round((Date.parse(at) - Date.parse(declaredAt)) / 60_000)));
  const durations = { toDecision: minutesTo(decidedAt), toRestored: minutesTo(restoredAt), total: minutesTo(closedAt), ...(closedAt === undefined && now && { soFar: minutesTo(now.toISOString()) }) };
  return {
    what: incident.title, impact: impactOf(incident), done: doneIn(incident, runs),
    when: { declaredAt, ...(decidedAt !== undefined && { decidedAt }), ...(restoredAt !== undefined && { restoredAt }), ...(closedAt !== undefined && { closedAt }) },
    state: withdrawn ? 'withdrawn' : closedAt === undefined ? 'open' : 'closed', stateNow: stateNow(incident, withdrawn), durations: Object.fromEntries(Object.entries(durations).filter(([, minutes]) => minutes !== undefined)),
    open: withdrawn ? [] : closingSteps.filter(({ step }) => incident.done[step] === undefined).map(({ title }) => title),
  };
}

/** The first sound look after the last one that was not; a look that could not ask some still counts, as it does for closing. */
function restoredSince(events: readonly IncidentEvent[]): string | undefined {
  const decided = events.findLastIndex(({ type }) => type === 'decided');
  const looks = events.slice(decided + 1).filter((event): event is Of<'verified'> => event.type === 'verified');
  const bad = looks.findLastIndex(({ unhealthy }) => unhealthy > 0);
  return decided < 0 ? undefined : looks[bad + 1]?.at;
}

function impactOf({ severity, events, lost, observed }: Incident): string {
  const first = events[0] as Of<'declared'>;
  const alerts = observed?.rows.filter(({ source }) => source === 'alert').length ?? 0;
  return [
    `${severity}, ${meaning[severity]}${first.severity === severity ? '' : ` (declared as ${first.severity})`}.`,
    ...Object.entries(lost).map(([what, note]) => `Lost ${what}: ${note}`), ...(alerts > 0 ? [`${alerts} alerts of that time.`] : []),
  ].join(' ');
}

function doneIn({ events, declaredAt, closedAt }: Incident, runs: readonly RunRecord[]): readonly string[] {
  const own = events.flatMap((event): { at: string; text: string }[] => (event.type === 'decided' ? [{ at: event.at, text: `${event.decision === 'none' ? 'Decided to take nothing back' : `Decided to take back: ${event.decision}`}. ${event.reason}` }] : []));
  const ran = runs.filter(({ timestamp }) => timestamp >= declaredAt && (closedAt === undefined || timestamp <= closedAt)).map((run) => {
    const minutes = run.endedAt === undefined ? undefined : Math.round((Date.parse(run.endedAt) - Date.parse(run.timestamp)) / 60_000);
    return { at: run.timestamp, text: `${run.rollbackTo ? `Rollback to the state of ${run.rollbackTo.madeAt}` : 'Deployment'} (${run.deploymentId}): ${run.endedAt === undefined ? 'still runs' : `${run.state.replaceAll('_', ' ')} after ${minutes} minutes`}.` };
  });
  return [...own, ...ran].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ text }) => text);
}

function stateNow({ closedAt, verified, decision }: Incident, withdrawn: Of<'withdrawn'> | undefined): string {
  if (withdrawn) return `Withdrawn at ${withdrawn.at}: ${withdrawn.reason}`;
  const health = verified ? `At the last look (${verified.at}) ${verified.healthy} resources were healthy, ${verified.unhealthy} unhealthy, ${verified.unknown} unknown.` : decision ? 'Nobody has looked at the health since the decision.' : 'Nothing has been decided yet.';
  return `${closedAt === undefined ? 'Open.' : `Closed at ${closedAt}.`} ${health}`;
}

/** The summary as the top of the page; `plain` makes a text harmless. */
export function renderSummary({ what, when, impact, done, stateNow: now, durations, open }: IncidentSummary, plain: (text: string) => string): readonly string[] {
  const spans = [
    ...(durations.toDecision === undefined ? [] : [`decision after ${minutesText(durations.toDecision)}`]), ...(durations.toRestored === undefined ? [] : [`back after ${minutesText(durations.toRestored)}`]),
    ...(durations.total === undefined ? [] : [`over after ${minutesText(durations.total)}`]), ...(durations.soFar === undefined ? [] : [`open for ${minutesText(durations.soFar)}`]),
  ];
  return [
    '## In short', '', `- **What**: ${plain(what)}`, `- **When**: declared ${when.declaredAt}${when.restoredAt === undefined ? '' : `, back ${when.restoredAt}`}${when.closedAt === undefined ? '' : `, over ${when.closedAt}`}`,
    `- **Impact**: ${plain(impact)}`, `- **Done**: ${done.length === 0 ? 'nothing was decided, and nothing deployed.' : plain(done.join(' '))}`, `- **Now**: ${plain(now)}`,
    ...(spans.length > 0 ? [`- **Took**: ${spans.join(', ')}`] : []), ...(open.length > 0 ? [`- **Still to do**: ${open.map(plain).join('; ')}`] : []), '',
  ];
}

const minutesText = (minutes: number): string => (minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`);
