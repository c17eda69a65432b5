import { DeployError, LogicError } from '../errors';
import type { AzureConnection, DeploymentOperation, DeploymentRecord, GroupScope, ProvisioningState } from '../ports/arm';
import type { Clock } from '../ports/clock';
import { patientRetryPolicy } from './retry';
import { operationKey } from './runRecord';
import type { RunSession } from './runSession';

const firstPollMs = 250;
/** Azure counts requests; the sandbox on this machine does not. */
const slowestPollMs = { azure: 5_000, sandbox: 500 };
const deploymentType = 'microsoft.resources/deployments';

/** Whether ARM will change this record no more. */
export const isTerminal = (state: ProvisioningState): boolean => ['succeeded', 'failed', 'canceled', 'deleted'].includes(state.toLowerCase());

/**
 * Follows a deployment, and those of its modules, until ARM has finished it. Asks quickly at first, then every 5 s (the sandbox more often).
 * @throws EnvironmentError when ARM cannot be read for about ten minutes; CancelledError on abort, the deployment goes on.
 */
export async function followDeployment(session: RunSession, connection: AzureConnection, scope: GroupScope, name: string, clock: Clock, signal?: AbortSignal): Promise<DeploymentRecord> {
  const reader = new OperationReader(session, connection);
  const slowest = connection.cloud.isSandbox ? slowestPollMs.sandbox : slowestPollMs.azure;
  for (let waitMs = firstPollMs; ; waitMs = Math.min(slowest, waitMs * 2)) {
    const record = await session.read('deployments.find', signal, () => connection.deployments.find(scope, name, signal), patientRetryPolicy);
    if (!record) throw new LogicError('Arm.DeploymentNotFound', `Deployment ${name} is not in resource group ${scope.resourceGroup} any more.`, { nextStep: 'Somebody deleted it or its group: look at the activity log, then deploy again.' });
    const news = await reader.readNews(record, signal);
    if (news.length > 0) await session.emit({ type: 'operations', operations: news });
    if (isTerminal(record.provisioningState)) return record;
    await clock.sleep(waitMs, signal);
  }
}

/** Reads the operations of a tree of deployments; what has finished is not asked for again. */
class OperationReader {
  private readonly seen = new Map<string, string>();
  private readonly finished = new Set<string>();

  constructor(private readonly session: RunSession, private readonly connection: AzureConnection) {}

  /** Operations that are new or have changed since the last call. */
  async readNews(root: DeploymentRecord, signal?: AbortSignal): Promise<readonly DeploymentOperation[]> {
    return (await this.readTree(root.id, root.name, root.provisioningState, signal)).filter((operation) => this.isNews(operation));
  }

  private async readTree(deploymentId: string, deploymentName: string, state: ProvisioningState, signal?: AbortSignal): Promise<DeploymentOperation[]> {
    const id = deploymentId.toLowerCase();
    if (this.finished.has(id)) return [];
    const own = await this.list(deploymentId, signal);
    const all: DeploymentOperation[] = own.map((operation) => ({ ...operation, deploymentName }));
    for (const operation of own) {
      const target = operation.target;
      if (target?.type.toLowerCase() === deploymentType && operation.provisioningOperation !== 'EvaluateDeploymentOutput') all.push(...await this.readTree(target.id, target.name, operation.provisioningState, signal));
    }
    if (isTerminal(state)) this.finished.add(id);
    return all;
  }

  /** A module whose deployment ARM has not made yet has no operations. */
  private async list(deploymentId: string, signal?: AbortSignal): Promise<readonly DeploymentOperation[]> {
    try {
      return await this.session.read('deployments.listOperations', signal, () => this.connection.deployments.listOperations(deploymentId, signal), patientRetryPolicy);
    } catch (error) {
      if (error instanceof DeployError && isAbsent(error.code)) return [];
      throw error;
    }
  }

  private isNews(operation: DeploymentOperation): boolean {
    const key = operationKey(operation);
    const look = `${operation.provisioningState}|${operation.statusCode ?? ''}|${operation.duration ?? ''}|${operation.error?.code ?? ''}`;
    if (this.seen.get(key) === look) return false;
    this.seen.set(key, look);
    return true;
  }
}

const isAbsent = (code: string): boolean => code === 'Arm.DeploymentNotFound' || code === 'Arm.NotFound' || code === 'Arm.ResourceNotFound' || code === 'Arm.ResourceGroupNotFound';
