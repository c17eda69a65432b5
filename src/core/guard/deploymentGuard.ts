import type { ManagementLock } from '../ports/arm';

/** What a protected environment asks for before anything is deployed to it; from `guard` in aos.yaml. */
export interface GuardSettings {
  /** The working tree is clean and at a commit. Default true. */
  readonly cleanTree?: boolean;
  /** The resource group carries a CanNotDelete or ReadOnly lock. Default true. */
  readonly lock?: boolean;
  /** When deployments are allowed; absent: always. */
  readonly window?: DeploymentWindow;
  /** Percent of the checklist that must have passed, 0 to 100; absent: not asked. */
  readonly checklistPercent?: number;
}

export interface DeploymentWindow {
  /** `mon` to `sun`; absent: every day. */
  readonly days?: readonly Weekday[];
  /** `HH:MM`, 24 hours; a window that ends before it begins goes over midnight and belongs to the day it begins on. */
  readonly from: string;
  readonly to: string;
  /** IANA name. Default UTC. */
  readonly timeZone?: string;
}
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof weekdays)[number];

/** What is known before the deployment. `undefined` where it could not be found out. */
export interface GuardFacts {
  readonly now: Date;
  readonly commit: string | undefined;
  readonly treeIsClean: boolean | undefined;
  readonly locks: readonly ManagementLock[] | undefined;
  readonly groupExists: boolean;
  readonly checklistPercent: number | undefined;
}

/** One thing that stands against deploying; `id` names it in an override. */
export interface GuardObjection { readonly id: GuardRule; readonly reason: string }
export const guardRules = ['clean-tree', 'lock', 'window', 'checklist'] as const;
export type GuardRule = (typeof guardRules)[number];

/** Why a protected environment should not be deployed now; empty when nothing stands against it. What is not known stands against it too. */
export function findObjections(settings: GuardSettings, facts: GuardFacts): readonly GuardObjection[] {
  return [treeObjection(settings, facts), lockObjection(settings, facts), windowObjection(settings, facts), checklistObjection(settings, facts)].filter((one) => one !== undefined);
}

function treeObjection({ cleanTree = true }: GuardSettings, { commit, treeIsClean }: GuardFacts): GuardObjection | undefined {
  if (!cleanTree) return undefined;
  if (commit === undefined) return { id: 'clean-tree', reason: 'The workspace is at no known commit.' };
  if (treeIsClean === undefined) return { id: 'clean-tree', reason: 'Whether the working tree is clean could not be found out.' };
  return treeIsClean ? undefined : { id: 'clean-tree', reason: `The working tree has changes that are in no commit (HEAD is ${commit.slice(0, 7)}).` };
}

function lockObjection({ lock = true }: GuardSettings, { locks, groupExists }: GuardFacts): GuardObjection | undefined {
  if (!lock || !groupExists) return undefined;
  if (locks === undefined) return { id: 'lock', reason: 'The locks of the resource group could not be read.' };
  return locks.length > 0 ? undefined : { id: 'lock', reason: 'The resource group carries no lock.' };
}

function windowObjection({ window }: GuardSettings, { now }: GuardFacts): GuardObjection | undefined {
  if (!window || isInWindow(window, now)) return undefined;
  const days = window.days ? ` on ${window.days.join(', ')}` : '';
  return { id: 'window', reason: `Now is outside the deployment window: ${window.from} to ${window.to} ${window.timeZone ?? 'UTC'}${days}.` };
}

function checklistObjection({ checklistPercent: wanted }: GuardSettings, { checklistPercent: found }: GuardFacts): GuardObjection | undefined {
  if (wanted === undefined) return undefined;
  if (found === undefined) return { id: 'checklist', reason: `The checklist was not run; ${wanted} % must have passed.` };
  return found >= wanted ? undefined : { id: 'checklist', reason: `${found} % of the checklist have passed; ${wanted} % must have.` };
}

/** Whether a moment lies in the window, on the wall clock of its time zone. */
export function isInWindow({ days, from, to, timeZone = 'UTC' }: DeploymentWindow, now: Date): boolean {
  const { day, minute } = wallClock(now, timeZone);
  const [start, end] = [minuteOf(from), minuteOf(to)];
  const isDay = (index: number): boolean => days === undefined || days.includes(weekdays[(index + 7) % 7]!);
  if (start <= end) return isDay(day) && minute >= start && minute < end;
  return (isDay(day) && minute >= start) || (isDay(day - 1) && minute < end);
}

const minuteOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

function wallClock(now: Date, timeZone: string): { readonly day: number; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(now);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return { day: weekdays.indexOf(part('weekday').toLowerCase() as Weekday), minute: Number(part('hour')) * 60 + Number(part('minute')) };
}

/** What nobody has overridden with a reason. An empty reason overrides nothing. */
export const unanswered = <T extends { readonly id: string }>(objections: readonly T[], overrides: Overrides): readonly T[] =>
  objections.filter(({ id }) => !overrides[id]?.trim());

/** Rule -> why it is set aside this once. */
export type Overrides = Readonly<Record<string, string>>;
