import { isDeploymentOfRun } from './history';
import type { Bundle } from '../bundles';
import { compareBundles } from '../bundles';
import type { RunRecord } from '../deployment';
import { InputError } from '../errors';
import type { DeploymentRecord } from '../ports';

/** A state that was deployed green and that the environment can go back to. */
export interface GoodState {
  /** ID of the run; for deployments of other tools their name in ARM. */
  readonly deploymentId: string;
  /** Name of the deployment in ARM's history, where it is known. */
  readonly deploymentName?: string;
  /** ISO 8601 UTC. */
  readonly madeAt: string;
  readonly by?: string;
  readonly gitSha?: string;
  readonly tool: 'aos-deploy' | 'deploy.py' | 'other';
  readonly source: 'bundle' | 'commit' | 'history';
  readonly bundleId?: string;
  /** What is deployed now, as far as the last green run tells. */
  readonly isCurrent: boolean;
  /** Names of what differs from the last green state; absent where that cannot be told. */
  readonly differs?: readonly string[];
  /** Secure parameters whose values were never stored. */
  readonly missingSecrets: readonly string[];
  /** The rollback that left this state behind: somebody found it wanting. */
  readonly leftBy?: string;
  /** Why it cannot be deployed again; absent when it can. */
  readonly problem?: string;
}

export interface GoodStates {
  /** Newest first. */
  readonly states: readonly GoodState[];
  /** The last run of the environment when it failed after it had begun to deploy: the group may be between two states. */
  readonly failedRun?: { readonly deploymentId: string; readonly message: string };
  /** IDs of bundles that cannot be read, with nothing else known of them. */
  readonly damaged: readonly string[];
}

/** What is known of the past of one environment at one target. */
export interface Past {
  /** Newest first. */
  readonly bundles: readonly Bundle[];
  readonly damaged: readonly string[];
  /** Runs of this environment and target, of both tools, newest first. */
  readonly runs: readonly RunRecord[];
  /** Deployments in ARM that succeeded, without those of modules. */
  readonly deployments: readonly DeploymentRecord[];
  readonly hasCommit: (gitSha: string) => boolean;
}

/** Good states from all that is known. A bundle beats the commit, the commit beats ARM's own history. Pure. */
export function listGoodStates({ bundles, damaged, runs, deployments, hasCommit }: Past): GoodStates {
  const newest = bundles[0]?.content;
  const ofBundles = bundles.map(({ bundleId, content }): GoodState => ({
    deploymentId: content.deploymentId, deploymentName: content.deploymentName, madeAt: content.madeAt, tool: 'aos-deploy', source: 'bundle', bundleId, isCurrent: false,
    ...(content.gitSha !== undefined && { gitSha: content.gitSha }), ...byOf(runs.find((run) => run.deploymentId === content.deploymentId)),
    differs: newest ? compareBundles(content, newest) : [], missingSecrets: content.missingSecrets,
  }));
  const bundled = new Set(bundles.map(({ content }) => content.deploymentId));
  const green = runs.filter((run) => run.success && !bundled.has(run.deploymentId) && !deployedNothing(run));
  const ofRuns = green.map((run) => stateOfRun(run, deployments.find((one) => isDeploymentOfRun(one, run)), hasCommit));
  const others = deployments.filter((one) => !runs.some((run) => isDeploymentOfRun(one, run)) && !bundles.some(({ content }) => content.deploymentName === one.name)).map(stateOfDeployment);
  const states = [...ofBundles, ...ofRuns, ...others].sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1));
  const last = runs.find(hasBegun);
  const failed = last && !last.success && last.endedAt !== undefined && !states.some(({ madeAt }) => madeAt > last.timestamp) ? { deploymentId: last.deploymentId, message: last.message } : undefined;
  return { states: states.map((state, index) => ({ ...state, isCurrent: index === 0 && failed === undefined, ...leftBy(state, runs) })), damaged, ...(failed && { failedRun: failed }) };
}

/**
 * The state that `wanted` names (run, deployment, bundle or commit, the last two abbreviated at will); without it the newest one that is not what is deployed now.
 * @throws InputError `Rollback.NoGoodState`, `Rollback.UnknownState`, `Rollback.NotClear`, `Rollback.NotUsable`.
 */
export function chooseState({ states, damaged, failedRun }: GoodStates, wanted: string | undefined, environment: string): GoodState {
  const usable = states.filter((one) => one.problem === undefined);
  if (wanted === undefined) {
    const now = usable.find((one) => one.isCurrent);
    // After a rollback its own state is deployed once more, and what it left must not come back by default.
    const chosen = usable.find((one) => !one.isCurrent && one.leftBy === undefined && (now === undefined || isOther(one, now)));
    if (chosen) return chosen;
    const why = damaged.length > 0 ? ` ${damaged.length} bundle(s) are damaged (${damaged.map((one) => one.slice(0, 12)).join(', ')}).` : states.length > usable.length ? ` ${states.length - usable.length} cannot be deployed again: ${states.find((one) => one.problem)?.problem}` : '';
    const only = usable[0] && !failedRun ? (usable.length === 1 ? `The only good state of ${environment} is the one deployed now.` : `Every other good state of ${environment} equals the one deployed now, or was left by a rollback.`) : `No good state of ${environment} is known.`;
    throw new InputError('Rollback.NoGoodState', `${only}${why}`, { nextStep: 'Name a state with --to ("aos-deploy rollback states" lists them), or deploy an earlier commit.' });
  }
  const text = wanted.toLowerCase();
  const exact = states.filter((one) => one.deploymentId === wanted || one.deploymentName === wanted);
  const found = exact.length > 0 ? exact : text.length < 4 ? [] : states.filter((one) => one.bundleId?.startsWith(text) || one.gitSha?.toLowerCase().startsWith(text));
  const commits = new Set(found.map((one) => one.gitSha));
  if (exact.length === 0 && found.length > 1 && commits.size > 1) throw new InputError('Rollback.NotClear', `${wanted} is the start of ${commits.size} commits or bundles.`, { nextStep: 'Give more of it, or the ID of the run.' });
  // Several runs of one commit: the last one is what that commit came to.
  const state = found.find((one) => one.problem === undefined) ?? found[0];
  if (state?.problem !== undefined) throw new InputError('Rollback.NotUsable', `The state of ${state.deploymentId} cannot be deployed again: ${state.problem}`, { nextStep: `Choose another one: ${usable.slice(0, 5).map((one) => one.deploymentId).join(', ') || 'none is known'}.` });
  if (state) return state;
  const isDamaged = text.length >= 4 ? damaged.find((one) => one.startsWith(text)) : undefined;
  if (isDamaged) throw new InputError('Bundle.Damaged', `The bundle ${isDamaged.slice(0, 12)}… is damaged: its content is not what its name says.`, { nextStep: 'Choose another good state, or roll back from a commit.' });
  throw new InputError('Rollback.UnknownState', `${wanted} is no good state of ${environment}.`, { nextStep: usable.length === 0 ? 'No good state is known.' : `Choose one of ${usable.slice(0, 8).map((one) => `${one.deploymentId}${one.gitSha ? ` (${one.gitSha.slice(0, 8)})` : ''}`).join(', ')}.` });
}

function stateOfRun(run: RunRecord, deployment: DeploymentRecord | undefined, hasCommit: Past['hasCommit']): GoodState {
  const source = run.gitSha !== undefined && hasCommit(run.gitSha) ? 'commit' : 'history';
  const problem = source === 'commit' || deployment ? undefined
    : run.gitSha === undefined ? 'its commit was not recorded, and Azure does not hold its deployment any more.' : `the commit ${run.gitSha.slice(0, 12)} is not in this repository, and Azure does not hold its deployment any more.`;
  return {
    deploymentId: run.deploymentId, madeAt: run.endedAt ?? run.timestamp, tool: run.phases.length > 0 ? 'aos-deploy' : 'deploy.py', source, isCurrent: false, missingSecrets: [],
    ...(deployment ? { deploymentName: deployment.name } : {}), ...(run.gitSha !== undefined && { gitSha: run.gitSha }), ...byOf(run), ...(problem !== undefined && { problem }),
  };
}

function stateOfDeployment(one: DeploymentRecord): GoodState {
  const gitSha = one.tags['aos-git-sha'];
  return { deploymentId: one.name, deploymentName: one.name, madeAt: one.timestamp ?? '', tool: one.tags['aos-run'] !== undefined ? 'aos-deploy' : 'other', source: 'history', isCurrent: false, missingSecrets: [], ...(gitSha !== undefined && { gitSha }) };
}

/** A rollback goes behind every state that lies between its target and itself. */
function leftBy({ madeAt, deploymentId }: GoodState, runs: readonly RunRecord[]): { leftBy?: string } {
  const run = runs.find(({ rollbackTo, success, timestamp, deploymentId: id }) => rollbackTo && success && id !== deploymentId && rollbackTo.deploymentId !== deploymentId && madeAt > rollbackTo.madeAt && madeAt <= timestamp);
  return run ? { leftBy: run.deploymentId } : {};
}

/** Where both are bundles, what they hold decides. */
const isOther = (one: GoodState, now: GoodState): boolean => one.differs === undefined || now.differs === undefined || one.differs.length > 0;

const byOf = (run: RunRecord | undefined): { by?: string } => (run?.by === undefined ? {} : { by: run.by });
const deployedNothing = (run: RunRecord): boolean => run.phases.some(({ name, state }) => name === 'deploying' && state === 'skipped');
const hasBegun = (run: RunRecord): boolean => run.phases.length === 0 || run.phases.some(({ name, state }) => name === 'deploying' && state !== 'pending' && state !== 'skipped');
