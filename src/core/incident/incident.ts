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
  | { readonly type: 'closed'; readonly at: string; readonly by?: string };

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
  readonly events: readonly IncidentEvent[];
}

/** Undefined when the events do not begin with a declaration. Later declarations of the same incident are as good as notes. */
export function foldIncident(events: readonly IncidentEvent[]): Incident | undefined {
  const [first] = events;
  if (first?.type !== 'declared') return undefined;
  const begun: Incident = { id: first.id, environment: first.environment, title: first.title, severity: first.severity, declaredAt: first.at, ...(first.by !== undefined && { declaredBy: first.by }), told: [], done: {}, events };
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
    case 'closed': return { ...incident, closedAt: event.at };
    default: return incident;
  }
}

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
