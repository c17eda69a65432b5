import assert from 'node:assert/strict';
import fc from 'fast-check';
import { connectAzure } from '../../src/azure';
import { createEngineSteps, type DeployEngine } from '../../src/core/engineImplementation';
import type { DeployOptions } from '../../src/core/engine';
import { LogicError } from '../../src/core/errors';
import { asArray, asObject } from '../../src/core/json';
import type { AzureConnection, BicepCompiler, BundleStore } from '../../src/core/ports';
import type { JsonObject } from '../../src/core/values';
import { systemClock } from '../../src/local/clock';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { EngineHarness } from '../support/engineHarness';
import { MemoryRecords } from '../support/memoryRecords';
import { clientsFor, subscriptionId } from './support/clients';

/** What a template wants of one account; `absent` accounts are not in it. */
interface Account { readonly tag: string; readonly sku: string; readonly tls: string }
type State = Readonly<Record<string, Account>>;
type Change = { readonly retag: string; readonly tag: string } | { readonly remove: string } | { readonly open: string };
type Step = { readonly deploy: State } | { readonly outside: Change };

const api = 'api-version=2023-05-01';
const names = ['staone', 'statwo', 'stathree'];
const yes: DeployOptions = { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'typed-name', deletesConfirmed: true }) };
const declared = ([name, { tag, sku, tls }]: readonly [string, Account]): JsonObject => ({ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name, location: 'eastus', kind: 'StorageV2', sku: { name: sku }, tags: { tag }, properties: { minimumTlsVersion: tls } });
const templateOf = (state: State): JsonObject => ({ $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', resources: Object.entries(state).map(declared) });

const account: fc.Arbitrary<Account> = fc.record({ tag: fc.constantFrom('a', 'b', 'c'), sku: fc.constantFrom('Standard_LRS', 'Standard_GRS'), tls: fc.constantFrom('TLS1_1', 'TLS1_2') });
const state = fc.dictionary(fc.constantFrom(...names), account, { minKeys: 1 }).map((one): State => ({ ...one }));
const change: fc.Arbitrary<Change> = fc.oneof(fc.record({ retag: fc.constantFrom(...names, 'stranger'), tag: fc.constantFrom('x', 'y') }), fc.record({ remove: fc.constantFrom(...names) }), fc.record({ open: fc.constantFrom(...names) }));
const steps = fc.tuple(state, fc.array(fc.oneof(fc.record({ deploy: state }), fc.record({ outside: change })), { minLength: 1, maxLength: 5 })).map(([first, rest]): readonly Step[] => [{ deploy: first }, ...rest]);

/** One environment in a sandbox, whose "parameters file" is whatever the test wants now. */
class Life {
  wanted: State = {};
  readonly engine: DeployEngine;
  private readonly bundles: BundleStore;
  private readonly group: string;

  constructor(readonly azure: AzureConnection, number: number) {
    const harness = new EngineHarness();
    this.group = `rg-${number}`;
    this.bundles = harness.bundles;
    const no = async (): Promise<never> => { throw new LogicError('Bicep.None', 'There is no compiler here.'); };
    const bicep: BicepCompiler = { version: async () => '0.49.2', compile: no, compileSymbolic: no, getMetadata: no, listSymbols: no, listFileReferences: no, getSnapshot: no, dispose: async () => undefined, compileParameters: async () => ({ success: true, diagnostics: [], template: templateOf(this.wanted), parameters: {} }) };
    const git = { headCommit: async () => undefined, isClean: async () => true, userName: async () => 'me' };
    const made = createEngineSteps({ bicep, git, noise: { find: async () => undefined, save: async () => undefined }, bundles: harness.bundles, records: new MemoryRecords(), uploads: { read: async () => ({}), record: async () => undefined } });
    const environment = { name: 'dev', parametersFile: '/ws/dev.bicepparam', templateFile: '/ws/main.bicep', resourceGroup: this.group, subscriptionId, isProtected: false };
    this.engine = harness.engine({ connect: async () => azure }, 100, { clock: systemClock, steps: { ...made, discover: async () => ({ environments: [environment], problems: [] }) } });
  }

  async deploy(wanted: State): Promise<void> {
    this.wanted = wanted;
    const record = await (await this.engine.deploy('dev', yes)).result;
    assert.equal(record.state, 'completed', record.message);
  }

  async change(one: Change): Promise<void> {
    const name = 'retag' in one ? one.retag : 'remove' in one ? one.remove : one.open;
    if (!await this.read(name)) return;
    if ('remove' in one) await this.azure.arm.request('DELETE', this.path(name));
    else await this.azure.arm.request('PATCH', this.path(name), 'retag' in one ? { tags: { tag: one.tag } } : { properties: { allowBlobPublicAccess: true } });
  }

  /** Somebody else's account in the same group. */
  async createStranger(): Promise<void> { await this.azure.arm.request('PUT', this.path('stranger'), { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, tags: { owner: 'somebody' } }); }

  async read(name: string): Promise<JsonObject | undefined> {
    try { return asObject((await this.azure.arm.request('GET', this.path(name))).body); } catch (error) {
      if (error instanceof LogicError && error.status === 404) return undefined;
      throw error;
    }
  }

  private path(name: string): string { return `/subscriptions/${subscriptionId}/resourceGroups/${this.group}/providers/Microsoft.Storage/storageAccounts/${name}${this.group.replace(/\D/g, '')}?${api}`; }
  /** Resources of a bundle's template by name. */
  async declaredBy(bundleId: string): Promise<ReadonlyMap<string, JsonObject>> {
    const { content } = await this.bundles.get(bundleId);
    return new Map(asArray(content.template['resources']).map(asObject).map((one) => [String(one['name']), one]));
  }

  /** Account names are global, so that every life has its own. */
  own(wanted: State): State { return Object.fromEntries(Object.entries(wanted).map(([name, one]) => [`${name}${this.group.replace(/\D/g, '')}`, one])); }
}

describe('a rollback after a random life', function () {
  this.timeout(240_000);
  let sandbox: StartedSandbox;
  let azure: AzureConnection;
  let lives = 0;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    azure = await connectAzure({ cloud: sandbox.endpoints.resourceManager });
  });
  after(() => sandbox.close());

  it('makes every property that the chosen template manages as it was, and touches nothing else', () => fc.assert(fc.asyncProperty(steps, fc.nat(), fc.boolean(), async (life, choice, removeAdded) => {
    const number = ++lives;
    await clientsFor(sandbox.endpoints.resourceManager).resources.resourceGroups.createOrUpdate(`rg-${number}`, { location: 'eastus' });
    const one = new Life(azure, number);
    await one.createStranger();
    for (const step of life) await ('deploy' in step ? one.deploy(one.own(step.deploy)) : one.change(step.outside));
    const { states } = await one.engine.rollback.listStates('dev');
    const target = states[choice % states.length]!;
    const before = new Map<string, JsonObject | undefined>();
    for (const name of [...names, 'stranger']) before.set(name, await one.read(name));
    const chosen = await one.declaredBy(target.bundleId!);
    const since = new Set((await Promise.all(states.filter(({ madeAt }) => madeAt > target.madeAt).map(({ bundleId }) => one.declaredBy(bundleId!)))).flatMap((map) => [...map.keys()]));

    const record = await (await one.engine.rollback.start('dev', { to: target.bundleId, removeAdded }, yes)).result;
    assert.equal(record.state, 'rolled_back', record.message);
    for (const name of [...names, 'stranger']) {
      const [live, declaration] = [await one.read(name), chosen.get(`${name}${number}`)];
      if (!declaration && removeAdded && since.has(`${name}${number}`)) assert.equal(live, undefined, name);
      else if (!declaration) assert.deepEqual(live, before.get(name), name);
      else {
        const properties = asObject(live?.['properties']);
        assert.deepEqual([live?.['tags'], asObject(live?.['sku'])['name'], properties['minimumTlsVersion']], [declaration['tags'], asObject(declaration['sku'])['name'], asObject(declaration['properties'])['minimumTlsVersion']], name);
        // What the template leaves open stays as it was, whoever set it.
        if (before.get(name)) assert.equal(properties['allowBlobPublicAccess'], asObject(before.get(name)?.['properties'])['allowBlobPublicAccess'], name);
      }
    }
  }), { numRuns: 6 }));
});
