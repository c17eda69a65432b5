import { EnvironmentError, InputError, LogicError } from '../errors';
import type { Clock, Commands } from '../ports';
import type { Application } from './application';
import type { DeclaredFunction } from './declaredFunctions';
import { isClosedToUs, Kudu, publishPackage, type PublishProgress, type PublishResult } from './publish';
import { findSite, readAppSettings, readSite, settingsAccess, syncTriggers, type Site, type SiteTarget } from './site';
import type { SourceCheck } from './sourceChecks';
import { changeSettingsSafely, seenOf } from './writeSettings';
import { verdictOf, verifyApplication, type ApplicationCheck, type ApplicationVerdict } from './verifyApplication';

export interface DeployApplicationOptions {
  readonly slot?: string;
  /** Default: where there are requirements and no `.python_packages`. */
  readonly remoteBuild?: boolean;
  readonly onProgress?: (progress: PublishProgress) => void;
  /** A package that was made before, by its hash: goes back without a build. */
  readonly hash?: string;
  readonly patienceMs?: number;
  /** Tests and lint before the build: a failure ends the deployment before anything is sent; so does a tool that is not there. */
  readonly tests?: boolean;
  readonly lint?: boolean;
  /** `func`: the Azure Functions Core Tools publish the folder. Default: a zip by our own hand. */
  readonly tool?: 'zip' | 'func';
  /** Lines of the tools. */
  readonly onLine?: (line: string) => void;
}
export interface DeployApplicationReport {
  readonly name: string; readonly site: string; readonly slot?: string; readonly hash: string;
  readonly result: PublishResult;
  readonly checks: readonly ApplicationCheck[];
  /** Whether what was deployed is alive: a deployment that succeeds may leave a dead app. */
  readonly verdict: ApplicationVerdict | 'not-reachable';
  /** The verdict and its reasons in a sentence. */
  readonly conclusion: string;
  readonly sourceChecks: readonly SourceCheck[];
  /** What the app says afterwards that its version is. */
  readonly version?: string;
}
export interface PackageToSend { readonly hash: string; readonly bytes: Uint8Array; readonly functions: readonly DeclaredFunction[]; /** Inside the package. */ readonly paths: readonly string[] }
export interface Deploying {
  readonly clock: Clock; readonly commands: Commands; readonly target: SiteTarget; readonly application: Application;
  readonly options: DeployApplicationOptions; readonly source: PackageToSend; readonly sourceChecks: readonly SourceCheck[];
}

/** Publishes a package, syncs the triggers, and looks whether the app is alive: success of the one does not mean the other. */
export async function deployTo(deploying: Deploying, signal?: AbortSignal): Promise<DeployApplicationReport> {
  const { clock, target, application, options, source, sourceChecks } = deploying;
  const { connection } = target;
  const site = await findSite(target, application, options.slot, signal);
  refuseStopped(site);
  const result = options.tool === 'func' ? await publishWithCoreTools(deploying, site, signal) : await publishZip(deploying, site, signal);
  const base = { name: application.name, site: site.name, ...(site.slot !== undefined && { slot: site.slot }), hash: source.hash, result, sourceChecks };
  if (result.state !== 'published') return { ...base, checks: [], verdict: 'not-reachable', conclusion: `Nothing was deployed to ${site.name}: ${result.reason}` };
  await syncQuietly(connection, site, signal);
  const fresh = await readSite(connection, site.id, signal);
  const checks = await verifyApplication({ connection, clock }, { site: fresh, functions: source.functions, ...(options.tool !== 'func' && { hash: source.hash }), ...(options.patienceMs !== undefined && { patienceMs: options.patienceMs }) }, signal);
  const verdict = verdictOf(checks);
  const version = checks.find(({ id }) => id === 'health')?.version;
  return { ...base, ...(version !== undefined && { version }), checks, verdict, conclusion: conclude(site, verdict, checks) };
}

/** A deployment syncs by itself; doing it again helps where that failed, and failing at it says nothing about the app. */
async function syncQuietly(connection: SiteTarget['connection'], site: Site, signal?: AbortSignal): Promise<void> {
  try { await syncTriggers(connection, site, signal); } catch (error) { if (!(error instanceof LogicError)) throw error; }
}

function conclude({ name }: Site, verdict: ApplicationVerdict, checks: readonly ApplicationCheck[]): string {
  const because = (wanted: (check: ApplicationCheck) => boolean): string => checks.filter(wanted).map(({ id, reason }) => `${id}: ${reason.replace(/\.$/, '')}`).join('; ');
  switch (verdict) {
    case 'alive': return `${name} is alive with the new package.`;
    case 'not-alive': return `The deployment to ${name} succeeded, and the app is not alive: ${because(({ state }) => state === 'fail')}.`;
    case 'not-verified': return `The deployment to ${name} succeeded; whether the app is alive is not known: ${because(({ state }) => state !== 'pass')}.`;
  }
}

/** A stopped app takes a package and shows nothing of it. */
function refuseStopped({ name, slot, state }: Site): void {
  if (/^stopped$/i.test(state)) throw new LogicError('Application.Stopped', `${slot === undefined ? name : `${name}/${slot}`} is stopped: what is deployed to it would not run.`, { nextStep: 'Start the app, then repeat.' });
}

async function publishZip({ clock, target, options, source }: Deploying, site: Site, signal?: AbortSignal): Promise<PublishResult> {
  const { hash, bytes, paths } = source;
  const remoteBuild = options.remoteBuild ?? (paths.includes('requirements.txt') && !paths.some((path) => path.startsWith('.python_packages/')));
  const { dataPlanes } = target.connection;
  const closed = remoteBuild ? await whyNotReachable(target, site, signal) : undefined;
  if (closed !== undefined) return { state: 'not-reachable', reason: closed };
  if (!/flex/i.test(site.sku ?? '')) await unlessLocked(site, remoteBuild, () => prepareSettings(target, site, remoteBuild, signal));
  return publishPackage({ dataPlanes, clock }, { site, hash, bytes, remoteBuild, ...(options.onProgress && { onProgress: options.onProgress }) }, signal);
}

/** Before a setting is changed for a package that then cannot be sent. */
async function whyNotReachable({ connection }: SiteTarget, site: Site, signal?: AbortSignal): Promise<string | undefined> {
  if (site.deploymentUrl === undefined) return `${site.name} tells no address of its deployment site.`;
  try {
    const answer = await new Kudu(connection.dataPlanes, site, site.deploymentUrl).send({ method: 'GET', path: '/api/deployments/latest' }, signal);
    return isClosedToUs(answer) ? `${site.name} does not take deployments from this network.` : undefined;
  } catch (error) {
    if (error instanceof EnvironmentError && /^Network\.(HostNotFound|Unreachable|Refused|Timeout)$/.test(error.code)) return error.message;
    throw error;
  }
}

/** A read-only lock forbids even reading the settings. Without a build they are of no need: then the deployment site decides, and names the lock. */
async function unlessLocked({ name }: Site, isNeeded: boolean, prepare: () => Promise<void>): Promise<void> {
  try { await prepare(); } catch (error) {
    if (!(error instanceof LogicError) || error.code !== 'Arm.ScopeLocked') throw error;
    if (isNeeded) throw new LogicError('Publish.Locked', `${name} is locked, so that its settings cannot be made ready for a build: ${error.message}`, { cause: error, nextStep: 'Take the lock from the app or its resource group, then repeat.' });
  }
}

/** Without the first two, Kudu takes a package of sources as it is, and the host finds no library. An app that runs a package from an address (Core Tools leave it so) takes no other. */
async function prepareSettings({ connection }: SiteTarget, site: Site, remoteBuild: boolean, signal?: AbortSignal): Promise<void> {
  const live = await readAppSettings(connection, site, signal);
  const from = live['WEBSITE_RUN_FROM_PACKAGE'] ?? '';
  const isInTheWay = /^https?:/i.test(from) || (remoteBuild && from === '1');
  const wanted = { ...(remoteBuild && { SCM_DO_BUILD_DURING_DEPLOYMENT: 'true', ENABLE_ORYX_BUILD: 'true' }), ...(isInTheWay && { WEBSITE_RUN_FROM_PACKAGE: null }) };
  await changeSettingsSafely(settingsAccess(connection, site, signal), wanted, seenOf(live, Object.keys(wanted)));
}

/** Core Tools find the app by its name, with the sign-in of the Azure CLI. @see https://learn.microsoft.com/azure/azure-functions/functions-core-tools-reference */
async function publishWithCoreTools({ commands, target, application, options }: Deploying, site: Site, signal?: AbortSignal): Promise<PublishResult> {
  const { cloud } = target.connection;
  if (cloud.isSandbox && !cloud.resourceManager.startsWith('https:')) throw new InputError('Publish.CoreToolsNeedTls', 'Core Tools speak TLS to deployment sites, and this sandbox does not.', { nextStep: 'Start the sandbox with --tls and trust its certificate (SSL_CERT_FILE), or publish the package by zip: leave --tool out.' });
  if (options.hash !== undefined) throw new InputError('Publish.CoreToolsNeedSources', 'Core Tools publish the folder as it is, not an earlier package.', { nextStep: 'Leave --tool or --to out.' });
  const args = coreToolsArguments(site, { resourceManager: cloud.resourceManager, isSandbox: cloud.isSandbox, ...(options.remoteBuild !== undefined && { remoteBuild: options.remoteBuild }) });
  const answer = await commands.run({ command: 'func', args, folder: application.root, ...(options.onLine && { onLine: options.onLine }) }, signal);
  if (!answer) throw new InputError('Publish.NoCoreTools', 'The Azure Functions Core Tools (func) are not on this computer.', { nextStep: 'Install them (npm i -g azure-functions-core-tools@4), or publish by zip.' });
  if (answer.exitCode === 0) return { state: 'published' };
  const lines = answer.output.trimEnd().split('\n').slice(-8);
  throw new LogicError('Publish.Failed', `func could not publish ${application.name}: ${lines.at(-1)?.trim() ?? `it ended with ${answer.exitCode}`}`, { details: lines.map((message) => ({ code: 'func', message })), nextStep: 'Sign in with the Azure CLI (az login) to the subscription of the app, then repeat.' });
}

export interface CoreToolsTarget { readonly resourceManager: string; readonly isSandbox: boolean; readonly remoteBuild?: boolean }

/** What `func` is called with. It finds the app by its name in all subscriptions of the Azure CLI's sign-in unless one is named; other clouds are named by their address; the sandbox takes any token. */
export function coreToolsArguments({ id, name, slot }: Pick<Site, 'id' | 'name' | 'slot'>, { resourceManager, isSandbox, remoteBuild = true }: CoreToolsTarget): readonly string[] {
  const subscription = /^\/subscriptions\/([^/]+)/i.exec(id)?.[1];
  return [
    'azure', 'functionapp', 'publish', name, '--python', ...(slot === undefined ? [] : ['--slot', slot]), '--build', remoteBuild ? 'remote' : 'local',
    ...(subscription === undefined ? [] : ['--subscription', subscription]), '--management-url', resourceManager.replace(/\/+$/, ''), ...(isSandbox ? ['--access-token', 'sandbox'] : []),
  ];
}
