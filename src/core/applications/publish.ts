import { EnvironmentError, LogicError } from '../errors';
import { asObject, asString } from '../json';
import type { Clock, DataPlanes, SiteAnswer, SiteRequest } from '../ports';
import type { JsonObject } from '../values';
import type { Site } from './site';

export interface PublishProgress { readonly stage: 'uploading' | 'building'; readonly text: string; /** 0 to 1, while uploading. */ readonly share?: number }
export interface PublishInput {
  readonly site: Site;
  readonly hash: string;
  readonly bytes: Uint8Array;
  /** Oryx builds on the service's side: needed for Python with requirements. */
  readonly remoteBuild: boolean;
  readonly onProgress?: (progress: PublishProgress) => void;
}
/** `notReachable`: the deployment site does not answer from here (private endpoint, access restriction); nothing was changed. */
export type PublishResult = { readonly state: 'published'; readonly deploymentId?: string } | { readonly state: 'not-reachable'; readonly reason: string };

const pollMs = 2_000;
const buildLimitMs = 30 * 60_000;

/**
 * Uploads a package and follows the deployment to its end.
 * @throws LogicError `Publish.Failed` with the end of Kudu's log, `Publish.Refused`, `Publish.NotSignedIn`, `Publish.Busy`; EnvironmentError `Publish.TimedOut`.
 * @see https://github.com/projectkudu/kudu/wiki/Deploying-from-a-zip-file-or-url
 */
export async function publishPackage({ dataPlanes, clock }: { readonly dataPlanes: DataPlanes; readonly clock: Clock }, input: PublishInput, signal?: AbortSignal): Promise<PublishResult> {
  const { site, hash, bytes, onProgress } = input;
  if (site.deploymentUrl === undefined) return { state: 'not-reachable', reason: `${site.name} tells no address of its deployment site.` };
  const kudu = new Kudu(dataPlanes, site, site.deploymentUrl);
  const isFlex = /flex/i.test(site.sku ?? '');
  const path = isFlex ? `/api/publish?type=zip&RemoteBuild=${input.remoteBuild}` : `/api/zipdeploy?isAsync=true&deployer=aos-deploy&message=${encodeURIComponent(messageFor(hash))}`;
  let sent: SiteAnswer;
  try {
    onProgress?.({ stage: 'uploading', text: `Uploading ${(bytes.length / 1024 ** 2).toFixed(1)} MB`, share: 0 });
    sent = await kudu.send({ method: 'POST', path, body: bytes, contentType: 'application/zip', onUploadProgress: (done) => onProgress?.({ stage: 'uploading', text: 'Uploading', share: Math.min(1, done / bytes.length) }) }, signal);
  } catch (error) {
    if (error instanceof EnvironmentError && /^Network\.(HostNotFound|Unreachable|Refused|Timeout)$/.test(error.code)) return { state: 'not-reachable', reason: error.message };
    throw error;
  }
  const closed = refusal(site, sent);
  if (closed) return closed;
  return { state: 'published', ...await follow(kudu, { site, clock, first: sent, onProgress }, signal) };
}

/** What a deployment is marked with, so that it can be told later which package is live. */
export const messageFor = (hash: string): string => `package ${hash}`;

/** Requests to the deployment site: signed in, and with user and password where a token is not taken. */
export class Kudu {
  constructor(private readonly planes: DataPlanes, private readonly site: Site, private readonly base: string) {}

  async send({ path, ...request }: Omit<SiteRequest, 'url' | 'credential'> & { readonly path: string }, signal?: AbortSignal): Promise<SiteAnswer> {
    const url = `${this.base}${path}`;
    const answer = await this.planes.send({ ...request, url, credential: 'sign-in' }, signal);
    return answer.status === 401 && this.site.publishing ? this.planes.send({ ...request, url, credential: this.site.publishing }, signal) : answer;
  }
}

/** The app or its deployment site is behind a private endpoint or access restrictions. @see https://learn.microsoft.com/azure/app-service/overview-access-restrictions */
export const isClosedToUs = ({ status, headers, body }: SiteAnswer): boolean => status === 403 && (headers['x-ms-forbidden-ip'] !== undefined || /ip forbidden|private endpoint|access restriction|blocked your access/i.test(body));

function refusal(site: Site, answer: SiteAnswer): PublishResult | undefined {
  const { status, body } = answer;
  const text = excerpt(body);
  if (status >= 200 && status < 300) return undefined;
  if (isClosedToUs(answer)) return { state: 'not-reachable', reason: `${site.name} does not take deployments from this network${text}.` };
  if (status === 401 || status === 403) throw new LogicError('Publish.NotSignedIn', `The deployment site of ${site.name} answered ${status}${text}.`, { status, nextStep: 'Ask for the role Website Contributor on the app, or switch on basic publishing credentials.' });
  if (status === 423 || (status === 409 && /\block(ed)?\b/i.test(body) && !/deployment (is )?(currently )?in progress/i.test(body))) throw new LogicError('Publish.Locked', `${site.name} is locked${text}.`, { status, nextStep: 'Take the lock from the app or its resource group, then repeat.' });
  if (status === 409 && /run-?from-?(zip|package)/i.test(body)) throw new LogicError('Publish.RemotePackage', `${site.name} runs a package from an address (WEBSITE_RUN_FROM_PACKAGE), and takes no other${text}.`, { status, nextStep: 'Take the setting WEBSITE_RUN_FROM_PACKAGE from the app, then repeat.' });
  if (status === 409) throw new LogicError('Publish.Busy', `Another deployment to ${site.name} is running${text}.`, { status, nextStep: 'Wait until it ends, then repeat.' });
  if (status === 429 || status >= 500) throw new EnvironmentError('Publish.Unavailable', `The deployment site of ${site.name} answered ${status}${text}.`, { status, nextStep: 'Try again later.' });
  throw new LogicError('Publish.Refused', `The deployment site of ${site.name} refused the package with ${status}${text}.`, { status, nextStep: 'Look at the message; a locked or read-only app takes no packages.' });
}

const excerpt = (body: string): string => { const text = body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 300); return text === '' ? '' : `: ${text}`; };

/** Publishing once more would begin another deployment beside the one that may still run. */
class PublishTimedOut extends EnvironmentError { override readonly isRetryable = false; }

interface Following { readonly site: Site; readonly clock: Clock; readonly first: SiteAnswer; readonly onProgress?: PublishInput['onProgress'] }

/** Kudu's states: 0 pending, 1 building, 2 deploying, 3 failed, 4 success, 5 conflict, 6 partial success. */
async function follow(kudu: Kudu, { site, clock, first, onProgress }: Following, signal?: AbortSignal): Promise<{ deploymentId?: string }> {
  if (first.status !== 202) return { ...idOf(parse(first.body)) };
  const until = clock.now().getTime() + buildLimitMs;
  let path = '/api/deployments/latest';
  let told = '';
  for (;;) {
    const answer = await kudu.send({ method: 'GET', path }, signal);
    const record = parse(answer.body);
    // The app restarts while it takes the package: its deployment site may be away for a moment.
    if (answer.status < 500 && answer.status !== 404) {
      if (answer.status >= 400) refusal(site, answer);
      const id = asString(record['id']);
      // From now on this very deployment, not one that somebody starts later.
      if (id !== undefined && id !== 'latest') path = `/api/deployments/${encodeURIComponent(id)}`;
      const text = [asString(record['status_text']), asString(record['progress'])].filter((one) => one).join(' ') || 'Building';
      if (text !== told) onProgress?.({ stage: 'building', text });
      told = text;
      if (record['status'] === 3 || record['status'] === 5) throw await failure(kudu, site, record, signal);
      if (record['complete'] === true || record['status'] === 4 || record['status'] === 6) return { ...(id !== undefined && { deploymentId: id }) };
    }
    if (clock.now().getTime() > until) throw new PublishTimedOut('Publish.TimedOut', `The deployment to ${site.name} has not ended after ${buildLimitMs / 60_000} minutes.`, { nextStep: `Look at ${site.deploymentUrl ?? 'its deployment site'}; it may still end well.` });
    await clock.sleep(pollMs, signal);
  }
}

const idOf = (record: JsonObject): { deploymentId?: string } => { const id = asString(record['id']); return id === undefined ? {} : { deploymentId: id }; };

async function failure(kudu: Kudu, site: Site, record: JsonObject, signal?: AbortSignal): Promise<LogicError> {
  const id = asString(record['id']);
  const log = id === undefined ? undefined : await kudu.send({ method: 'GET', path: `/api/deployments/${encodeURIComponent(id)}/log` }, signal);
  const lines = log?.status === 200 ? parseList(log.body).map((one) => asString(one['message']) ?? '').filter((one) => one !== '').slice(-8) : [];
  const message = asString(record['status_text']) || lines.at(-1) || 'no reason was given';
  return new LogicError('Publish.Failed', `The deployment to ${site.name} failed: ${message}`, { details: lines.map((line) => ({ code: 'Kudu', message: line })), nextStep: /requirement|pip|resolv/i.test([message, ...lines].join(' ')) ? 'Correct requirements.txt: a package in it cannot be installed.' : `The whole log is at ${site.deploymentUrl ?? ''}/api/deployments/${id ?? 'latest'}/log.` });
}

function parse(text: string): JsonObject {
  try { return asObject(JSON.parse(text)); } catch (error) { if (error instanceof SyntaxError) return {}; throw error; }
}
function parseList(text: string): readonly JsonObject[] {
  try { const value: unknown = JSON.parse(text); return Array.isArray(value) ? value.map(asObject) : []; } catch (error) { if (error instanceof SyntaxError) return []; throw error; }
}

/** Hash of the package that Kudu says is live, where it was published with one. */
export async function readLiveHash(planes: DataPlanes, site: Site, signal?: AbortSignal): Promise<string | undefined> {
  if (site.deploymentUrl === undefined) return undefined;
  const answer = await new Kudu(planes, site, site.deploymentUrl).send({ method: 'GET', path: '/api/deployments/latest' }, signal);
  return answer.status === 200 ? /package ([0-9a-f]{64})/.exec(asString(parse(answer.body)['message']) ?? '')?.[1] : undefined;
}

/** What was deployed to the app, as Kudu remembers it; newest first, successful ones only. */
export interface DeployedPackage { readonly hash: string; /** ISO 8601 UTC. */ readonly at: string; readonly isActive: boolean }

export async function listDeployedPackages(planes: DataPlanes, site: Site, signal?: AbortSignal): Promise<readonly DeployedPackage[]> {
  if (site.deploymentUrl === undefined) return [];
  const answer = await new Kudu(planes, site, site.deploymentUrl).send({ method: 'GET', path: '/api/deployments' }, signal);
  if (answer.status !== 200) return [];
  return parseList(answer.body).flatMap((one) => {
    const hash = /package ([0-9a-f]{64})/.exec(asString(one['message']) ?? '')?.[1];
    return hash === undefined || one['status'] !== 4 ? [] : [{ hash, at: asString(one['end_time']) ?? asString(one['received_time']) ?? '', isActive: one['active'] === true }];
  }).sort((a, b) => (a.at < b.at ? 1 : -1));
}
