import type { EvaluationContext, JsonObject, RuntimeHost } from '../api';
import type { Template } from '../template/template';
import type { Value } from '../values/value';
import type { Scope } from './frame';
import { Variables } from './variables';

export interface ScopeParts {
  readonly template: Template;
  readonly context: EvaluationContext;
  readonly parameters: ReadonlyMap<string, Value>;
  readonly partial?: boolean;
  readonly host?: RuntimeHost;
  /** More of `deployment().properties`: mode, parameters, templateLink. */
  readonly deploymentProperties?: JsonObject;
}

/** What one deployment evaluates in. */
export function makeScope({ template, context, parameters, partial = false, host, deploymentProperties = {} }: ScopeParts): Scope {
  const { contentVersion } = template.json;
  return {
    template, context, parameters, partial, host, variables: new Variables(template.json.variables),
    deploymentProperties: { template: { ...(partial ? {} : { $schema: template.json.$schema ?? null }), contentVersion: contentVersion ?? null }, ...deploymentProperties },
  };
}
