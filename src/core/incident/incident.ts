/** P0: complete outage. P1: major degradation. P2: minor. */
export type Severity = 'P0' | 'P1' | 'P2';
/** What was decided to take back. */
export type Decision = 'infrastructure' | 'application' | 'data' | 'none';
/** What has to be said or done after the service is back, and by whom it was. */
export type ClosingStep = 'stakeholders' | 'root-cause' | 'post-mortem' | 'prevention' | 'improvements';

/** What happened in an incident, in order. `at` is ISO 8601 UTC. No secrets in any. */
export type IncidentEvent =
  | { readonly type: 'declared'; readonly at: string; readonly by?: string; readonly id: string; readonly environment: string; readonly severity: Severity; readonly title: string }
  | { readonly type: 'told'; readonly at: string; readonly by?: string; readonly who: string }
  | { readonly type: 'on-call'; readonly at: string; readonly by?: string; readonly who: string }
  | { readonly type: 'severity'; readonly at: string; readonly by?: string; readonly severity: Severity; readonly reason: string }
  | { readonly type: 'decided'; readonly at: string; readonly by?: string; readonly decision: Decision; readonly reason: string }
  | { readonly type: 'noted'; readonly at: string; readonly by?: string; readonly text: string }
  | { readonly type: 'verified'; readonly at: string; readonly healthy: number; readonly unhealthy: number; readonly unknown: number; readonly findings: readonly string[] }
  | { readonly type: 'done'; readonly at: string; readonly by?: string; readonly step: ClosingStep; readonly note: string }
  | { readonly type: 'closed'; readonly at: string; readonly by?: string }
  /** Something is lost besides: the restoring of it then belongs to the incident. */
  | { readonly type: 'lost'; readonly at: string; readonly by?: string; readonly what: 'data' | 'secrets'; readonly note: string }
  /** Declared by mistake: over without anything having been done. */
  | { readonly type: 'withdrawn'; readonly at: string; readonly by?: string; readonly reason: string }
  /** What Azure kept of the time. A later one supersedes rows of the same key. `gaps`: what could not be asked, and what was left out. */
  | { readonly type: 'observed'; readonly at: string; readonly rows: readonly ObservedRow[]; readonly gaps: readonly string[] };

/** One alert or one entry of the activity log, in words, without secrets. */
export interface ObservedRow { readonly key: string; readonly at: string; readonly source: 'alert' | 'activity'; readonly text: string; readonly by?: string }

export interface Incident {
  readonly id: string;
  readonly environment: string;
  readonly title: string;
  readonly severity: Severity;
  readonly declaredAt: string;
  readonly declaredBy?: string;
  readonly decision?: Extract<IncidentEvent, { type: 'decided' }>;
  /** The last look at the health since the decision. */
  readonly verified?: Extract<IncidentEvent, { type: 'verified' }>;
  readonly told: readonly string[];
  readonly onCall?: string;
  readonly done: Readonly<Partial<Record<ClosingStep, string>>>;
  readonly closedAt?: string;
  readonly lost: Readonly<Partial<Record<'data' | 'secrets', string>>>;
  /** What Azure kept of the time, each once, and when it was last asked. */
  readonly observed?: { readonly at: string; readonly rows: readonly ObservedRow[]; readonly gaps: readonly string[] };
  readonly events: readonly IncidentEvent[];
}

/** Undefined when the events do not begin with a declaration. Later declarations of the same incident are as good as notes. */
export function foldIncident(events: readonly IncidentEvent[]): Incident | undefined {
  const [first] = events;
  if (first?.type !== 'declared') return undefined;
  const begun: Incident = { id: first.id, environment: first.environment, title: first.title, severity: first.severity, declaredAt: first.at, ...(first.by !== undefined && { declaredBy: first.by }), told: [], done: {}, lost: {}, events };
  return events.slice(1).reduce(apply, begun);
}

function apply(incident: Incident, event: IncidentEvent): Incident {
  switch (event.type) {
    case 'told': return { ...incident, told: [...incident.told, event.who] };
    case 'on-call': return { ...incident, onCall: event.who };
    case 'severity': return { ...incident, severity: event.severity };
    case 'decided': return { ...incident, decision: event, verified: undefined };
    case 'verified': return { ...incident, verified: event };
    case 'done': return { ...incident, done: { ...incident.done, [event.step]: event.note } };
    case 'lost': return { ...incident, lost: { ...incident.lost, [event.what]: event.note } };
    case 'observed': return { ...incident, observed: { at: event.at, gaps: event.gaps, rows: mergeRows(incident.observed?.rows ?? [], event.rows) } };
    case 'closed': case 'withdrawn': return { ...incident, closedAt: event.at };
    default: return incident;
  }
}

/** Each key once; what was seen later is how it ended. */
export const mergeRows = (known: readonly ObservedRow[], found: readonly ObservedRow[]): readonly ObservedRow[] => [...new Map([...known, ...found].map((row) => [row.key, row])).values()];

/** What each severity asks for. */
export const adviceOn: Readonly<Record<Severity, string>> = {
  P0: 'Complete outage: roll back.', P1: 'Major degradation: consider rolling back.', P2: 'Minor: investigate first.',
};

export const closingSteps: readonly { readonly step: ClosingStep; readonly title: string }[] = [
  { step: 'stakeholders', title: 'Tell who waits for it that the service is back' },
  { step: 'root-cause', title: 'Begin the analysis of the cause: owner and ticket' },
  { step: 'post-mortem', title: 'Fix a date for the post-mortem' },
  { step: 'prevention', title: 'Name what prevents it next time' },
  { step: 'improvements', title: 'Name what the way of deploying learns from it' },
];
