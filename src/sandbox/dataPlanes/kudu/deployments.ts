import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../armTemplate';
import { conflict } from '../../armError';
import type { DataPlaneHost, ProviderContext, StoredResource, Table } from '../../providers/provider';
import { siteKey } from '../functionHost/addresses';
import { requirementNames } from '../functionHost/functionApp';
import { hostStateOf } from '../functionHost/hostState';
import { usePackage, type StoredPackage } from '../functionHost/packages';
import { publishFunctions } from '../functionHost/publish';
import { kuduTable } from './history';

/** Numbers of Kudu. */
export const DeployStatus = { pending: 0, building: 1, deploying: 2, failed: 3, success: 4 } as const;

export interface LogEntry { readonly time: string; readonly message: string; readonly type: 0 | 1 | 2 }

/** A deployment as the deployment site remembers it. Times are ISO 8601 UTC. */
export interface DeploymentRecord {
  readonly id: string;
  readonly site: string;
  readonly status: number;
  readonly statusText: string;
  readonly deployer: string;
  readonly message: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly receivedAt: string;
  readonly endedAt?: string;
  readonly log: readonly LogEntry[];
}

/** Parts of a deployment at factor 1. */
const stepMs = 8000;
const buildMs = 40_000;
const kept = 10;

/** Deployments of all apps: one at a time for each app, newest first in lists. Those that a restart interrupted have failed. */
export class Deployments {
  private readonly table: Table<DeploymentRecord>;
  private readonly running = new Map<string, string>();
  private readonly ending = new AbortController();
  private count = 0;

  constructor(private readonly host: DataPlaneHost) {
    this.table = kuduTable(host.context());
    for (const [key, record] of [...this.table.entries()]) if (record.endedAt === undefined) this.table.set(key, { ...record, status: DeployStatus.failed, statusText: 'The deployment site was restarted.', endedAt: this.now() });
  }

  /** Work under way is given up; the next start says so. */
  close(): void { this.ending.abort(); }

  list(site: StoredResource): DeploymentRecord[] {
    return [...this.table.entries()].filter(([key]) => key.startsWith(`${siteKey(site)}|`)).map(([, record]) => record).reverse();
  }

  find(site: StoredResource, id: string): DeploymentRecord | undefined { return id === 'latest' ? this.list(site)[0] : this.table.get(`${siteKey(site)}|${id}`); }
  isRunning(site: StoredResource): boolean { return this.running.has(siteKey(site)); }

  /** The newest one that succeeded is active. */
  isActive(site: StoredResource, record: DeploymentRecord): boolean { return this.list(site).find(({ status }) => status === DeployStatus.success)?.id === record.id; }

  /** Starts one; `done` resolves with its end. @throws ArmError 409 while another is under way. */
  begin(site: StoredResource, content: StoredPackage, options: { readonly build: boolean; readonly deployer: string; readonly message: string }): { readonly record: DeploymentRecord; readonly done: Promise<DeploymentRecord> } {
    if (this.isRunning(site)) throw conflict('Conflict', 'There is a deployment currently in progress. Please try again when it completes.');
    const receivedAt = this.now();
    const id = createHash('sha1').update(`${siteKey(site)} ${receivedAt} ${content.sha256} ${this.count++}`).digest('hex');
    const record: DeploymentRecord = { id, site: site.name, status: DeployStatus.pending, statusText: 'Pending', deployer: options.deployer, message: options.message, sha256: content.sha256, sizeBytes: content.sizeBytes, receivedAt, log: [] };
    this.save(site, record);
    this.running.set(siteKey(site), id);
    const done = this.run(site, record, content, options.build).catch((error: unknown) => this.giveUp(site, record, error)).finally(() => { this.running.delete(siteKey(site)); });
    return { record, done };
  }

  private giveUp(site: StoredResource, record: DeploymentRecord, error: unknown): DeploymentRecord {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    const failed = { ...record, status: DeployStatus.failed, statusText: 'The sandbox made a mistake. Its log has the details.', endedAt: this.now() };
    this.save(site, failed);
    return failed;
  }

  private async run(site: StoredResource, begun: DeploymentRecord, content: StoredPackage, build: boolean): Promise<DeploymentRecord> {
    let record = begun;
    const note = (message: string, type: LogEntry['type'] = 0, change: Partial<DeploymentRecord> = {}): void => {
      record = { ...record, ...change, log: [...record.log, { time: this.now(), message, type }] };
      this.save(site, record);
    };
    const fail = (message: string): DeploymentRecord => { note(message, 2, { status: DeployStatus.failed, statusText: message, endedAt: this.now() }); this.mirror(site, record); return record; };
    note(`Updating submodules. Fetching changes of a package of ${content.sizeBytes} bytes, SHA-256 ${content.sha256}.`);
    if (build) {
      note('Running oryx build...', 0, { status: DeployStatus.building, statusText: 'Building and Deploying' });
      await this.wait(buildMs);
      const problem = this.build(content, note);
      if (problem !== undefined) return fail(problem);
    }
    note('Preparing deployment: generating the package of the app.', 0, { status: DeployStatus.deploying, statusText: 'Deploying' });
    await this.wait(stepMs);
    const context = this.host.context();
    const current = context.resources.find(site.id);
    if (!current || this.ending.signal.aborted) return fail(current ? 'The deployment site was restarted.' : 'The app was deleted while it was deployed to.');
    usePackage(current, content, { deploymentId: record.id, deployedAt: this.now(), isBuilt: build }, context);
    note('Triggering recycle (preview mode disabled).');
    publishFunctions(current, context);
    const state = hostStateOf(context.resources.find(site.id)!, context);
    const dead = state.hostError ?? state.app?.workerError;
    // The deployment succeeds all the same: whether the app lives is another question, as in Azure.
    if (dead !== undefined) note(`Warning: the host reports: ${dead}`, 1);
    note('Deployment successful.', 0, { status: DeployStatus.success, statusText: '', endedAt: this.now() });
    this.mirror(site, record);
    return record;
  }

  /** A remote build: reads the requirements as an installer would. Undefined when it succeeds. */
  private build({ sources }: StoredPackage, note: (message: string, type?: LogEntry['type']) => void): string | undefined {
    const requirements = sources['requirements.txt'];
    note('Detecting platforms... python was detected, version 3.11.');
    if (requirements === undefined) { note('Could not find requirements.txt: nothing is installed.', 1); return undefined; }
    note('Running pip install --target=/home/site/wwwroot/.python_packages -r requirements.txt');
    for (const name of requirementNames(requirements)) {
      if (name.startsWith('does-not-exist')) {
        note(`ERROR: Could not find a version that satisfies the requirement ${name} (from versions: none)`, 2);
        note(`ERROR: No matching distribution found for ${name}`, 2);
        return 'Failed to run remote build: pip install failed with exit code 1.';
      }
      note(`Collecting ${name}`);
    }
    const bad = requirements.split('\n').map((line) => line.replace(/(^|\s)#.*$/, '').trim()).find((line) => line !== '' && !/^(-|[A-Za-z0-9][\w.-]*\s*(\[[^\]]*\])?\s*((===?|~=|!=|<=?|>=?)|@|;|$)|(git\+)?https?:|\.)/.test(line));
    if (bad === undefined) { note('Done: remote build succeeded.'); return undefined; }
    note(`ERROR: Invalid requirement: '${bad}'`, 2);
    return 'Failed to run remote build: pip install failed with exit code 1.';
  }

  private async wait(ms: number): Promise<void> {
    if (this.host.delayFactor > 0) await this.host.context().clock.wait(ms * this.host.delayFactor, this.ending.signal);
  }

  private save(site: StoredResource, record: DeploymentRecord): void {
    this.table.set(`${siteKey(site)}|${record.id}`, record);
    for (const old of this.list(site).slice(kept)) this.table.delete(`${siteKey(site)}|${old.id}`);
  }

  /** ARM lists the same deployments. */
  private mirror(site: StoredResource, record: DeploymentRecord): void {
    const context: ProviderContext = this.host.context();
    if (!context.resources.find(site.id)) return;
    for (const old of context.resources.list(`${site.id}/deployments`)) {
      const properties = old.body.properties as JsonObject;
      if (record.status === DeployStatus.success && properties.active === true) context.resources.update(old.id, { body: { ...old.body, properties: { ...properties, active: false } } });
    }
    context.resources.put(`${site.id}/deployments/${record.id}`, {
      properties: { id: record.id, status: record.status, author: 'N/A', deployer: record.deployer, message: record.message, start_time: record.receivedAt, end_time: record.endedAt ?? record.receivedAt, active: record.status === DeployStatus.success, details: `SHA-256 ${record.sha256}` },
    });
  }

  private now(): string { return this.host.context().clock.now().toISOString(); }
}
