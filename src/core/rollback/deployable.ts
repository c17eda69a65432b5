import type { Bundle } from '../bundles';
import type { Environment } from '../environments';
import { InputError, LogicError } from '../errors';
import { asObject, isObject, member } from '../json';
import { listSecureParameters } from '../parameters';
import { relativePath, resolvePath } from '../paths';
import type { AzureConnection, BicepCompiler, CommitSources, GroupScope } from '../ports';
import type { JsonObject, JsonValue } from '../values';
import type { GoodState } from './goodState';

/** A good state, ready to be deployed but for the values of its secure parameters. */
export interface Deployable {
  readonly template: JsonObject;
  /** name -> `{value}` or `{reference}`; without `missingSecrets`. */
  readonly parameters: JsonObject;
  /** Secure parameters that need a value again. */
  readonly missingSecrets: readonly string[];
  /** What was assumed on the way, in sentences. */
  readonly notices: readonly string[];
}

export interface DeployableSources {
  readonly environment: Environment;
  /** Root of the workspace. */
  readonly root: string;
  readonly connection: AzureConnection;
  readonly scope: GroupScope;
  readonly bicep: BicepCompiler;
  readonly commits: CommitSources;
  readonly getBundle: (bundleId: string) => Promise<Bundle>;
}

/** Reads what a good state was made of. @throws LogicError `Bundle.Damaged`, `Rollback.NotInHistory`; InputError `Git.NoCommit`, `Rollback.NotCompiled`. */
export async function loadState(state: GoodState, sources: DeployableSources, signal?: AbortSignal): Promise<Deployable> {
  switch (state.source) {
    case 'bundle': return loadBundle(state, sources);
    case 'commit': return loadCommit(state, sources, signal);
    case 'history': return loadHistory(state, sources, signal);
  }
}

async function loadBundle({ bundleId = '' }: GoodState, { getBundle }: DeployableSources): Promise<Deployable> {
  const { template, parameters, missingSecrets } = (await getBundle(bundleId)).content;
  return { template, parameters, missingSecrets, notices: [] };
}

/** The template of the commit, compiled in a work tree of its own, with the parameters that Azure remembers; where it does not, those of the commit. */
async function loadCommit(state: GoodState, sources: DeployableSources, signal?: AbortSignal): Promise<Deployable> {
  const { commits, bicep, environment, root } = sources;
  const gitSha = state.gitSha ?? '';
  const tree = await commits.checkOut(gitSha, signal);
  try {
    const inTree = (file: string): string => resolvePath(tree.folder, relativePath(root, file));
    const given = state.deploymentName === undefined ? undefined : await parametersInAzure(sources, state.deploymentName, signal);
    if (given) {
      const { template, success, diagnostics } = await bicep.compile(inTree(environment.templateFile), signal);
      if (!success || !template) throw notCompiled(gitSha, diagnostics.find(({ severity }) => severity === 'error')?.message);
      return { ...splitSecrets(template, given), notices: [`Template of the commit ${gitSha.slice(0, 12)}, parameters of the deployment ${state.deploymentName}.`] };
    }
    const compiled = await bicep.compileParameters(inTree(environment.parametersFile), signal);
    if (!compiled.success || !compiled.template || !compiled.parameters) throw notCompiled(gitSha, compiled.diagnostics.find(({ severity }) => severity === 'error')?.message);
    return { ...splitSecrets(compiled.template, compiled.parameters), notices: [`Azure does not hold this deployment any more: template and parameters are those of the commit ${gitSha.slice(0, 12)}; what was given on the command line then is not among them.`] };
  } finally {
    await tree.dispose();
  }
}

/** What ARM's history still has: the template as it was deployed, and the parameters without the values of secure ones. */
async function loadHistory({ deploymentName = '' }: GoodState, sources: DeployableSources, signal?: AbortSignal): Promise<Deployable> {
  const parameters = await parametersInAzure(sources, deploymentName, signal);
  if (!parameters) throw new LogicError('Rollback.NotInHistory', `Azure does not hold the deployment ${deploymentName} any more.`, { nextStep: 'Choose another good state.' });
  const { subscriptionId, resourceGroup } = sources.scope;
  const { body } = await sources.connection.arm.request('POST', `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Resources/deployments/${encodeURIComponent(deploymentName)}/exportTemplate?api-version=2024-03-01`, undefined, signal);
  const template = member(body, 'template');
  if (!isObject(template)) throw new LogicError('Rollback.NotInHistory', `Azure does not hold the template of the deployment ${deploymentName}.`, { nextStep: 'Choose another good state.' });
  return { ...splitSecrets(template, parameters), notices: [`Template and parameters as Azure remembers the deployment ${deploymentName}.`] };
}

async function parametersInAzure({ connection, scope }: DeployableSources, name: string, signal?: AbortSignal): Promise<JsonObject | undefined> {
  return (await connection.deployments.find(scope, name, signal))?.parameters;
}

/** Only what the template declares; secure ones keep a reference, and lose everything else. ARM answers types beside the values, and never a secure value. */
export function splitSecrets(template: JsonObject, given: JsonObject): Omit<Deployable, 'notices'> {
  const declared = asObject(template['parameters']);
  const secure = new Set(listSecureParameters(template).map((name) => name.toLowerCase()));
  const parameters: Record<string, JsonValue> = {};
  const missing: string[] = [];
  for (const name of Object.keys(declared)) {
    const entry = member(given, name);
    if (entry === undefined) continue;
    const [value, reference] = [member(entry, 'value'), member(entry, 'reference')];
    if (reference !== undefined && reference !== null) parameters[name] = { reference };
    else if (secure.has(name.toLowerCase())) missing.push(name);
    else if (value !== undefined) parameters[name] = { value };
  }
  return { template, parameters, missingSecrets: missing.sort() };
}

const notCompiled = (gitSha: string, why: string | undefined): InputError =>
  new InputError('Rollback.NotCompiled', `The template of the commit ${gitSha.slice(0, 12)} does not compile${why ? `: ${why.replace(/\.$/, '')}` : ''}.`, { nextStep: 'Choose another good state, or check out the commit and correct it.' });
