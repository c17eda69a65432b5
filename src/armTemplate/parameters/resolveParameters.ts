import type { EvaluationContext, GivenParameter, JsonValue, SecretSource } from '../api';
import type { Template } from '../template/template';

export interface ResolveOptions { readonly secrets?: SecretSource }

/** Values of all parameters, defaults applied and constraints checked. */
export interface ResolvedParameters {
  readonly values: { readonly [name: string]: JsonValue };
  /** Types as declared (`string`, `secureString` ...), after following `$ref`. */
  readonly types: { readonly [name: string]: string };
  /** Names of secure parameters: never echo their values. */
  readonly secure: readonly string[];
}

/** Applies defaults and checks types, allowed values, limits and user-defined types.
 *  @throws TemplateError `InvalidTemplate` (or `InvalidTemplateDeployment`) with the words of ARM's deployment validation. */
export function resolveParameters(_template: Template, _given: { readonly [name: string]: GivenParameter }, _context: EvaluationContext, _options: ResolveOptions = {}): ResolvedParameters {
  throw new Error('Parameters cannot be resolved yet.');
}
