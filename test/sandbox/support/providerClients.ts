import { ApplicationInsightsManagementClient } from '@azure/arm-appinsights';
import { WebSiteManagementClient } from '@azure/arm-appservice';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { MicrosoftResourceHealth } from '@azure/arm-resourcehealth';
import { ServiceBusManagementClient } from '@azure/arm-servicebus';
import { StorageManagementClient } from '@azure/arm-storage';
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { Pipeline } from '@azure/core-rest-pipeline';
import { bearer, subscriptionId } from './clients';

const credential: TokenCredential = { getToken: (): Promise<AccessToken> => Promise.resolve({ token: 'unused', expiresOnTimestamp: Date.now() + 3_600_000 }) };

/** Real management SDKs aimed at a sandbox over plain http, without retries, polling at once. */
export function providerClientsFor(endpoint: string, claims: Readonly<Record<string, string>> = {}) {
  const options = { endpoint, allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };
  const trusted = <T extends { readonly pipeline: Pipeline }>(client: T): T => {
    client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
    client.pipeline.addPolicy({ name: 'testBearer', sendRequest: (request, next) => { request.headers.set('authorization', bearer(claims)); return next(request); } });
    return client;
  };
  // Two of them are of the older generation and sign requests through their credential.
  const signing = { signRequest: <T extends { readonly headers: { set(name: string, value: string): void } }>(request: T): Promise<T> => { request.headers.set('authorization', bearer(claims)); return Promise.resolve(request); } };
  const older = { baseUri: endpoint, noRetryPolicy: true };
  return {
    storage: trusted(new StorageManagementClient(credential, subscriptionId, options)),
    serviceBus: trusted(new ServiceBusManagementClient(credential, subscriptionId, options)),
    keyVault: trusted(new KeyVaultManagementClient(credential, subscriptionId, options)),
    web: trusted(new WebSiteManagementClient(credential, subscriptionId, options)),
    insights: new ApplicationInsightsManagementClient(signing, subscriptionId, older),
    workspaces: trusted(new OperationalInsightsManagementClient(credential, subscriptionId, options)),
    identities: trusted(new ManagedServiceIdentityClient(credential, subscriptionId, options)),
    authorization: trusted(new AuthorizationManagementClient(credential, subscriptionId, options)),
    health: trusted(new MicrosoftResourceHealth(credential, subscriptionId, options)),
    graph: new ResourceGraphClient(signing, older),
  };
}

export type ProviderClients = ReturnType<typeof providerClientsFor>;

/** All items of a paged list. */
export async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  return items;
}
