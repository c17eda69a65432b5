import type { EvaluationContext, GivenParameter, JsonObject, Prediction, RuntimeHost } from '../api';
import type { Template } from '../template/template';

export interface PartialRequest {
  readonly template: Template;
  /** Parameters with a `reference` or `expression` stay unknown. */
  readonly parameters: { readonly [name: string]: GivenParameter };
  readonly context: EvaluationContext;
  /** What is known of the cloud, if anything; whatever throws RuntimeValueUnavailable stays an expression. */
  readonly host?: RuntimeHost;
  /** Finds the template that a `templateLink` names; absent or undefined: the deployment is not predicted. */
  readonly linkedTemplate?: (templateLink: JsonObject) => JsonObject | undefined;
}

/** Predicts the resources of a deployment and of all nested ones, without a cloud.
 *  @throws TemplateError as validation does; what depends on run-time values never throws, it ends in `notPredicted` or stays an expression. */
export function evaluatePartially(_request: PartialRequest): Prediction {
  throw new Error('Nothing can be predicted yet.');
}
