import assert from 'node:assert/strict';
import fc from 'fast-check';
import { connectAzure } from '../../src/azure';
import { LogicError } from '../../src/core/errors';
import { asObject, isObject } from '../../src/core/json';
import type { AzureConnection } from '../../src/core/ports';
import type { JsonObject, JsonValue } from '../../src/core/values';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { Life, templateOf, yes } from './support/life';

const tenantId = '5a4d0000-0000-4000-8000-000000000001', blobRole = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';

/** A kind of resource: where it is, what it stands on, and its bodies for the variants 0 to 2. */
interface Kind { readonly type: string; readonly apiVersion: string; readonly path: (life: number) => string; readonly needs: readonly string[]; readonly body: (variant: number, idOf: (kind: string) => string) => JsonObject; readonly noRemoval?: boolean }
const pick = <T>(variant: number, ...values: readonly T[]): T => values[variant % values.length]!;
const kinds: Readonly<Record<string, Kind>> = {
  storage: { type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', path: (n) => `Microsoft.Storage/storageAccounts/stlife${n}`, needs: [], body: (v) => ({ location: 'eastus', kind: 'StorageV2', sku: { name: pick(v, 'Standard_LRS', 'Standard_GRS') }, tags: { tag: `v${v}` }, properties: { minimumTlsVersion: pick(v, 'TLS1_2', 'TLS1_1'), supportsHttpsTrafficOnly: true } }) },
  vault: { type: 'Microsoft.KeyVault/vaults', apiVersion: '2023-07-01', path: (n) => `Microsoft.KeyVault/vaults/kv-life-${n}`, needs: [], noRemoval: true, body: (v) => ({ location: 'eastus', tags: { tag: `v${v}` }, properties: { tenantId, sku: { family: 'A', name: pick(v, 'standard', 'premium') }, enableRbacAuthorization: true, enabledForTemplateDeployment: v === 1 } }) },
  bus: { type: 'Microsoft.ServiceBus/namespaces', apiVersion: '2022-10-01-preview', path: (n) => `Microsoft.ServiceBus/namespaces/bus-life-${n}`, needs: [], body: (v) => ({ location: 'eastus', sku: { name: 'Standard', tier: 'Standard' }, tags: { tag: `v${v}` }, properties: { minimumTlsVersion: pick(v, '1.2', '1.1') } }) },
  queue: { type: 'Microsoft.ServiceBus/namespaces/queues', apiVersion: '2022-10-01-preview', path: (n) => `Microsoft.ServiceBus/namespaces/bus-life-${n}/queues/work`, needs: ['bus'], body: (v) => ({ properties: { maxDeliveryCount: pick(v, 10, 5, 3), lockDuration: pick(v, 'PT1M', 'PT30S'), deadLetteringOnMessageExpiration: v === 1 } }) },
  topic: { type: 'Microsoft.ServiceBus/namespaces/topics', apiVersion: '2022-10-01-preview', path: (n) => `Microsoft.ServiceBus/namespaces/bus-life-${n}/topics/news`, needs: ['bus'], body: (v) => ({ properties: { defaultMessageTimeToLive: pick(v, 'P14D', 'P7D'), supportOrdering: v !== 1 } }) },
  logs: { type: 'Microsoft.OperationalInsights/workspaces', apiVersion: '2023-09-01', path: (n) => `Microsoft.OperationalInsights/workspaces/log-life-${n}`, needs: [], noRemoval: true, body: (v) => ({ location: 'eastus', tags: { tag: `v${v}` }, properties: { sku: { name: 'PerGB2018' }, retentionInDays: pick(v, 30, 60, 90) } }) },
  diagnostics: { type: 'Microsoft.Insights/diagnosticSettings', apiVersion: '2021-05-01-preview', path: (n) => `Microsoft.KeyVault/vaults/kv-life-${n}/providers/Microsoft.Insights/diagnosticSettings/to-logs`, needs: ['vault', 'logs'], body: (v, idOf) => ({ properties: { workspaceId: idOf('logs'), logs: [{ category: 'AuditEvent', enabled: v !== 1 }] } }) },
  alert: { type: 'Microsoft.Insights/metricAlerts', apiVersion: '2018-03-01', path: (n) => `Microsoft.Insights/metricAlerts/alert-life-${n}`, needs: ['storage'], body: (v, idOf) => ({ location: 'global', tags: { tag: `v${v}` }, properties: { severity: v, enabled: v !== 1, scopes: [idOf('storage')], evaluationFrequency: 'PT5M', windowSize: 'PT5M', criteria: { 'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria', allOf: [{ criterionType: 'StaticThresholdCriterion', name: 'a', metricName: 'Availability', operator: 'LessThan', threshold: pick(v, 99, 95), timeAggregation: 'Average' }] }, actions: [] } }) },
  identity: { type: 'Microsoft.ManagedIdentity/userAssignedIdentities', apiVersion: '2023-01-31', path: (n) => `Microsoft.ManagedIdentity/userAssignedIdentities/id-life-${n}`, needs: [], body: (v) => ({ location: 'eastus', tags: { tag: `v${v}` } }) },
  role: { type: 'Microsoft.Authorization/roleAssignments', apiVersion: '2022-04-01', path: (n) => `Microsoft.Storage/storageAccounts/stlife${n}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, needs: ['storage', 'identity'], body: (v, idOf) => ({ properties: { roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${blobRole}')]`, principalId: `[reference('${idOf('identity')}', '2023-01-31').principalId]`, principalType: 'ServicePrincipal', description: `v${v}` } }) },
  lock: { type: 'Microsoft.Authorization/locks', apiVersion: '2020-05-01', path: (n) => `Microsoft.ServiceBus/namespaces/bus-life-${n}/providers/Microsoft.Authorization/locks/keep`, needs: ['bus'], body: (v) => ({ properties: { level: 'CanNotDelete', notes: `v${v}` } }) },
};
const names = Object.keys(kinds);

/** Variant by kind; a kind that is not in it is not declared. */
type State = Readonly<Record<string, number>>;
type Change = { readonly kind: string; readonly how: 'remove' | 'rewrite' | 'open'; readonly variant: number };
type Step = { readonly deploy: State } | { readonly outside: Change };
const closed = (state: State): State => { const all: Record<string, number> = { ...state }; for (const name of Object.keys(state)) for (const need of kinds[name]!.needs) all[need] ??= 0; return all; };
const state = fc.dictionary(fc.constantFrom(...names), fc.nat({ max: 2 }), { minKeys: 2, maxKeys: 7 }).map((one) => closed({ ...one }));
const change: fc.Arbitrary<Change> = fc.record({ kind: fc.constantFrom(...names), how: fc.constantFrom('remove', 'rewrite', 'open'), variant: fc.nat({ max: 2 }) });
const steps = fc.tuple(state, fc.array(fc.oneof(fc.record({ deploy: state }), fc.record({ outside: change })), { minLength: 1, maxLength: 6 })).map(([first, rest]): readonly Step[] => [{ deploy: first }, ...rest]);

class WholeLife extends Life {
  constructor(azure: AzureConnection, readonly number: number) { super(azure, `rg-${number}`); }
  readonly idOf = (kind: string): string => this.id(kinds[kind]!.path(this.number));
  readKind(kind: string): Promise<JsonObject | undefined> { return this.read(this.idOf(kind), kinds[kind]!.apiVersion); }
  bodyOf(kind: string, variant: number): JsonObject { return kinds[kind]!.body(variant, this.idOf); }

  template(wanted: State): JsonObject {
    return templateOf(Object.entries(wanted).map(([name, variant]) => {
      const { type, apiVersion, path, needs } = kinds[name]!;
      const [scope, own] = splitExtension(path(this.number));
      return { type, apiVersion, name: own, ...(scope !== undefined && { scope }), dependsOn: needs.map((need) => this.idOf(need)), ...this.bodyOf(name, variant) };
    }));
  }

  /** What Azure refuses (a lock, something that is needed) did not happen. */
  async change({ kind, how, variant }: Change): Promise<void> {
    if (!await this.readKind(kind) || (how === 'remove' && kinds[kind]!.noRemoval)) return;
    try {
      if (how === 'remove') await this.delete(this.idOf(kind), kinds[kind]!.apiVersion);
      else if (how === 'open' && kind === 'storage') await this.patch(this.idOf(kind), kinds[kind]!.apiVersion, { properties: { allowBlobPublicAccess: true } });
      else if (kind !== 'role') await this.put(this.idOf(kind), kinds[kind]!.apiVersion, this.bodyOf(kind, variant));
    } catch (error) {
      if (!(error instanceof LogicError)) throw error;
    }
  }
}

/** Name of a declaration from its path, and the scope of one that is attached to another. */
function splitExtension(path: string): readonly [string | undefined, string] {
  const at = path.indexOf('/providers/');
  const own = (at < 0 ? path : path.slice(at + '/providers/'.length)).split('/');
  return [at < 0 ? undefined : path.slice(0, at), own.filter((_, index) => index >= 2 && index % 2 === 0).join('/')];
}

/** Every value that a template gives has to be there; what it leaves open may be anything. Expressions are known to the deployment alone. */
function assertManaged(live: JsonValue | undefined, wanted: JsonValue, where: string): void {
  if (typeof wanted === 'string' && wanted.startsWith('[')) return;
  if (Array.isArray(wanted)) { assert.ok(Array.isArray(live) && live.length === wanted.length, where); wanted.forEach((one, index) => assertManaged((live as readonly JsonValue[])[index], one as JsonValue, `${where}[${index}]`)); return; }
  if (isObject(wanted)) { for (const [name, value] of Object.entries(wanted)) assertManaged(asObject(live)[name], value as JsonValue, `${where}.${name}`); return; }
  if (/\.(location|tier)$/.test(where)) return;
  assert.equal(typeof live === 'string' ? live.toLowerCase() : live, typeof wanted === 'string' ? wanted.toLowerCase() : wanted, where);
}

describe('a rollback after a random life of everything that an environment is made of', function () {
  this.timeout(600_000);
  let sandbox: StartedSandbox;
  let azure: AzureConnection;
  let lives = 0;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    azure = await connectAzure({ cloud: sandbox.endpoints.resourceManager });
  });
  after(() => sandbox.close());

  // Other lives: AOS_ROLLBACK_SEED=<number or "new"> AOS_ROLLBACK_RUNS=<number>.
  const asked = process.env['AOS_ROLLBACK_SEED'];
  const seed = asked === undefined ? 20_261 : asked === 'new' ? Date.now() : Number(asked);
  it(`makes all that the chosen template manages as it was, and touches nothing else (seed ${seed})`, () => fc.assert(fc.asyncProperty(steps, fc.nat(), fc.boolean(), async (life, choice, removeAdded) => {
    const one = new WholeLife(azure, ++lives);
    await one.createGroup();
    let current: readonly State[] = [];
    for (const step of life) {
      if ('outside' in step) { await one.change(step.outside); continue; }
      one.wanted = one.template(step.deploy);
      // A deployment that stumbles over an outside change is part of life; only green ones are states.
      const run = await (await one.engine.deploy('dev', yes)).result;
      if (run.success) current = [...current, step.deploy];
    }
    const { states } = await one.engine.rollback.listStates('dev');
    if (states.length === 0) return;
    const target = states[choice % states.length]!;
    const declaredIn = async (bundleId: string): Promise<ReadonlyMap<string, JsonObject>> => {
      const declared = await one.declaredBy(bundleId);
      return new Map(names.flatMap((kind) => [...declared.values()].filter(({ type }) => type === kinds[kind]!.type).map((body): [string, JsonObject] => [kind, body])));
    };
    const chosen = await declaredIn(target.bundleId!);
    const since = new Set((await Promise.all(states.filter(({ madeAt }) => madeAt > target.madeAt).map(({ bundleId }) => declaredIn(bundleId!)))).flatMap((map) => [...map.keys()]));
    const before = new Map<string, JsonObject | undefined>();
    for (const kind of names) before.set(kind, await one.readKind(kind));

    const record = await (await one.engine.rollback.start('dev', { to: target.bundleId, removeAdded, liftLocks: true }, yes)).result;
    assert.equal(record.state, 'rolled_back', `${record.message} ${JSON.stringify(record.error?.details ?? '')}`);
    const isRemoved = (kind: string): boolean => removeAdded && !chosen.has(kind) && since.has(kind);
    for (const kind of names) {
      const live = await one.readKind(kind);
      if (isRemoved(kind) || (!chosen.has(kind) && kinds[kind]!.needs.some((need) => isRemoved(need) && one.idOf(kind).startsWith(one.idOf(need))))) assert.equal(live, undefined, `${kind} is gone`);
      else if (!chosen.has(kind)) assert.deepEqual(live, before.get(kind), `${kind} is untouched`);
      else {
        assert.ok(live, `${kind} is there`);
        const { type: _type, apiVersion: _api, name: _name, scope: _scope, dependsOn: _depends, ...body } = chosen.get(kind)!;
        assertManaged(live, body, kind);
        if (kind === 'storage' && before.get(kind)) assert.equal(asObject(live['properties'])['allowBlobPublicAccess'], asObject(before.get(kind)?.['properties'])['allowBlobPublicAccess']);
      }
    }
    assert.ok(current.length > 0);
  }), { seed, numRuns: Number(process.env['AOS_ROLLBACK_RUNS'] ?? 6), endOnFailure: asked !== undefined }));
});
