import { TemplateError, type EvaluationContext, type JsonObject, type NotPredicted, type PredictedResource, type RuntimeHost } from '../api';
import type { FoundResource, Frame } from '../evaluation/frame';
import { makeScope } from '../evaluation/makeScope';
import { access, call, literal } from '../expressions/ast';
import { printExpression } from '../expressions/print';
import { explain, ExpressionFault, invalidTemplate } from '../fault';
import { isSecure, resolveDefinition } from '../parameters/checkValue';
import { resolveValues } from '../parameters/resolveParameters';
import { pathText, violation, type Template } from '../template/template';
import { Declared, getKey, hasUnknown, isObject, isUnknown, PartlyKnown, toExpression, toJson, Unknown, type Value, type ValueObject } from '../values/value';
import { evaluateResourceBody } from './body';
import { dependenciesOf } from './dependencies';
import { deploymentScope } from './identity';
import { makeInstances, resourceError, type Instance, type Skipped } from './instances';
import { Lookup } from './lookup';
import { readNested, type NestedParts } from './nested';
import { orderByDependency } from './order';
import { evaluateOutputValues, type OutputValue } from './outputs';
import { partialText, toPartialJson } from './partialJson';
import { plainText } from '../values/plainText';

export interface DeploymentInput {
  readonly template: Template;
  readonly given: ReadonlyMap<string, Value | undefined>;
  readonly context: EvaluationContext;
  readonly host?: RuntimeHost;
  readonly linkedTemplate?: (templateLink: JsonObject) => JsonObject | undefined;
  readonly declaration: readonly string[];
  readonly deployments: readonly string[];
}
export interface DeploymentPrediction { readonly resources: PredictedResource[]; readonly notPredicted: NotPredicted[]; readonly outputs: ReadonlyMap<string, OutputValue> }

const NOTHING: DeploymentPrediction = { resources: [], notPredicted: [], outputs: new Map() };

/** Predicts one deployment with everything below it. @throws TemplateError */
export function predictDeployment(input: DeploymentInput): DeploymentPrediction { return new Predictor(input).predict(); }

/** Resources that are evaluated because another one refers to them, one inside the other; a longer chain stays open rather than filling the stack. */
const MOST_OPEN = 50;

class Predictor {
  readonly #frame: Frame;
  readonly #nested = new Map<Instance, DeploymentPrediction | 'open'>();
  #lookup?: Lookup;
  #open = 0;
  readonly #bodies = new Map<Instance, ValueObject | 'open'>();

  constructor(private readonly input: DeploymentInput) {
    const { template, given, context, host } = input;
    const parameters = new Map([...resolveValues(template, hideSecrets(template, given), context, true)].map(([name, value]) => [name.toLowerCase(), value]));
    this.#frame = { scope: makeScope({ template, context, host, parameters, partial: true }), place: 'resource', depth: 0 };
  }

  predict(): DeploymentPrediction {
    const { scope } = this.#frame, skipped: Skipped[] = [], resources: PredictedResource[] = [];
    scope.variables.evaluateAll({ ...this.#frame, place: 'variable' });
    const instances = makeInstances(scope, skipped), lookup = new Lookup(instances, (instance) => ({ known: this.#known(instance), declared: this.#declared(instance) }));
    scope.resources = this.#lookup = lookup;
    const notPredicted: NotPredicted[] = skipped.map(({ declaration, reason, code }) => ({ ...this.#place(declaration.path), symbolicName: declaration.symbolicName, type: plainText(declaration.json.type ?? declaration.extension), reason, code }));
    for (const instance of instances) {
      if (instance.existing || instance.condition === false) continue;
      if (!instance.declaration.isNestedDeployment) { resources.push(this.#resource(instance, lookup)); continue; }
      const inner = this.#predictNested(instance);
      resources.push(...inner.resources);
      notPredicted.push(...inner.notPredicted);
    }
    orderByDependency(instances.map((instance) => ({ key: instance.key, dependsOn: dependenciesOf(instance, lookup) })));
    return { resources, notPredicted, outputs: this.#outputs() };
  }

  #place(path: readonly (string | number)[]): Pick<NotPredicted, 'declaration' | 'deployments'> { return { declaration: [...this.input.declaration, pathText(path)], deployments: this.input.deployments }; }

  #resource(instance: Instance, lookup: Lookup): PredictedResource {
    const { declaration, id, type, name, apiVersion, scope, copy, condition, frame: { scope: { template } } } = instance;
    const body = explain(() => this.#body(instance), (reason) => resourceError(template, declaration, reason));
    return {
      id: partialText(id), type, name: partialText(name), apiVersion, scope: partialText(scope) || '/', symbolicName: declaration.symbolicName, copy,
      ...(isUnknown(condition) ? { conditionExpression: `[${printExpression(condition.expression)}]` } : {}),
      body: toPartialJson({ type, name, apiVersion, ...body }), ...this.#place(declaration.path), dependsOn: dependenciesOf(instance, lookup),
    };
  }

  #outputs(): ReadonlyMap<string, OutputValue> {
    return evaluateOutputValues({ ...this.#frame, place: 'output' }, (name, reason) => {
      const { template } = this.#frame.scope, path = ['outputs', name], { line, column } = template.locate(path);
      throw invalidTemplate(`The template output '${name}' at line '${line}' and column '${column}' is not valid: ${reason}`, pathText(path), violation(template, path));
    });
  }

  /** Evaluated once, whether for itself or because something refers to it. */
  #body(instance: Instance): ValueObject {
    const known = this.#bodies.get(instance);
    if (known && known !== 'open') return known;
    this.#bodies.set(instance, 'open');
    const body = evaluateResourceBody(instance, { ...instance.frame, place: 'resource' });
    this.#bodies.set(instance, body);
    return body;
  }

  /** What references to a resource see: its properties, as it declares them. What is wrong with them is told where they stand. */
  #declared(instance: Instance): FoundResource['declared'] {
    if (instance.declaration.isNestedDeployment || instance.existing || instance.condition !== true) return undefined;
    return (full) => {
      if (this.#bodies.get(instance) === 'open' || !this.#bodies.has(instance) && this.#open >= MOST_OPEN) return undefined;
      this.#open++;
      try {
        const properties = getKey(this.#body(instance), 'properties');
        if (!isObject(properties)) return undefined;
        const self = call('reference', [toExpression(instance.id), literal(instance.apiVersion), ...(full ? [literal('full')] : [])]);
        return full ? new Declared(self, { properties: new Declared(access(self, literal('properties')), properties) }) : new Declared(self, properties);
      } catch (error) {
        this.#bodies.delete(instance);
        if (error instanceof ExpressionFault) return undefined;
        throw error;
      } finally { this.#open--; }
    };
  }

  /** A group that this template makes is not there to be asked yet; with a host, it is for the host's side to say what will be. */
  readonly #findGroup: EvaluationContext['findResourceGroup'] = (subscriptionId, name) => {
    const { context, host } = this.input, made = host ? undefined : this.#lookup?.findInstance(`/subscriptions/${subscriptionId}/resourceGroups/${name}`);
    if (!made || made.existing || made.condition !== true) return context.findResourceGroup?.(subscriptionId, name);
    const { location, tags } = head(made);
    return { location: typeof location === 'string' ? location : '', ...(isObject(tags) && !hasUnknown(tags) ? { tags: toJson(tags) as JsonObject } : {}) };
  };

  /** What references to a nested deployment see: the outputs that were predicted. */
  #known(instance: Instance): FoundResource['known'] {
    if (!instance.declaration.isNestedDeployment || instance.existing) return undefined;
    return (full) => {
      if (this.#nested.get(instance) === 'open') return undefined;
      const { outputs } = this.#predictNested(instance);
      if (outputs.size === 0) return undefined;
      const self = call('reference', [toExpression(instance.id), literal(instance.apiVersion), ...(full ? [literal('full')] : [])]);
      const known = { outputs: Object.fromEntries([...outputs].map(([name, { type, value }]) => [name, { type, value }])) };
      return full ? new PartlyKnown(self, { properties: new PartlyKnown({ kind: 'access', target: self, index: literal('properties') }, known) }) : new PartlyKnown(self, known);
    };
  }

  #predictNested(instance: Instance): DeploymentPrediction {
    const known = this.#nested.get(instance);
    if (known) return known === 'open' ? NOTHING : known;
    this.#nested.set(instance, 'open');
    const prediction = instance.condition === false ? NOTHING : this.#tryNested(instance);
    this.#nested.set(instance, prediction);
    return prediction;
  }

  #tryNested(instance: Instance): DeploymentPrediction {
    const { declaration, frame, scope } = instance;
    const missing = (reason: string, code: string): DeploymentPrediction => ({ ...NOTHING, notPredicted: [{ ...this.#place(declaration.path), symbolicName: declaration.symbolicName, type: instance.type, reason, code }] });
    const parts = explain(() => readNested(instance, { ...frame, place: 'resource' }), (reason) => resourceError(frame.scope.template, declaration, reason));
    if (isUnknown(scope)) return missing(`Its scope is only known when the deployment runs: ${partialText(scope)}.`, 'ScopeUnknown');
    const template = parts.template ?? this.#linked(parts);
    if (!template) return missing('Its template is not part of this template, and cannot be read from here.', 'LinkedTemplate');
    const given = givenParameters(parts);
    try { return predictDeployment(this.#nestedInput(instance, template, given)); } catch (error) {
      if (error instanceof TemplateError && ![...given.values()].every((value) => value !== undefined && !hasUnknown(value))) return missing(error.message, error.code);
      throw error;
    }
  }

  #linked({ templateLink }: NestedParts): JsonObject | undefined {
    return isObject(templateLink) && !hasUnknown(templateLink) ? this.input.linkedTemplate?.(toJson(templateLink) as JsonObject) : undefined;
  }

  #nestedInput(instance: Instance, template: JsonObject, given: ReadonlyMap<string, Value | undefined>): DeploymentInput {
    const context = { ...this.input.context, findResourceGroup: this.#findGroup }, name = partialText(instance.name), location = instance.declaration.json.location === undefined ? undefined : head(instance).location;
    return {
      ...this.input, template: this.input.template.nested(template), given,
      context: { ...context, scope: deploymentScope(plainText(instance.scope), context), deploymentName: name, deploymentLocation: typeof location === 'string' ? location : context.deploymentLocation },
      declaration: [...this.input.declaration, pathText(instance.declaration.path)], deployments: [...this.input.deployments, name],
    };
  }
}

/** What a resource declares beside its properties. */
const head = (instance: Instance): ReturnType<typeof evaluateResourceBody> => evaluateResourceBody(instance, { ...instance.frame, place: 'resource' }, new Set(['properties']));

/** A secret is not for plans to show: it stays the parameter it is. */
function hideSecrets(template: Template, given: ReadonlyMap<string, Value | undefined>): ReadonlyMap<string, Value | undefined> {
  const hidden = new Map(given);
  for (const [name, declared] of Object.entries(template.section('parameters'))) {
    const key = name.toLowerCase();
    if (hidden.get(key) !== undefined && isSecure(resolveDefinition(declared as JsonObject, template))) hidden.set(key, new Unknown(call('parameters', [literal(name)])));
  }
  return hidden;
}

function givenParameters({ parameters }: NestedParts): Map<string, Value | undefined> {
  return new Map([...parameters].map(([name, { value, reference }]) => [name.toLowerCase(), reference === undefined ? value : new Unknown(call('parameters', [literal(name)]))]));
}
