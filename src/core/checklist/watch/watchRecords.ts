import type { EvidenceRecord } from '../../evidence';
import { asArray, asObject, asString } from '../../json';
import type { JsonObject, JsonValue } from '../../values';

/** How long an environment is watched after a green run, and how often it is asked. */
export interface WatchSettings {
  /** 24 to 48 are asked for; default 48. */
  readonly hours?: number;
  /** Default 60: the checklist wants a sample an hour. */
  readonly everyMinutes?: number;
  /** Starts by itself after a green run; default: in protected environments, as production is. */
  readonly automatic?: boolean;
}
export const watchDefaults = { hours: 48, everyMinutes: 60 } as const;

/** One look at the environment. `incomplete`: something that decides could not be asked, so it is neither. */
export interface WatchFinding {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly state: 'good' | 'bad' | 'incomplete';
  readonly problems: readonly { readonly item: string; readonly title: string; readonly reason: string }[];
  /** Titles of what could not be asked. */
  readonly untold: readonly string[];
}

/** A watch, as its records tell it: it goes on over reloads, and in any window. */
export interface Watch {
  readonly id: string;
  readonly environment: string;
  /** Name of the deployment that is watched. */
  readonly deployment: string;
  /** Cloud, subscription and group that are asked. */
  readonly target: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly endsAt: string;
  readonly everyMinutes: number;
  readonly automatic: boolean;
  readonly by?: string;
  /** Oldest first. */
  readonly findings: readonly WatchFinding[];
  /** Somebody was told of the first bad finding. */
  readonly told: boolean;
  readonly end?: { readonly how: 'complete' | 'cancelled' | 'superseded'; readonly at: string; readonly summary: string };
}

export const watchKind = 'watch';
const minuteMs = 60_000;

/** The newest watch among the records, in whatever order they are. Records that say nothing of it are left out. */
export function foldWatch(environment: string, records: readonly EvidenceRecord[]): Watch | undefined {
  const events = records.map(({ at, by, value }) => ({ at, by, value: asObject(value) }));
  const of = (type: string): typeof events => events.filter(({ value }) => value['type'] === type);
  const started = of('started').reduce<(typeof events)[number] | undefined>((newest, one) => (newest === undefined || one.at > newest.at ? one : newest), undefined);
  const id = asString(started?.value['watch']);
  if (!started || id === undefined) return undefined;
  const own = (type: string): typeof events => of(type).filter(({ value }) => value['watch'] === id);
  const [ended] = own('ended');
  const { deployment, target, endsAt, everyMinutes, automatic } = started.value;
  return {
    id, environment, deployment: asString(deployment) ?? '', target: asString(target) ?? '', startedAt: started.at, endsAt: asString(endsAt) ?? started.at, everyMinutes: Number(everyMinutes ?? watchDefaults.everyMinutes), automatic: automatic === true, ...(started.by !== undefined && { by: started.by }),
    findings: own('finding').map(({ at, value }) => findingOf(at, value)).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)), told: own('told').length > 0,
    ...(ended && { end: { how: ended.value['how'] === 'cancelled' || ended.value['how'] === 'superseded' ? ended.value['how'] : 'complete', at: ended.at, summary: asString(ended.value['summary']) ?? '' } }),
  };
}

function findingOf(at: string, value: JsonObject): WatchFinding {
  const state = value['state'] === 'good' || value['state'] === 'bad' ? value['state'] : 'incomplete';
  const problems = asArray(value['problems']).map((one) => { const { item, title, reason } = asObject(one); return { item: asString(item) ?? '', title: asString(title) ?? '', reason: asString(reason) ?? '' }; });
  return { at, state, problems, untold: asArray(value['untold']).flatMap((one) => asString(one) ?? []) };
}

/** Milliseconds until the next look; 0: now. A finding that is dated in the future, by a clock that was wrong, delays nothing. */
export function msUntilNext({ findings, everyMinutes }: Watch, now: Date): number {
  const last = findings.at(-1);
  if (!last) return 0;
  const wait = Date.parse(last.at) + everyMinutes * minuteMs - now.getTime();
  return wait > everyMinutes * minuteMs ? 0 : Math.max(0, wait);
}

export const isWatching = ({ end }: Watch): boolean => end === undefined;

/** In one sentence, for the end and for people who ask. */
export function summaryOf({ findings, deployment }: Pick<Watch, 'findings' | 'deployment'>): string {
  const count = (state: WatchFinding['state']): number => findings.filter((one) => one.state === state).length;
  const first = findings.find(({ state }) => state === 'bad');
  const bad = first ? `, ${count('bad')} bad, the first at ${first.at}: ${first.problems.map(({ title, reason }) => `${title}: ${reason}`).join(' ')}` : '';
  return `${deployment}: ${count('good')} of ${findings.length} looks were good${bad}${count('incomplete') > 0 ? `; ${count('incomplete')} could not ask everything` : ''}.`.replace(/\.\.$/, '.');
}

export const toRecord = (at: string, by: string | undefined, value: object): EvidenceRecord => ({ at, ...(by !== undefined && { by }), value: JSON.parse(JSON.stringify(value)) as JsonValue });
