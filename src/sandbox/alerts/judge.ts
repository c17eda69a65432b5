/** How a rule decides from what each look at its series has shown. Spans are milliseconds. */
export interface Conduct {
  readonly isEnabled: boolean;
  /** Distance between two looks. */
  readonly frequencyMs: number;
  /** So many of the last `of` looks have to be over the line before an alert fires. */
  readonly failing: number;
  readonly of: number;
  /** Looks in a row that have to be well before an alert resolves by itself. Absent: none does, and each look over the line fires anew. */
  readonly healthyToResolve?: number;
  /** After an alert no other one of the same series fires for so long. */
  readonly muteMs?: number;
}

/** `looks` are the newest last, one for each period (time divided by frequency); `firing` names the alert that is open. */
export interface SeriesState { readonly looks: readonly (readonly [period: number, isBreached: boolean])[]; readonly firing?: string; readonly lastFiredAt?: number }
export type RuleState = Readonly<Record<string, SeriesState>>;

export interface Transition { readonly kind: 'fired' | 'resolved'; readonly series: string; readonly at: number; readonly alert: string }

/**
 * One look at a rule, at `at`: the state afterwards and what has happened. A second look in the same period replaces the first, so that asking more often
 * makes no alert come earlier than so many periods; series that are not among `breached` are well. Times before the last look change nothing.
 */
export function judge(conduct: Conduct, earlier: RuleState, breached: ReadonlySet<string>, at: number, nameOf: (series: string) => string): { readonly state: RuleState; readonly transitions: readonly Transition[] } {
  if (!conduct.isEnabled) return { state: earlier, transitions: [] };
  const period = Math.floor(at / conduct.frequencyMs);
  const transitions: Transition[] = [];
  const state: Record<string, SeriesState> = {};
  for (const series of new Set([...Object.keys(earlier), ...breached])) {
    const before = Object.hasOwn(earlier, series) ? earlier[series]! : { looks: [] };
    const last = before.looks.at(-1)?.[0];
    if (last !== undefined && last > period) { state[series] = before; continue; }
    const next = look(conduct, before, { period, isBreached: breached.has(series), at, alert: () => nameOf(series) });
    if (next.transition) transitions.push({ ...next.transition, series, at });
    if (next.state.firing !== undefined || next.state.lastFiredAt !== undefined || next.state.looks.some(([, isBreached]) => isBreached)) state[series] = next.state;
  }
  return { state, transitions };
}

interface Look { readonly period: number; readonly isBreached: boolean; readonly at: number; alert(): string }

function look(conduct: Conduct, before: SeriesState, { period, isBreached, at, alert }: Look): { readonly state: SeriesState; readonly transition?: Pick<Transition, 'kind' | 'alert'> } {
  const kept = Math.max(conduct.of, conduct.healthyToResolve ?? 0);
  const isAgain = before.looks.at(-1)?.[0] === period;
  const looks = [...before.looks.filter(([of]) => of !== period && of > period - kept), [period, isBreached] as const];
  const isOver = isBreached && looks.filter(([of, failed]) => failed && of > period - conduct.of).length >= conduct.failing;
  if (before.firing === undefined) {
    const isMuted = before.lastFiredAt !== undefined && at - before.lastFiredAt < (conduct.muteMs ?? 0);
    const hasFiredNow = isAgain && before.lastFiredAt !== undefined && Math.floor(before.lastFiredAt / conduct.frequencyMs) === period;
    if (!isOver || isMuted || hasFiredNow) return { state: { ...before, looks } };
    const name = alert();
    return { state: { looks, lastFiredAt: at, ...(conduct.healthyToResolve !== undefined && { firing: name }) }, transition: { kind: 'fired', alert: name } };
  }
  const wanted = conduct.healthyToResolve;
  const isWell = wanted !== undefined && looks.length >= wanted && looks.slice(-wanted).every(([, failed]) => !failed);
  if (!isWell) return { state: { ...before, looks } };
  const { firing, ...rest } = before;
  return { state: { ...rest, looks }, transition: { kind: 'resolved', alert: firing } };
}
