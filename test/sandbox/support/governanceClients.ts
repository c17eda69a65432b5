import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { FeatureClient } from '@azure/arm-features';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { MonitorClient } from '@azure/arm-monitor';
import { PolicyClient } from '@azure/arm-policy';
import { PolicyInsightsClient } from '@azure/arm-policyinsights';
import { Portal } from '@azure/arm-portal';
import { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import { TrafficManagerManagementClient } from '@azure/arm-trafficmanager';
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { Pipeline } from '@azure/core-rest-pipeline';
import { bearer, subscriptionId } from './clients';

const credential: TokenCredential = { getToken: (): Promise<AccessToken> => Promise.resolve({ token: 'unused', expiresOnTimestamp: Date.now() + 3_600_000 }) };

/** Real SDKs of what stands beside applications, aimed at a sandbox over plain http, without retries. */
export function governanceClientsFor(endpoint: string) {
  const options = { endpoint, $host: endpoint, baseUri: endpoint, allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };
  const trusted = <T extends { readonly pipeline: Pipeline }>(client: T): T => {
    client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
    client.pipeline.addPolicy({ name: 'testBearer', sendRequest: (request, next) => { request.headers.set('authorization', bearer()); return next(request); } });
    return client;
  };
  return {
    registries: trusted(new ContainerRegistryManagementClient(credential, subscriptionId, options)),
    features: trusted(new FeatureClient(credential, subscriptionId, options)),
    learning: trusted(new AzureMachineLearningWorkspaces(credential, subscriptionId, options)),
    monitor: trusted(new MonitorClient(credential, subscriptionId, options)),
    policies: trusted(new PolicyClient(credential, subscriptionId, options)),
    policyInsights: trusted(new PolicyInsightsClient(credential, subscriptionId, options)),
    portal: trusted(new Portal(credential, subscriptionId, options)),
    privateDns: trusted(new PrivateDnsManagementClient(credential, subscriptionId, options)),
    trafficManager: trusted(new TrafficManagerManagementClient(credential, subscriptionId, options)),
  };
}
