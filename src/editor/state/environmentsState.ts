import type { ErrorDocument, RunRecord } from '../../core/deployment/events';
import type { Environment } from '../../core/environments/environment';
import type { Diagnostic } from '../../core/values';
import type { Plan } from '../../core/whatIf/plan';

/** Everything the editor knows of the workspace's environments. */
export type EnvironmentsState =
  /** Nobody has asked yet. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'loading' }
  /** There is no parameters file that names a template; `problems` says what was found instead. */
  | { readonly kind: 'none'; readonly problems: readonly Diagnostic[] }
  | { readonly kind: 'failed'; readonly error: ErrorDocument }
  | { readonly kind: 'some'; readonly entries: readonly EnvironmentEntry[]; readonly selected: string | undefined; readonly problems: readonly Diagnostic[] };

export interface EnvironmentEntry {
  readonly environment: Environment;
  /** Where it goes: what the environment says, else what the person chose; undefined while nobody did. */
  readonly cloud: string | undefined;
  readonly subscriptionId: string | undefined;
  readonly problems: readonly Diagnostic[];
  /** Ended runs, newest first. */
  readonly history: readonly RunRecord[];
  readonly activeRun?: RunRecord;
  /** Runs whose process is gone. */
  readonly interrupted: readonly RunRecord[];
  /** The last plan that was made in this window. */
  readonly plan?: Plan;
}

/** Where one environment goes when neither it nor `aos.yaml` says so; chosen once, kept per workspace. */
export interface ChosenTarget { readonly cloud: string; readonly subscriptionId?: string }
export type ChosenTargets = Readonly<Record<string, ChosenTarget>>;

/** A choice beats the setting; what the environment itself says beats both. */
export function cloudOf(environment: Environment, chosen: ChosenTarget | undefined, setting: string | undefined): string | undefined {
  return environment.cloud ?? chosen?.cloud ?? (setting || undefined);
}

export function subscriptionOf(environment: Environment, chosen: ChosenTarget | undefined): string | undefined {
  return environment.subscriptionId ?? chosen?.subscriptionId;
}

/** Puts a run where it belongs: active, interrupted or history. A run that is in none of its environment's lists comes first. */
export function withRun(entry: EnvironmentEntry, run: RunRecord, isActive: boolean): EnvironmentEntry {
  const others = (runs: readonly RunRecord[]): readonly RunRecord[] => runs.filter((known) => known.deploymentId !== run.deploymentId);
  const rest = { ...entry, interrupted: others(entry.interrupted), history: others(entry.history), activeRun: entry.activeRun?.deploymentId === run.deploymentId ? undefined : entry.activeRun };
  if (isActive) return { ...rest, activeRun: run };
  if (run.endedAt === undefined) return { ...rest, interrupted: [run, ...rest.interrupted] };
  return { ...rest, history: [run, ...rest.history].sort((a, b) => b.timestamp.localeCompare(a.timestamp)) };
}

/** The environment that stays selected: the one of before while it exists, else the first that is not protected, else the first. */
export function selectionOf(environments: readonly Environment[], before: string | undefined): string | undefined {
  if (environments.some((environment) => environment.name === before)) return before;
  return (environments.find((environment) => !environment.isProtected) ?? environments[0])?.name;
}

/** Protected environments last; else as the workspace lists them. */
export const inOrderOfRisk = (environments: readonly Environment[]): readonly Environment[] => [...environments].sort((a, b) => Number(a.isProtected) - Number(b.isProtected));
