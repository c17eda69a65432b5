import { TemplateError, type EvaluationContext, type ExpandedResource, type Expansion, type JsonObject, type NestedDeploymentRequest, type RuntimeHost } from '../api';
import type { Frame, Scope } from '../evaluation/frame';
import { makeScope } from '../evaluation/makeScope';
import { explain, guardDepth } from '../fault';
import type { ResolvedParameters } from '../parameters/resolveParameters';
import { isSecure, resolveDefinition } from '../parameters/checkValue';
import { pathText, Template, violation } from '../template/template';
import { isJsonObject } from '../template/userFunctions';
import { findKey, toJson, type Value } from '../values/value';
import { evaluateResourceBody } from './body';
import { dependenciesOf } from './dependencies';
import { deploymentScope } from './identity';
import { makeInstances, resourceError, type Instance, type Skipped } from './instances';
import { Lookup } from './lookup';
import { readNested } from './nested';
import { orderByDependency } from './order';
import { evaluateAllOutputs } from './outputs';
import { plainText } from '../values/plainText';

export interface ExpandRequest {
  readonly template: Template;
  readonly parameters: ResolvedParameters;
  readonly context: EvaluationContext;
  /** Answers `providers` and `pickZones` in names and conditions. Absent: nothing is known yet. */
  readonly host?: RuntimeHost;
  /** What `deployment().properties` shows besides the template: mode, parameters, templateLink. */
  readonly deploymentProperties?: JsonObject;
}

/** Expands copies and conditions, finds IDs and dependencies. Bodies are evaluated later, each at its turn.
 *  @throws TemplateError `InvalidTemplate`. */
export function expandDeployment({ template, parameters, context, host, deploymentProperties }: ExpandRequest): Expansion {
  return guardDepth(() => {
    const values = new Map<string, Value>(Object.entries(parameters.values).map(([name, value]) => [name.toLowerCase(), value]));
    const scope = makeScope({ template, context, parameters: values, host, deploymentProperties });
    scope.variables.evaluateAll({ scope, place: 'variable', depth: 0 });
    const skipped: Skipped[] = [], instances = makeInstances(scope, skipped);
    if (skipped[0]) throw resourceError(template, skipped[0].declaration, skipped[0].reason);
    const lookup = new Lookup(instances);
    scope.resources = lookup;
    const resources = instances.map((instance) => expandInstance(instance, lookup));
    return {
      resources, order: orderByDependency(resources).map(({ key }) => key), providers: providersOf(instances),
      evaluateOutputs: (runtime) => guardDepth(() => evaluateAllOutputs({ scope: withHost(scope, runtime), place: 'output', depth: 0 })),
    };
  });
}

const withHost = (scope: Scope, host: RuntimeHost): Scope => ({ ...scope, host });
const runtimeFrame = (instance: Instance, host: RuntimeHost): Frame => ({ ...instance.frame, place: 'resource', scope: withHost(instance.frame.scope, host) });

function providersOf(instances: readonly Instance[]): string[] {
  const names = new Map(instances.filter(({ existing, condition }) => !existing && condition === true).map(({ type }) => [type.split('/')[0]!.toLowerCase(), type.split('/')[0]!]));
  return [...names.values()];
}

function expandInstance(instance: Instance, lookup: Lookup): ExpandedResource {
  const { declaration, key, copy, type, apiVersion, existing, condition } = instance;
  return {
    key, copy, type, apiVersion, existing, symbolicName: declaration.symbolicName, condition: condition === true,
    id: plainText(instance.id), name: plainText(instance.name), scope: plainText(instance.scope) || '/',
    dependsOn: dependenciesOf(instance, lookup), path: pathText(declaration.path), isNestedDeployment: declaration.isNestedDeployment,
    evaluateBody: (host) => atRunTime(instance, () => toJson(evaluateResourceBody(instance, runtimeFrame(instance, host))) as JsonObject),
    evaluateNestedDeployment: (host) => {
      if (!declaration.isNestedDeployment) throw new Error(`${key} is no nested deployment.`);
      return atRunTime(instance, () => nestedRequest(instance, runtimeFrame(instance, host)));
    },
  };
}

/** ARM's frame around errors while a resource is made ready. */
function atRunTime<T>({ id, declaration, frame }: Instance, work: () => T): T {
  return guardDepth(() => explain(work, (reason) => {
    const { template } = frame.scope, { line, column } = template.locate(declaration.path);
    return new TemplateError('InvalidTemplate', `Unable to process template language expressions for resource '${plainText(id)}' at line '${line}' and column '${column}'. '${reason}'`, pathText(declaration.path), violation(template, declaration.path));
  }));
}

function nestedRequest(instance: Instance, frame: Frame): NestedDeploymentRequest {
  const parts = readNested(instance, frame), { context } = frame.scope;
  const location = evaluateResourceBody(instance, frame, new Set(['properties'])).location;
  const json = (value: Value | undefined): JsonObject | undefined => (value === undefined ? undefined : toJson(value) as JsonObject);
  return {
    name: plainText(instance.name), scope: deploymentScope(plainText(instance.scope), context), mode: parts.mode, evaluation: parts.evaluation,
    ...(typeof location === 'string' ? { location } : {}),
    ...(parts.template ? { template: parts.template } : {}), ...(parts.templateLink === undefined ? {} : { templateLink: json(parts.templateLink) }), ...(parts.parametersLink === undefined ? {} : { parametersLink: json(parts.parametersLink) }),
    parameters: Object.fromEntries([...parts.parameters].map(([name, { value, reference }]) => [name, reference === undefined ? { value: toJson(value ?? null) } : { reference: json(reference) }])),
    secureParameters: [...parts.parameters.keys()].filter((name) => isSecureParameter(parts.template, name)),
    properties: Object.fromEntries([...parts.rest].map(([key, value]) => [key, toJson(value)])),
  };
}

/** A `$ref` of the nested template points into its own definitions. */
function isSecureParameter(template: JsonObject | undefined, name: string): boolean {
  const section = template?.parameters, declared = isJsonObject(section) ? section[findKey(section, name) ?? name] : undefined;
  if (!template || !isJsonObject(declared)) return false;
  try { return isSecure(resolveDefinition(declared, new Template(template))); } catch (error) { if (error instanceof TemplateError) return false; throw error; }
}
