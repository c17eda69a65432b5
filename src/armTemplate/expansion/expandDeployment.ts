import type { EvaluationContext, Expansion, RuntimeHost } from '../api';
import type { ResolvedParameters } from '../parameters/resolveParameters';
import type { Template } from '../template/template';

export interface ExpandRequest {
  readonly template: Template;
  readonly parameters: ResolvedParameters;
  readonly context: EvaluationContext;
  /** Asked only by names and conditions that need the cloud, which ARM mostly refuses. Absent: nothing is known yet. */
  readonly host?: RuntimeHost;
}

/** Expands copies and conditions, finds IDs and dependencies. Bodies are evaluated later, each at its turn.
 *  @throws TemplateError `InvalidTemplate`. */
export function expandDeployment(_request: ExpandRequest): Expansion {
  throw new Error('Deployments cannot be expanded yet.');
}
