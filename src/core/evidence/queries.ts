import type { ApplicationFacts } from '../applications';
import type { CompiledEnvironment } from '../parameters';
import type { RunRecord } from '../deployment/events';
import type { ConfigurationKind, ConfigurationSources } from '../configurations';
import type { Environment } from '../environments/environment';
import type { BlobEntry, BlobState, DeploymentOperation, DeploymentRecord, ManagementLock, Resource, ResourceGroup, SignedIn, SiteAnswer, Subscription, ToolOutput } from '../ports';
import type { Diagnostic, JsonObject, JsonValue } from '../values';
import type { Plan } from '../whatIf/plan';
import type { EvidenceRecord, Query, RecordKind, Role } from './api';

const query = <T>(kind: string, ask: JsonObject = {}): Query<T> => ({ kind, ask });

/** Runs a command of this computer in the workspace folder; only reads. A command that is not installed is absent. */
export const tool = (command: string, ...args: readonly string[]): Query<ToolOutput> => query('tool', { command, args });
export const git = (...args: readonly string[]): Query<ToolOutput> => tool('git', ...args);
/** Version number of the newest release that its makers published. */
export const newestRelease = (product: 'azure-cli' | 'bicep'): Query<string> => query('newestRelease', { product });

/** Version of the Bicep CLI that compiles here. */
export const bicepVersion = (): Query<string> => query('bicepVersion');

/** Text of a file; `path` is relative to the workspace. */
export const fileText = (path: string): Query<string> => query('fileText', { path });
/** Paths relative to the workspace, sorted, of files whose name ends with one of `endings`. */
export const findFiles = (endings: readonly string[], folder = ''): Query<readonly string[]> => query('findFiles', { endings, folder });

/** Template and parameters of this environment, or of another. Values may be secret. */
export const compiled = (environment?: string): Query<CompiledEnvironment> => query('compiled', environment === undefined ? {} : { environment });
export const environments = (): Query<readonly Environment[]> => query('environments');
/** Resources that the template declares for this environment, names evaluated. */
export const declaredResources = (environment?: string): Query<DeclaredResources> => query('declaredResources', environment === undefined ? {} : { environment });
export interface DeclaredResources { readonly resources: readonly { readonly id: string; readonly type: string; readonly name: string; readonly location?: string; readonly sku?: string }[]; /** What could not be evaluated before a deployment. */ readonly notPredicted: readonly string[] }

/** Runs of this environment from audit and journal, newest first. */
export const runs = (): Query<readonly RunRecord[]> => query('runs');
/** Rows of the audit that both tools write, newest first. */
export const audit = (): Query<readonly RunRecord[]> => query('audit');
/** The newest plan that was made for the environment. */
export const plan = (): Query<Plan> => query('plan');
export const records = (kind: RecordKind): Query<readonly EvidenceRecord[]> => query('records', { kind });
/** The newest green run, and the committed file that documents it. */
export const deploymentRecord = (): Query<DeploymentRecordFile> => query('deploymentRecord');
export interface DeploymentRecordFile { readonly run: RunRecord; /** Committed files that name the run, with their text as committed. */ readonly files: readonly { readonly path: string; readonly text: string }[] }
/** Files of a folder of the workspace with the MD5 (Base64) of their text; `isText` is false where bytes cannot be told from a text. */
export const folderFiles = (folder: string): Query<readonly FolderFile[]> => query('folderFiles', { folder });
export interface FolderFile { readonly path: string; readonly md5: string; readonly isText: boolean }
/** Parameters whose value is a text that stands in a parameters file of the workspace; names alone, and placeholders left out. */
export const literalParameters = (): Query<readonly { readonly file: string; readonly name: string }[]> => query('literalParameters');
export const configurations = (kind: ConfigurationKind): Query<ConfigurationSources> => query('configurations', { kind });

/** Function apps of the workspace with what their sources declare and read. */
export const applications = (): Query<readonly ApplicationSources[]> => query('applications');
export interface ApplicationSources extends ApplicationFacts { readonly name: string; /** Relative to the workspace; `.` is the workspace itself. */ readonly root: string; /** Modules that the Python files import, by their first name. */ readonly imports: readonly string[]; readonly requirementsText?: string; /** Its own modules and packages. */ readonly ownModules: readonly string[] }

/** What the rules of the language say about the configuration files of a kind. */
export const configurationProblems = (kind: ConfigurationKind): Query<readonly Diagnostic[]> => query('configurationProblems', { kind });
/** Configurations of the workspace beside what is in storage, blob by blob and in the registry. */
export const uploads = (kind: ConfigurationKind): Query<Uploads> => query('uploads', { kind });
export type UploadState = 'equal' | 'different' | 'missing';
export interface Uploads {
  readonly single: readonly { readonly id: string; readonly enabled: boolean; readonly blob: UploadState }[];
  readonly container: string;
  readonly registryContainer: string;
  /** Entries of the workspace in the registry that the running app reads; `left-out` cannot become one. */
  readonly registry: readonly { readonly id: string; readonly enabled: boolean; readonly entry: UploadState | 'left-out' }[];
  /** Enabled there, and unknown here. */
  readonly onlyThere: readonly string[];
}
/** The newest deployment to an app; where the platform keeps none, what shows that a package is mounted. */
export const appDeployment = (app: App): Query<AppDeployment> => query('appDeployment', { app });
export type AppDeployment =
  | { readonly kind: 'history'; readonly status: number; readonly complete: boolean; readonly receivedAt?: string; readonly message?: string }
  | { readonly kind: 'mounted'; readonly hasPackage: boolean; readonly hostState?: string };

export const subscriptions = (): Query<readonly Subscription[]> => query('subscriptions');
export const signedIn = (): Query<SignedIn> => query('signedIn');
/** Where the environment goes: what it says, or the only subscription there is. */
export const target = (): Query<Target> => query('target');
export interface Target { readonly subscriptionId: string; readonly resourceGroup: string; readonly cloud: string; readonly isSandbox: boolean }
/** Names that must be free in all of Azure, of declared resources that are not in the group. */
export const nameAvailability = (): Query<readonly NameAvailability[]> => query('nameAvailability');
export interface NameAvailability { readonly type: string; readonly name: string; readonly available: boolean; readonly reason?: string }
export const resourceGroup = (): Query<ResourceGroup> => query('resourceGroup');
/** Resources of the group without properties: ARM's list. */
export const resources = (): Query<readonly Resource[]> => query('resources');
/** All resources of the group with their properties: one question to Resource Graph, completed where it lags behind the list. */
export const details = (): Query<readonly DetailedResource[]> => query('details');
export type DetailedResource = Resource & { readonly properties: JsonObject; readonly identity?: JsonObject; readonly zones?: readonly string[] };
export const resource = (role: Role): Query<DetailedResource> => query('resource', { role });
export const locks = (): Query<readonly ManagementLock[]> => query('locks');
export const deployments = (): Query<readonly DeploymentRecord[]> => query('deployments');
export const deploymentOperations = (name: string): Query<readonly DeploymentOperation[]> => query('deploymentOperations', { name });
/** The newest deployment of the group that no run of ours made and that is no module; with its operations. */
export const directDeployment = (): Query<DirectDeployment> => query('directDeployment');
export interface DirectDeployment { readonly record: DeploymentRecord; readonly operations: readonly DeploymentOperation[]; /** Address of its page in the portal, where the cloud has one. */ readonly portal?: string }
/** Outputs of the newest green deployment. Secure ones are left out. */
export const outputs = (): Query<JsonObject> => query('outputs');

/** GET of one thing. `path` is an ARM path without a query that may begin with a role: `{st}/blobServices/default`, `{rg}`, `{sub}/providers/Microsoft.Web`. */
export const armGet = (path: string, apiVersion: string, parameters: Readonly<Record<string, string>> = {}): Query<JsonObject> => query('armGet', { path, apiVersion, parameters });
/** GET of a list, complete after paging. */
export const armList = (path: string, apiVersion: string, parameters: Readonly<Record<string, string>> = {}): Query<readonly JsonObject[]> => query('armList', { path, apiVersion, parameters });
/** POST that only reads, such as `checkNameAvailability` or `listKeys`. `secret`: every text in the answer is one. */
export const armPost = (path: string, apiVersion: string, body: JsonValue = {}, options: { readonly secret?: boolean } = {}): Query<JsonObject> => query('armPost', { path, apiVersion, body, secret: options.secret ?? false });
/** Rows of a Resource Graph query over the subscription. `{rgName}` stands for the name of the group. */
export const resourceGraph = (kql: string): Query<readonly JsonObject[]> => query('resourceGraph', { kql });

export type App = 'main' | 'mcp' | 'realm';
/** Application settings. Every value is secret. */
export const appSettings = (app: App): Query<Readonly<Record<string, string>>> => query('appSettings', { app });
/** Status of the settings that are Key Vault references, by name. */
export const settingReferences = (app: App): Query<Readonly<Record<string, string>>> => query('settingReferences', { app });
/** Answer of the app's own host; any status is an answer. */
export const appEndpoint = (app: App, path: string): Query<SiteAnswer> => query('appEndpoint', { app, path });
/** As `appEndpoint`, with a key of the host, for functions that ask for one. */
export const signedEndpoint = (app: App, path: string): Query<SiteAnswer> => query('signedEndpoint', { app, path });
/** Answer of the app's deployment site, signed in. */
export const kudu = (app: App, path: string): Query<SiteAnswer> => query('kudu', { app, path });

/** Blobs of a container of {st}. */
export const blobs = (container: string, prefix = ''): Query<readonly BlobEntry[]> => query('blobs', { container, prefix });
export const blobText = (container: string, name: string): Query<string> => query('blobText', { container, name });
/** Backups of this environment that are kept here, newest first. */
export const backups = (): Query<readonly BackupFound[]> => query('backups');
export interface BackupFound { readonly at: string; /** Names of the secrets in it. */ readonly secrets: readonly string[]; readonly hasAudit: boolean; /** Files whose bytes are no longer those that were written. */ readonly damaged: readonly string[] }
/** What the backup account of the profile holds of the environment's data. */
export const backupBlobs = (): Query<BackupBlobs> => query('backupBlobs');
export interface BackupBlobs { readonly account: string; readonly blobs: number; readonly newest?: { readonly name: string; readonly lastModified: string } }
/** Names of blobs of the environment's data that were deleted and can still be brought back. */
export const deletedBlobs = (): Query<readonly string[]> => query('deletedBlobs');
/** Live blobs of a container of the environment's data, with size and hash. */
export const blobStates = (container: string): Query<readonly BlobState[]> => query('blobStates', { container });
/** The newest report of an incident that was exported, and whether its file is as it was written. `missing`: what could not be read for it. */
export const incidentReport = (): Query<IncidentReportFile> => query('incidentReport');
export interface IncidentReportFile { readonly at: string; readonly incident: string; readonly file: string; readonly isThere: boolean; readonly isAsWritten: boolean; readonly rows: number; readonly missing: readonly string[] }
/** Lists tables or queues by the data plane. */
export const storageEndpoint = (service: 'blob' | 'table' | 'queue', account: 'own' | 'emulator' = 'own'): Query<SiteAnswer> => query('storageEndpoint', { service, account });

/** Names and attributes of the secrets in {kv}, without values. */
export interface SecretEntry { readonly name: string; readonly enabled: boolean; readonly expires?: string; readonly updated?: string; readonly contentType?: string }
export const secrets = (): Query<readonly SecretEntry[]> => query('secrets');
/** Value of a secret, to compare in memory. */
export const secretValue = (name: string): Query<string> => query('secretValue', { name });

export interface MetricsQuestion { readonly names: readonly string[]; readonly aggregation: string; /** ISO 8601 durations. */ readonly timespan: string; readonly interval: string; readonly filter?: string; readonly namespace?: string }
export interface MetricSeries { readonly name: string; readonly unit?: string; readonly dimensions: Readonly<Record<string, string>>; readonly points: readonly { readonly at: string; readonly value?: number }[] }
export const metrics = (of: Role, { names, aggregation, timespan, interval, filter, namespace }: MetricsQuestion): Query<readonly MetricSeries[]> =>
  query('metrics', { of, names, aggregation, timespan, interval, ...(filter !== undefined && { filter }), ...(namespace !== undefined && { namespace }) });
/** Rows of the first table of a KQL query over {appi} or {law}; `timespan` as an ISO 8601 duration. */
export const logs = (of: 'appi' | 'law', kql: string, timespan: string): Query<readonly JsonObject[]> => query('logs', { of, kql, timespan });

/** Of the apps' identities and of whoever holds a role in the group: object IDs, in lower case, that the directory still knows. */
export const knownPrincipals = (): Query<readonly string[]> => query('knownPrincipals');
/** Policy states of the group that are NonCompliant, complete after paging. */
export const policyViolations = (): Query<readonly JsonObject[]> => query('policyViolations');
/** Front Door profiles of the subscription with the origins of their groups. */
export const frontDoors = (): Query<readonly FrontDoor[]> => query('frontDoors');
export interface FrontDoor { readonly name: string; readonly groups: readonly { readonly name: string; readonly origins: readonly { readonly host: string; readonly isEnabled: boolean }[] }[] }

/** Microsoft Graph, `/servicePrincipals?$filter=…`: the members of `value`. */
export const directory = (path: string): Query<readonly JsonObject[]> => query('directory', { path });
