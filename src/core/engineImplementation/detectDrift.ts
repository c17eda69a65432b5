import { redactTemplate, type BundleContent } from '../bundles';
import { newRunId } from '../deployment';
import type { Environment } from '../environments';
import { InputError } from '../errors';
import { hashParameters, hashTemplate, listSecureParameters, type CompiledEnvironment } from '../parameters';
import type { AzureConnection, Clock, GroupScope } from '../ports';
import type { JsonObject } from '../values';
import { detectDrift, type Plan } from '../whatIf';
import type { EngineSteps } from './engineSteps';

export interface DriftInput { readonly environment: Environment; readonly connection: AzureConnection; readonly scope: GroupScope; readonly steps: EngineSteps; readonly clock: Clock }

/** What-if of the bundle that the last green run left. Nothing was intended to change, so whatever would has drifted. @throws InputError `Drift.NeverDeployed`. */
export async function findDrift({ environment, connection, scope, steps, clock }: DriftInput, signal?: AbortSignal): Promise<Plan> {
  const { name: cloud, isSandbox } = connection.cloud;
  const bundle = await steps.findDeployed(environment.name, { cloud, isSandbox, ...scope });
  if (!bundle) throw new InputError('Drift.NeverDeployed', `Nothing is known of what was deployed to ${scope.resourceGroup}, so drift from it cannot be told.`, { nextStep: 'Deploy the environment from here once.' });
  const compiled = toCompiled(bundle, await currentSecrets(bundle, environment, steps, signal));
  const request = { ...scope, name: newRunId(clock), mode: 'Incremental', template: compiled.template, parameters: compiled.parameters } as const;
  const whatIf = await connection.deployments.whatIf(request, signal);
  return detectDrift(await steps.plan({ environment, target: { ...scope, cloud, isSandbox, location: bundle.target.location }, compiled, whatIf, clock }, signal));
}

/** A bundle keeps no secrets: those of the parameters file, and those written into the template, stand in for them. */
async function currentSecrets(bundle: BundleContent, environment: Environment, steps: EngineSteps, signal?: AbortSignal): Promise<JsonObject> {
  if (bundle.missingSecrets.length === 0) return {};
  const { parameters, template } = await steps.compile(environment, signal);
  const missing = new Set(bundle.missingSecrets.map((name) => name.toLowerCase()));
  const written = Object.entries(redactTemplate(template).values).map(([name, value]): [string, JsonObject] => [name, { value }]);
  return Object.fromEntries([...written, ...Object.entries(parameters)].filter(([name]) => missing.has(name.toLowerCase())));
}

function toCompiled({ template, parameters }: BundleContent, secrets: JsonObject): CompiledEnvironment {
  const all = { ...parameters, ...secrets };
  const secureParameterNames = listSecureParameters(template);
  return { success: true, template, parameters: all, diagnostics: [], secureParameterNames, templateHash: hashTemplate(template), parametersHash: hashParameters(all, secureParameterNames) };
}
