import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findRunningSandbox } from '../../src/local/sandbox/sandboxLock';
import { bearer } from '../sandbox/support/clients';
import { openWorkbench, screenshotOnFailure, type OpenWorkbench } from './support';

describe('a plan that something stands against', () => {
  let open: OpenWorkbench | undefined;
  before(async () => { open = await openWorkbench({ settings: { 'aosDeploy.sandbox.provisioningDelay': 0 } }); });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => open?.close());

  const edit = (file: string, change: (text: string) => string): void => {
    const absolute = path.join(open!.workspace, file);
    writeFileSync(absolute, change(readFileSync(absolute, 'utf8')));
  };
  const ask = async (method: string, id: string, body?: object): Promise<{ readonly properties: Record<string, string>; readonly value: { readonly id: string; readonly name: string }[] }> => {
    const sandbox = await findRunningSandbox(path.join(open!.workspace, '.aos', 'sandbox'));
    const answer = await fetch(`${sandbox?.resourceManager}${id}?api-version=2023-12-01`, { method, headers: { authorization: bearer(), 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
    assert.ok(answer.ok, `${method} ${id}: ${answer.status}`);
    return await answer.json() as Awaited<ReturnType<typeof ask>>;
  };

  it('shows what it is, on a first deployment nothing', async () => {
    const { bench } = open!;
    await bench.deploy('dev');
    await bench.webview().getByText('Completed.', { exact: true }).waitFor({ timeout: 90_000 });

    const sites = await ask('GET', '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-aos-dev/providers/Microsoft.Web/sites');
    const app = sites.value.find(({ name }) => name.endsWith('mcp-func'))!.id;
    const { properties } = await ask('POST', `${app}/config/appsettings/list`);
    await ask('PUT', `${app}/config/appsettings`, { properties: { ...properties, FEATURE_PREVIEW: 'on' } });
    edit('aos.yaml', (text) => text.replace('  dev:\n', '  dev:\n    guard: { lock: true, cleanTree: false }\n'));
    edit('deployment/parameters/dev.bicepparam', (text) => text.replace("CostCenter: 'Engineering'", "CostCenter: 'Research'"));

    await bench.runCommand('AOS: Plan Deployment (What-If)');
    await bench.webview().getByText('The resource group carries no lock.').waitFor({ timeout: 90_000 });
    await bench.webview().getByText('FEATURE_PREVIEW').waitFor();
    await bench.clearNotifications();
    for (const theme of ['Light Modern', 'Dark Modern']) {
      await bench.setColorTheme(theme);
      await bench.webview().getByText('The resource group carries no lock.').waitFor();
      await bench.screenshot(`plan-guarded-${theme.toLowerCase().replaceAll(' ', '-')}`);
      assert.deepEqual(await bench.seriousFindings(), []);
    }
  });

  it('goes on with a reason, and puts back the settings that were ticked', async () => {
    const { bench } = open!;
    await bench.webview().getByRole('checkbox', { name: /FEATURE_PREVIEW/ }).check();
    await bench.webview().getByRole('button', { name: /Deploy to dev/ }).click();
    await bench.dialog().getByRole('button', { name: 'Deploy to dev' }).click({ timeout: 90_000 });
    await bench.quickInput().waitFor();
    await bench.page.keyboard.press('Enter');
    await bench.page.getByText('A reason is needed; Escape deploys nothing.').waitFor();
    await bench.screenshot('override-reason');
    await bench.quickInput().fill('change ticket 12');
    await bench.page.keyboard.press('Enter');
    await bench.webview().getByText('Completed.', { exact: true }).waitFor({ timeout: 90_000 });
    const sites = await ask('GET', '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-aos-dev/providers/Microsoft.Web/sites');
    const app = sites.value.find(({ name }) => name.endsWith('mcp-func'))!.id;
    assert.equal((await ask('POST', `${app}/config/appsettings/list`)).properties['FEATURE_PREVIEW'], 'on');
  });
});
