import type { RunRecord } from '../deployment';
import { adviceOn, closingSteps, type Incident, type IncidentEvent } from './incident';
import { renderSummary, summaryOf, type IncidentSummary } from './summary';

/** `source`: said by people, done by runs, or kept by Azure. */
export interface TimelineRow { readonly at: string; readonly by?: string; readonly text: string; readonly source: 'incident' | 'run' | 'alert' | 'activity' }

/** What happened, from the incident's own events, the runs of its time and what Azure kept of it, in order. */
export function timelineOf(incident: Incident, runs: readonly RunRecord[]): readonly TimelineRow[] {
  const own = incident.events.flatMap((event): TimelineRow[] => (event.type === 'observed' ? [] : [{ source: 'incident', at: event.at, text: textOf(event), ...('by' in event && event.by !== undefined && { by: event.by }) }]));
  const ended = runs.flatMap((run): TimelineRow[] => (run.endedAt === undefined ? [] : [{ source: 'run', at: run.endedAt, text: `${nameOf(run)} ended as ${run.state.replaceAll('_', ' ')}: ${run.message}` }]));
  const begun = runs.map((run): TimelineRow => ({ source: 'run', at: run.timestamp, text: `${nameOf(run)} begun.`, ...(run.by !== undefined && { by: run.by }) }));
  // Within one moment people speak of what has ended, and decide what begins.
  const observed = (incident.observed?.rows ?? []).map(({ key: _key, ...row }): TimelineRow => row);
  return [...observed, ...ended, ...own, ...begun].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

const nameOf = ({ deploymentId, rollbackTo }: RunRecord): string => (rollbackTo ? `Rollback ${deploymentId} to ${rollbackTo.deploymentId}` : `Deployment ${deploymentId}`);

function textOf(event: Exclude<IncidentEvent, { type: 'observed' }>): string {
  switch (event.type) {
    case 'declared': return `${event.severity} declared: ${event.title}`;
    case 'told': return `Told: ${event.who}`;
    case 'on-call': return `On call: ${event.who}`;
    case 'severity': return `Severity ${event.severity}: ${event.reason}`;
    case 'decided': return `Decided to ${event.decision === 'none' ? 'take nothing back' : `take back: ${event.decision}`}. ${event.reason}`;
    case 'noted': return event.text;
    case 'verified': return `Health: ${event.healthy} healthy, ${event.unhealthy} unhealthy, ${event.unknown} unknown.${event.findings.length > 0 ? ` ${event.findings.join(' ')}` : ''}`;
    case 'done': return `${closingSteps.find(({ step }) => step === event.step)?.title ?? event.step}: ${event.note}`;
    case 'lost': return `Lost ${event.what}: ${event.note}`;
    case 'withdrawn': return `Withdrawn: ${event.reason}`;
    case 'closed': return 'Closed.';
  }
}

export interface IncidentReport { readonly summary: IncidentSummary; readonly incident: Omit<Incident, 'events' | 'observed'>; readonly durationMinutes?: number; readonly timeline: readonly TimelineRow[]; /** What of Azure's own records is missing in the timeline, with the reason. */ readonly gaps: readonly string[]; readonly runs: readonly Pick<RunRecord, 'deploymentId' | 'state' | 'message' | 'timestamp' | 'endedAt' | 'rollbackTo'>[] }

/** With `now` one that goes on says for how long. */
export function reportOf(incident: Incident, runs: readonly RunRecord[], now?: Date): IncidentReport {
  const { events: _events, observed, ...rest } = incident;
  const minutes = incident.closedAt === undefined ? undefined : Math.round((Date.parse(incident.closedAt) - Date.parse(incident.declaredAt)) / 60_000);
  return {
    summary: summaryOf(incident, runs, now), incident: rest, ...(minutes !== undefined && { durationMinutes: minutes }), timeline: timelineOf(incident, runs), gaps: observed?.gaps ?? ['Alerts and the activity log were not asked.'],
    runs: runs.map(({ deploymentId, state, message, timestamp, endedAt, rollbackTo }) => ({ deploymentId, state, message, timestamp, ...(endedAt !== undefined && { endedAt }), ...(rollbackTo && { rollbackTo }) })),
  };
}

/** A page for the post-mortem. */
export function renderReport({ summary, incident, durationMinutes, timeline, gaps }: IncidentReport): string {
  const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [
    `# ${plain(incident.title)}`, '',
    `${incident.severity} in ${incident.environment}. ${adviceOn[incident.severity]} Declared ${incident.declaredAt}${incident.declaredBy ? ` by ${plain(incident.declaredBy)}` : ''}${incident.closedAt ? `, closed ${incident.closedAt} after ${durationMinutes} minutes` : ', open'}.`, '',
    ...renderSummary(summary, plain),
    '## Decision', '', incident.decision ? `${incident.decision.decision}: ${plain(incident.decision.reason)}` : 'None was recorded.', '',
    '## Timeline', '', row('Time (UTC)', 'Who', 'What'), '| --- | --- | --- |', ...timeline.map(({ at, by, text }) => row(at.slice(0, 19).replace('T', ' '), by ?? '', text)), '', ...gaps.flatMap((gap) => [`Missing above: ${plain(gap)}`, '']),
    '## Afterwards', '', ...closingSteps.map(({ step, title }) => `- [${incident.done[step] === undefined ? ' ' : 'x'}] ${title}${incident.done[step] === undefined ? '' : `: ${plain(incident.done[step])}`}`), '',
  ].join('\n');
}

const plain = (text: string): string => text.replace(/[\r\n]+/g, ' ').replace(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'));
const cell = (text: string): string => plain(text).replaceAll('|', '\\|');
