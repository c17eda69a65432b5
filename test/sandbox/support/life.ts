import assert from 'node:assert/strict';
import { createEngineSteps, type DeployEngine } from '../../../src/core/engineImplementation';
import type { Environment } from '../../../src/core/environments';
import type { DeployOptions } from '../../../src/core/engine';
import type { RunRecord } from '../../../src/core/deployment';
import { LogicError } from '../../../src/core/errors';
import { asArray, asObject } from '../../../src/core/json';
import type { AzureConnection, BicepCompiler, NoiseStore } from '../../../src/core/ports';
import type { JsonObject } from '../../../src/core/values';
import { systemClock } from '../../../src/local/clock';
import { EngineHarness } from '../../support/engineHarness';
import { MemoryRecords } from '../../support/memoryRecords';
import { subscriptionId } from './clients';

export const yes: DeployOptions = { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'typed-name', deletesConfirmed: true }) };
export const templateOf = (resources: readonly JsonObject[], rest: JsonObject = {}): JsonObject => ({ $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', ...rest, resources });

/** A baseline in memory, for one environment. */
export function rememberedNoise(): NoiseStore {
  let kept: Awaited<ReturnType<NoiseStore['find']>>;
  return { find: async () => kept, save: async (baseline) => { kept = baseline; } };
}

/** One environment in a sandbox, whose "parameters file" is whatever the test wants now. */
export class Life {
  wanted: JsonObject = templateOf([]);
  readonly harness = new EngineHarness();
  readonly engine: DeployEngine;
  readonly groupId: string;

  /** @param noise where noise is remembered; without it every plan shows it. */
  constructor(readonly azure: AzureConnection, readonly group: string, noise: NoiseStore = { find: async () => undefined, save: async () => undefined }, of: Partial<Environment> = {}) {
    this.groupId = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
    const no = async (): Promise<never> => { throw new LogicError('Bicep.None', 'There is no compiler here.'); };
    const bicep: BicepCompiler = { version: async () => '0.49.2', compile: no, compileSymbolic: no, getMetadata: no, listSymbols: no, listFileReferences: no, getSnapshot: no, dispose: async () => undefined, compileParameters: async () => ({ success: true, diagnostics: [], template: this.wanted, parameters: {} }) };
    const git = { headCommit: async () => undefined, isClean: async () => true, userName: async () => 'me' };
    const made = createEngineSteps({ bicep, git, noise, bundles: this.harness.bundles, records: new MemoryRecords(), uploads: { read: async () => ({}), record: async () => undefined } });
    const environment = { name: 'dev', parametersFile: '/ws/dev.bicepparam', templateFile: '/ws/main.bicep', resourceGroup: group, subscriptionId, isProtected: false, ...of };
    this.engine = this.harness.engine({ connect: async () => azure }, 100, { clock: systemClock, steps: { ...made, discover: async () => ({ environments: [environment], problems: [] }) } });
  }

  async createGroup(): Promise<this> {
    await this.azure.arm.request('PUT', `${this.groupId}?api-version=2022-09-01`, { location: 'eastus' });
    return this;
  }

  /** Deploys and must succeed. @returns the run. */
  async deploy(wanted: JsonObject): Promise<RunRecord> {
    this.wanted = wanted;
    const record = await (await this.engine.deploy('dev', yes)).result;
    assert.equal(record.state, 'completed', `${record.message} ${JSON.stringify(record.error?.details ?? '')}`);
    return record;
  }

  /** Full ID of what stands below the group: `Microsoft.Storage/storageAccounts/x`. */
  id(path: string): string { return `${this.groupId}/providers/${path}`; }

  async read(id: string, apiVersion: string): Promise<JsonObject | undefined> {
    try { return asObject((await this.azure.arm.request('GET', `${id}?api-version=${apiVersion}`)).body); } catch (error) {
      if (error instanceof LogicError && error.status === 404) return undefined;
      throw error;
    }
  }

  put(id: string, apiVersion: string, body: JsonObject): Promise<unknown> { return this.azure.arm.request('PUT', `${id}?api-version=${apiVersion}`, body); }
  patch(id: string, apiVersion: string, body: JsonObject): Promise<unknown> { return this.azure.arm.request('PATCH', `${id}?api-version=${apiVersion}`, body); }
  delete(id: string, apiVersion: string): Promise<unknown> { return this.azure.arm.request('DELETE', `${id}?api-version=${apiVersion}`); }

  /** Resources of a bundle's template by name. */
  async declaredBy(bundleId: string): Promise<ReadonlyMap<string, JsonObject>> {
    const { content } = await this.harness.bundles.get(bundleId);
    return new Map(asArray(content.template['resources']).map(asObject).map((one) => [String(one['name']), one]));
  }
}
