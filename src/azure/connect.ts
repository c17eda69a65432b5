import type { AzureConnection } from '../core/ports/arm';
import { createArmRequests } from './armRequests';
import { isLoopback, resolveCloud, type Cloud } from './clouds';
import { defaultTokenProvider, sandboxTokenProvider, type TokenProvider } from './credential';
import { createDataPlanes } from './dataPlanes';
import { createDeploymentApi, type ClientSource } from './deployments';
import { adoptPipeline, createRequester, signInPolicy, tlsOptions, type PipelineOptions, type Requester } from './pipeline';
import { createIdentityApi } from './identity';
import { createResourceApi } from './resources';
import { serviceBases } from './tokenServices';

export interface ConnectOptions {
  /** `azure`, `usgov`, `china`, `sandbox`, or the URL of a resource manager. */
  readonly cloud: string;
  /** URL of the resource manager behind a name such as `sandbox`. */
  readonly endpoint?: string;
  /** Who signs in; called with the cloud's own authority. Default: on this machine the endpoint's token service, else `@azure/identity`. */
  readonly tokenProvider?: (cloud: Cloud) => TokenProvider;
  /** PEM certificates to trust, for an endpoint with a CA of its own. NODE_EXTRA_CA_CERTS works as well. */
  readonly ca?: string;
  /** Milliseconds that one request to the resource manager may go without its whole answer. Default: two minutes. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
}

/** Opens a connection: an endpoint and a credential, which is all that Azure and the sandbox differ in. Asks the endpoint who it is only when its name does not tell; signs in at the first request.
 *  @throws InputError `Cloud.Unknown`, `Cloud.BadMetadata`; errors as in DeploymentApi. */
export async function connectAzure(options: ConnectOptions): Promise<AzureConnection> {
  const plain = createRequester({ resourceManager: options.endpoint ?? options.cloud, scope: '', ...trust(options) });
  const cloud = await resolveCloud(options.cloud, {
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }), ...(options.signal && { signal: options.signal }),
    fetchJson: async (url, signal) => JSON.parse((await plain.send('GET', url, { ...(signal && { signal }) })).bodyAsText || 'null') as unknown,
  });
  const tokens = (options.tokenProvider ?? (isLoopback(cloud.resourceManager) ? sandboxTokens(plain) : defaultTokenProvider))(cloud);
  const pipeline: PipelineOptions = { resourceManager: cloud.resourceManager, scope: cloud.scope, tokens, ...trust(options) };
  const signIn = signInPolicy(pipeline);
  const arm = createArmRequests(createRequester(pipeline, signIn), cloud.resourceManager);
  return {
    cloud: { name: cloud.name, resourceManager: cloud.resourceManager, isSandbox: cloud.isSandbox, ...(cloud.portal !== undefined && { portal: cloud.portal }), ...serviceBases(cloud) },
    arm, resources: createResourceApi(arm), identity: createIdentityApi(tokens, cloud.scope), dataPlanes: createDataPlanes({ tokens, cloud, ...(options.ca !== undefined && { ca: options.ca }) }),
    deployments: createDeploymentApi(loadClients(cloud, pipeline, signIn), cloud.isSandbox ? 250 : 2000),
  };
}

const trust = ({ ca, patienceMs }: ConnectOptions): Pick<PipelineOptions, 'ca' | 'patienceMs'> => ({ ...(ca !== undefined && { ca }), ...(patienceMs !== undefined && { patienceMs }) });

const sandboxTokens = (plain: Requester) => (cloud: Cloud): TokenProvider => sandboxTokenProvider(cloud, async (url, form, signal) =>
  JSON.parse((await plain.send('POST', url, { body: new URLSearchParams(form).toString(), contentType: 'application/x-www-form-urlencoded', ...(signal && { signal }) })).bodyAsText || 'null') as unknown);

/** One SDK client per subscription. */
function loadClients(cloud: Cloud, options: PipelineOptions, signIn: ReturnType<typeof signInPolicy>): ClientSource {
  const clients = new Map<string, ReturnType<ClientSource>>();
  const load: ClientSource = async (subscriptionId) => {
    const { DeploymentsClient } = await import('@azure/arm-resourcesdeployments');
    const client = new DeploymentsClient({ getToken: () => Promise.resolve(null) }, subscriptionId, {
      endpoint: cloud.resourceManager, allowInsecureConnection: isLoopback(cloud.resourceManager), retryOptions: { maxRetries: 0 }, ...tlsOptions(options),
    });
    adoptPipeline(client.pipeline, signIn, options);
    return client;
  };
  return (subscriptionId) => {
    const known = clients.get(subscriptionId) ?? load(subscriptionId);
    clients.set(subscriptionId, known);
    return known;
  };
}
