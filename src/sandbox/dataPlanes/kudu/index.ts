import type { IncomingMessage } from 'node:http';
import type { JsonObject, JsonValue } from '../../../armTemplate';
import { ArmError, badRequest, notFound } from '../../armError';
import { readBytes } from '../../http/readBody';
import { sameText, valueAt } from '../../providers/shared/json';
import { siteState } from '../../providers/web/siteState';
import type { HostAnswer } from '../functionHost/answers';
import { packageOf } from '../functionHost/packages';
import type { SiteCall } from '../functionHost/serve';
import { checkAccess, checkLocks } from './access';
import { DeployStatus, type DeploymentRecord, type Deployments } from './deployments';
import { readZip } from './zipPackage';

export interface KuduCall extends SiteCall { readonly request: IncomingMessage }

/** Kudu takes 2 GB; the sandbox keeps packages in memory. */
const largestPackageBytes = 256 * 1024 * 1024;

/** One request to a deployment site. @see Kudu REST API */
export async function answerOfKudu(call: KuduCall, deployments: Deployments): Promise<HostAnswer> {
  const { site, headers, host, method } = call;
  checkAccess(site, headers.authorization, host);
  const path = decodeURIComponent(call.url.pathname).toLowerCase().replace(/\/+$/, '').replace(/^\/deployments(?=\/|$)/, '/api/deployments') || '/';
  const [, one, part, entry] = /^\/api\/deployments\/([^/]+)(?:\/(log)(?:\/([^/]+))?)?$/.exec(path) ?? [];
  switch (`${method} ${one === undefined ? path : '/api/deployments/{id}'}`) {
    case 'GET /': return { status: 200, text: '<title>Kudu Services</title>', headers: { 'content-type': 'text/html' } };
    case 'POST /api/zipdeploy': case 'PUT /api/zipdeploy': return deploy(call, deployments, wantsBuild(call));
    case 'POST /api/publish': case 'POST /api/onedeploy': return publish(call, deployments);
    case 'GET /api/deployments': return json(deployments.list(site).map((record) => show(record, call, deployments)));
    case 'GET /api/deployments/{id}': return part === undefined ? status(find(call, deployments, one!), call, deployments) : log(find(call, deployments, one!), call, entry);
    case 'GET /api/isdeploying': return { status: 200, body: { value: deployments.isRunning(site), Value: deployments.isRunning(site) } };
    case 'GET /api/settings': return { status: 200, body: deploymentSettings(call) };
    case 'GET /api/environment': return { status: 200, body: { version: '1.0.0.7', siteLastModified: site.changedAt } };
    case 'GET /api/sandbox/package': return packageInfo(call);
    default: throw new ArmError(501, 'NotImplementedInSandbox', `The sandbox's deployment sites do not implement ${method} ${path}.`);
  }
}

const json = (value: readonly JsonValue[]): HostAnswer => ({ status: 200, text: JSON.stringify(value), headers: { 'content-type': 'application/json; charset=utf-8' } });
const isTrue = (value: JsonValue | null | undefined): boolean => /^(true|1)$/i.test(String(value ?? ''));

/** @see Azure Functions, Remote build */
function wantsBuild({ site }: KuduCall): boolean {
  const { appSettings } = siteState(site);
  return isTrue(appSettings.SCM_DO_BUILD_DURING_DEPLOYMENT) || isTrue(appSettings.ENABLE_ORYX_BUILD);
}

function publish(call: KuduCall, deployments: Deployments): Promise<HostAnswer> {
  const type = (call.url.searchParams.get('type') ?? 'zip').toLowerCase();
  if (type !== 'zip') throw badRequest('BadRequest', `Artifact type '${type}' is not supported for this app; use type=zip.`);
  const asked = call.url.searchParams.get('remoteBuild');
  return deploy(call, deployments, asked === null ? wantsBuild(call) : isTrue(asked));
}

async function deploy(call: KuduCall, deployments: Deployments, build: boolean): Promise<HostAnswer> {
  const { site, host, url } = call;
  checkLocks(site, host.context());
  if (deployments.isRunning(site)) throw new ArmError(409, 'Conflict', 'There is a deployment currently in progress. Please try again when it completes.');
  if (/^https?:/i.test(String(siteState(site).appSettings.WEBSITE_RUN_FROM_PACKAGE ?? ''))) {
    throw new ArmError(409, 'Conflict', 'Run-From-Zip is set to a remote URL using WEBSITE_RUN_FROM_PACKAGE or WEBSITE_USE_ZIP app setting. Deployment is not supported in this configuration.');
  }
  const content = await readZip(await readPackage(call.request));
  const { record, done } = deployments.begin(site, content, { build, deployer: url.searchParams.get('deployer') ?? 'ZipDeploy', message: url.searchParams.get('message') ?? 'Created via a push deployment' });
  const isAsync = isTrue(url.searchParams.get('isAsync')) || isTrue(url.searchParams.get('async'));
  if (isAsync) {
    // Its end is in the record.
    void done;
    const location = `${baseOf(call)}/api/deployments/latest?deployer=${encodeURIComponent(record.deployer)}&time=${encodeURIComponent(record.receivedAt)}`;
    return { status: 202, headers: { location, 'scm-deployment-id': record.id, 'retry-after': '1' } };
  }
  const ended = await done;
  const shown = show(ended, call, deployments);
  return { status: ended.status === DeployStatus.success ? 200 : 500, body: shown, headers: { 'scm-deployment-id': record.id } };
}

/** @throws ArmError 413. */
const readPackage = (request: IncomingMessage): Promise<Buffer> => readBytes(request, largestPackageBytes, (sizeBytes) => new ArmError(413, 'RequestEntityTooLarge', `The package has ${sizeBytes} bytes; the sandbox takes ${largestPackageBytes}.`));

function find({ site }: KuduCall, deployments: Deployments, id: string): DeploymentRecord {
  const record = deployments.find(site, id);
  if (!record) throw notFound('NotFound', `Deployment '${id}' not found.`);
  return record;
}

const baseOf = ({ host, headers }: KuduCall): string => `${host.protocol}://${headers.host ?? 'localhost'}`;

/** 202 until it has ended, as pollers expect. */
function status(record: DeploymentRecord, call: KuduCall, deployments: Deployments): HostAnswer {
  return { status: record.endedAt === undefined ? 202 : 200, body: show(record, call, deployments), ...(record.endedAt === undefined && { headers: { 'retry-after': '1', location: `${baseOf(call)}/api/deployments/${record.id}` } }) };
}

function show(record: DeploymentRecord, call: KuduCall, deployments: Deployments): JsonObject {
  const url = `${baseOf(call)}/api/deployments/${record.id}`;
  const isComplete = record.endedAt !== undefined;
  return {
    id: record.id, status: record.status, status_text: record.statusText, author_email: 'N/A', author: 'N/A', deployer: record.deployer, message: record.message, progress: isComplete ? '' : record.log.at(-1)?.message ?? '',
    received_time: record.receivedAt, start_time: record.receivedAt, end_time: record.endedAt ?? null, last_success_end_time: record.status === DeployStatus.success ? record.endedAt ?? null : null, complete: isComplete,
    active: deployments.isActive(call.site, record), is_temp: false, is_readonly: true, url, log_url: `${url}/log`, site_name: record.site.replace('/', '__'), build_summary: { errors: [], warnings: [] }, package_sha256: record.sha256, package_size: record.sizeBytes,
  };
}

function log(record: DeploymentRecord, call: KuduCall, entry: string | undefined): HostAnswer {
  const entries = record.log.map(({ time, message, type }, index): JsonObject => ({ log_time: time, id: `${record.id}-${index}`, message, type, details_url: index === 0 ? `${baseOf(call)}/api/deployments/${record.id}/log/${record.id}-0` : null }));
  if (entry === undefined) return json(entries);
  const index = entries.findIndex(({ id }) => id === entry);
  if (index < 0) throw notFound('NotFound', `LogId '${entry}' was not found in Deployment '${record.id}'.`);
  return json([{ ...entries[index]!, details_url: null }]);
}

/** Deployment settings are the app's own, and some of the deployment site. Linux Consumption builds into a blob and says so. */
function deploymentSettings({ site }: KuduCall): JsonObject {
  const { appSettings } = siteState(site);
  const isLinuxConsumption = sameText(valueAt(site.body, 'properties.sku'), 'Dynamic') && valueAt(site.body, 'properties.reserved') === true;
  return { SCM_DO_BUILD_DURING_DEPLOYMENT: 'false', ScmType: 'None', WEBSITE_SITE_NAME: site.name.replace('/', '__'), ...(isLinuxConsumption && { SCM_RUN_FROM_PACKAGE: '1' }), ...appSettings };
}

/** Not Kudu's: the package that runs now, for who wants to compare hashes. */
function packageInfo({ site, host }: KuduCall): HostAnswer {
  const found = packageOf(site, host.context());
  if (!found) throw notFound('NotFound', 'No package was deployed.');
  return { status: 200, body: { sha256: found.content.sha256, sizeBytes: found.content.sizeBytes, deploymentId: found.use.deploymentId, deployedAt: found.use.deployedAt, isBuilt: found.use.isBuilt, files: [...found.content.files] } };
}
