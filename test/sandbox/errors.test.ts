import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { bearer, send, subscriptionId } from './support/clients';
import { startWithGroup } from './support/group';
import { deployment, nested, template } from './support/templates';

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/rg`;
const boxes = `${group}/providers/Contoso.Things/boxes`;
const storage = `${group}/providers/Microsoft.Storage/storageAccounts`;
const account = { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } };
const deployments = `${group}/providers/Microsoft.Resources/deployments`;
const validate = `${deployments}/main/validate?api-version=2022-09-01`;
const resource = (type: string, name: string, more: object = {}) => ({ type, apiVersion: '2023-05-01', name, ...more });
const lonely = (one: object) => deployment(template({ resources: [one as Record<string, unknown>] }));

interface ArmErrorBody { readonly code: string; readonly message: string; readonly target?: string; readonly details?: readonly ArmErrorBody[]; readonly additionalInfo?: readonly { readonly type: string; readonly info: Record<string, unknown> }[] }
interface Case {
  readonly says: string;
  /** What must be there or have happened. */
  readonly given?: (readonly [method: string, path: string, body?: unknown])[];
  readonly asks: readonly [method: string, path: string, body?: unknown];
  readonly status: number;
  /** Codes from the outside in, each the first of the details of the one before. */
  readonly codes: readonly string[];
  readonly message?: RegExp;
  readonly target?: string;
}

const cases: readonly Case[] = [
  { says: 'a resource that is not there', asks: ['GET', `${boxes}/none?api-version=2024-01-01`], status: 404, codes: ['ResourceNotFound'], message: /The Resource 'Contoso\.Things\/boxes\/none' under resource group 'rg' was not found/ },
  { says: 'a group that is not there', asks: ['GET', `${subscription}/resourceGroups/none?api-version=2021-04-01`], status: 404, codes: ['ResourceGroupNotFound'], message: /Resource group 'none' could not be found/ },
  { says: 'a deployment that is not there', asks: ['GET', `${deployments}/none?api-version=2022-09-01`], status: 404, codes: ['DeploymentNotFound'] },
  { says: 'a parent that is not there', asks: ['PUT', `${storage}/none/blobServices/default/containers/c?api-version=2023-05-01`, {}], status: 404, codes: ['ParentResourceNotFound'] },
  { says: 'no API version', asks: ['GET', `${boxes}/none`], status: 400, codes: ['MissingApiVersionParameter'] },
  { says: 'an API version that is no version', asks: ['GET', `${boxes}/none?api-version=latest`], status: 400, codes: ['InvalidApiVersionParameter'] },
  { says: 'an API version that the provider does not have', asks: ['PUT', `${storage}/futureaccount?api-version=2099-01-01`, account], status: 400, codes: ['NoRegisteredProviderFound'], message: /for location 'eastus' and API version '2099-01-01' for type 'storageAccounts'\. The supported api-versions are '.*2023-05-01/ },
  { says: 'a region that does not exist', asks: ['PUT', `${storage}/marsaccount?api-version=2023-05-01`, { ...account, location: 'mars' }], status: 400, codes: ['LocationNotAvailableForResourceType'] },
  { says: 'a region without the type', asks: ['PUT', `${group}/providers/Microsoft.MachineLearningServices/workspaces/ml-west?api-version=2023-10-01`, { location: 'westindia', identity: { type: 'SystemAssigned' }, properties: {} }], status: 400, codes: ['LocationNotAvailableForResourceType'] },
  { says: 'another region than before', given: [['PUT', `${storage}/stableaccount?api-version=2023-05-01`, account]], asks: ['PUT', `${storage}/stableaccount?api-version=2023-05-01`, { ...account, location: 'westus' }], status: 409, codes: ['InvalidResourceLocation'] },
  { says: 'another region of a group', asks: ['PUT', `${group}?api-version=2021-04-01`, { location: 'westus' }], status: 409, codes: ['InvalidResourceGroupLocation'] },
  { says: 'a group without a region', asks: ['PUT', `${subscription}/resourceGroups/new?api-version=2021-04-01`, {}], status: 400, codes: ['LocationRequired'] },
  { says: 'a name that is taken elsewhere', given: [['PUT', `${subscription}/resourceGroups/other?api-version=2021-04-01`, { location: 'eastus' }], ['PUT', `${subscription}/resourceGroups/other/providers/Microsoft.Storage/storageAccounts/takenaccount?api-version=2023-05-01`, account]], asks: ['PUT', `${storage}/takenaccount?api-version=2023-05-01`, account], status: 409, codes: ['StorageAccountAlreadyTaken'] },
  { says: 'a name that is not allowed', asks: ['PUT', `${storage}/Not-Allowed?api-version=2023-05-01`, account], status: 400, codes: ['AccountNameInvalid'] },
  { says: 'a provider that the subscription has unregistered', given: [['POST', `${subscription}/providers/Microsoft.Portal/unregister?api-version=2021-04-01`]], asks: ['PUT', `${group}/providers/Microsoft.Portal/dashboards/board?api-version=2020-09-01-preview`, { location: 'eastus' }], status: 409, codes: ['MissingSubscriptionRegistration', 'MissingSubscriptionRegistration'], message: /not registered to use namespace 'Microsoft\.Portal'/ },
  { says: 'the same in a template', given: [['POST', `${subscription}/providers/Microsoft.Portal/unregister?api-version=2021-04-01`]], asks: ['POST', validate, lonely(resource('Microsoft.Portal/dashboards', 'board', { location: 'eastus' }))], status: 409, codes: ['MissingSubscriptionRegistration', 'MissingSubscriptionRegistration'] },
  { says: 'a delete under a lock', given: [['PUT', `${boxes}/locked?api-version=2024-01-01`, {}], ['PUT', `${boxes}/locked/providers/Microsoft.Authorization/locks/stay?api-version=2020-05-01`, { properties: { level: 'CanNotDelete' } }]], asks: ['DELETE', `${boxes}/locked?api-version=2024-01-01`], status: 409, codes: ['ScopeLocked'] },
  { says: 'a plan that is in use', given: [['PUT', `${group}/providers/Microsoft.Web/serverfarms/plan?api-version=2023-12-01`, { location: 'eastus', sku: { name: 'B1' } }], ['PUT', `${group}/providers/Microsoft.Web/sites/app-in-use?api-version=2023-12-01`, { location: 'eastus', properties: { serverFarmId: `${group}/providers/Microsoft.Web/serverfarms/plan` } }]], asks: ['DELETE', `${group}/providers/Microsoft.Web/serverfarms/plan?api-version=2023-12-01`], status: 409, codes: ['Conflict'] },
  { says: 'JSON that breaks off', asks: ['PUT', `${boxes}/broken?api-version=2024-01-01`, '{"location": "eastus",\n "tags": '], status: 400, codes: ['InvalidRequestContent'], message: /line 2, position \d+/ },
  { says: 'a template without a resource’s name', asks: ['POST', validate, deployment(template({ resources: [{ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01' }] }))], status: 400, codes: ['InvalidTemplate'] },
  { says: 'a parameter that is not given', asks: ['POST', validate, deployment(template({ parameters: { size: { type: 'int' } }, resources: [] }))], status: 400, codes: ['InvalidTemplate'], message: /size/ },
  { says: 'an expression that cannot be read', asks: ['POST', validate, deployment(template({ resources: [], outputs: { o: { type: 'string', value: "[concat('a']" } } }))], status: 400, codes: ['InvalidTemplate'] },
  { says: 'resources that wait for each other', asks: ['POST', validate, deployment(template({ resources: [resource('Contoso.Things/boxes', 'a', { dependsOn: ['b'] }), resource('Contoso.Things/boxes', 'b', { dependsOn: ['a'] })] }))], status: 400, codes: ['InvalidTemplate'] },
  { says: 'what a provider refuses before anything happens', asks: ['POST', validate, lonely(resource('Microsoft.Storage/storageAccounts', 'Bad-Name', account))], status: 400, codes: ['InvalidTemplateDeployment', 'AccountNameInvalid'], message: /The tracking id is '/ },
  { says: 'a location where none belongs', asks: ['POST', validate, { location: 'eastus', ...lonely(resource('Contoso.Things/boxes', 'a')) }], status: 400, codes: ['InvalidDeployment'] },
  { says: 'no location where one belongs', asks: ['POST', `${subscription}/providers/Microsoft.Resources/deployments/main/validate?api-version=2022-09-01`, deployment(template({ scope: 'subscription', resources: [] }))], status: 400, codes: ['LocationRequired'] },
  { says: 'what is not implemented', asks: ['PUT', `${subscription}/resourceGroups/rg/providers/Microsoft.Resources/deploymentStacks/s?api-version=2024-03-01`, {}], status: 501, codes: ['NotImplementedInSandbox'] },
  { says: 'a subscription that is no GUID', asks: ['GET', '/subscriptions/mine/resourceGroups?api-version=2021-04-01'], status: 400, codes: ['InvalidSubscriptionId'] },
];

describe('errors as ARM words them', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;
  beforeEach(async () => {
    ({ sandbox, endpoint } = await startWithGroup());
  });
  afterEach(() => sandbox.close());

  const errorOf = (json: unknown): ArmErrorBody => (json as { error: ArmErrorBody }).error;
  function codesOf(error: ArmErrorBody): readonly string[] {
    const codes: string[] = [];
    for (let one: ArmErrorBody | undefined = error; one; one = one.details?.[0]) codes.push(one.code);
    return codes;
  }
  async function prepare(steps: Case['given'] = []): Promise<void> {
    for (const [method, path, body] of steps) {
      const { status, text } = await send(endpoint, method, path, body);
      assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
    }
  }

  for (const { says, given, asks: [method, path, body], status, codes, message } of cases) {
    it(says, async () => {
      await prepare(given);
      const answer = await send(endpoint, method, path, body);
      assert.deepEqual([answer.status, codesOf(errorOf(answer.json))], [status, codes], answer.text);
      if (message) assert.match(errorOf(answer.json).message, message);
    });
  }

  it('template errors name line, position and path', async () => {
    const { json } = await send(endpoint, 'POST', validate, deployment(template({ resources: [resource('Contoso.Things/boxes', 'a'), { type: 'Contoso.Things/boxes', name: 'b' }] })));
    const info = errorOf(json).additionalInfo?.[0];
    assert.equal(info?.type, 'TemplateViolation');
    assert.deepEqual([typeof info.info.lineNumber, typeof info.info.linePosition, info.info.path], ['number', 'number', 'resources[1]']);
  });

  it('a group that is being deleted takes nothing more', async () => {
    await sandbox.close();
    sandbox = await startSandbox({ provisioningDelay: 1, seed: 1 });
    endpoint = sandbox.endpoints.resourceManager;
    await prepare([['PUT', `${group}?api-version=2021-04-01`, { location: 'eastus' }], ['DELETE', `${group}?api-version=2021-04-01`]]);
    const answer = await send(endpoint, 'PUT', `${boxes}/late?api-version=2024-01-01`, {});
    assert.deepEqual([answer.status, errorOf(answer.json).code], [409, 'ResourceGroupBeingDeleted']);
  });

  it('a failed deployment has the leaf inside', async () => {
    await send(endpoint, 'PUT', '/_sandbox/faults', { rules: [{ match: { name: 'broken' }, fault: { kind: 'failResource', code: 'QuotaExceeded', message: 'No more boxes.', late: true } }] });
    const url = `${deployments}/main?api-version=2022-09-01`;
    let answer = await send(endpoint, 'PUT', url, lonely(nested('inner', template({ resources: [resource('Contoso.Things/boxes', 'broken')] }))));
    type Shown = { readonly properties: { readonly provisioningState: string; readonly error?: ArmErrorBody } };
    while (['Accepted', 'Running'].includes((answer.json as Shown).properties.provisioningState)) answer = await send(endpoint, 'GET', url);
    const error = (answer.json as Shown).properties.error!;
    assert.equal(codesOf(error)[0], 'DeploymentFailed');
    assert.equal(codesOf(error).at(-1), 'QuotaExceeded');
    assert.match(String(error.details?.[0]?.target), /deployments\/inner$/);
  });

  it('roles: the action that is missing, and the resource that is referred to', async () => {
    const [writer, stranger] = ['88888888-0000-4000-8000-000000000001', '88888888-0000-4000-8000-000000000002'];
    const identity = `${subscription}/resourceGroups/shared/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shared`;
    await prepare([['PUT', `${subscription}/resourceGroups/shared?api-version=2021-04-01`, { location: 'eastus' }], ['PUT', `${identity}?api-version=2023-01-31`, { location: 'eastus' }]]);
    await send(endpoint, 'PUT', '/_sandbox/rbac', { enforced: true, assignments: [{ principalId: writer, roleName: 'Contributor', scope: group }] });
    const put = (oid: string) => send(endpoint, 'PUT', `${boxes}/guarded?api-version=2024-01-01`, { location: 'eastus', identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } } }, { authorization: bearer({ oid }) });
    const [unlinked, unauthorised] = [await put(writer), await put(stranger)];
    assert.deepEqual([unlinked.status, errorOf(unlinked.json).code], [403, 'LinkedAuthorizationFailed']);
    assert.match(errorOf(unlinked.json).message, /userAssignedIdentities\/assign\/action/);
    assert.deepEqual([unauthorised.status, errorOf(unauthorised.json).code], [403, 'AuthorizationFailed']);
  });
});
