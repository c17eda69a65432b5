import { LogicError } from '../../src/core/errors';
import type { JsonValue } from '../../src/core/values';
import type { AzureConnection, DeploymentApi, DeploymentOperation, DeploymentRecord, DeploymentRequest, GroupScope, ManagementLock, ResourceApi, ResourceGroup, WhatIfResult } from '../../src/core/ports';

export type FakeCall = 'validate' | 'whatIf' | 'begin' | 'find' | 'listOperations' | 'cancel' | 'findResourceGroup' | 'createResourceGroup' | 'listSubscriptions' | 'verify' | 'deleteLock' | 'putLock';
interface Fault { readonly call: FakeCall; readonly error: Error; readonly afterActing: boolean }

/** A cloud in memory: one group's deployments, each taking a number of polls. Faults are spent one by one. */
export class FakeAzure {
  readonly calls: FakeCall[] = [];
  readonly begun: DeploymentRequest[] = [];
  readonly deployments = new Map<string, DeploymentRecord>();
  readonly groups = new Map<string, ResourceGroup>();
  operations: readonly DeploymentOperation[] = [];
  nested = new Map<string, readonly DeploymentOperation[]>();
  whatIf: WhatIfResult = { changes: [], potentialChanges: [], diagnostics: [] };
  subscriptions = [{ subscriptionId: 'sub-1', displayName: 'Team A', state: 'Enabled' }];
  /** Polls until the deployment ends, and how. */
  pollsToEnd = 2;
  ending: Partial<DeploymentRecord> = { provisioningState: 'Succeeded', outputs: {} };
  onCall: (call: FakeCall) => void = () => undefined;
  /** What a cancel request leads to; the default is the obedient one. */
  onCancel: (record: DeploymentRecord) => Partial<DeploymentRecord> = () => ({ provisioningState: 'Canceled' });
  /** Management locks by ID. */
  readonly locks = new Map<string, ManagementLock>();
  private faults: Fault[] = [];
  private readonly polls = new Map<string, number>();

  constructor(groupNames: readonly string[] = ['rg-aos-dev']) {
    for (const name of groupNames) this.groups.set(name, groupOf(name, 'eastus'));
  }

  /** The next such call fails: before the server acted, or after it (the answer is lost). */
  failNext(call: FakeCall, error: Error, times = 1, afterActing = false): void {
    for (let i = 0; i < times; i++) this.faults.push({ call, error, afterActing });
  }

  get connection(): AzureConnection {
    return { cloud: { name: 'sandbox', resourceManager: 'http://localhost', isSandbox: true }, deployments: this.deploymentApi, resources: this.resourceApi, arm: { request: (method, path, body) => this.request(method, path, body) }, dataPlanes: { openContainer: () => { throw new Error('No test opens a container here.'); }, openRecoverable: () => { throw new Error('No test opens blobs to restore here.'); }, openVault: () => { throw new Error('No test opens a vault here.'); }, openBus: () => { throw new Error('No test opens a bus here.'); }, send: async () => ({ status: 501, headers: {}, body: '' }) } };
  }

  private async act<T>(call: FakeCall, work: () => T): Promise<T> {
    this.calls.push(call);
    this.onCall(call);
    const index = this.faults.findIndex((fault) => fault.call === call);
    const fault = index < 0 ? undefined : this.faults.splice(index, 1)[0];
    if (fault && !fault.afterActing) throw fault.error;
    const value = work();
    if (fault) throw fault.error;
    return value;
  }

  private readonly deploymentApi: DeploymentApi = {
    validate: (request) => this.act('validate', () => this.needGroup(request)),
    whatIf: (request) => this.act('whatIf', () => { this.needGroup(request); return this.whatIf; }),
    begin: (request) => this.act('begin', () => this.begin(request)),
    find: (_, name) => this.act('find', () => this.poll(name)),
    list: async () => [...this.deployments.values()],
    listOperations: (id) => this.act('listOperations', () => this.nested.get(id) ?? (this.deployments.size > 0 && [...this.deployments.values()].some((one) => one.id === id) ? this.operations : [])),
    cancel: (_, name) => this.act('cancel', () => this.cancel(name)),
  };

  private readonly resourceApi: ResourceApi = {
    listSubscriptions: () => this.act('listSubscriptions', () => this.subscriptions),
    findResourceGroup: (scope) => this.act('findResourceGroup', () => this.groups.get(scope.resourceGroup)),
    createResourceGroup: (scope, location, tags) => this.act('createResourceGroup', () => {
      const group = { ...groupOf(scope.resourceGroup, location), tags };
      this.groups.set(scope.resourceGroup, group);
      return group;
    }),
    listResources: async () => [],
    findResource: async () => undefined,
    listLocks: async () => [...this.locks.values()],
  };

  /** Locks come and go by plain requests; nothing else is there. */
  private async request(method: string, path: string, body: JsonValue | undefined): Promise<{ status: number; headers: Record<string, string> }> {
    const id = path.split('?')[0] ?? '';
    if (!/\/locks\//i.test(id)) return { status: 501, headers: {} };
    const properties = (body as { properties?: { level: string; notes?: string } } | undefined)?.properties;
    if (method === 'DELETE') await this.act('deleteLock', () => this.locks.delete(id));
    if (method === 'PUT' && properties) await this.act('putLock', () => this.locks.set(id, { id, name: id.split('/').at(-1) ?? '', ...properties }));
    return { status: 200, headers: {} };
  }

  private begin(request: DeploymentRequest): DeploymentRecord {
    this.needGroup(request);
    const active = this.deployments.get(request.name);
    if (active && active.provisioningState === 'Running') throw new LogicError('Arm.DeploymentActive', 'The deployment is active.');
    this.begun.push(request);
    this.polls.set(request.name, 0);
    const record: DeploymentRecord = { id: `/subscriptions/${request.subscriptionId}/resourceGroups/${request.resourceGroup}/providers/Microsoft.Resources/deployments/${request.name}`, name: request.name, provisioningState: 'Running', outputs: {}, tags: request.tags ?? {} };
    this.deployments.set(request.name, record);
    return record;
  }

  private poll(name: string): DeploymentRecord | undefined {
    const record = this.deployments.get(name);
    if (!record || record.provisioningState !== 'Running') return record;
    const polls = (this.polls.get(name) ?? 0) + 1;
    this.polls.set(name, polls);
    const now = polls >= this.pollsToEnd ? { ...record, ...this.ending } : record;
    this.deployments.set(name, now);
    return now;
  }

  private cancel(name: string): void {
    const record = this.deployments.get(name);
    if (!record || record.provisioningState !== 'Running') throw new LogicError('Arm.DeploymentCannotBeCancelled', 'The deployment has ended.');
    this.deployments.set(name, { ...record, ...this.onCancel(record) });
  }

  private needGroup(scope: GroupScope): void {
    if (!this.groups.has(scope.resourceGroup)) throw new LogicError('Arm.ResourceGroupNotFound', `Resource group '${scope.resourceGroup}' could not be found.`);
  }
}

const groupOf = (name: string, location: string): ResourceGroup => ({ id: `/subscriptions/sub-1/resourceGroups/${name}`, name, location, tags: {}, provisioningState: 'Succeeded' });
