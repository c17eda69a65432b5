import type { EvaluationContext, GivenParameter, JsonObject, Prediction, RuntimeHost } from '../api';
import { call, literal } from '../expressions/ast';
import { guardDepth } from '../fault';
import type { Template } from '../template/template';
import { Unknown, type Value } from '../values/value';
import { predictDeployment, type DeploymentInput } from './predict';
import { toPartialJson } from './partialJson';

export interface PartialRequest {
  readonly template: Template;
  /** Parameters with a `reference` or `expression`, and secure ones, stay unknown. */
  readonly parameters: { readonly [name: string]: GivenParameter };
  readonly context: EvaluationContext;
  /** What is known of the cloud, if anything; whatever throws RuntimeValueUnavailable stays an expression. */
  readonly host?: RuntimeHost;
  /** Finds the template that a `templateLink` names; absent or undefined: the deployment is not predicted. */
  readonly linkedTemplate?: (templateLink: JsonObject) => JsonObject | undefined;
}

/** Predicts the resources of a deployment and of all nested ones, without a cloud.
 *  @throws TemplateError as validation does; what depends on run-time values never throws, it ends in `notPredicted` or stays an expression. */
export function evaluatePartially({ template, parameters, context, host, linkedTemplate }: PartialRequest): Prediction {
  return guardDepth(() => {
    const given = new Map<string, Value | undefined>(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), givenValue(name, value)]));
    const input: DeploymentInput = { template, given, context, host, linkedTemplate, declaration: [], deployments: [context.deploymentName] };
    const { resources, notPredicted, outputs } = predictDeployment(input);
    return { resources, notPredicted, outputs: Object.fromEntries([...outputs].map(([name, { type, secure, value }]) => [name, { type, secure, value: toPartialJson(value) }])) };
  });
}

function givenValue(name: string, { value, reference, expression }: GivenParameter): Value | undefined {
  return reference || expression !== undefined ? secret(name) : value;
}

/** A secret is not for plans to show: it stays the parameter it is. */
const secret = (name: string): Unknown => new Unknown(call('parameters', [literal(name)]));
