import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createEngine } from '../../../src/composition';
import type { Engine } from '../../../src/core/engine';
import type { CheckedRow, EvidenceRecord, RecordKind, Verdict, VerdictState } from '../../../src/core/evidence';
import type { RunRecord } from '../../../src/core/deployment';
import type { Commands } from '../../../src/core/ports';
import { asArray, asObject, asString } from '../../../src/core/json';
import type { JsonObject, JsonValue } from '../../../src/core/values';
import type { Plan } from '../../../src/core/whatIf';
import { systemClock } from '../../../src/local/clock';
import { FileAuditStore } from '../../../src/local/runs';
import { EvidenceRecordFiles } from '../../../src/local/evidence/recordFiles';
import { startSandbox, type StartedSandbox } from '../../../src/sandbox';
import { copySample } from '../../support/sampleWorkspace';
import { send } from '../support/clients';
import type { EnvironmentName, Undo } from './rowCase';
import { TestTools } from './tools';
import { fillWorkspace } from './workspace';

const environments: readonly EnvironmentName[] = ['dev', 'staging', 'prod'];
export const subscriptionOf: Readonly<Record<EnvironmentName, string>> = { dev: '00000000-0000-0000-0000-000000000001', staging: '00000000-0000-0000-0000-000000000001', prod: '00000000-0000-0000-0000-000000000002' };
const versions: Readonly<Record<string, string>> = {
  'Microsoft.Web': '2024-04-01', 'Microsoft.ServiceBus': '2021-11-01', 'Microsoft.Storage': '2023-05-01', 'Microsoft.KeyVault': '2023-07-01', 'Microsoft.Authorization': '2022-04-01', 'Microsoft.Resources': '2024-11-01',
  'Microsoft.OperationalInsights': '2023-09-01', 'Microsoft.Network': '2023-11-01', 'Microsoft.ManagedIdentity': '2023-01-31', 'Microsoft.MachineLearningServices': '2024-10-01', 'Microsoft.ContainerRegistry': '2023-07-01', 'Microsoft.Portal': '2020-09-01-preview',
};
const outputs: Readonly<Record<string, string>> = { main: 'functionAppName', mcp: 'mcpServerFunctionAppName', realm: 'realmFunctionAppName', bus: 'serviceBusNamespaceName', st: 'storageAccountName', kv: 'keyVaultName', appi: 'appInsightsName', mlw: 'azureMLWorkspaceName' };
const providers: Readonly<Record<string, string>> = { main: 'Microsoft.Web/sites', mcp: 'Microsoft.Web/sites', realm: 'Microsoft.Web/sites', bus: 'Microsoft.ServiceBus/namespaces', st: 'Microsoft.Storage/storageAccounts', kv: 'Microsoft.KeyVault/vaults', appi: 'Microsoft.Insights/components', mlw: 'Microsoft.MachineLearningServices/workspaces', plan: 'Microsoft.Web/serverfarms', law: 'Microsoft.OperationalInsights/workspaces', identity: 'Microsoft.ManagedIdentity/userAssignedIdentities', acr: 'Microsoft.ContainerRegistry/registries' };

/** Three environments of the sample in one sandbox, deployed and put right, and a workspace under git: what the evidence is made of. */
export class World {
  readonly tools: TestTools;
  readonly engine: Engine;
  readonly runs = new Map<EnvironmentName, RunRecord>();
  readonly records: EvidenceRecordFiles;
  /** Added to the clock of the engine, in milliseconds. */
  aheadMs = 0;
  private made = 0;
  private plan?: Promise<Plan>;
  private readonly ids = new Map<string, string>();

  private constructor(readonly root: string, make: () => Engine, readonly sandbox: StartedSandbox, tools: TestTools) {
    this.again = make;
    this.engine = make();
    this.tools = tools;
    this.records = new EvidenceRecordFiles(root);
  }

  static async start(commands?: (root: string) => Commands): Promise<World> {
    const folder = mkdtempSync(path.join(tmpdir(), 'aos-deploy-evidence-'));
    const root = copySample(folder);
    const sandbox = await startSandbox({ provisioningDelay: 0, noiseProfile: 'none' });
    const tools = new TestTools(root);
    let world: World | undefined = undefined;
    const clock = { ...systemClock, now: () => new Date(Date.now() + ((world as World | undefined)?.aheadMs ?? 0)) };
    const make = (): Engine => createEngine({ root, ...(commands && { commands: commands(root) }), cloud: sandbox.endpoints.resourceManager, tools, clock, sandboxEndpoint: async () => sandbox.endpoints.resourceManager });
    world = new World(root, make, sandbox, tools);
    fillWorkspace(world);
    return world;
  }

  /** Another engine over the same workspace and sandbox, as another process has it. */
  readonly again: () => Engine;

  async deploy(environment: EnvironmentName): Promise<void> {
    const overrides = { 'clean-tree': 'test', lock: 'test', window: 'test', checklist: 'test' };
    const handle = await this.engine.deploy(environment, { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'typed-name', deletesConfirmed: true, overrides }) });
    const run = await handle.result;
    if (run.state !== 'completed') throw new Error(`${environment}: ${run.message}`);
    this.runs.set(environment, run);
    for (const one of await this.engine.listResources(environment)) this.ids.set(`${environment}/${one.type.toLowerCase()}/${one.name.toLowerCase()}`, one.id);
  }

  /** Requests to ARM since a time, ISO 8601. */
  async armRequests(since: string): Promise<number> {
    const { requests } = await (await fetch(`${this.sandbox.endpoints.resourceManager}/_sandbox/requests`)).json() as { readonly requests: readonly { readonly time: string; readonly path: string; readonly dataPlane?: string }[] };
    return requests.filter(({ time, path: address, dataPlane }) => time >= since && dataPlane === undefined && /^\/(subscriptions|providers|batch$)/i.test(address)).length;
  }

  /** What nobody may read: keys, connection strings and secret settings. */
  async secretsOf(environment: EnvironmentName): Promise<readonly string[]> {
    const bus = await this.arm('POST', this.at(environment, '{bus}/AuthorizationRules/RootManageSharedAccessKey/listKeys'));
    const keys = asArray((await this.arm('POST', this.at(environment, '{st}/listKeys')))['keys']).map((one) => asString(asObject(one)['value']) ?? '');
    const settings = asObject((await this.arm('POST', this.at(environment, '{main}/config/appsettings/list')))['properties']);
    return [...keys, asString(bus['primaryKey']) ?? '', asString(bus['primaryConnectionString']) ?? '', asString(settings['AzureWebJobsStorage']) ?? ''].filter((one) => one !== '');
  }

  /** What would be changed, as Bicep and our own evaluation tell; asked once. */
  localPlan(): Promise<Plan> { return this.plan ??= this.engine.plan('dev', { local: true }); }

  async deployAll(): Promise<void> { for (const environment of environments) await this.deploy(environment); }

  async close(): Promise<void> {
    await this.engine.dispose();
    await this.sandbox.close();
    rmSync(path.dirname(this.root), { recursive: true, force: true });
  }

  /** Verdict of a row, asked anew. */
  async decide(environment: EnvironmentName, row: string, known: Readonly<Record<string, VerdictState>> = {}): Promise<CheckedRow> {
    const verdicts = new Map(Object.entries(known).map(([id, state]): [string, Verdict] => [id, { state, reason: 'As the test says.' }]));
    const report = await this.engine.checkEvidence(environment, { rows: [row], maxAgeMs: 0, known: verdicts });
    const found = report.rows.find((one) => one.row === row);
    if (!found) throw new Error(`No check decides ${row}.`);
    return found;
  }

  /** `{st}/blobServices/default` in an environment: the path of a resource, by its role, `rg` or `sub`. */
  at(environment: EnvironmentName, template: string): string {
    const subscription = `/subscriptions/${subscriptionOf[environment]}`;
    return template.replace(/^\{(\w+)\}/, (_, role: string) => (role === 'sub' ? subscription : role === 'rg' ? `${subscription}/resourceGroups/rg-aos-${environment}` : this.idOf(environment, role)));
  }

  idOf(environment: EnvironmentName, role: string): string {
    const type = providers[role]!;
    const named = this.runs.get(environment)!.outputs[outputs[role] ?? ''];
    const name = typeof named === 'string' ? named.toLowerCase() : undefined;
    const found = [...this.ids].find(([key]) => (name === undefined ? key.startsWith(`${environment}/${type.toLowerCase()}/`) : key === `${environment}/${type.toLowerCase()}/${name}`));
    if (!found) throw new Error(`${environment} holds no ${role}.`);
    return found[1];
  }

  nameOf(environment: EnvironmentName, role: string): string { return this.idOf(environment, role).split('/').at(-1)!; }

  /** A request to ARM that must succeed. */
  async arm(method: string, address: string, body?: JsonValue, apiVersion?: string): Promise<JsonObject> {
    const namespace = [...address.matchAll(/\/providers\/([^/?]+)/gi)].at(-1)?.[1] ?? 'Microsoft.Resources';
    const version = apiVersion ?? versions[namespace] ?? '2021-04-01';
    const answer = await send(this.sandbox.endpoints.resourceManager, method, `${address}${address.includes('?') ? '&' : '?'}api-version=${version}`, body);
    if (answer.status >= 400) throw new Error(`${method} ${address}: ${answer.status} ${answer.text.slice(0, 400)}`);
    return (answer.json ?? {}) as JsonObject;
  }

  /** Puts a resource that was not there; taking it back deletes it. */
  async create(address: string, body: JsonValue, apiVersion?: string): Promise<Undo> {
    await this.arm('PUT', address, body, apiVersion);
    return async () => { await this.arm('DELETE', address, undefined, apiVersion); };
  }

  /** Writes a resource otherwise; taking it back writes it as it was. */
  async alter(address: string, change: (body: JsonObject) => JsonObject, apiVersion?: string): Promise<Undo> {
    const before = await this.arm('GET', address, undefined, apiVersion);
    await this.arm('PUT', address, change(before), apiVersion);
    return async () => { await this.arm('PUT', address, before, apiVersion); };
  }

  async remove(address: string, apiVersion?: string): Promise<Undo> {
    const before = await this.arm('GET', address, undefined, apiVersion);
    await this.arm('DELETE', address, undefined, apiVersion);
    return async () => { await this.arm('PUT', address, before, apiVersion); };
  }

  /** Sets application settings; `null` takes one away. */
  async settings(environment: EnvironmentName, app: 'main' | 'mcp' | 'realm', values: Readonly<Record<string, string | null>>): Promise<Undo> {
    const address = this.at(environment, `{${app}}/config/appsettings`);
    const before = (await this.arm('POST', `${address}/list`))['properties'] as Record<string, string>;
    const after = Object.fromEntries(Object.entries({ ...before, ...values }).filter(([, value]) => value !== null));
    await this.arm('PUT', address, { properties: after });
    return async () => { await this.arm('PUT', address, { properties: before }); };
  }

  async secret(environment: EnvironmentName, name: string, value: string, attributes: JsonObject = {}): Promise<void> {
    await this.arm('PUT', this.at(environment, `{kv}/secrets/${name}`), { properties: { value, attributes } });
  }

  /** Writes, changes or (`undefined`) deletes a file of the workspace. */
  file(name: string, change: string | undefined | ((text: string) => string)): Undo {
    const file = path.join(this.root, name);
    let before: string | undefined;
    try { before = readFileSync(file, 'utf8'); } catch (error) { if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; }
    const write = (text: string | undefined): void => { if (text === undefined) rmSync(file, { force: true }); else { mkdirSync(path.dirname(file), { recursive: true }); writeFileSync(file, text); } };
    const after = typeof change === 'function' ? change(before ?? '') : change;
    if (after === before) throw new Error(`${name} stays as it was.`);
    write(after);
    return () => { write(before); };
  }

  /** Another value of a parameter in the environment's file. */
  parameter(environment: EnvironmentName, name: string, value: string | undefined): Undo {
    return this.file(`deployment/parameters/${environment}.bicepparam`, (text) => {
      const line = new RegExp(`^param ${name} = (\\{[\\s\\S]*?^\\}|.*)$\\n?`, 'm');
      const assignment = value === undefined ? '' : `param ${name} = ${value}\n`;
      return line.test(text) ? text.replace(line, () => assignment) : `${text.trimEnd()}\n${assignment}`;
    });
  }

  /** More lines for an environment in aos.yaml. */
  profile(environment: EnvironmentName, lines: string): Undo {
    return this.file('aos.yaml', (text) => text.replace(new RegExp(`^( {2}${environment}:\\n(?: {4}.*\\n)*? {4}profile:\\n)`, 'm'), (_, head: string) => `${head}${lines.split('\n').map((line) => `      ${line}\n`).join('')}`));
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', ['-c', 'user.name=Ann Example', '-c', 'user.email=ann@contoso.example', '-c', 'commit.gpgsign=false', ...args], { cwd: this.root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  }

  /** Leaves a record; taking it back removes all of its kind that came since. */
  async record(environment: EnvironmentName, kind: RecordKind, record: EvidenceRecord): Promise<Undo> {
    const name = `.aos/evidence/records/${environment}/${kind}.jsonl`;
    const file = path.join(this.root, name);
    let before: string | undefined;
    try { before = readFileSync(file, 'utf8'); } catch (error) { if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; }
    await this.records.add(environment, kind, record);
    return () => { if (before === undefined) rmSync(file, { force: true }); else writeFileSync(file, before); };
  }

  /** What a resource says of itself, otherwise than it is: for what nobody can write. */
  async shows(address: string, change: (body: JsonObject) => JsonObject, apiVersion?: string): Promise<Undo> {
    return this.answering(address, change(await this.arm('GET', address, undefined, apiVersion)));
  }

  /** A newer run in the audit that differs from the last one in what `change` says. */
  async run(environment: EnvironmentName, change: (run: RunRecord) => RunRecord): Promise<Undo> {
    const last = this.runs.get(environment)!;
    const deploymentId = `aos-deploy-20991231-235959-${String(this.made++).padStart(6, '0')}`;
    await new FileAuditStore(this.root).save(change({ ...last, deploymentId, timestamp: '2099-12-31T23:59:59.000Z' }));
    return () => {
      rmSync(path.join(this.root, 'deployment', 'audit', `${deploymentId}.json`), { force: true });
      const database = new DatabaseSync(path.join(this.root, 'deployment', 'audit', 'audit.db'));
      for (const table of ['deployment_events', 'deployment_resources', 'deployments']) database.prepare(`DELETE FROM ${table} WHERE deployment_id = ?`).run(deploymentId);
      database.close();
    };
  }

  /** A deployment of the group by somebody else. */
  async direct(environment: EnvironmentName, name: string, template: JsonObject): Promise<Undo> {
    const address = this.at(environment, `{rg}/providers/Microsoft.Resources/deployments/${name}`);
    await this.arm('PUT', address, { properties: { mode: 'Incremental', template: { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', resources: [], ...template } } });
    for (;;) {
      const state = asString(asObject((await this.arm('GET', address))['properties'])['provisioningState']) ?? '';
      if (/^(Succeeded|Failed|Canceled)$/.test(state)) break;
    }
    return async () => { await this.arm('DELETE', address); };
  }

  async faults(...rules: readonly JsonValue[]): Promise<Undo> {
    const put = async (all: readonly JsonValue[]): Promise<void> => { const answer = await fetch(`${this.sandbox.endpoints.resourceManager}/_sandbox/faults`, { method: 'PUT', body: JSON.stringify({ rules: all }) }); if (!answer.ok) throw new Error(await answer.text()); };
    await put(rules);
    return () => put([]);
  }

  /** Answers of one path replaced by a body; taking it back lets the sandbox answer again. */
  async answering(address: string, body: JsonValue, status = 200): Promise<Undo> {
    return this.faults({ match: { method: 'GET', path: address }, fault: { kind: 'notJson', status, body: JSON.stringify(body) } });
  }

  /** Moves the clocks of the engine and of the sandbox: time passes for both. */
  async pass(ms: number): Promise<void> {
    const undo = await this.faults({ match: { path: '/tenants' }, fault: { kind: 'clockJump', ms } });
    await this.arm('GET', '/tenants', undefined, '2022-12-01');
    await undo();
    this.aheadMs += ms;
  }

  later(ms: number): Undo {
    this.aheadMs += ms;
    return () => { this.aheadMs -= ms; };
  }
}
