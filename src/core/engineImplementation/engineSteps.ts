import { bundleContainer, keepInContainer, makeBundle, pruneContainer, type Bundle, type BundleContent } from '../bundles';
import type { RunSteps, RunTarget } from '../deployment';
import type { EnvironmentList, ResourceView } from '../engine';
import { discoverEnvironments, type Environment } from '../environments';
import { DeployError } from '../errors';
import { listDeploymentWarnings, listResourceViews, verifyResources } from '../health';
import { compileEnvironment, listMissingSecrets, validateEnvironment, type CompiledEnvironment } from '../parameters';
import type { AzureConnection, BicepCompiler, BundleStore, Clock, ConfigurationBlobs, Git, GroupScope, NoiseStore, NoiseTarget, WorkspaceFiles } from '../ports';
import { decideConfirmation, foldNoise, indexDeclarations, makeLocalPlan, makePlan, mergeNoise, needsDeployment, readDeclarations, recordNoise, rememberPredictions, separateDrift, type Declarations, type Predict, type SourceDeclarations } from '../whatIf';
import { openTexts } from '../restore';
import { readDeployedHashes, type HashSources } from './deployedHashes';
import { examinePlan, examineRefused } from './examinePlan';

/** What the engine asks of the other folders of the core; one seam, so that tests of the engine can put in their own. */
export interface EngineSteps extends RunSteps<CompiledEnvironment> {
  discover(files: WorkspaceFiles): Promise<EnvironmentList>;
  /** The newest bundle that went to this target. */
  findDeployed(environment: string, target: NoiseTarget): Promise<BundleContent | undefined>;
  listResources(connection: AzureConnection, scope: GroupScope, signal?: AbortSignal): Promise<readonly ResourceView[]>;
}

export interface EngineStepPorts extends HashSources { readonly bicep: BicepCompiler; readonly noise: NoiseStore; readonly bundles: BundleStore; readonly git: Git }

export function createEngineSteps({ bicep, noise, bundles, git, records, uploads }: EngineStepPorts): EngineSteps {
  const findDeployed: EngineSteps['findDeployed'] = async (environment, { cloud, isSandbox, subscriptionId, resourceGroup }) => {
    const { entries } = await bundles.list(environment);
    for (const { bundleId } of entries) {
      const { content } = await bundles.get(bundleId);
      const same = content.target.cloud === (isSandbox ? 'sandbox' : cloud) && [subscriptionId, resourceGroup].join('/').toLowerCase() === [content.target.subscriptionId, content.target.resourceGroup].join('/').toLowerCase();
      if (same) return content;
    }
    return undefined;
  };
  const predict = rememberPredictions();
  const declarationsOf = declarationSource(bicep, predict);
  const predictionOf = ({ compiled, target, clock }: Pick<DeclarationsOf, 'compiled' | 'target' | 'clock'>): ReturnType<Predict>['prediction'] => predict({ ...compiled, target, now: clock.now() }).prediction;
  return {
    discover: discoverEnvironments,
    compile: async (environment, signal) => {
      const compiled = await compileEnvironment(bicep, environment, signal);
      return { ...compiled, diagnostics: validateEnvironment(environment, compiled) };
    },
    plan: async ({ environment, target, compiled, whatIf, clock, isDeployed }, signal) => {
      const [declarations, baseline, deployed] = await Promise.all([declarationsOf({ environment, target, compiled, clock }, signal), noise.find(environment.name, target), findDeployed(environment.name, target).catch(noneWhenDamaged)]);
      const prediction = predictionOf({ compiled, target, clock });
      const plan = makePlan({ environment, target, compiled, whatIf, clock, declarations, ...(prediction && { prediction }), foldNoise: foldNoise(baseline, isDeployed), ...(deployed && { previousOutputs: deployed.outputs }) });
      return deployed ? separateDrift(plan, { deployed, wanted: compiled, target, now: clock.now(), predict }) : plan;
    },
    planLocally: async ({ environment, target, compiled, clock }, signal) =>
      makeLocalPlan({ environment, target, compiled, clock, bicep, declarations: await declarationsOf({ environment, target, compiled, clock }, signal) }, signal),
    rememberNoise: async ({ environment, target, compiled, whatIf, clock }) => {
      const prediction = predictionOf({ compiled, target, clock });
      const plan = makePlan({ environment, target, compiled, whatIf, clock, ...(prediction && { prediction }) });
      await noise.save(mergeNoise(await noise.find(environment.name, target), recordNoise(plan)), target);
    },
    keepDeployed: async ({ environment, record, target, compiled, clock, connection }) => {
      const bundle = makeBundle({
        ...await readDeployedHashes({ records, uploads }, environment.name, connection, target),
        environment: record.environment, deploymentId: record.deploymentId, deploymentName: record.deploymentName, madeAt: clock.now().toISOString(), ...(record.gitSha !== undefined && { gitSha: record.gitSha }),
        target: { cloud: target.isSandbox ? 'sandbox' : target.cloud, subscriptionId: target.subscriptionId, resourceGroup: target.resourceGroup, location: target.location },
        template: compiled.template, parameters: compiled.parameters, secureParameterNames: compiled.secureParameterNames, outputs: record.outputs,
      });
      await bundles.save(bundle);
      const gone = await bundles.prune(environment.keepStates ?? 50, environment.name);
      // A rehearsal's states belong to this computer alone.
      if (!target.isSandbox) await keepBeside({ environment, connection, scope: target }, bundle, gone);
    },
    findDeployed, listMissingSecrets,
    examine: async (input, signal) => {
      const deployed = input.groupExists ? await findDeployed(input.environment.name, input.target).catch(noneWhenDamaged) : undefined;
      return examinePlan({ ...input, git, predict, ...(deployed && { deployed }) }, signal);
    },
    examineRefused: (input, signal) => examineRefused({ ...input, predict }, signal),
    decideConfirmation, needsDeployment,
    listWarnings: listDeploymentWarnings,
    verify: ({ connection, scope, outputs, deployed }, signal) => verifyResources({ resources: connection.resources, scope, outputs, deployed }, signal),
    listResources: (connection, scope, signal) => listResourceViews(connection.resources, scope, signal),
  };
}

/** An environment without a storage account of its own keeps its states on this computer alone. */
async function keepBeside(place: Parameters<typeof openTexts>[0], bundle: Bundle, gone: readonly string[]): Promise<void> {
  let blobs: ConfigurationBlobs;
  try { blobs = await openTexts(place, bundleContainer); } catch (error) {
    if (error instanceof DeployError && /^Restore\.(NoAccount|ManyAccounts|NoBlobs)$/.test(error.code)) return;
    throw error;
  }
  await keepInContainer(blobs, bundle);
  await pruneContainer(blobs, place.environment.name, gone);
}

/** Without the last good state a plan cannot tell drift apart, and is a plan nevertheless. */
function noneWhenDamaged(error: unknown): undefined {
  if (error instanceof DeployError) return undefined;
  throw error;
}

interface DeclarationsOf { readonly environment: Environment; readonly target: RunTarget; readonly compiled: CompiledEnvironment; readonly clock: Clock }

/** The compiler is asked once for each template object: it gives the same one for as long as no source has changed. */
function declarationSource(bicep: BicepCompiler, predict: Predict): (input: DeclarationsOf, signal?: AbortSignal) => Promise<Declarations> {
  const known = new WeakMap<object, SourceDeclarations>();
  return async ({ environment, target, compiled, clock }, signal) => {
    const { templateFile } = environment;
    const read = known.get(compiled.template) ?? await readDeclarations({ bicep, templateFile, template: compiled.template }, signal);
    if (read) known.set(compiled.template, read);
    return indexDeclarations(read, { templateFile, parameters: compiled.parameters, target, now: clock.now(), predict });
  };
}
