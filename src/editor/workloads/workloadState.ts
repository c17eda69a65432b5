import type { Application } from '../../core/applications';
import type { ComparedConfiguration, ConfigurationComparison, ConfigurationKind, ConfigurationState } from '../../core/configurations';
import type { ErrorDocument } from '../../core/deployment/events';
import type { Diagnostic } from '../../core/values';
import type { ApplicationStatus } from './applicationStatus';
import type { ResourcesState } from '../views/resources/resourcesState';

/** What stands in the way of asking an environment without asking the person. */
export type Obstacle = Exclude<ResourcesState['kind'], 'loading' | 'empty' | 'failed' | 'some'>;

/** Read on demand. `failed`: not even the workspace could be read. */
export type Read<T> =
  | { readonly kind: 'unread' }
  | { readonly kind: 'failed'; readonly error: ErrorDocument }
  | { readonly kind: 'read'; readonly value: T };

export interface ApplicationEntry { readonly application: Application; readonly status?: ApplicationStatus; /** Why nothing is known of it there. */ readonly problem?: string }
export interface ApplicationsRead { readonly entries: readonly ApplicationEntry[]; readonly obstacle?: Obstacle; /** None of them could be asked. */ readonly error?: ErrorDocument }

export interface LocalConfiguration { readonly id: string; readonly file: string }
/** `comparison` is absent where there is an obstacle or an error: then only what the workspace holds is known. */
export interface ConfigurationsRead {
  readonly local: readonly LocalConfiguration[];
  readonly problems: readonly Diagnostic[];
  readonly comparison?: ConfigurationComparison;
  readonly obstacle?: Obstacle;
  readonly error?: ErrorDocument;
}

/** One configuration as people see it: both forms count, the one that is not in order first. */
export interface ShownConfiguration {
  readonly id: string;
  /** Undefined: not compared. */
  readonly state: ConfigurationState | undefined;
  readonly file?: string;
  readonly blobName?: string;
  /** What was seen there; absent where nothing is. */
  readonly liveEtag?: string;
  /** The single blob is in order and the entry of the registry is not. */
  readonly isAboutRegistry: boolean;
  /** Why it stays out of the registry. */
  readonly leftOut?: string;
}

export function shownConfigurations({ local, comparison }: ConfigurationsRead): readonly ShownConfiguration[] {
  if (!comparison) return local.map(({ id, file }) => ({ id, file, state: undefined, isAboutRegistry: false }));
  const registry = new Map(comparison.registry.map((one) => [one.id, one]));
  const single = new Set(comparison.configurations.map(({ id }) => id));
  const onlyEntries = comparison.registry.filter(({ id }) => !single.has(id));
  const left = new Map(comparison.leftOut.map(({ id, reason }) => [id, reason]));
  return [...comparison.configurations.map((one) => shown(one, registry.get(one.id), left.get(one.id))), ...onlyEntries.map((one) => ({ ...shown(one, undefined, undefined), isAboutRegistry: true }))]
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function shown({ id, state, blobName, local, live }: ComparedConfiguration, entry: ComparedConfiguration | undefined, leftOut: string | undefined): ShownConfiguration {
  const isAboutRegistry = state === 'in-sync' && entry !== undefined && entry.state !== 'in-sync';
  return { id, blobName, state: isAboutRegistry ? entry.state : state, isAboutRegistry, ...(local && { file: local.file }), ...(live && { liveEtag: live.etag }), ...(leftOut !== undefined && { leftOut }) };
}

/** States in which there is something to do, the urgent first. */
export const openStates: readonly ConfigurationState[] = ['conflict', 'changed-there', 'deleted-there', 'changed-here', 'new', 'only-there'];
export const isOpen = ({ state }: ShownConfiguration): boolean => state !== undefined && openStates.includes(state);

export const workloadKinds: readonly ConfigurationKind[] = ['agent', 'server'];
