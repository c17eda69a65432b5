import type { ResourceVerdict, RunRecord } from '../deployment';
import { CancelledError, DeployError, InputError } from '../errors';
import type { Clock, IncidentStore } from '../ports';
import { guideOf, type GuideStep } from './guide';
import { closingSteps, foldIncident, mergeRows, type Incident, type IncidentEvent, type Severity } from './incident';
import { renderReport, reportOf, type IncidentReport } from './report';
import type { Surroundings } from './surroundings';

export interface IncidentPorts {
  readonly store: IncidentStore;
  readonly clock: Clock;
  readonly userName: () => Promise<string | undefined>;
  readonly history: (environment: string) => Promise<readonly RunRecord[]>;
  readonly verify: (environment: string, signal?: AbortSignal) => Promise<readonly ResourceVerdict[]>;
  /** Alerts and activity of the environment within a time (ISO 8601 UTC). */
  readonly surroundings: (environment: string, from: string, to: string, signal?: AbortSignal) => Promise<Surroundings>;
  /** Writes a report into the workspace, and remembers it for the checklist; gives the path relative to the workspace. */
  readonly write: (report: WrittenReport) => Promise<string>;
  /** Takes secrets out of what people and Azure wrote. */
  readonly redact: (text: string) => string;
}

export interface WrittenReport { readonly environment: string; readonly incident: string; readonly file: string; readonly text: string; readonly rows: number; readonly missing: readonly string[] }

/** What led to an incident happened before somebody declared it. */
const leadMs = 3_600_000;

type WithoutFrame<T> = T extends unknown ? Omit<T, 'at' | 'by'> : never;
export type IncidentEntry = WithoutFrame<Exclude<IncidentEvent, { type: 'declared' | 'verified' | 'observed' }>>;

/** Incidents, from their declaration to the report. The timeline keeps itself: whatever is deployed or rolled back meanwhile is in it. */
export class IncidentService {
  constructor(private readonly ports: IncidentPorts) {}

  /** @throws InputError `Incident.AlreadyOpen` naming the open one. */
  async declare(environment: string, severity: Severity, title: string, who?: string): Promise<Incident> {
    if (title.trim() === '') throw new InputError('Incident.NoTitle', 'An incident needs a title.', { nextStep: 'Say in a few words what is broken.' });
    const open = await this.findOpen(environment);
    if (open) throw new InputError('Incident.AlreadyOpen', `${environment} has an open incident: ${open.title} (${open.id}).`, { nextStep: 'Go on with that one, or close it first.' });
    const at = this.ports.clock.now().toISOString();
    const id = `incident-${at.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${environment.replace(/[^A-Za-z0-9-]/g, '-')}`;
    const by = who ?? await this.ports.userName();
    await this.ports.store.append(id, { type: 'declared', at, id, environment, severity, title: this.ports.redact(title.trim()), ...(by !== undefined && { by }) });
    return this.get(id);
  }

  /** Newest first; one that cannot be read is left out. */
  async list(environment?: string): Promise<readonly Incident[]> {
    const found: Incident[] = [];
    for (const id of await this.ports.store.list()) {
      const incident = await this.readable(id);
      if (incident && (environment === undefined || incident.environment === environment)) found.push(incident);
    }
    return found;
  }

  async findOpen(environment: string): Promise<Incident | undefined> { return (await this.list(environment)).find(({ closedAt }) => closedAt === undefined); }

  /** @throws InputError `Incident.Unknown`, `Incident.Damaged`. */
  async get(id: string): Promise<Incident> {
    const incident = foldIncident(await this.ports.store.read(id));
    if (!incident) throw new InputError('Incident.Unknown', `There is no incident ${id} in this workspace.`, { nextStep: 'List them with "aos-deploy incident list".' });
    return incident;
  }

  /** @throws InputError `Incident.Closed`, `Incident.NoText`, `Incident.NotDone`. */
  async add(id: string, entry: IncidentEntry, who?: string): Promise<Incident> {
    const incident = await this.get(id);
    if (incident.closedAt !== undefined) throw new InputError('Incident.Closed', `The incident ${id} was closed ${incident.closedAt}.`, { nextStep: 'Declare another one.' });
    refuseEmpty(entry);
    if (entry.type === 'closed') refuseUnfinished(await this.guide(incident));
    const by = who ?? await this.ports.userName();
    await this.ports.store.append(id, { ...this.redacted(entry), at: this.ports.clock.now().toISOString(), ...(by !== undefined && { by }) } as IncidentEvent);
    return this.get(id);
  }

  /** Asks every resource of the environment, and keeps the answer. */
  async verify(id: string, signal?: AbortSignal): Promise<Incident> {
    const { environment } = await this.get(id);
    const verdicts = await this.ports.verify(environment, signal);
    const count = (wanted: string): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
    const findings = verdicts.filter(({ verdict }) => verdict === 'unhealthy').slice(0, 5).map(({ resourceId, reason }) => `${resourceId.split('/').at(-1)}: ${reason}`);
    await this.ports.store.append(id, { type: 'verified', at: this.ports.clock.now().toISOString(), healthy: count('healthy'), unhealthy: count('unhealthy'), unknown: count('unknown'), findings });
    return this.get(id);
  }

  async guide(incident: Incident): Promise<readonly GuideStep[]> { return guideOf(incident, await this.runsOf(incident)); }
  /** Asks Azure what it kept of the time before. What cannot be asked is in `gaps`, and what was seen earlier stays. */
  async report(id: string, signal?: AbortSignal): Promise<IncidentReport> {
    const incident = await this.observe(await this.get(id), signal);
    return reportOf(incident, await this.runsOf(incident, leadMs), this.ports.clock.now());
  }

  /** Makes the report and writes it as a page. `file` is relative to the workspace. @throws EnvironmentError `File.NotWritten`. */
  async exportReport(id: string, file = `docs/incidents/${id}.md`, signal?: AbortSignal): Promise<{ readonly file: string; readonly report: IncidentReport }> {
    const report = await this.report(id, signal);
    return { report, file: await this.ports.write({ environment: report.incident.environment, incident: id, file, text: renderReport(report), rows: report.timeline.length, missing: report.gaps }) };
  }

  private async observe(incident: Incident, signal?: AbortSignal): Promise<Incident> {
    const at = this.ports.clock.now().toISOString();
    const found = await this.surroundingsOf(incident, incident.closedAt ?? at, signal);
    const rows = found.rows.map((row) => ({ ...row, text: this.ports.redact(row.text) }));
    const gaps = found.gaps.map(this.ports.redact);
    const known = incident.observed;
    if (known && JSON.stringify([known.rows, known.gaps]) === JSON.stringify([mergeRows(known.rows, rows), gaps])) return incident;
    await this.ports.store.append(incident.id, { type: 'observed', at, rows, gaps });
    return this.get(incident.id);
  }

  private async surroundingsOf({ environment, declaredAt }: Incident, to: string, signal?: AbortSignal): Promise<Surroundings> {
    const from = new Date(Date.parse(declaredAt) - leadMs).toISOString();
    try {
      return await this.ports.surroundings(environment, from, to, signal);
    } catch (error) {
      if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
      return { rows: [], gaps: [`Alerts and the activity log could not be asked: ${error.message}`] };
    }
  }

  private redacted(entry: IncidentEntry): IncidentEntry {
    const isText = (name: string): boolean => ['reason', 'note', 'who', 'text'].includes(name);
    return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, isText(name) && typeof value === 'string' ? this.ports.redact(value) : value])) as unknown as IncidentEntry;
  }

  private async runsOf({ environment, declaredAt, closedAt }: Incident, earlierMs = 0): Promise<readonly RunRecord[]> {
    const from = new Date(Date.parse(declaredAt) - earlierMs).toISOString();
    return (await this.ports.history(environment)).filter(({ timestamp }) => timestamp >= from && (closedAt === undefined || timestamp <= closedAt));
  }

  private async readable(id: string): Promise<Incident | undefined> {
    try { return foldIncident(await this.ports.store.read(id)); } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  }
}

function refuseEmpty(entry: IncidentEntry): void {
  const text = 'reason' in entry ? entry.reason : 'note' in entry ? entry.note : 'who' in entry ? entry.who : 'text' in entry ? entry.text : 'x';
  if (text.trim() === '') throw new InputError('Incident.NoText', 'Say it in a few words: the report is made of them.', { nextStep: 'Give a reason or a note.' });
}

/** Only what is over is closed; what was not needed can be said in a note. */
function refuseUnfinished(steps: readonly GuideStep[]): void {
  const open = steps.filter(({ id, state }) => id !== 'close' && (state === 'next' || state === 'open') && !closingSteps.some(({ step }) => step === id));
  if (open.length > 0) throw new InputError('Incident.NotDone', `The incident is not over: ${open.map(({ title }) => title.toLowerCase()).join('; ')}.`, { nextStep: 'Do that first, or decide that nothing is taken back, and say why.' });
}
