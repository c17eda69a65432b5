import type { JsonValue } from '../values';
import type { ConfigurationState } from './compare';
import type { ConfigurationKind } from './configuration';

/** The three sides of one configuration, as indented JSON. A side that is absent is not there. */
export interface ThreeSides {
  readonly kind: ConfigurationKind; readonly id: string; readonly state: ConfigurationState;
  /** Absolute path of the file here; where one would be written when there is none. */
  readonly file: string;
  readonly local?: string;
  readonly live?: string;
  /** What was last uploaded from here. Absent: never, or what it was is not known any more. */
  readonly base?: string;
  /** ETag of what is there: give it to `acceptMerge` and to `UploadRequest.overwrite`. Absent: nothing is there. */
  readonly liveEtag?: string;
}

/** What is deployed of one configuration, as the file of the workspace that would hold it. */
export interface TakenConfiguration extends Pick<ThreeSides, 'file' | 'state' | 'local'> { /** The whole text of `file`; absent: nothing is deployed under this id. */ readonly text?: string }

/** A place that both sides changed, to different values. A side that is absent took it out. */
export interface MergeConflict { readonly path: string; readonly base?: JsonValue; readonly local?: JsonValue; readonly live?: JsonValue }
export interface MergeResult extends ThreeSides {
  /** The merged configuration; in conflicts it holds what `prefer` says, `local` unless it says otherwise. */
  readonly text: string;
  readonly conflicts: readonly MergeConflict[];
  /** Places that were taken from there without a conflict. */
  readonly taken: readonly string[];
  /** Content hash of the registry's live entry that was merged as well. Absent: it needed no merge. */
  readonly entryHash?: string;
  /** What the entry in the workspace's registry file becomes, where a configuration has a file of its own and an entry. */
  readonly entryText?: string;
  /** It is an entry of a registry file: `text` is that entry, not the file. */
  readonly isEntry: boolean;
}
/** What of a merge is needed to accept it. */
export type AcceptedMerge = Pick<MergeResult, 'kind' | 'id' | 'text' | 'liveEtag' | 'file' | 'entryHash' | 'entryText'>;

/** What a conversion between the two forms would write. Nothing is written before `applyConversion`. */
export interface ConversionPlan {
  readonly kind: ConfigurationKind; readonly to: 'files' | 'registry';
  readonly files: readonly { readonly file: string; readonly id?: string; readonly text: string; readonly action: 'create' | 'change' | 'same' }[];
  /** Fields that the other form has no place for, and entries that cannot become one. */
  readonly notices: readonly { readonly id: string; readonly reason: string }[];
}

/** `not-loaded`: the app is up and does not have it; `unknown`: the app could not be asked. */
export type RuntimeState = 'running' | 'stopped' | 'not-loaded' | 'unknown';
export interface RuntimeStatus { readonly id: string; readonly state: RuntimeState; /** Why it does not run, or what stands in the way of knowing. */ readonly reason?: string }
export interface RuntimeReport {
  /** Name of the function app that runs them. */
  readonly site?: string;
  /** Whether the app was told to read its registry again. */
  readonly reload: 'sent' | 'not-sent';
  readonly statuses: readonly RuntimeStatus[];
  readonly notices: readonly string[];
}

/** Answers of the wizard. Everything but the id has a sensible default. */
export type NewConfigurationAnswers =
  | { readonly kind: 'agent'; readonly id: string; readonly agentType?: string; readonly purpose: string; readonly purposeScope?: string; readonly adapterName?: string; readonly mcpTools?: readonly { readonly server: string; readonly tool: string }[]; readonly isEnabled?: boolean }
  | { readonly kind: 'server'; readonly id: string; readonly command: string; readonly args?: readonly string[]; /** name -> plain text, or `{secret}` for a secret of the vault. */ readonly env?: Readonly<Record<string, string | { readonly secret: string }>>; readonly isEnabled?: boolean };
export interface NewConfiguration { readonly file: string; readonly text: string }
