import { bundleContainer, fetchFromContainer, redactTemplate, type Bundle } from '../bundles';
import { withoutModules, type RollbackTarget, type RunRecord, type RunSteps } from '../deployment';
import type { DeployOptions, RunHandle, TargetChoice } from '../engine';
import type { Environment } from '../environments';
import { CancelledError, DeployError, LogicError } from '../errors';
import type { CompiledEnvironment } from '../parameters';
import type { AzureConnection, BicepCompiler, BundleStore, DeploymentRecord, GroupScope } from '../ports';
import { openTexts } from '../restore';
import type { Plan } from '../whatIf';
import { ApplicationRollback, type ApplicationRollbackPorts } from './application';
import { loadState, type Deployable } from './deployable';
import { chooseState, listGoodStates, type GoodState, type GoodStates } from './goodState';
import { rollbackSteps } from './rollbackSteps';
import { findSecrets, type SecretSources } from './secrets';

/** How to go back. */
export interface RollbackChoice {
  /** Run, deployment, bundle or commit; default: the newest good state that is not deployed now. */
  readonly to?: string;
  /** Take away what was deployed since; default: it stays. */
  readonly removeAdded?: boolean;
  /** Agree that locks in the way are lifted, and set again afterwards. */
  readonly liftLocks?: boolean;
  /** Values of secure parameters; never stored. */
  readonly secrets?: SecretSources['given'];
  readonly askSecrets?: SecretSources['ask'];
  readonly target?: TargetChoice;
}

export interface RollbackPlan { readonly state: GoodState; readonly plan: Plan }

export interface RollbackPorts extends Omit<ApplicationRollbackPorts, 'listStates'> {
  readonly root: string;
  readonly bicep: BicepCompiler;
  readonly bundles: BundleStore;
  readonly connect: (environment: Environment, signal?: AbortSignal) => Promise<AzureConnection>;
  readonly history: (environment: string) => Promise<readonly RunRecord[]>;
  readonly steps: RunSteps<CompiledEnvironment>;
  /** Plans with these steps, as `plan` of the engine does. */
  readonly plan: (environment: string, steps: RunSteps<CompiledEnvironment>, target: TargetChoice | undefined, signal?: AbortSignal) => Promise<Plan>;
  /** Starts a run with these steps. */
  readonly start: (environment: string, rollback: { readonly steps: RunSteps<CompiledEnvironment>; readonly rollbackTo: RollbackTarget }, options: DeployOptions, signal?: AbortSignal) => Promise<RunHandle>;
}

/** Taking an environment back to an earlier good state. */
export class RollbackService {
  readonly applications: ApplicationRollback;

  constructor(private readonly ports: RollbackPorts) {
    this.applications = new ApplicationRollback({ ...ports, listStates: (environment, signal) => this.listStates(environment, signal) });
  }

  /** Good states of the environment at its target, newest first. */
  listStates(environment: string, signal?: AbortSignal): Promise<GoodStates> {
    return this.ports.reach(environment, async (place) => listGoodStates(await this.readPast(place, signal)), signal);
  }

  /** What going back would change. Changes nothing. @throws as chooseState, loadState and findSecrets. */
  async plan(environment: string, choice: RollbackChoice, signal?: AbortSignal): Promise<RollbackPlan> {
    const state = chooseState(await this.listStates(environment, signal), choice.to, environment);
    const steps = this.steps(targetOf(state, choice), choice, { preview: true, state });
    return { state, plan: await this.ports.plan(environment, steps, choice.target, signal) };
  }

  /** Starts the run that goes back. What is wrong with the state is told before it begins. */
  async start(environment: string, choice: RollbackChoice, options: DeployOptions, signal?: AbortSignal): Promise<RunHandle> {
    const state = chooseState(await this.listStates(environment, signal), choice.to, environment);
    const loaded = await this.ports.reach(environment, (place) => this.load(place, state, choice, signal), signal);
    const rollbackTo = targetOf(state, choice);
    return this.ports.start(environment, { rollbackTo, steps: this.steps(rollbackTo, choice, { state, loaded }) }, { ...options, gitSha: state.gitSha, ...(choice.target && { target: choice.target }) }, signal);
  }

  /** Steps to take up a rollback that another process began. */
  stepsOf(rollbackTo: RollbackTarget, choice: RollbackChoice): RunSteps<CompiledEnvironment> { return this.steps(rollbackTo, choice, {}); }

  private steps(to: RollbackTarget, choice: RollbackChoice, known: { readonly preview?: boolean; readonly state?: GoodState; readonly loaded?: Loaded }): RunSteps<CompiledEnvironment> {
    return rollbackSteps(this.ports.steps, {
      to, preview: known.preview, isCurrent: known.state?.isCurrent ?? false, connect: this.ports.connect,
      load: async (environment, signal) => known.loaded ?? this.ports.reach(environment.name, async (place) => this.load(place, known.state ?? chooseState(listGoodStates(await this.readPast(place, signal)), to.bundleId ?? to.deploymentId, environment.name), choice, signal), signal),
      newer: (environment, signal) => this.ports.reach(environment.name, async (place) => (await this.readBundles(place)).bundles.map(({ content }) => content).filter(({ madeAt }) => madeAt > to.madeAt), signal),
    });
  }

  /** What another computer deployed. Where the account is gone or out of reach, the states of this one have to do. */
  private async fetchBeside(place: Place): Promise<readonly string[]> {
    try {
      return await fetchFromContainer(await openTexts(place, bundleContainer), this.ports.bundles, place.environment.name);
    } catch (error) {
      if (error instanceof DeployError && !(error instanceof CancelledError)) return [];
      throw error;
    }
  }

  private async load(place: Place, state: GoodState, { secrets, askSecrets }: RollbackChoice, signal?: AbortSignal): Promise<Loaded> {
    const { root, bicep, commits, bundles, steps } = this.ports;
    const deployable = await loadState(state, { ...place, root, bicep, commits, getBundle: (id) => bundles.get(id) }, signal);
    const found = await findSecrets(deployable, { given: secrets, ask: askSecrets, compileNow: async () => withWrittenSecrets(await steps.compile(place.environment, signal)) });
    return { deployable, secrets: found.parameters, notices: found.notices };
  }

  private async readPast(place: Place, signal?: AbortSignal): Promise<Parameters<typeof listGoodStates>[0]> {
    const { environment } = place;
    const [{ bundles, damaged }, history, deployments] = await Promise.all([this.readBundles(place), this.ports.history(environment.name), listDeployments(place, signal)]);
    const runs = history.filter(({ target }) => target === undefined || isSamePlace(target, place));
    const green = withoutModules(deployments.filter(({ provisioningState }) => provisioningState === 'Succeeded'));
    const commits = new Set<string>();
    for (const gitSha of new Set(runs.flatMap((run) => (run.success && run.gitSha !== undefined ? [run.gitSha] : [])))) if (await this.ports.commits.hasCommit(gitSha, signal)) commits.add(gitSha);
    return { bundles, damaged, runs, deployments: green, hasCommit: (gitSha) => commits.has(gitSha) };
  }

  /** Bundles that went to this place, newest first. A bundle damaged between the list and the reading counts as damaged. */
  private async readBundles({ environment, ...place }: Place): Promise<{ readonly bundles: readonly Bundle[]; readonly damaged: readonly string[] }> {
    const elsewhere = place.connection.cloud.isSandbox ? [] : await this.fetchBeside({ environment, ...place });
    const listed = await this.ports.bundles.list(environment.name);
    const [entries, damaged] = [listed.entries, [...new Set([...listed.damaged, ...elsewhere])]];
    const read = await Promise.all(entries.map(async ({ bundleId }) => {
      try { return await this.ports.bundles.get(bundleId); } catch (error) { if (error instanceof DeployError) return bundleId; throw error; }
    }));
    const bundles = read.filter((one) => typeof one !== 'string').filter(({ content }) => isSamePlace({ ...content.target, isSandbox: content.target.cloud === 'sandbox' }, place));
    return { bundles, damaged: [...damaged, ...read.filter((one) => typeof one === 'string')] };
  }
}

/** A group that is gone has no history; its bundles make it anew. */
async function listDeployments({ connection, scope }: Place, signal?: AbortSignal): Promise<readonly DeploymentRecord[]> {
  try { return await connection.deployments.list(scope, signal); } catch (error) {
    if (error instanceof LogicError && error.status === 404) return [];
    throw error;
  }
}

interface Place { readonly environment: Environment; readonly connection: AzureConnection; readonly scope: GroupScope }
interface Loaded { readonly deployable: Deployable; readonly secrets: Deployable['parameters']; readonly notices: readonly string[] }

/** What was written into the template of now stands beside what its parameters file gives: bundles keep neither. */
const withWrittenSecrets = ({ parameters, template }: CompiledEnvironment): Pick<CompiledEnvironment, 'parameters'> =>
  ({ parameters: { ...Object.fromEntries(Object.entries(redactTemplate(template).values).map(([name, value]) => [name, { value }])), ...parameters } });

const targetOf = ({ deploymentId, source, bundleId, gitSha, madeAt }: GoodState, { removeAdded, liftLocks }: RollbackChoice): RollbackTarget => ({
  deploymentId, source, madeAt, ...(bundleId !== undefined && { bundleId }), ...(gitSha !== undefined && { gitSha }), ...(removeAdded && { removeAdded }), ...(liftLocks && { liftLocks }),
});

function isSamePlace(target: { readonly cloud: string; readonly isSandbox: boolean } & GroupScope, { connection: { cloud }, scope }: Omit<Place, 'environment'>): boolean {
  const sameCloud = target.isSandbox && cloud.isSandbox || target.cloud === cloud.name;
  return sameCloud && [target.subscriptionId, target.resourceGroup].join('/').toLowerCase() === [scope.subscriptionId, scope.resourceGroup].join('/').toLowerCase();
}
