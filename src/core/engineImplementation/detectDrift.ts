import { redactTemplate, type BundleContent } from '../bundles';
import { newRunId, type RunTarget } from '../deployment';
import type { Environment } from '../environments';
import { InputError } from '../errors';
import { hashParameters, hashTemplate, listSecureParameters, type CompiledEnvironment } from '../parameters';
import { asObject } from '../json';
import type { AzureConnection, Clock, GroupScope } from '../ports';
import type { JsonObject } from '../values';
import { detectDrift, predictTemplate, reviseHidden, type NotPredicted, type Plan } from '../whatIf';
import { bodiesOf, openReader } from './examinePlan';
import { lookBehind, type LookedBehind } from './lookBehind';
import type { EngineSteps } from './engineSteps';

export interface DriftInput { readonly environment: Environment; readonly connection: AzureConnection; readonly scope: GroupScope; readonly steps: EngineSteps; readonly clock: Clock }

/** What-if of the bundle that the last green run left. Nothing was intended to change, so whatever would has drifted. @throws InputError `Drift.NeverDeployed`. */
export async function findDrift({ environment, connection, scope, steps, clock }: DriftInput, signal?: AbortSignal): Promise<Plan> {
  const { name: cloud, isSandbox } = connection.cloud;
  const bundle = await steps.findDeployed(environment.name, { cloud, isSandbox, ...scope });
  if (!bundle) throw new InputError('Drift.NeverDeployed', `Nothing is known of what was deployed to ${scope.resourceGroup}, so drift from it cannot be told.`, { nextStep: 'Deploy the environment from here once.' });
  const compiled = toCompiled(bundle, await currentSecrets(bundle, environment, steps, signal));
  const request = { ...scope, name: newRunId(clock), mode: 'Incremental', template: compiled.template, parameters: compiled.parameters } as const;
  const target = { ...scope, cloud, isSandbox, location: bundle.target.location };
  const [whatIf, hidden] = await Promise.all([connection.deployments.whatIf(request, signal), findHidden({ environment, connection, clock }, target, compiled, bundle.missingSecrets, signal)]);
  const plan = reviseHidden(await steps.plan({ environment, target, compiled, whatIf, clock }, signal), hidden.findings, compiled.template);
  const notPredicted = [...plan.notPredicted, ...hidden.untold.map(({ resourceId, type, reason }): NotPredicted => ({ resourceId, type, reason, kind: 'diagnostic' }))];
  return detectDrift({ ...plan, notPredicted, counts: { ...plan.counts, notPredicted: notPredicted.length } });
}

/** Of a list that the template gives whole, what somebody added is drift as well: the next deployment drops it. */
async function findHidden({ environment, connection, clock }: Pick<DriftInput, 'environment' | 'connection' | 'clock'>, target: RunTarget, compiled: CompiledEnvironment, missingSecrets: readonly string[], signal?: AbortSignal): Promise<LookedBehind> {
  const { prediction } = predictTemplate({ ...compiled, target, now: clock.now() });
  if (!prediction) return { findings: [], untold: [] };
  const { prediction: other } = missingSecrets.length === 0 ? {} : predictTemplate({ ...compiled, parameters: withOtherTexts(compiled.parameters, missingSecrets), target, now: clock.now() });
  return lookBehind({ environment, compiled, resources: bodiesOf(prediction), ...(other && { withOtherSecrets: bodiesOf(other) }), reader: openReader(connection, clock), withExtra: true }, signal);
}

/** Today's secrets only stand in for those of then. */
function withOtherTexts(parameters: JsonObject, names: readonly string[]): JsonObject {
  const missing = new Set(names.map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(parameters).map(([name, given]) => {
    const value = asObject(given)['value'];
    return [name, missing.has(name.toLowerCase()) && typeof value === 'string' ? { value: `${value} of another time` } : given];
  }));
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
