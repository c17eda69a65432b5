import type { JsonObject } from '../../armTemplate';
import { randomUUID } from 'node:crypto';
import type { ProviderContext, StoredResource } from '../providers/provider';
import { textOf, valueAt } from '../providers/shared/json';
import { logResource } from './diagnostics';
import { count } from './metrics/counters';
import { performanceBucket } from './telemetry/schema';
import { componentOfKey, receive } from './telemetry/receive';

export interface Invoked {
  readonly site: StoredResource;
  readonly functionName: string;
  /** Why it runs, in the words of the host. */
  readonly reason: string;
  /** Value of the app's setting that leads to Application Insights, where there is one. */
  readonly connection: string | undefined;
  /** W3C trace context that came with the trigger. */
  readonly traceparent?: string | undefined;
  /** Milliseconds since 1970; now when absent. */
  readonly startedAt?: number;
}
export interface Called { readonly type: string; readonly target: string; readonly name: string; readonly data: string; readonly success: boolean; readonly resultCode: string; readonly durationMs: number }
export interface Ended { readonly success: boolean; readonly resultCode: string; readonly url?: string; readonly failure?: string }

/** One run of a function, as the host reports it: a request with what belongs to it in Application Insights, lines in `FunctionAppLogs`, and the platform's counters. */
export class Invocation {
  readonly id = randomUUID();
  readonly startedAt: number;
  private readonly operationId: string;
  private readonly parentId: string;
  private readonly requestId = randomUUID().replaceAll('-', '').slice(0, 16);
  private readonly component: StoredResource | undefined;

  constructor(private readonly invoked: Invoked, private readonly context: ProviderContext) {
    this.startedAt = invoked.startedAt ?? this.now();
    const [, trace, parent] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(invoked.traceparent ?? '') ?? [];
    this.operationId = trace ?? randomUUID().replaceAll('-', '');
    this.parentId = parent ?? this.operationId;
    this.component = invoked.connection === undefined ? undefined : componentOfKey(invoked.connection, context);
    this.trace(`Executing 'Functions.${invoked.functionName}' (Reason='${invoked.reason}', Id=${this.id})`, 1);
  }

  /** A line of the log; severity 0 (verbose) to 4 (critical). */
  trace(message: string, severityLevel: number): void {
    const { site, functionName } = this.invoked;
    this.send('traces', this.now(), { message, severityLevel, operation_ParentId: this.requestId });
    logResource(site.id, { category: 'FunctionAppLogs', table: 'FunctionAppLogs', values: { AppName: roleOf(site), Category: `Function.${functionName}`, FunctionInvocationId: this.id, FunctionName: functionName, HostInstanceId: 'sandbox', HostVersion: '4.1037.0.0', Level: levels[severityLevel] ?? 'Information', LevelId: severityLevel + 1, Message: message, RoleInstance: 'sandbox', ActivityId: this.operationId } }, this.context);
  }

  /** A call to another service that has ended just now. */
  called({ durationMs, success, ...rest }: Called): void {
    this.send('dependencies', this.now() - durationMs, { id: randomUUID().replaceAll('-', '').slice(0, 16), ...rest, success: success ? 'True' : 'False', duration: durationMs, performanceBucket: performanceBucket(durationMs), operation_ParentId: this.requestId });
  }

  end({ success, resultCode, url = '', failure }: Ended): void {
    const { functionName } = this.invoked;
    const durationMs = Math.max(this.now() - this.startedAt, 0);
    if (failure !== undefined) this.failed(failure);
    this.trace(`Executed 'Functions.${functionName}' (${failure === undefined ? 'Succeeded' : 'Failed'}, Id=${this.id}, Duration=${durationMs}ms)`, failure === undefined ? 1 : 3);
    this.send('requests', this.startedAt, { id: this.requestId, name: functionName, url, source: '', success: success ? 'True' : 'False', resultCode, duration: durationMs, performanceBucket: performanceBucket(durationMs), operation_ParentId: this.parentId });
    countInvocation(this.invoked.site, durationMs, this.context);
  }

  private failed(message: string): void {
    const type = 'Microsoft.Azure.WebJobs.Host.FunctionInvocationException';
    const outer = `Exception while executing function: Functions.${this.invoked.functionName}`;
    const texts: JsonObject = { type, outerType: type, outerMessage: outer, message: outer, innermostType: 'Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException', innermostMessage: message, problemId: `${type} at ${this.invoked.functionName}`, method: this.invoked.functionName };
    this.send('exceptions', this.now(), { ...texts, severityLevel: 3, handledAt: 'Platform', details: [{ message, outerId: 0, type }], operation_ParentId: this.requestId });
  }

  private send(table: string, at: number, values: JsonObject): void {
    if (!this.component) return;
    const { site, functionName } = this.invoked;
    const common = { operation_Id: this.operationId, operation_Name: functionName, cloud_RoleName: roleOf(site), cloud_RoleInstance: 'sandbox', sdkVersion: 'azurefunctions: 4.1037.0.0', client_Type: 'PC', client_IP: '0.0.0.0', itemCount: 1 };
    const dimensions = { InvocationId: this.id, Category: table === 'traces' ? `Function.${functionName}` : 'Host.Results', HostInstanceId: 'sandbox', FullName: `Functions.${functionName}` };
    receive(this.component, [{ table, at, values: { ...common, customDimensions: dimensions, customMeasurements: {}, ...values } }], this.context);
  }

  private now(): number { return this.context.clock.now().getTime(); }
}

const levels = ['Trace', 'Information', 'Warning', 'Error', 'Critical'];

/** `app`, or `app-slot` for a slot. */
const roleOf = (site: StoredResource): string => site.name.toLowerCase().replace('/', '-');

/** Megabytes that a worker is taken to use: what the sandbox itself uses, in steps of 128 as the service bills. */
const usedMegabytes = (): number => Math.ceil(process.memoryUsage.rss() / 2 ** 20 / 128) * 128;

/** Execution units are megabyte-milliseconds. A plan's worker is taken for the whole time. */
function countInvocation(site: StoredResource, durationMs: number, context: ProviderContext): void {
  count(site.id, [{ metric: 'FunctionExecutionCount', value: 1 }, { metric: 'FunctionExecutionUnits', value: durationMs * usedMegabytes() }], context);
  const plan = textOf(valueAt(site.body, 'properties.serverFarmId'));
  if (plan === undefined) return;
  const end = context.clock.now().getTime();
  for (let from = end - durationMs; from < end;) {
    const to = Math.min((Math.floor(from / 60_000) + 1) * 60_000, end);
    count(plan, [{ metric: 'CpuPercentage', value: to - from, dimensions: { Instance: 'sandbox' } }], context, from);
    from = to;
  }
}
