import type { RunSteps, RunTarget } from '../deployment';
import type { EnvironmentList, ResourceView } from '../engine';
import { discoverEnvironments, type Environment } from '../environments';
import { listDeploymentWarnings, listResourceViews, verifyResources } from '../health';
import { compileEnvironment, validateEnvironment, type CompiledEnvironment } from '../parameters';
import type { AzureConnection, BicepCompiler, Clock, GroupScope, NoiseStore, WorkspaceFiles } from '../ports';
import { buildDeclarations, decideConfirmation, foldNoise, makeLocalPlan, makePlan, needsDeployment, recordNoise, type Declarations } from '../whatIf';

/** What the engine asks of the other folders of the core; one seam, so that tests of the engine can put in their own. */
export interface EngineSteps extends RunSteps<CompiledEnvironment> {
  discover(files: WorkspaceFiles): Promise<EnvironmentList>;
  listResources(connection: AzureConnection, scope: GroupScope, signal?: AbortSignal): Promise<readonly ResourceView[]>;
}

export interface EngineStepPorts { readonly bicep: BicepCompiler; readonly noise: NoiseStore }

export function createEngineSteps({ bicep, noise }: EngineStepPorts): EngineSteps {
  return {
    discover: discoverEnvironments,
    compile: async (environment, signal) => {
      const compiled = await compileEnvironment(bicep, environment, signal);
      return { ...compiled, diagnostics: validateEnvironment(environment, compiled) };
    },
    plan: async ({ environment, target, compiled, whatIf, clock }, signal) => {
      const [declarations, baseline] = await Promise.all([declarationsOf({ bicep, environment, target, compiled, clock }, signal), noise.find(environment.name, target)]);
      return makePlan({ environment, target, compiled, whatIf, clock, declarations, foldNoise: foldNoise(baseline) });
    },
    planLocally: async ({ environment, target, compiled, clock }, signal) =>
      makeLocalPlan({ environment, target, compiled, clock, bicep, declarations: await declarationsOf({ bicep, environment, target, compiled, clock }, signal) }, signal),
    rememberNoise: async ({ environment, target, compiled, whatIf, clock }) => noise.save(recordNoise(makePlan({ environment, target, compiled, whatIf, clock })), target),
    decideConfirmation, needsDeployment,
    listWarnings: listDeploymentWarnings,
    verify: ({ connection, scope, outputs, deployed }, signal) => verifyResources({ resources: connection.resources, scope, outputs, deployed }, signal),
    listResources: (connection, scope, signal) => listResourceViews(connection.resources, scope, signal),
  };
}

interface DeclarationsOf { readonly bicep: BicepCompiler; readonly environment: Environment; readonly target: RunTarget; readonly compiled: CompiledEnvironment; readonly clock: Clock }

const declarationsOf = ({ bicep, environment, target, compiled, clock }: DeclarationsOf, signal?: AbortSignal): Promise<Declarations> =>
  buildDeclarations({ bicep, templateFile: environment.templateFile, template: compiled.template, parameters: compiled.parameters, target, now: clock.now() }, signal);
