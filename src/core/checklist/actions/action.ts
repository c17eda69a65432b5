import type { Role } from '../../evidence';
import type { AzureConnection, GroupScope, Resource } from '../../ports';
import type { JsonObject, JsonValue } from '../../values';
import type { CatalogueItem } from '../catalogueItem';
import type { MeasuredEvidence } from '../evidence';
import type { ChecklistView } from '../service';

/** What an action asks for where neither profile nor parameters say it. */
export interface ActionInput { readonly name: string; readonly prompt: string; readonly initial?: string; /** Why a value cannot be taken. */ readonly problem?: (value: string) => string | undefined }

/** One request to ARM that changes something. */
export interface ArmChange {
  /** What it does, in a few words. */
  readonly title: string;
  readonly method: 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Path of what is changed, with its API version. */
  readonly id: string;
  readonly apiVersion: string;
  /** What is asked for; a PUT of what exists holds all of it, a PATCH only what changes. */
  readonly body?: JsonObject;
  /** It cannot be taken back, and why. */
  readonly irreversible?: string;
  /** What takes it back where the difference does not tell: a property that was not there before. */
  readonly back?: Pick<ArmChange, 'method' | 'id' | 'apiVersion' | 'body'>;
  /** Path of the resource that is read to see the difference; default: `id`. */
  readonly reads?: string;
}

/** The environment as an action sees it. Everything is read once. */
export interface ActionScene {
  readonly view: ChecklistView;
  readonly item: CatalogueItem;
  readonly connection: AzureConnection;
  readonly scope: GroupScope;
  readonly groupId: string;
  /** Of the group; empty when there is none. */
  readonly resources: readonly Resource[];
  /** Tags that what is made here carries, as policies ask for: those of the group. */
  readonly tags: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly now: Date;
  readonly signal?: AbortSignal;
  /** @throws LogicError `Action.Missing` naming what is not there. */
  of(role: Role): Resource;
  find(role: Role): Resource | undefined;
  /** The JSON of anything in ARM; undefined when it is not there. */
  read(id: string, apiVersion: string): Promise<JsonObject | undefined>;
  list(path: string, apiVersion: string): Promise<readonly JsonObject[]>;
  /** Of a profile, in order: what aos.yaml says, then what was asked. */
  setting(name: string): JsonValue | undefined;
  /** A text that has to be known. @throws InputError `Action.InputMissing`. */
  text(name: string, prompt: string): string;
}

/** Changes Azure by requests to ARM: shown first, copied as commands, emitted as Bicep, taken back where that is possible. */
export interface ArmAction {
  readonly id: string;
  readonly title: string;
  readonly inputs?: readonly ActionInput[];
  changes(scene: ActionScene): Promise<readonly ArmChange[]> | readonly ArmChange[];
}

/** What work of a row found; becomes the row's evidence. */
export type Finding = Pick<MeasuredEvidence, 'state' | 'reason' | 'observed'>;
