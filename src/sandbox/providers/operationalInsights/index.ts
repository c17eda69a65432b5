import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ActionRequest, ProviderContext, ProviderModule, ResourceProvider, RouteAnswer } from '../provider';
import { forgetPrincipalsOf, identityOf } from '../shared/identity';
import { defined, objectOf, textOf, valueAt, withDefaults } from '../shared/json';
import { createdAt, longTime } from '../shared/time';
import { typed } from '../shared/typed';
import { forgetDeletedWorkspace, rememberDeletedWorkspace, workspaceListRoutes } from './workspaceLists';

const skus = ['Free', 'Standard', 'Premium', 'PerNode', 'PerGB2018', 'Standalone', 'CapacityReservation', 'LACluster'];

/** @see Workspaces - Create Or Update */
const workspaces: ResourceProvider = typed({
  type: 'Microsoft.OperationalInsights/workspaces',
  provisioningMs: 20_000,
  name: { pattern: /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/, minLength: 4, maxLength: 63, code: 'InvalidResourceName', message: "The workspace name '{name}' is not valid: it needs 4 to 63 letters, digits and hyphens, and starts and ends with a letter or digit." },
  check({ properties }) {
    const sku = textOf(valueAt(properties, 'sku.name'));
    if (sku !== undefined && !skus.some((known) => known.toLowerCase() === sku.toLowerCase())) throw badRequest('InvalidParameter', `The SKU '${sku}' of the workspace is not valid. Allowed values: ${skus.join(', ')}.`);
    const days = properties.retentionInDays;
    const isAllowed = days === undefined || [-1, 7].includes(Number(days)) || (Number(days) >= 30 && Number(days) <= 730);
    if (!isAllowed) throw badRequest('InvalidParameter', `'RetentionInDays' property doesn't match the SKU limits: ${String(days)}. PerGB2018 allows 30 to 730 days.`);
  },
  fill(request, context) {
    const { id, body, properties } = request;
    const now = longTime(context.clock.now());
    if (!request.existing) forgetDeletedWorkspace(id.id, context);
    return defined({
      location: body.location, tags: body.tags ?? {}, identity: identityOf(request, context),
      properties: {
        customerId: context.random.guid(`workspace:${keyOf(id.id)}`),
        ...withDefaults(properties, {
          sku: { name: 'PerGB2018', lastSkuUpdate: createdAt(request, context) }, retentionInDays: 30, features: { legacy: 0, searchVersion: 1, enableLogAccessUsingOnlyResourcePermissions: true },
          workspaceCapping: { dailyQuotaGb: -1, quotaNextResetTime: now, dataIngestionStatus: 'RespectQuota' }, publicNetworkAccessForIngestion: 'Enabled', publicNetworkAccessForQuery: 'Enabled',
          createdDate: createdAt(request, context), modifiedDate: now,
        }),
      },
    });
  },
  afterDelete(resource, context) {
    forgetPrincipalsOf(resource.id, context);
    rememberDeletedWorkspace(resource, context);
  },
  actions: {
    sharedKeys: listSharedKeys, listKeys: listSharedKeys,
    regenerateSharedKey({ resource }, context) {
      const changed = context.resources.update(resource.id, { hidden: { ...resource.hidden, rotations: Number(resource.hidden?.rotations ?? 0) + 1 } });
      return { body: { primarySharedKey: context.random.base64(`workspace:${keyOf(changed.id)}:primary:${String(changed.hidden?.rotations)}`, 64) } };
    },
  },
  whatIf: { noise: ['properties.features', 'properties.workspaceCapping', 'properties.publicNetworkAccessForIngestion', 'properties.publicNetworkAccessForQuery'] },
});

/** Templates ask with `listKeys`, clients with `sharedKeys`. */
function listSharedKeys({ resource }: ActionRequest, context: ProviderContext): RouteAnswer {
  return { body: Object.fromEntries(['primary', 'secondary'].map((which) => [`${which}SharedKey`, context.random.base64(`workspace:${keyOf(resource.id)}:${which}:${String(resource.hidden?.rotations ?? 0)}`, 64)])) };
}

const tables: ResourceProvider = typed({
  type: 'Microsoft.OperationalInsights/workspaces/tables',
  locations: 'none', createdStatus: 200,
  fill({ properties, id }, context) {
    const workspace = objectOf(context.resources.find(id.parentId ?? '')?.body.properties);
    const days = properties.retentionInDays ?? workspace.retentionInDays ?? 30;
    return {
      properties: withDefaults(properties, {
        retentionInDays: days, totalRetentionInDays: days, archiveRetentionInDays: 0, plan: 'Analytics',
        schema: { name: id.shortName, tableType: id.shortName.endsWith('_CL') ? 'CustomLog' : 'Microsoft', tableSubType: id.shortName.endsWith('_CL') ? 'DataCollectionRuleBased' : 'Any', columns: [], standardColumns: [], solutions: ['LogManagement'], isTroubleshootingAllowed: true },
      }),
    };
  },
});

const savedSearches: ResourceProvider = typed({
  type: 'Microsoft.OperationalInsights/workspaces/savedSearches', createdStatus: 200, locations: 'none', hasProvisioningState: false,
  fill: ({ properties, body }) => defined({ etag: body.etag, properties: withDefaults(properties, { version: 2, tags: [] }) }),
});

export const operationalInsightsModule: ProviderModule = { types: [workspaces, tables, savedSearches], routes: workspaceListRoutes };
