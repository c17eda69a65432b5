import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExpandedResource, JsonObject, RuntimeHost } from '../../armTemplate';
import { ArmError, internalError, type ArmErrorDetail } from '../armError';
import { keyOf, parseResourceId } from '../resourceId';
import type { ProviderContext } from '../providers/provider';
import { groupIdOf } from '../resources/resourceGroups';
import type { Sandbox } from '../sandbox';
import { operationIdOf } from './deploymentStore';
import { asArmError, toArmError, type PreparedDeployment } from './prepare';
import { isActive, type DeploymentRecord, type OperationRow, type StoredOutput } from './record';
import { createRuntimeHost } from './runtimeHost';
import { Schedule } from './schedule';
import { statusName } from './statusName';

/** How long work may go on before other requests get their turn. */
const turnMs = 20;

/** Works through one deployment: resources in the order of their dependencies, nested deployments, deletes of Complete mode, outputs. */
export class DeploymentRun {
  private readonly host: RuntimeHost;
  private readonly failures: ArmErrorDetail[] = [];
  private readonly outputResources = new Map<string, string>();
  private wake: () => void = () => undefined;
  private lastTurn = Date.now();

  constructor(private readonly sandbox: Sandbox, private readonly context: ProviderContext, private record: DeploymentRecord, private readonly prepared: PreparedDeployment) {
    this.host = createRuntimeHost(sandbox, context, (value) => { prepared.secrets.addKeys(value); });
  }

  /** Ends with the record as it is then. Never rejects for what the template or a resource does. */
  async execute(): Promise<DeploymentRecord> {
    this.save({ state: 'Running' });
    const schedule = new Schedule(this.prepared.expansion.resources);
    while (!this.sandbox.deployments.isClosed) {
      const next = this.isCanceled() ? undefined : schedule.take();
      if (next) this.start(next, schedule);
      else if (!schedule.isWorking) break;
      else await new Promise<void>((resolve) => { this.wake = resolve; });
      if (Date.now() - this.lastTurn > turnMs) { await nextTurn(); this.lastTurn = Date.now(); }
    }
    return this.sandbox.deployments.isClosed ? this.record : this.finish();
  }

  private start(resource: ExpandedResource, schedule: Schedule): void {
    const settle = (error: ArmErrorDetail | undefined): void => {
      if (error) { this.failures.push(error); schedule.failed(resource); } else schedule.done(resource);
    };
    if (!resource.condition) { settle(undefined); return; }
    const pending = this.deploy(resource);
    if (pending instanceof Promise) void pending.then((error) => { settle(error); this.wake(); });
    else settle(pending);
  }

  private deploy(resource: ExpandedResource): ArmErrorDetail | undefined | Promise<ArmErrorDetail | undefined> {
    const row = this.rowOf(resource);
    const before = this.sandbox.deployments.store.findRow(this.record.id, row.operationId);
    // After a restart: what was done stays done.
    if (before?.state === 'Succeeded') { if (!resource.existing) this.outputResources.set(keyOf(resource.id), resource.id); return undefined; }
    if (resource.existing) return this.readExisting(resource, row);
    return resource.isNestedDeployment ? this.deployNested(resource, row) : this.deployResource(resource, row);
  }

  /** ARM reads what a template declares as existing; that it is missing matters only to those who use it. */
  private readExisting(resource: ExpandedResource, row: OperationRow): undefined {
    if (this.sandbox.resources.find(resource.id)) this.saveRow({ ...row, provisioningOperation: 'Read', state: 'Succeeded', statusCode: 'OK' });
    return undefined;
  }

  private deployResource(resource: ExpandedResource, row: OperationRow): ArmErrorDetail | undefined | Promise<ArmErrorDetail | undefined> {
    let request: JsonObject | undefined;
    try {
      const body = asArmError(() => resource.evaluateBody(this.host));
      request = this.prepared.secrets.hide(body);
      const outcome = this.sandbox.deployments.putFromTemplate(resource.id, body, resource.apiVersion, this.context);
      const statusCode = outcome.created ? 'Created' : 'OK';
      this.outputResources.set(keyOf(resource.id), outcome.id);
      if (!outcome.operationId) { this.saveRow({ ...row, request, state: 'Succeeded', statusCode }); return undefined; }
      this.saveRow({ ...row, request });
      return this.sandbox.operations.ended(outcome.operationId).then((error) => {
        if (!error) { this.saveRow({ ...row, request, state: 'Succeeded', statusCode }); return undefined; }
        const failure = terminalFailure(resource.id, this.hideDetail(error), 'resource');
        this.saveRow({ ...row, request, state: 'Failed', statusCode: 'Conflict', error: failure });
        return failure;
      });
    } catch (error) {
      return this.fail(error, resource, { ...row, ...(request && { request }) });
    }
  }

  private async deployNested(resource: ExpandedResource, row: OperationRow): Promise<ArmErrorDetail | undefined> {
    this.saveRow(row);
    try {
      const nested = asArmError(() => resource.evaluateNestedDeployment(this.host));
      const child = await this.sandbox.deployments.runNested({ request: nested, id: resource.id, parent: this.record, secrets: this.prepared.secrets, context: this.context, around: this.prepared.template });
      for (const id of child.outputResources) this.outputResources.set(keyOf(id), id);
      if (child.state === 'Succeeded') { this.saveRow({ ...row, state: 'Succeeded', statusCode: 'OK' }); return undefined; }
      if (isActive(child.state)) return undefined;
      const failure = terminalFailure(child.id, child.error ?? { code: 'DeploymentCanceled', message: `The deployment '${child.name}' was canceled.` }, 'resource');
      this.saveRow({ ...row, state: 'Failed', statusCode: 'Conflict', error: failure });
      return failure;
    } catch (error) {
      return this.fail(error, resource, row);
    }
  }

  private fail(error: unknown, resource: ExpandedResource, row: OperationRow): ArmErrorDetail {
    const refusal = refusalOf(error);
    const detail = this.hideDetail({ ...refusal.toDetail(), target: refusal.options.target?.startsWith('/') ? refusal.options.target : resource.id });
    this.saveRow({ ...row, state: 'Failed', statusCode: statusName(refusal.status), error: detail });
    return detail;
  }

  private async finish(): Promise<DeploymentRecord> {
    if (this.isCanceled()) return this.current();
    if (this.failures.length === 0 && this.record.mode === 'Complete') await this.deleteOthers();
    const outputs = this.failures.length === 0 ? this.evaluateOutputs() : undefined;
    if (this.isCanceled()) return this.current();
    const outputResources = [...this.outputResources.values()];
    if (this.failures.length === 0) return this.save({ state: 'Succeeded', outputResources, ...(outputs && { outputs }), given: undefined, ...(this.record.parentId === undefined && this.record.given && { givenThen: this.record.given }) });
    const error: ArmErrorDetail = {
      code: 'DeploymentFailed', target: this.record.id, details: this.failures,
      message: 'At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.',
    };
    return this.save({ state: 'Failed', outputResources, error, given: undefined });
  }

  private evaluateOutputs(): { readonly [name: string]: StoredOutput } | undefined {
    const row: OperationRow = { ...this.emptyRow(`outputs of ${this.record.id}`), provisioningOperation: 'EvaluateDeploymentOutput' };
    try {
      const outputs = asArmError(() => this.prepared.expansion.evaluateOutputs(this.host));
      this.saveRow({ ...row, state: 'Succeeded', statusCode: 'OK' });
      return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, { ...output }]));
    } catch (error) {
      const refusal = refusalOf(error);
      const detail = this.hideDetail(refusal.toDetail());
      this.failures.push(refusal.code === 'DeploymentOutputEvaluationFailed' ? detail : { code: 'DeploymentOutputEvaluationFailed', message: 'Unable to evaluate template outputs. Please see error details and deployment operations. Please see https://aka.ms/arm-common-errors for usage details.', details: [detail] });
      this.saveRow({ ...row, state: 'Failed', statusCode: 'BadRequest', error: detail });
      return undefined;
    }
  }

  /** Complete mode: what is in the group and not in the template goes. */
  private async deleteOthers(): Promise<void> {
    const { subscriptionId, resourceGroup } = this.prepared.context.scope;
    if (subscriptionId === undefined || !resourceGroup) return;
    const kept = new Set([...this.prepared.expansion.resources.filter((resource) => resource.condition).map(({ id }) => keyOf(id)), ...this.outputResources.keys()]);
    const scope = groupIdOf({ subscriptionId, name: resourceGroup.name });
    for (const resource of this.sandbox.deployments.completeModeDeletes(scope, kept)) await this.deleteOne(resource.id);
  }

  private async deleteOne(resourceId: string): Promise<void> {
    const id = parseResourceId(resourceId)!;
    const row: OperationRow = { ...this.emptyRow(`delete ${resourceId}`), provisioningOperation: 'Delete', target: { id: resourceId, resourceType: id.type, resourceName: id.name } };
    try {
      const outcome = this.sandbox.resources.delete(id, this.context);
      const error = outcome?.operation && await this.sandbox.operations.ended(outcome.operation.id);
      if (error) this.failures.push(terminalFailure(resourceId, error, 'resource'));
      this.saveRow({ ...row, state: error ? 'Failed' : 'Succeeded', statusCode: error ? 'Conflict' : 'OK', ...(error && { error }) });
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      this.failures.push({ ...error.toDetail(), target: resourceId });
      this.saveRow({ ...row, state: 'Failed', statusCode: statusName(error.status), error: error.toDetail() });
    }
  }

  private hideDetail(detail: ArmErrorDetail): ArmErrorDetail {
    return { ...detail, message: this.prepared.secrets.hideText(detail.message), ...(detail.details && { details: detail.details.map((inner) => this.hideDetail(inner)) }) };
  }

  private rowOf(resource: ExpandedResource): OperationRow {
    return {
      ...this.emptyRow(`${this.record.id} ${resource.key}`), provisioningOperation: 'Create',
      target: { id: resource.id, resourceType: resource.type, resourceName: resource.name, apiVersion: resource.apiVersion, ...(resource.symbolicName !== undefined && { symbolicName: resource.symbolicName }) },
    };
  }

  private emptyRow(purpose: string): OperationRow {
    const now = this.sandbox.clock.now().getTime();
    return { deploymentId: this.record.id, operationId: operationIdOf(purpose), provisioningOperation: 'Create', state: 'Running', startedMs: now, changedMs: now, trackingId: this.sandbox.random.guid(`tracking ${purpose} ${this.record.correlationId}`) };
  }

  private saveRow(row: OperationRow): void { this.sandbox.deployments.store.setRow({ ...row, changedMs: this.sandbox.clock.now().getTime() }); }

  private save(change: Partial<DeploymentRecord>): DeploymentRecord {
    this.record = { ...this.record, ...change, changedMs: this.sandbox.clock.now().getTime() };
    this.sandbox.deployments.store.set(this.record);
    return this.record;
  }

  private current(): DeploymentRecord { return this.sandbox.deployments.store.find(this.record.id) ?? this.record; }
  private isCanceled(): boolean { return this.current().state === 'Canceled'; }
}

/** A mistake of the sandbox itself fails the resource, not the process that serves everybody. */
function refusalOf(error: unknown): ArmError {
  const refusal = toArmError(error);
  return refusal instanceof ArmError ? refusal : internalError(refusal);
}

const terminalFailure = (target: string, inner: ArmErrorDetail, what: string): ArmErrorDetail => ({
  code: 'ResourceDeploymentFailure', target, details: [inner],
  message: `The ${what} write operation failed to complete successfully, because it reached terminal provisioning state 'Failed'.`,
});
