import { asArray, asObject, asString, member } from '../../../json';
import type { Fact, Facts, Query } from '../../../evidence';
import { groupAssignments } from '../../../evidence/checks/infra/access';
import { armList, directory, logs, resource } from '../../../evidence/queries';
import type { JsonObject, JsonValue } from '../../../values';
import type { Report } from './trends';

const mostRows = 50, mostOperations = 20, weekMs = 7 * 86_400_000;
const weeks = 'last = countif(timestamp > ago(7d)), before = countif(timestamp <= ago(7d))';

const exceptions = logs('appi', 'exceptions | where timestamp > ago(24h) | summarize count() by type, outerMessage | order by count_ desc', 'P1D');
const failedByCode = logs('appi', 'requests | where timestamp > ago(24h) and success == false | summarize count() by resultCode', 'P1D');
const failedByOperation = logs('appi', `requests | where timestamp > ago(14d) and success == false | summarize ${weeks} by name, resultCode`, 'P14D');
const exceptionsByOperation = logs('appi', `exceptions | where timestamp > ago(14d) | summarize ${weeks} by operation_Name, type`, 'P14D');
const slowRequests = logs('appi', 'requests | where timestamp > ago(7d) | summarize p95 = percentile(duration, 95), calls = count() by name', 'P7D');
const slowDependencies = logs('appi', 'dependencies | where timestamp > ago(7d) | summarize p95 = percentile(duration, 95), calls = count() by target, name', 'P7D');
const refused = logs('appi', 'requests | where timestamp > ago(7d) and (resultCode == "401" or resultCode == "403") | summarize count() by name, resultCode', 'P7D');

/** The vault's audit stands in the old table or in one of its own, as its setting says; a workspace without one of them refuses the question. */
const vaultTables = (vault: string, columns: string) => [
  logs('law', `AzureDiagnostics | where TimeGenerated > ago(7d) and ResourceProvider =~ "MICROSOFT.KEYVAULT" and Resource =~ "${vault}" | extend caller = tostring(column_ifexists("identity_claim_http_schemas_microsoft_com_identity_claims_objectidentifier_g", "")), app = tostring(column_ifexists("identity_claim_appid_g", "")), status = toint(column_ifexists("httpStatusCode_d", 0)) | ${columns}`, 'P7D'),
  logs('law', `AZKVAuditLogs | where TimeGenerated > ago(7d) and _ResourceId endswith "/vaults/${vault.toLowerCase()}" | extend caller = tostring(Identity.claim.oid), app = tostring(Identity.claim.appid), status = toint(HttpStatusCode) | ${columns}`, 'P7D'),
];
const calls = (vault: string) => vaultTables(vault, 'summarize calls = count() by caller, app, OperationName, ResultSignature');
const refusedCalls = (vault: string) => vaultTables(vault, 'where status == 401 or status == 403 | summarize calls = count() by caller, OperationName, status');
const nameOf = (id: string | undefined): string => id?.split('/').at(-1) ?? '';

const activity = (now: Date) => armList('{sub}/providers/Microsoft.Insights/eventtypes/management/values', '2015-04-01', { $filter: `eventTimestamp ge '${hour(now.getTime() - weekMs)}' and eventTimestamp le '${hour(now.getTime() + 3_600_000)}' and resourceGroupName eq '{rgName}'` });
const signIns = (now: Date) => directory(`/auditLogs/signIns?$filter=${encodeURIComponent(`createdDateTime ge ${hour(now.getTime() - weekMs)} and status/errorCode ne 0`)}&$top=100`);
const hour = (ms: number): string => new Date(Math.floor(ms / 3_600_000) * 3_600_000).toISOString();

export const logReports: readonly Report[] = [
  simple('ops.daily.exceptions', exceptions, 'kinds of exceptions'),
  simple('ops.daily.failed-requests', failedByCode, 'result codes of failed requests'),
  {
    row: 'ops.weekly.errors', what: 'failed requests and exceptions of two weeks', needs: () => [failedByOperation, exceptionsByOperation, resource('appi')],
    tell: (facts) => {
      const rows = [...facts.need(failedByOperation).map((row) => ({ operation: row['name'] ?? '', resultCode: row['resultCode'] ?? '', ...weeksOf(row) })), ...facts.need(exceptionsByOperation).map((row) => ({ operation: row['operation_Name'] ?? '', type: row['type'] ?? '', ...weeksOf(row) }))].filter(({ last }) => last > 0).sort((a, b) => b.last - a.last);
      const fresh = rows.filter(({ isNew }) => isNew).length;
      return { text: rows.length === 0 ? 'No error in the last 7 days.' : `${rows.length} patterns of errors in the last 7 days, ${fresh} of them new.`, table: rows.slice(0, mostRows) };
    },
  },
  {
    row: 'ops.weekly.bottlenecks', what: 'the slow end of operations and dependencies, and how often they are called', needs: () => [slowRequests, slowDependencies, resource('appi')],
    tell: (facts) => {
      const rows = [...facts.need(slowRequests).map((row) => ({ kind: 'request', name: asString(row['name']) ?? '', ...weightOf(row) })), ...facts.need(slowDependencies).map((row) => ({ kind: 'dependency', name: [row['target'], row['name']].map(String).join(' '), ...weightOf(row) }))].sort((a, b) => b.weight - a.weight);
      return { text: rows.length === 0 ? 'No operation in the last 7 days.' : `${rows.length} operations and dependencies; most of the time goes to ${rows[0]!.name}: ${rows[0]!.p95} ms, ${rows[0]!.calls} times.`, table: rows.slice(0, mostOperations) };
    },
  },
  {
    row: 'ops.weekly.keyvault-access', what: 'who called the vault', needs: ({ roles }) => [...calls(nameOf(roles.kv)), groupAssignments, resource('kv'), resource('law')],
    tell: (facts, { roles }) => {
      const holders = facts.get(groupAssignments);
      const known = new Set((holders.state === 'answered' ? holders.value : []).map((one) => asString(member(one['properties'], 'principalId'))?.toLowerCase()));
      const rows = firstAnswers(facts, calls(nameOf(roles.kv))).map((row) => ({ ...row, isUnknown: holders.state === 'answered' ? !known.has(asString(row['caller'])?.toLowerCase()) : null }));
      const strangers = new Set(rows.filter(({ isUnknown }) => isUnknown === true).map((row) => asString((row as JsonObject)['caller']) || 'without a name'));
      return { text: rows.length === 0 ? `Nobody called ${facts.need(resource('kv')).name} in the last 7 days, as far as ${facts.need(resource('law')).name} tells.` : `${rows.length} kinds of calls in the last 7 days; ${strangers.size} callers hold no role here.`, table: rows.slice(0, mostRows) };
    },
  },
  {
    row: 'ops.weekly.auth-failures', what: 'refusals of the vault, the apps, the resource manager and the directory', needs: ({ roles, now }) => [...refusedCalls(nameOf(roles.kv)), refused, activity(now), signIns(now), resource('law'), resource('kv')],
    tell: (facts, { roles, now, parameters }) => {
      const parts: readonly (readonly [string, readonly JsonObject[] | string])[] = [
        ['vault', firstAnswers(facts, refusedCalls(nameOf(roles.kv)))],
        ['requests', parameters?.['enableAppInsights'] === false ? 'Application Insights is switched off.' : facts.need(refused)],
        ['activity', facts.need(activity(now)).filter(isRefusal).map((event) => ({ at: event['eventTimestamp'] ?? null, operation: valueOf(event['operationName']), caller: event['caller'] ?? null, resource: nameOf(asString(event['resourceId'])) }))],
        ['signIns', readable(facts.get(signIns(now)))],
      ];
      return { text: `Refused in the last 7 days: ${parts.map(([name, rows]) => `${name} ${typeof rows === 'string' ? `(not known: ${rows.replace(/\.$/, '')})` : rows.length}`).join(', ')}.`, table: Object.fromEntries(parts.map(([name, rows]) => [name, typeof rows === 'string' ? rows : rows.slice(0, mostRows)])) as JsonValue };
    },
  },
];

function simple(row: string, query: ReturnType<typeof logs>, what: string): Report {
  return { row, what, needs: () => [query, resource('appi')], tell: (facts) => { const rows = facts.need(query); return { text: rows.length === 0 ? `No ${what}.` : `${rows.length} ${what}.`, table: rows.slice(0, mostRows) }; } };
}

function weeksOf(row: JsonObject): { readonly last: number; readonly before: number; readonly isNew: boolean } {
  const [last, before] = [Number(row['last'] ?? 0), Number(row['before'] ?? 0)];
  return { last, before, isNew: last > 0 && before === 0 };
}

/** How much time an operation takes of all. */
function weightOf(row: JsonObject): { readonly p95: number; readonly calls: number; readonly weight: number } {
  const [p95, count] = [Math.round(Number(row['p95'] ?? 0) * 100) / 100, Number(row['calls'] ?? 0)];
  return { p95, calls: count, weight: Math.round(p95 * count) };
}

/** Of tables of which one may be missing, those that answer; the reason of the first where none does. */
function firstAnswers(facts: Facts, tables: readonly Query<readonly JsonObject[]>[]): readonly JsonObject[] {
  const found = tables.map((one) => facts.get(one)).flatMap((fact) => (fact.state === 'answered' ? [fact.value] : []));
  return found.length > 0 ? found.flat() : facts.need(tables[0]!);
}

const readable = (fact: Fact<readonly JsonObject[]>): readonly JsonObject[] | string => (fact.state === 'answered' ? fact.value.map((one) => ({ at: one['createdDateTime'] ?? null, who: one['userPrincipalName'] ?? one['servicePrincipalName'] ?? null, app: one['appDisplayName'] ?? null, code: asObject(one['status'])['errorCode'] ?? null })) : fact.reason);
const valueOf = (one: JsonValue | undefined): string => asString(asObject(one)['value']) ?? asString(one) ?? '';

/** The resource manager said no for want of rights. */
function isRefusal(event: JsonObject): boolean {
  const { statusCode, statusMessage } = asObject(event['properties']);
  return /^failed$/i.test(valueOf(event['status'])) && (/^(forbidden|unauthorized|403|401)$/i.test(valueOf(event['subStatus'])) || /^(forbidden|unauthorized|403|401)$/i.test(String(statusCode ?? '')) || /AuthorizationFailed|LinkedAuthorizationFailed/.test(asArray([statusMessage]).map(String).join('')));
}
