import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../../src/sandbox';
import { ask, deployedApp, mainPackage } from '../support/apps';
import { send } from '../support/clients';
import { providerClientsFor } from '../support/providerClients';
import { createComponent, query, measured } from './support';

const settings = { AOS_ENVIRONMENT: 'dev', AZURE_SERVICEBUS_CONNECTION_STRING: 'Endpoint=sb://x/', AZURE_STORAGE_CONNECTION_STRING: 'AccountName=x' };

describe('what function apps of the sandbox report', () => {
  let sandbox: StartedSandbox;
  before(async () => { sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 }); });
  after(() => sandbox.close());

  it('sends requests with their traces to the component that the connection string names', async () => {
    const component = await createComponent(sandbox, 'appi-host');
    const app = await deployedApp(sandbox, 'reporting', mainPackage(), { ...settings, APPLICATIONINSIGHTS_CONNECTION_STRING: component.connection });
    assert.equal((await ask(`${app.url}/api/health`)).status, 200);
    assert.equal((await ask(`${app.url}/api/health`, { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' })).status, 200);
    assert.deepEqual(await query(sandbox, component.id, 'requests | summarize count() by name, resultCode, tostring(success), cloud_RoleName'), [{ name: 'health', resultCode: '200', success: 'True', cloud_RoleName: 'reporting', count_: 2 }]);
    assert.deepEqual(await query(sandbox, component.id, "union requests, traces | where operation_Id == '0af7651916cd43dd8448eb211c80319c' | summarize count() by itemType | order by itemType asc"), [{ itemType: 'request', count_: 1 }, { itemType: 'trace', count_: 2 }]);
    assert.deepEqual([await measured(sandbox, component.id, 'requests/count', 'Count'), await measured(sandbox, app.id, 'Requests', 'Total'), await measured(sandbox, app.id, 'Http2xx', 'Total'), await measured(sandbox, app.id, 'FunctionExecutionCount', 'Total')], [{ '': 2 }, { '': 2 }, { '': 2 }, { '': 2 }]);
  });

  it('tells of failures as exceptions and failed requests', async () => {
    const component = await createComponent(sandbox, 'appi-failing');
    const app = await deployedApp(sandbox, 'failing', mainPackage(), { ...settings, APPLICATIONINSIGHTS_CONNECTION_STRING: component.connection });
    const { masterKey = '' } = await providerClientsFor(sandbox.endpoints.resourceManager).web.webApps.listHostKeys('rg', app.name);
    await providerClientsFor(sandbox.endpoints.resourceManager).web.webApps.updateApplicationSettings('rg', app.name, { properties: { FUNCTIONS_WORKER_RUNTIME: 'python', AzureWebJobsStorage: 'x', APPLICATIONINSIGHTS_CONNECTION_STRING: component.connection } });
    assert.equal((await ask(`${app.url}/api/status?code=${encodeURIComponent(masterKey)}`)).status, 500);
    assert.deepEqual(await query(sandbox, component.id, 'requests | project name, resultCode, success'), [{ name: 'status', resultCode: '500', success: 'False' }]);
    assert.match(String((await query(sandbox, component.id, 'exceptions | project innermostMessage'))[0]?.['innermostMessage']), /AZURE_SERVICEBUS_CONNECTION_STRING/);
    assert.deepEqual([await measured(sandbox, app.id, 'Http5xx', 'Total'), await measured(sandbox, component.id, 'requests/failed', 'Count', "request/resultCode eq '*'")], [{ '': 1 }, { 500: 1 }]);
  });

  it('sends nothing without a connection string, but is counted all the same', async () => {
    const component = await createComponent(sandbox, 'appi-silent');
    const app = await deployedApp(sandbox, 'silent', mainPackage(), settings);
    assert.equal((await ask(`${app.url}/api/nothing`)).status, 404);
    assert.deepEqual(await query(sandbox, component.id, 'union requests, traces | count'), [{ Count: 0 }]);
    assert.deepEqual([await measured(sandbox, app.id, 'Http404', 'Total'), await measured(sandbox, app.id, 'Http4xx', 'Total'), await measured(sandbox, app.id, 'Http5xx', 'Total')], [{ '': 1 }, { '': 1 }, { '': 0 }]);
  });

  it('logs requests and lines of functions where its diagnostic setting sends them', async () => {
    const component = await createComponent(sandbox, 'appi-logged');
    const app = await deployedApp(sandbox, 'logged', mainPackage(), settings);
    await send(sandbox.endpoints.resourceManager, 'PUT', `${app.id}/providers/Microsoft.Insights/diagnosticSettings/x?api-version=2021-05-01-preview`, { properties: { workspaceId: component.workspaceId, logs: [{ category: 'FunctionAppLogs', enabled: true }, { category: 'AppServiceHTTPLogs', enabled: true }] } });
    await ask(`${app.url}/api/health?code=secret`);
    assert.deepEqual(await query(sandbox, component.workspaceId, "FunctionAppLogs | where FunctionName == 'health' | summarize count() by Level"), [{ Level: 'Information', count_: 2 }]);
    assert.deepEqual(await query(sandbox, component.workspaceId, 'AppServiceHTTPLogs | project CsMethod, CsUriStem, CsUriQuery, ScStatus'), [{ CsMethod: 'GET', CsUriStem: '/api/health', CsUriQuery: '', ScStatus: 200 }]);
  });
});
