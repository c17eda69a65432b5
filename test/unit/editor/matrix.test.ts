import assert from 'node:assert/strict';
import { LanguageWorkspace, TemplateStore, type WorkspaceHost } from '../../../src/core/language';
import { explainer } from '../../../src/editor/webviews/matrix/explain';
import { liveRows } from '../../../src/editor/webviews/matrix/liveRows';
import { parameterRows, type MatrixFile } from '../../../src/editor/webviews/matrix/parameterRows';
import { environment } from './builders';

const folder = '/w/deployment';
const template = {
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', resources: [],
  parameters: {
    environment: { type: 'string' }, location: { type: 'string', defaultValue: 'eastus' }, functionAppSku: { type: 'string', allowedValues: ['Y1', 'EP1'] }, serviceBusSku: { type: 'string', defaultValue: 'Standard' },
    storageSku: { type: 'string', defaultValue: 'Standard_LRS' }, enableB2C: { type: 'bool', defaultValue: false }, enableAppInsights: { type: 'bool', defaultValue: true }, enableAzureML: { type: 'bool', defaultValue: false }, password: { type: 'securestring', defaultValue: '' },
  },
};

async function rowsOf(texts: Readonly<Record<string, string>>) {
  const store = new TemplateStore({ compile: async () => ({ template, references: [] }), readText: async () => '' }, () => new Map(), () => undefined);
  await store.refresh(`${folder}/main.bicep`);
  const host: WorkspaceHost = { root: '/w', template: (file) => store.state(file), exists: () => true };
  const workspace = new LanguageWorkspace(host);
  const files = Object.entries(texts).map(([name, text]): MatrixFile => {
    const file = `${folder}/parameters/${name}.bicepparam`;
    workspace.setText(file, `using '../main.bicep'\nparam environment = '${name}'\n${text}`);
    return { environment: name, file };
  });
  const { rows, details } = parameterRows(workspace, files, explainer(workspace, host));
  return { row: (id: string) => rows.find((row) => row.id === id), details };
}

describe('the matrix of environments', () => {
  it('shows what each environment would get, and where it stands', async () => {
    const { row, details } = await rowsOf({ dev: "param functionAppSku = 'Y1'\n", prod: "param functionAppSku = 'EP1'\nparam location = 'westus'\n" });
    assert.deepEqual(row('location')?.cells.map(({ kind, text, place }) => [kind, text, place]), [['default', 'eastus', undefined], ['value', 'westus', 'prod.bicepparam:4']]);
    assert.equal(details.get('location')?.[1]?.place?.range?.start.line, 3);
  });

  it('calls a difference explained where a rule expects it', async () => {
    const { row } = await rowsOf({ dev: "param functionAppSku = 'Y1'\n", prod: "param functionAppSku = 'EP1'\n" });
    assert.deepEqual([row('functionAppSku')?.differs, row('functionAppSku')?.cells.map(({ verdict }) => verdict?.kind)], [true, ['explained', 'explained']]);
  });

  it('marks what a rule condemns, with its fix, alike everywhere or not', async () => {
    const { row, details } = await rowsOf({ dev: "param functionAppSku = 'Y1'\n", prod: "param functionAppSku = 'Y1'\n" });
    const cell = row('functionAppSku')?.cells[1];
    assert.deepEqual([row('functionAppSku')?.differs, cell?.verdict?.kind, cell?.verdict?.rule], [false, 'warning', 'environment-expectations']);
    assert.equal(details.get('functionAppSku')?.[1]?.fix?.fix.title, cell?.fix);
    assert.match(cell?.fix ?? '', /EP1/);
  });

  it('lets no secret out', async () => {
    const found = await rowsOf({ dev: "param functionAppSku = 'Y1'\nparam password = 'hunter2'\n", prod: "param functionAppSku = 'EP1'\n" });
    assert.equal(found.row('password')?.cells[0]?.kind, 'secret');
    assert.ok(!JSON.stringify(found.row('password')).includes('hunter'));
  });

  it('says of what is not known that it is not, and calls that no difference', () => {
    const entry = (name: string) => ({ environment: environment(name), cloud: 'sandbox', subscriptionId: undefined, problems: [], history: [], interrupted: [] });
    const resources = [{ id: '/x', type: 'Microsoft.Storage/storageAccounts', name: 'x', provisioningState: 'Succeeded', health: 'healthy' as const, sku: 'Standard_LRS' }];
    const rows = liveRows([{ entry: entry('dev'), resources }, { entry: entry('prod'), notLive: 'not signed in' }], new Date(0));
    const storage = rows.find(({ label }) => label === 'Microsoft.Storage/storageAccounts');
    const sku = rows.find(({ id }) => id === 'live:sku:Microsoft.Storage/storageAccounts');
    assert.deepEqual(sku?.cells, [{ kind: 'value', text: 'Standard_LRS' }, { kind: 'unknown', text: 'not signed in' }]);
    assert.deepEqual([storage?.differs, storage?.cells], [false, [{ kind: 'value', text: '1' }, { kind: 'unknown', text: 'not signed in' }]]);
  });
});
