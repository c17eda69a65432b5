import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ProviderContext, ResourceProvider } from '../provider';
import { defined, sameText, textOf, withDefaults } from '../shared/json';
import { createdAt, longTime } from '../shared/time';
import { typed } from '../shared/typed';

/** Application Insights. Keys follow from the seed and the resource ID. @see Components - Create Or Update */
export const components: ResourceProvider = typed({
  type: 'Microsoft.Insights/components',
  createdStatus: 200,
  check({ properties, unknown = [] }, context) {
    const workspace = textOf(properties.WorkspaceResourceId);
    if (workspace === undefined || unknown.some((path) => /workspaceresourceid|^properties$/i.test(path))) return;
    if (sameText(properties.IngestionMode, 'LogAnalytics') && !context.resources.find(workspace)) throw badRequest('InvalidWorkspace', `The workspace '${workspace}' of the component does not exist.`);
  },
  fill(request, context) {
    const { id, body, properties } = request;
    const location = textOf(body.location) ?? '';
    const key = context.random.guid(`instrumentation:${keyOf(id.id)}`);
    const applicationId = context.random.guid(`application-insights:${keyOf(id.id)}`);
    return defined({
      location, tags: body.tags ?? {}, kind: body.kind ?? 'web', etag: `"${context.random.guid(`etag:${keyOf(id.id)}:${longTime(context.clock.now())}`)}"`,
      properties: {
        ApplicationId: id.name, AppId: applicationId,
        ...withDefaults(properties, {
          Application_Type: 'web', Flow_Type: 'Redfield', Request_Source: 'IbizaAIExtension', RetentionInDays: 90, IngestionMode: properties.WorkspaceResourceId === undefined ? 'ApplicationInsights' : 'LogAnalytics',
          publicNetworkAccessForIngestion: 'Enabled', publicNetworkAccessForQuery: 'Enabled', Ver: 'v2',
        }),
        Name: id.name, InstrumentationKey: key, ConnectionString: connectionString(key, applicationId, location, context), CreationDate: createdAt(request, context), TenantId: id.subscriptionId ?? '',
      },
    });
  },
  whatIf: { noise: ['properties.Flow_Type', 'properties.Request_Source', 'properties.RetentionInDays', 'properties.Ver', 'properties.publicNetworkAccessForIngestion', 'properties.publicNetworkAccessForQuery', 'etag'], readOnly: ['etag'] },
});

/** Telemetry goes where the monitoring data plane says; without one, to Azure's own host names. */
function connectionString(key: string, applicationId: string, location: string, context: ProviderContext): string {
  const region = location.replace(/\s/g, '').toLowerCase();
  return `InstrumentationKey=${key};IngestionEndpoint=${context.endpoint('applicationInsights', region, 'ingestion')}/;LiveEndpoint=${context.endpoint('applicationInsights', region, 'live')}/;ApplicationId=${applicationId}`;
}
