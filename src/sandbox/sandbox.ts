import type { JsonObject } from '../armTemplate';
import { Tokens } from './auth/tokens';
import { ShiftedClock } from './clock';
import { Lifetimes } from './cost/lifetimes';
import { Faults } from './faults/faults';
import { RequestLog } from './http/requestLog';
import { Operations } from './operations';
import { ProviderRegistry } from './providers';
import type { Caller, DataPlaneHost, ProviderContext } from './providers/provider';
import { createRandom, type SeededRandom } from './random';
import { Locks } from './resources/locks';
import { Registrations } from './resources/registrations';
import { ResourceGroups } from './resources/resourceGroups';
import { ResourceService } from './resources/resourceService';
import { ResourceTable } from './resources/resourceTable';
import { GroupDeletion } from './resources/groupDeletion';
import { Moving } from './resources/moving';
import { OriginIds } from './resources/originIds';
import { createResourceAccess } from './resources/resourceAccess';
import { Deployments } from './deployments/deployments';
import { DeferredResults } from './routes/deferredResults';
import { StateStore } from './store/stateStore';
import { defaultTenantId, Subscriptions } from './subscriptions';

export interface SandboxParts {
  readonly stateFolder?: string;
  readonly seed?: number;
  readonly noiseProfile: string;
  readonly provisioningDelay: number;
  readonly registry?: ProviderRegistry;
}

/** Everything behind the HTTP front, built once per start. */
export class Sandbox {
  readonly clock = new ShiftedClock();
  readonly store: StateStore;
  readonly random: SeededRandom;
  readonly tokens: Tokens;
  readonly registry: ProviderRegistry;
  readonly subscriptions: Subscriptions;
  readonly table: ResourceTable;
  readonly groups: ResourceGroups;
  readonly lifetimes: Lifetimes;
  readonly locks: Locks;
  readonly registrations: Registrations;
  readonly operations: Operations;
  readonly resources: ResourceService;
  readonly groupDeletion: GroupDeletion;
  readonly origins: OriginIds;
  readonly moving: Moving;
  readonly deployments: Deployments;
  readonly requestLog = new RequestLog();
  readonly deferredResults = new DeferredResults();
  readonly noiseProfile: string;
  readonly provisioningDelay: number;
  faults = new Faults();
  /** Set as soon as the port is known. */
  resourceManager = '';
  dataPlaneHost: DataPlaneHost | undefined;

  /** @throws StateError */
  constructor(parts: SandboxParts) {
    this.noiseProfile = parts.noiseProfile;
    this.provisioningDelay = parts.provisioningDelay;
    this.store = new StateStore(parts.stateFolder);
    this.origins = new OriginIds(this.store);
    this.random = this.origins.drawing(createRandom(this.keptSeed(parts.seed)));
    this.tokens = new Tokens(this.random);
    this.registry = parts.registry ?? new ProviderRegistry();
    this.subscriptions = new Subscriptions(this.store, this.clock, this.random);
    this.table = new ResourceTable(this.store);
    this.lifetimes = new Lifetimes(this.store, this.clock);
    this.groups = new ResourceGroups(this.store);
    this.locks = new Locks(this.table);
    this.registrations = new Registrations(this.store);
    this.operations = new Operations(this.store, this.clock);
    this.resources = new ResourceService({
      table: this.table, groups: this.groups, locks: this.locks, registrations: this.registrations, registry: this.registry, operations: this.operations, faults: () => this.faults,
      now: () => this.clock.now(), provisioningDelay: parts.provisioningDelay, ownContext: (subscriptionId) => this.ownContext(subscriptionId),
    });
    this.deployments = new Deployments(this);
    this.groupDeletion = new GroupDeletion(this);
    this.moving = new Moving(this);
  }

  /** Work that the last process left unfinished goes on. */
  resume(): void {
    this.operations.resume();
    this.deployments.resume();
  }

  close(): void {
    this.operations.close();
    this.deployments.close();
    this.store.close();
  }

  context(caller: Caller, subscriptionId?: string): ProviderContext {
    const tenantId = subscriptionId === undefined ? caller.tenantId : this.subscriptions.use(subscriptionId, caller.tenantId).tenantId;
    const context: ProviderContext = {
      resources: createResourceAccess(this, () => context), table: (name) => this.store.table(name), clock: this.clock, random: this.random,
      tenantId, ...(subscriptionId !== undefined && { subscriptionId }), caller, noiseProfile: this.noiseProfile, resourceManager: this.resourceManager,
      otherLimit: (quota) => this.faults.limitOf(quota),
      endpoint: (dataPlane, resourceName, service) => this.endpointOf(dataPlane, resourceName, service),
    };
    return context;
  }

  ownContext(subscriptionId?: string): ProviderContext { return this.context(this.ownCaller(), subscriptionId); }

  /** What `environment()` answers in templates. */
  environment(): JsonObject { return environmentOf(this.resourceManager); }

  private ownCaller(): Caller {
    return { objectId: this.tokens.objectIdOf('sandbox'), tenantId: defaultTenantId, appId: 'sandbox', isServicePrincipal: true };
  }

  private endpointOf(dataPlane: string, resourceName: string, service: string | undefined): string {
    const plane = this.registry.modules.flatMap((module) => module.dataPlanes ?? []).find(({ name }) => name === dataPlane);
    if (plane && this.dataPlaneHost) return plane.endpoint(resourceName, service, this.dataPlaneHost);
    // No client can talk to it, but the resource still says where it would be.
    return `${this.resourceManager}/_sandbox/noDataPlane/${dataPlane}/${resourceName}${service === undefined ? '' : `/${service}`}`;
  }

  /** Names and keys stay the same over restarts, so the seed is kept with the state. */
  private keptSeed(given: number | undefined): string {
    const settings = this.store.table<{ readonly seed: string }>('settings');
    const kept = settings.get('seed')?.seed;
    if (kept !== undefined && given === undefined) return kept;
    const seed = given === undefined ? createRandom(`${process.pid} ${process.hrtime.bigint()}`).guid('seed') : String(given);
    settings.set('seed', { seed });
    return seed;
  }
}

function environmentOf(resourceManager: string): JsonObject {
  const login = `${resourceManager}/`;
  return {
    name: 'AzureSandbox', gallery: `${resourceManager}/gallery/`, graph: `${resourceManager}/graph/`, portal: `${resourceManager}/portal/`, graphAudience: `${resourceManager}/graph/`,
    activeDirectoryDataLake: `${resourceManager}/datalake/`, batch: `${resourceManager}/batch/`, media: `${resourceManager}/media/`, sqlManagement: `${resourceManager}/sql/`, vmImageAliasDoc: `${resourceManager}/images/`,
    resourceManager: `${resourceManager}/`,
    authentication: { loginEndpoint: login, audiences: [`${resourceManager}/`, resourceManager], tenant: 'common', identityProvider: 'AAD' },
    suffixes: { acrLoginServer: '.azurecr.io', azureDatalakeAnalyticsCatalogAndJob: 'azuredatalakeanalytics.net', azureDatalakeStoreFileSystem: 'azuredatalakestore.net', azureFrontDoorEndpointSuffix: 'azurefd.net', keyvaultDns: '.vault.azure.net', sqlServerHostname: '.database.windows.net', storage: 'core.windows.net' },
  };
}
