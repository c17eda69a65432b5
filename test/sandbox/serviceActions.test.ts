import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { clientsFor, send } from './support/clients';
import { group, makeEveryType, scope } from './support/everyType';
import { governanceClientsFor } from './support/governanceClients';
import { providerClientsFor, type ProviderClients } from './support/providerClients';

const version = 'api-version=2023-05-01';

describe('actions of services', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;
  let clients: ProviderClients;
  let platform: ReturnType<typeof governanceClientsFor>;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    endpoint = sandbox.endpoints.resourceManager;
    await makeEveryType(endpoint);
    await clientsFor(endpoint).locks.managementLocks.deleteAtResourceGroupLevel('rg', 'lock');
    [clients, platform] = [providerClientsFor(endpoint), governanceClientsFor(endpoint)];
  });
  after(() => sandbox.close());

  it('a storage account fails over to its secondary region, and is locally redundant after', async () => {
    await clients.storage.storageAccounts.beginCreateAndWait('rg', 'geostore1', { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_RAGRS' } });
    const before = await clients.storage.storageAccounts.getProperties('rg', 'geostore1');
    await clients.storage.storageAccounts.beginFailoverAndWait('rg', 'geostore1');
    const after = await clients.storage.storageAccounts.getProperties('rg', 'geostore1');
    assert.equal(after.primaryLocation, before.secondaryLocation);
    assert.deepEqual([after.sku?.name, after.secondaryLocation, after.location], ['Standard_LRS', undefined, 'eastus']);
    assert.ok(after.lastGeoFailoverTime);
    await assert.rejects(clients.storage.storageAccounts.beginFailoverAndWait('rg', 'geostore1'), { statusCode: 409, code: 'AccountFailoverNotSupported' });
  });

  it('a planned failover swaps the regions', async () => {
    await clients.storage.storageAccounts.beginCreateAndWait('rg', 'geostore2', { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_GRS' } });
    const before = await clients.storage.storageAccounts.getProperties('rg', 'geostore2');
    assert.equal((await send(endpoint, 'POST', `${group}/providers/Microsoft.Storage/storageAccounts/geostore2/failover?failoverType=Planned&${version}`)).status, 200);
    const after = await clients.storage.storageAccounts.getProperties('rg', 'geostore2');
    assert.deepEqual([after.primaryLocation, after.secondaryLocation, after.sku?.name], [before.secondaryLocation, before.primaryLocation, 'Standard_GRS']);
  });

  it('an account takes a hierarchical namespace once', async () => {
    const migrate = async (type: string): Promise<number> => (await send(endpoint, 'POST', `${group}/providers/Microsoft.Storage/storageAccounts/sweepstore1/hnsonmigration?requestType=${type}&${version}`)).status;
    assert.deepEqual([await migrate('nonsense'), await migrate('HnsOnValidationRequest'), await migrate('HnsOnHydrationRequest'), await migrate('HnsOnHydrationRequest')], [400, 200, 200, 409]);
    assert.equal((await clients.storage.storageAccounts.getProperties('rg', 'sweepstore1')).isHnsEnabled, true);
  });

  it('a label of a public address is taken in its region alone', async () => {
    await send(endpoint, 'PUT', `${group}/providers/Microsoft.Network/publicIPAddresses/labelled?${version}`, { location: 'eastus', properties: { dnsSettings: { domainNameLabel: 'taken-label' } } });
    const available = async (region: string, label: string): Promise<unknown> => (await send(endpoint, 'GET', `${scope}/providers/Microsoft.Network/locations/${region}/CheckDnsNameAvailability?domainNameLabel=${label}&${version}`)).json;
    assert.deepEqual([await available('eastus', 'taken-label'), await available('westus', 'taken-label'), await available('eastus', 'free-label')], [{ available: false }, { available: true }, { available: true }]);
    assert.equal(((await available('eastus', 'Not_A_Label')) as { error: { code: string } }).error.code, 'InvalidDomainNameLabel');
  });

  it('a subnet names what it is delegated to', async () => {
    const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/delegated`;
    await send(endpoint, 'PUT', `${subnet}?${version}`, { properties: { addressPrefix: '10.0.3.0/24', delegations: [{ name: 'web', properties: { serviceName: 'Microsoft.Web/serverFarms' } }] } });
    const { json } = await send(endpoint, 'GET', `${subnet}/ServiceAssociationLinks?${version}`);
    assert.equal((json as { value: { properties: { linkedResourceType: string } }[] }).value[0]?.properties.linkedResourceType, 'Microsoft.Web/serverFarms');
  });

  it('a webhook is pinged, an alias is free or taken', async () => {
    await platform.registries.webhooks.beginCreateAndWait('rg', 'sweepregistry1', 'pinged', { location: 'eastus', serviceUri: 'https://example.com', actions: ['push'] });
    assert.match((await platform.registries.webhooks.ping('rg', 'sweepregistry1', 'pinged')).id ?? '', /^[0-9a-f-]{36}$/);
    assert.equal((await clients.serviceBus.disasterRecoveryConfigs.checkNameAvailability('rg', 'sweepbus1', { name: 'free-alias-1' })).nameAvailable, true);
    assert.equal((await clients.serviceBus.disasterRecoveryConfigs.checkNameAvailability('rg', 'sweepbus1', { name: 'sweepbus1' })).reason, 'NameInUse');
  });

  it('a workspace of machine learning gives keys and says what it misses', async () => {
    const { primaryAccessKey, secondaryAccessKey } = await platform.learning.workspaces.listNotebookKeys('rg', 'learning');
    assert.ok(primaryAccessKey && secondaryAccessKey && primaryAccessKey !== secondaryAccessKey);
    await platform.learning.workspaces.beginResyncKeysAndWait('rg', 'learning');
    assert.deepEqual((await platform.learning.workspaces.beginDiagnoseAndWait('rg', 'learning')).value?.applicationInsightsResults, []);
    await send(endpoint, 'DELETE', `${group}/providers/Microsoft.Insights/components/insights?api-version=2020-02-02`);
    assert.equal((await platform.learning.workspaces.beginDiagnoseAndWait('rg', 'learning')).value?.applicationInsightsResults?.[0]?.code, 'ResourceNotFound');
  });

  it('an app gets another publishing password', async () => {
    const password = async (): Promise<string | undefined> => (await clients.web.webApps.beginListPublishingCredentialsAndWait('rg', 'sweepapp1')).publishingPassword;
    const before = await password();
    await clients.web.webApps.generateNewSitePublishingPassword('rg', 'sweepapp1');
    assert.notEqual(await password(), before);
  });

  it('names of children that make no ID are refused, and the name of an interface may be left empty', async () => {
    const put = async (path: string, properties: object): Promise<string> => { const { status, json } = await send(endpoint, 'PUT', `${group}/providers/Microsoft.Network/${path}?${version}`, { location: 'eastus', properties }); return status < 300 ? String(status) : `${status} ${(json as { error: { code: string } }).error.code}`; };
    const subnet = { subnet: { id: `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/links` } };
    assert.equal(await put('privateEndpoints/unnamed', { ...subnet, customNetworkInterfaceName: '' }), '201');
    assert.equal(await put('privateEndpoints/misnamed', { ...subnet, customNetworkInterfaceName: 'a/b' }), '400 InvalidResourceName');
    for (const name of ['', 'a/b', ' ']) assert.match(await put('virtualNetworks/misnamed', { addressSpace: { addressPrefixes: ['10.9.0.0/16'] }, subnets: [{ name, properties: { addressPrefix: '10.9.0.0/24' } }] }), /^400 /, name);
  });
});
