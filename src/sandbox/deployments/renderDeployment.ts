import type { JsonObject } from '../../armTemplate';
import type { ArmErrorDetail } from '../armError';
import type { DeploymentRecord, OperationRow, StoredOutput } from './record';

export const errorJson = (error: ArmErrorDetail): JsonObject => JSON.parse(JSON.stringify(error)) as JsonObject;

/** A deployment as GET answers it. Values of secure outputs and parameters are not in it. */
export function renderDeployment(record: DeploymentRecord): JsonObject {
  return {
    id: record.id, name: record.name, type: 'Microsoft.Resources/deployments', ...(record.location !== undefined && { location: record.location }), ...(record.tags && { tags: record.tags }),
    properties: {
      ...(record.templateLink && { templateLink: record.templateLink }), templateHash: record.templateHash, parameters: record.shownParameters, mode: record.mode,
      ...(record.validationLevel !== undefined && { validationLevel: record.validationLevel }),
      provisioningState: record.state, timestamp: new Date(record.changedMs).toISOString(), duration: isoDuration(record.changedMs - record.startedMs), correlationId: record.correlationId,
      providers: record.providers, dependencies: record.dependencies,
      ...(record.outputs && { outputs: Object.fromEntries(Object.entries(record.outputs).map(([name, output]) => [name, showOutput(output)])) }),
      ...(record.state === 'Succeeded' && { outputResources: record.outputResources.map((id) => ({ id })) }),
      ...(record.onError && { onErrorDeployment: { ...record.onError } }), ...(record.error && { error: errorJson(record.error) }),
    },
  };
}

/** ARM names types with capitals, however the template spells them: `String`, `SecureObject`. */
export const armType = (type: string): string => type.toLowerCase().replace(/^(secure)?(.)/, (_, secure: string | undefined, first: string) => (secure === undefined ? '' : 'Secure') + first.toUpperCase());

const showOutput = ({ type, value, secure }: StoredOutput): JsonObject => ({ type: armType(type), ...(!secure && { value }) });

/** ISO 8601, as ARM writes durations. */
export const isoDuration = (ms: number): string => `PT${Number((Math.max(0, ms) / 1000).toFixed(7))}S`;

export function renderOperation(row: OperationRow): JsonObject {
  return {
    id: `${row.deploymentId}/operations/${row.operationId}`, operationId: row.operationId,
    properties: {
      provisioningOperation: row.provisioningOperation, provisioningState: row.state, timestamp: new Date(row.changedMs).toISOString(), duration: isoDuration(row.changedMs - row.startedMs),
      trackingId: row.trackingId, serviceRequestId: row.trackingId, ...(row.statusCode !== undefined && { statusCode: row.statusCode }),
      ...(row.error && { statusMessage: { ...(row.state === 'Failed' && { status: 'Failed' }), error: errorJson(row.error) } }),
      ...(row.target && { targetResource: { ...row.target } }), ...(row.request && { request: { content: row.request } }),
    },
  };
}
