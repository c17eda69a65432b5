import { alertsModule } from '../alerts/module';
import { costModule } from '../cost/module';
import { createWebPlane } from '../dataPlanes/functionHost';
import { createKeyVaultPlane } from '../dataPlanes/keyVault';
import { createServiceBusPlane } from '../dataPlanes/serviceBus';
import { createStoragePlane } from '../dataPlanes/storage';
import { createMonitoringModule } from '../monitoring/module';
import { quotaModule } from '../quotas/routes';
import { resourceGraphModule } from '../resourceGraph';
import { authorizationModule } from './authorization';
import { containerRegistryModule } from './containerRegistry';
import { genericProvider } from './genericProvider';
import { insightsModule } from './insights';
import { keyVaultModule } from './keyVault';
import { machineLearningModule } from './machineLearning';
import { managementModule } from './management';
import { managedIdentityModule } from './managedIdentity';
import { networkModule } from './network';
import { operationalInsightsModule } from './operationalInsights';
import { operationsModule } from './operations';
import { policyModule } from './policy';
import { privateLinkModule } from './privateLink';
import type { ProviderModule, ResourceProvider } from './provider';
import { serviceBusModule } from './serviceBus';
import { storageModule } from './storage';
import { webModule } from './web';

/** Modules in the order in which their routes are tried. Made anew for each sandbox, because data planes listen and remember. */
export const createProviderModules = (): readonly ProviderModule[] => [
  storageModule, serviceBusModule, keyVaultModule, webModule, createMonitoringModule(), insightsModule, operationalInsightsModule, managedIdentityModule, machineLearningModule, containerRegistryModule, authorizationModule, policyModule, resourceGraphModule, networkModule, operationsModule, alertsModule, costModule, quotaModule, privateLinkModule, managementModule,
  { types: [], dataPlanes: [createKeyVaultPlane(), createStoragePlane(), createWebPlane(), createServiceBusPlane()] },
];

/** Finds providers by type, without case; types nobody knows get a generic one. */
export class ProviderRegistry {
  private readonly byType = new Map<string, ResourceProvider>();

  constructor(readonly modules: readonly ProviderModule[] = createProviderModules()) {
    for (const type of modules.flatMap((module) => module.types)) this.byType.set(type.type.toLowerCase(), type);
  }

  of(type: string): ResourceProvider { return this.byType.get(type.toLowerCase()) ?? genericProvider(type); }
  knows(type: string): boolean { return this.byType.has(type.toLowerCase()); }
  all(): IterableIterator<ResourceProvider> { return this.byType.values(); }
}
