import { badRequest, conflict } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ProviderContext, ResourceProvider } from '../provider';
import { defined, objectOf, sameText, textOf, valueAt, withDefaults } from '../shared/json';
import { displayRegion } from '../shared/regions';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { fullSku, tierOfSku } from './skus';

/** @see App Service Plans - Create Or Update */
export const serverFarms: ResourceProvider = typed({
  type: 'Microsoft.Web/serverfarms',
  provisioningMs: 8_000,
  createdStatus: 200,
  name: { pattern: /^[A-Za-z0-9](?!.*--)[A-Za-z0-9-]*$/, minLength: 1, maxLength: 60, code: 'BadRequest', message: "The name '{name}' of the App Service plan is not valid: it has 1 to 60 letters, digits and hyphens." },
  check({ body, unknown = [] }) {
    const sku = textOf(valueAt(body, 'sku.name')) ?? textOf(valueAt(body, 'sku.size'));
    if (sku !== undefined && !unknown.some((path) => path.startsWith('sku')) && !tierOfSku(sku)) throw badRequest('BadRequest', `The SKU '${sku}' of the App Service plan is not valid. Examples: Y1, EP1, FC1, B1, S1, P1v3.`);
  },
  fill: fillPlan,
  read: ({ id, body }, context) => ({ ...body, properties: { ...objectOf(body.properties), numberOfSites: appsOf(id, context).length } }),
  beforeDelete({ id, name }, context) {
    const apps = appsOf(id, context).map((app) => app.name);
    if (apps.length > 0) throw conflict('Conflict', `Server farm '${name}' cannot be deleted because it has web app(s) ${apps.join(', ')} assigned to it.`);
  },
  whatIf: { noise: ['properties.targetWorkerCount', 'properties.targetWorkerSizeId', 'properties.perSiteScaling', 'properties.elasticScaleEnabled', 'properties.maximumElasticWorkerCount', 'properties.zoneRedundant', 'properties.isSpot', 'properties.isXenon', 'properties.hyperV', 'sku.size', 'sku.family', 'sku.capacity'] },
});

/** Apps and slots that run on a plan. */
export const appsOf = (plan: string, context: ProviderContext) =>
  [...context.resources.listByType('Microsoft.Web/sites'), ...context.resources.listByType('Microsoft.Web/sites/slots')].filter((site) => keyOf(textOf(valueAt(site.body, 'properties.serverFarmId')) ?? '') === keyOf(plan));

function fillPlan({ id, body, properties }: TypedRequest, context: ProviderContext) {
  const given = objectOf(body.sku);
  const sku = fullSku(textOf(given.name) ?? textOf(given.size) ?? 'F1', given);
  const limits = tierOfSku(String(sku.name));
  const isElastic = limits?.tier === 'ElasticPremium' || limits?.tier === 'WorkflowStandard';
  const isLinux = properties.reserved === true;
  return defined({
    location: displayRegion(textOf(body.location) ?? ''), tags: body.tags ?? {}, sku,
    kind: body.kind ?? (isElastic ? 'elastic' : limits?.tier === 'Dynamic' ? 'functionapp' : isLinux ? 'linux' : 'app'),
    properties: {
      ...withDefaults(properties, {
        perSiteScaling: false, elasticScaleEnabled: isElastic, maximumElasticWorkerCount: isElastic ? 20 : 1, isSpot: false, reserved: false, isXenon: false, hyperV: false, targetWorkerCount: 0, targetWorkerSizeId: 0, zoneRedundant: false, asyncScalingEnabled: false,
      }),
      serverFarmId: 1000 + Math.floor(context.random.fraction(`serverfarm:${keyOf(id.id)}`) * 60_000), name: id.name, status: 'Ready', subscription: id.subscriptionId ?? '', resourceGroup: id.resourceGroup ?? '',
      geoRegion: displayRegion(textOf(body.location) ?? ''), numberOfSites: 0, numberOfWorkers: sku.capacity ?? 1, currentNumberOfWorkers: sku.capacity ?? 1, maximumNumberOfWorkers: limits?.workers ?? 1,
      computeMode: sameText(sku.tier, 'Dynamic') ? 'Dynamic' : 'Dedicated', planName: 'VirtualDedicatedPlan', siteMode: sameText(sku.tier, 'Dynamic') ? 'Limited' : 'Dedicated',
    },
  });
}
