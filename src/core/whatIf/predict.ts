import { evaluatePartially, parseTemplate, RuntimeValueUnavailable, TemplateError, type GivenParameter, type JsonObject as TemplateJson, type Prediction } from '../../armTemplate';
import type { JsonObject } from '../values';
import type { PlanTarget } from './plan';

export interface PredictionInput {
  readonly template: JsonObject;
  readonly parameters: JsonObject;
  readonly target: Pick<PlanTarget, 'subscriptionId' | 'resourceGroup' | 'location'>;
  readonly now: Date;
  readonly deploymentName?: string;
}

export type PredictionResult = { readonly prediction: Prediction; readonly failure?: undefined } | { readonly prediction?: undefined; readonly failure: { readonly code: string; readonly message: string } };

/** The tenant is not known without a connection; this stands for it, so that it can be told apart from a real one. */
export const unknownTenant = '00000000-0000-4000-8000-7e4a47000000';

/** Stands for a subscription that nobody has chosen yet. */
export const unknownSubscription = '00000000-0000-0000-0000-000000000000';

export type Predict = (input: PredictionInput) => PredictionResult;

/** What the template deploys, as far as it can be evaluated without a cloud. Never throws: a template that cannot be evaluated answers with the reason. */
export function predictTemplate({ template, parameters, target, now, deploymentName = 'main' }: PredictionInput): PredictionResult {
  try {
    const prediction = evaluatePartially({
      template: parseTemplate(template as TemplateJson),
      parameters: parameters as { readonly [name: string]: GivenParameter },
      context: {
        scope: { kind: 'resourceGroup', tenantId: unknownTenant, subscriptionId: target.subscriptionId || unknownSubscription, resourceGroup: { name: target.resourceGroup, location: target.location } },
        deploymentName, now, newGuid: () => unknownTenant, environment: {},
      },
    });
    return { prediction };
  } catch (error) {
    if (error instanceof TemplateError) return { failure: { code: error.code, message: error.message } };
    if (error instanceof RuntimeValueUnavailable) return { failure: { code: 'RuntimeValueUnavailable', message: error.message } };
    return { failure: { code: 'NotEvaluated', message: error instanceof Error ? error.message : String(error) } };
  }
}
