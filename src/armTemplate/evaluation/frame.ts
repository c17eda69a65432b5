import type { EvaluationContext, JsonObject, RuntimeHost } from '../api';
import type { Template } from '../template/template';
import type { Unknown, Value } from '../values/value';
import type { Variables } from './variables';

/** Where an expression stands; some functions are welcome in some places only. */
export type Place = 'parameterDefault' | 'variable' | 'identity' | 'resource' | 'output' | 'userFunction';

/** What a template knows of its own resources while it is evaluated. */
export interface ResourceLookup {
  /** Finds by symbolic name (with index), ID, or name as `reference` takes them. */
  find(name: string): FoundResource | undefined;
  /** All instances of a copy loop by its symbolic name. */
  findLoop(name: string): readonly FoundResource[] | undefined;
}
export interface FoundResource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly apiVersion: string;
  readonly scope: string;
  /** Properties known without the cloud, e.g. outputs of a nested deployment that was predicted. */
  readonly known?: (full: boolean) => Value | undefined;
  /** What it declares, for where the cloud has no answer. */
  readonly declared?: (full: boolean) => Value | undefined;
}

/** Everything that is one per deployment. */
export interface Scope {
  readonly template: Template;
  readonly context: EvaluationContext;
  readonly host?: RuntimeHost;
  /** Unavailable values become Unknown instead of RuntimeValueUnavailable. */
  readonly partial: boolean;
  readonly parameters: ReadonlyMap<string, Value>;
  readonly variables: Variables;
  /** `deployment().properties` as far as the engine knows it. */
  readonly deploymentProperties: JsonObject;
  resources?: ResourceLookup;
}

export interface CopyFrame { readonly name: string | undefined; readonly index: number | Unknown; readonly outer?: CopyFrame; /** What a bare copyIndex() means. */ readonly isDefault: boolean }
export interface LambdaFrame { readonly name: string; readonly value: Value; readonly outer?: LambdaFrame }

/** Where inside a deployment an expression is evaluated. */
export interface Frame {
  readonly scope: Scope;
  readonly place: Place;
  readonly copy?: CopyFrame;
  readonly lambda?: LambdaFrame;
  /** Arguments of the user-defined function around, which sees no other parameters. */
  readonly args?: ReadonlyMap<string, Value>;
  readonly depth: number;
}
