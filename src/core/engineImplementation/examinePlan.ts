import { defaultRetryPolicy, withRetry, type Examination, type RunTarget } from '../deployment';
import type { Environment } from '../environments';
import { CancelledError, DeployError } from '../errors';
import { findObjections, type GuardObjection } from '../guard';
import { listMissingSecrets, type CompiledEnvironment } from '../parameters';
import type { AzureConnection, Clock, Git } from '../ports';
import { listPlannedResources, listSecretReferences, runPreflight, type PreflightCheck } from '../preflight';
import { findTemplateSettings, HiddenReader, SettingsGuard, withoutIgnored, type PredictedBody, type SettingsImpact } from '../settingsGuard';
import { predictTemplate, reviseHidden, separateDrift, type Deployable, type Plan, type Predict } from '../whatIf';
import { lookBehind, type LookedBehind } from './lookBehind';

export interface ExamineInput {
  readonly environment: Environment;
  readonly target: RunTarget;
  readonly groupExists: boolean;
  readonly compiled: CompiledEnvironment;
  readonly plan: Plan;
  readonly connection: AzureConnection;
  readonly clock: Clock;
  readonly git: Git;
  /** Commit that the run was told to be of; default: HEAD. */
  readonly gitSha?: string;
  /** How much of the checklist has passed, 0 to 100; undefined where nothing is known. */
  readonly checklistPercent?: () => Promise<number | undefined>;
  readonly predict?: Predict;
  /** What the last green run deployed: tells drift from intent in what is found. */
  readonly deployed?: Deployable;
}

/** What stands beside the changes of a plan. Only reads; what cannot be asked says so instead of failing the plan. @throws CancelledError alone. */
export async function examinePlan(input: ExamineInput, signal?: AbortSignal): Promise<Examination> {
  const { compiled, target, clock, predict = predictTemplate } = input;
  const { prediction } = predict({ ...compiled, target, now: clock.now() });
  const reader = openReader(input.connection, clock);
  const settings = new SettingsGuard(input.connection.arm, isAbsent, reader);
  const [preflight, impact, hidden, objections] = await Promise.all([askPreflight(input, prediction, signal), askSettings(input, prediction, settings, signal), askHidden(input, prediction, reader, signal), askGuard(input, signal)]);
  return { preflight: [...preflight, ...impact.checks], settingsImpact: impact.found, objections, settings, revise: (plan) => revise(plan, hidden, input) };
}

/** Reads what apps keep hidden; asks for each part once. Settings that are to be kept depend on it, so a passing fault is sat out. */
export const openReader = ({ arm }: Pick<AzureConnection, 'arm'>, clock: Clock): HiddenReader =>
  new HiddenReader(arm, isAbsent, (look, signal) => withRetry(defaultRetryPolicy, { clock, ...(signal && { signal }) }, look));

/** Bodies of a prediction as the settings guard takes them. */
export const bodiesOf = (prediction: NonNullable<Predicted>): readonly PredictedBody[] =>
  prediction.resources.map(({ id, type, body }) => ({ id, type, body: body.value as PredictedBody['body'], unknownPaths: body.unknown.map(({ path }) => path) }));

/** Only Azure's own plan has live values to be completed. */
async function askHidden({ environment, compiled, groupExists, plan }: ExamineInput, prediction: Predicted, reader: HiddenReader, signal?: AbortSignal): Promise<LookedBehind> {
  if (!groupExists || !prediction || plan.source !== 'arm') return { findings: [], untold: [] };
  return lookBehind({ environment, compiled, resources: bodiesOf(prediction), reader }, signal);
}

function revise(plan: Plan, { findings }: LookedBehind, { compiled, target, clock, deployed, predict }: ExamineInput): Plan {
  const revised = reviseHidden(plan, findings, compiled.template);
  return deployed && revised !== plan ? separateDrift(revised, { deployed, wanted: compiled, target, now: clock.now(), ...(predict && { predict }) }) : revised;
}

/** The same checks where Azure refused the template, so that there is no plan. Of resources elsewhere nothing is known then. @throws CancelledError alone. */
export async function examineRefused(input: Pick<ExamineInput, 'connection' | 'target' | 'groupExists' | 'compiled' | 'clock' | 'predict'>, signal?: AbortSignal): Promise<readonly PreflightCheck[]> {
  const { prediction } = (input.predict ?? predictTemplate)({ ...input.compiled, target: input.target, now: input.clock.now() });
  return prediction ? askPreflight(input, prediction, signal) : [];
}

type Predicted = ReturnType<typeof predictTemplate>['prediction'];

async function askPreflight({ connection, target, groupExists, compiled, plan }: Pick<ExamineInput, 'connection' | 'target' | 'groupExists' | 'compiled'> & { readonly plan?: Plan }, prediction: Predicted, signal?: AbortSignal): Promise<readonly PreflightCheck[]> {
  if (!prediction) return [cannotTell('template', 'The template can be evaluated beforehand', 'It could not be evaluated here, so names, regions and rights were not looked at.')];
  const there = groupExists ? await orNone(connection.resources.listResources(target, signal)) : [];
  const inPlan = plan?.changes.filter(({ changeType }) => plan.source === 'arm' && changeType !== 'Create').map(({ resourceId }) => resourceId) ?? [];
  const group = `/subscriptions/${target.subscriptionId}/resourceGroups/${target.resourceGroup}/`.toLowerCase();
  const resources = listPlannedResources(prediction).filter(({ id }) => plan !== undefined || id.toLowerCase().startsWith(group));
  return runPreflight({
    connection, scope: target, location: target.location, groupExists, resources, existingIds: [...inPlan, ...there.map(({ id }) => id)],
    missingSecrets: listMissingSecrets(compiled), secretReferences: listSecretReferences(compiled.parameters), plansDeletes: (plan?.counts.delete ?? 0) > 0,
  }, signal);
}

/** Without the list of what is there, what-if still tells what exists. */
async function orNone<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DeployError && !(error instanceof CancelledError)) return [];
    throw error;
  }
}

async function askSettings({ environment, groupExists }: ExamineInput, prediction: Predicted, guard: SettingsGuard, signal?: AbortSignal): Promise<{ readonly found: readonly SettingsImpact[]; readonly checks: readonly PreflightCheck[] }> {
  if (!groupExists || !prediction) return { found: [], checks: [] };
  const wanted = findTemplateSettings(bodiesOf(prediction));
  try {
    return { found: withoutIgnored(await guard.inspect(wanted.filter(({ siteId }) => !siteId.includes('[')), signal), environment.settingsGuard?.ignore), checks: [] };
  } catch (error) {
    if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
    return { found: [], checks: [unreadSettings(error.message, environment.settingsGuard?.restore ?? [])] };
  }
}

/** What was promised to be kept cannot be kept unread: that stands in the way, and is no mere remark. */
function unreadSettings(why: string, kept: readonly string[]): PreflightCheck {
  const check = cannotTell('application-settings', 'Live application settings can be compared', `They could not be read: ${why}`);
  if (kept.length === 0) return check;
  const remedies = [{ title: 'Try again, or ask for Microsoft.Web/sites/config/list/action on the apps; override it where nothing is to be kept' }];
  return { ...check, state: 'fail', reason: `The live application settings could not be read, so those that aos.yaml keeps (${kept.join(', ')}) would be lost: ${why}`, remedies };
}

const cannotTell = (id: string, title: string, reason: string): PreflightCheck => ({ id, title, state: 'cannot-tell', reason, resourceIds: [], remedies: [], canOverride: true });

/** A rehearsal is guarded only where the guard was written down. */
async function askGuard({ environment, target, groupExists, connection, clock, git, gitSha, checklistPercent }: ExamineInput, signal?: AbortSignal): Promise<readonly GuardObjection[]> {
  if (!environment.guard && (!environment.isProtected || target.isSandbox)) return [];
  const [head, treeIsClean, locks] = await Promise.all([gitSha ?? git.headCommit(signal), git.isClean(signal), groupExists ? orUnknown(connection.resources.listLocks(target, signal)) : []]);
  const percent = environment.guard?.checklistPercent === undefined ? undefined : await checklistPercent?.();
  return findObjections(environment.guard ?? {}, { now: clock.now(), commit: head, treeIsClean, locks, groupExists, checklistPercent: percent });
}

async function orUnknown<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DeployError && !(error instanceof CancelledError)) return undefined;
    throw error;
  }
}

const isAbsent = (error: unknown): boolean => error instanceof DeployError && /^Arm\.\w*NotFound$/.test(error.code);
