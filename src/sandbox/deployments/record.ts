import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { GivenParameter, JsonObject, JsonValue } from '../../armTemplate';
import type { ArmErrorDetail } from '../armError';
import type { Caller } from '../providers/provider';

export type DeploymentState = 'Accepted' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled';
export const isActive = (state: DeploymentState): boolean => state === 'Accepted' || state === 'Running';

export interface StoredOutput { readonly type: string; readonly value: JsonValue; readonly secure: boolean }

/** A deployment as the store keeps it. */
export interface DeploymentRecord {
  readonly id: string;
  readonly name: string;
  /** Resource ID of the scope; empty for the tenant. */
  readonly scope: string;
  readonly location?: string;
  readonly tags?: JsonObject;
  readonly mode: 'Incremental' | 'Complete';
  readonly state: DeploymentState;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
  readonly changedMs: number;
  readonly correlationId: string;
  readonly templateHash: string;
  /** Compressed JSON; see `packTemplate`. */
  readonly template: string;
  readonly templateLink?: JsonObject;
  /** As given, secrets included; dropped when the deployment has ended. */
  readonly given?: { readonly [name: string]: GivenParameter };
  /** The same of a deployment that succeeded and may be gone back to. */
  readonly givenThen?: { readonly [name: string]: GivenParameter };
  /** What it goes back to when it fails, and how that went. */
  readonly onError?: { readonly type: 'LastSuccessful' | 'SpecificDeployment'; readonly deploymentName: string; readonly provisioningState?: DeploymentState };
  /** As answers show them: values of secure ones are missing. */
  readonly shownParameters: JsonObject;
  readonly outputs?: { readonly [name: string]: StoredOutput };
  readonly outputResources: readonly string[];
  readonly validatedResources?: readonly string[];
  readonly providers: JsonValue;
  readonly dependencies: JsonValue;
  readonly error?: ArmErrorDetail;
  /** Draws of `newGuid` come from it, so that a resumed deployment draws the same. */
  readonly guidSeed: string;
  readonly tenantId: string;
  readonly caller: Caller;
  /** Deployment that this one is nested in. */
  readonly parentId?: string;
  /** Scope of the whole: nested deployments inherit it for `deployment().location` and the like. */
  readonly validationLevel?: string;
}

/** One line of a deployment's operations. */
export interface OperationRow {
  readonly deploymentId: string;
  readonly operationId: string;
  readonly provisioningOperation: 'Create' | 'Delete' | 'Read' | 'EvaluateDeploymentOutput';
  readonly state: 'Running' | 'Succeeded' | 'Failed';
  readonly startedMs: number;
  readonly changedMs: number;
  readonly trackingId: string;
  readonly statusCode?: string;
  readonly error?: ArmErrorDetail;
  readonly target?: { readonly id: string; readonly resourceType: string; readonly resourceName: string; readonly apiVersion?: string; readonly symbolicName?: string };
  readonly request?: JsonObject;
}

/** Templates are large and rarely read again. */
export const packTemplate = (template: JsonObject): string => deflateRawSync(JSON.stringify(template), { level: 1 }).toString('base64');
export const unpackTemplate = (packed: string): JsonObject => JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8')) as JsonObject;
