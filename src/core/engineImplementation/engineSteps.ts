import type { RunSteps } from '../deployment';
import type { EnvironmentList, ResourceView } from '../engine';
import { discoverEnvironments } from '../environments';
import { listDeploymentWarnings, listResourceViews, verifyResources } from '../health';
import { compileEnvironment, validateEnvironment, type CompiledEnvironment } from '../parameters';
import type { AzureConnection, BicepCompiler, GroupScope, WorkspaceFiles } from '../ports';
import { buildDeclarations, decideConfirmation, makeLocalPlan, makePlan, needsDeployment } from '../whatIf';

/** What the engine asks of the other folders of the core; one seam, so that tests of the engine can put in their own. */
export interface EngineSteps extends RunSteps<CompiledEnvironment> {
  discover(files: WorkspaceFiles): Promise<EnvironmentList>;
  listResources(connection: AzureConnection, scope: GroupScope, signal?: AbortSignal): Promise<readonly ResourceView[]>;
}

export function createEngineSteps(bicep: BicepCompiler): EngineSteps {
  return {
    discover: discoverEnvironments,
    compile: async (environment, signal) => {
      const compiled = await compileEnvironment(bicep, environment, signal);
      return { ...compiled, diagnostics: validateEnvironment(environment, compiled) };
    },
    plan: async ({ environment, target, compiled, whatIf, clock }, signal) =>
      makePlan({ environment, target, compiled, whatIf, clock, declarations: await buildDeclarations({ bicep, templateFile: environment.templateFile, template: compiled.template, parameters: compiled.parameters, target, now: clock.now() }, signal) }),
    planLocally: async ({ environment, target, compiled, clock }, signal) =>
      makeLocalPlan({ environment, target, compiled, clock, bicep, declarations: await buildDeclarations({ bicep, templateFile: environment.templateFile, template: compiled.template, parameters: compiled.parameters, target, now: clock.now() }, signal) }, signal),
    decideConfirmation, needsDeployment,
    listWarnings: listDeploymentWarnings,
    verify: ({ connection, scope, outputs, deployed }, signal) => verifyResources({ resources: connection.resources, scope, outputs, deployed }, signal),
    listResources: (connection, scope, signal) => listResourceViews(connection.resources, scope, signal),
  };
}
