import { STATUS_CODES } from 'node:http';
import type { Caller, ProviderContext, StoredResource } from '../providers/provider';
import { logResource } from './diagnostics';
import { count } from './metrics/counters';

export interface VaultCall {
  /** As the audit log names it: `SecretGet`. */
  readonly operation: string;
  readonly status: number;
  readonly message: string | undefined;
  readonly durationMs: number;
  readonly url: string;
  readonly caller: Caller | undefined;
  readonly address: string;
  readonly client: string;
}

/** Counts a call to a vault and writes it into its audit log. Neither holds a value of a secret. */
export function recordVaultCall(vault: StoredResource, call: VaultCall, context: ProviderContext): void {
  const { operation, status, durationMs } = call;
  const activity = { ActivityType: 'vault', ActivityName: operation.toLowerCase() };
  const outcome = { ...activity, StatusCode: String(status), StatusCodeClass: `${Math.floor(status / 100)}xx` };
  count(vault.id, [
    { metric: 'ServiceApiHit', value: 1, dimensions: activity }, { metric: 'ServiceApiResult', value: 1, dimensions: outcome }, { metric: 'ServiceApiLatency', value: durationMs, dimensions: outcome },
    { metric: 'Availability', value: status >= 500 ? 0 : 100, dimensions: outcome },
  ], context);
  audit(vault, call, context);
}

/** @see AzureDiagnostics and AZKVAuditLogs of Key Vault */
function audit(vault: StoredResource, { operation, status, message, durationMs, url, caller, address, client }: VaultCall, context: ProviderContext): void {
  const signature = STATUS_CODES[status] ?? String(status);
  const common = { OperationName: operation, OperationVersion: '7.5', ResultType: status < 400 ? 'Success' : 'Failed', ResultSignature: signature, ResultDescription: message ?? '', DurationMs: durationMs, CorrelationId: context.random.guid(`vault:${context.clock.now().getTime()}:${url}`) };
  const claims = { oid: caller?.objectId ?? '', appid: caller?.appId ?? '', upn: caller?.userPrincipalName ?? '' };
  logResource(vault.id, {
    category: 'AuditEvent', isAudit: true, table: 'AZKVAuditLogs',
    values: { ...common, Category: 'AuditEvent', CallerIpAddress: address, Identity: { claim: claims }, Id: url, ClientInfo: client, HttpStatusCode: status, RequestUri: url, TlsVersion: '' },
    classic: {
      ...common, CallerIPAddress: address, httpStatusCode_d: status, requestUri_s: url, id_s: url, clientInfo_s: client, identity_claim_http_schemas_microsoft_com_identity_claims_objectidentifier_g: claims.oid, identity_claim_oid_g: claims.oid,
      identity_claim_appid_g: claims.appid, identity_claim_http_schemas_xmlsoap_org_ws_2005_05_identity_claims_upn_s: claims.upn, identity_claim_upn_s: claims.upn,
    },
  }, context);
}
