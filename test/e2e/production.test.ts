import { openWorkbench, screenshotOnFailure, type OpenWorkbench } from './support';
import { clickOnRow, findRows, showChecklistAlone } from './support/checklistTree';
import { prepareProduction } from './support/productionTeam';

/** An empty sandbox on the way to production, by what a person clicks in the tree. */
describe('the way to production, by the tree', () => {
  let open: OpenWorkbench | undefined;
  before(async () => { open = await openWorkbench({ prepare: prepareProduction, settings: { 'aosDeploy.sandbox.provisioningDelay': 0 } }); });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => open?.close());

  /** What is protected wants its name besides. */
  async function confirm(): Promise<void> {
    const { bench } = open!;
    await bench.dialog().getByRole('button', { name: 'Run in prod' }).click();
    await bench.page.getByText('prod is protected. Type its name to go on.').waitFor();
    await bench.quickInput().fill('prod');
    await bench.page.keyboard.press('Enter');
  }

  it('makes the resource group and its lock by a click each, after the name was typed, and takes the lock back', async () => {
    const { bench } = open!;
    await bench.openContainer('AOS');
    await bench.treeRow(/^Checklist of dev,/).waitFor();
    await showChecklistAlone(bench);
    await bench.runCommand('AOS: Select Environment');
    await bench.pick(/prod$/);
    await findRows(bench, 'infra.rg.', 3);
    await clickOnRow(bench.treeRow(/^Resource group exists,/), 'Run Checklist Action');
    await bench.dialog().getByText('+ Create the resource group rg-aos-prod').waitFor({ timeout: 60_000 });
    await bench.screenshot('production-what-if');
    await confirm();
    await bench.treeRow(/^Resource group exists, passed/).waitFor({ timeout: 60_000 });
    for (let time = 0; time < 2; time++) {
      await bench.clearNotifications();
      await clickOnRow(bench.treeRow(/^Production resource group locked,/), 'Run Checklist Action');
      await confirm();
      await bench.treeRow(/^Production resource group locked, passed/).waitFor({ timeout: 60_000 });
      if (time > 0) break;
      await bench.notification(/Production resource group locked/).getByRole('button', { name: 'Take Back' }).click();
      await bench.treeRow(/^Production resource group locked,.*Taken back: 1 change\./).waitFor({ timeout: 60_000 });
    }
    await bench.clearNotifications();
  });

  it('takes the word of two people where two are asked for, before the deployment', async () => {
    const { bench } = open!;
    await bench.clearNotifications();
    await findRows(bench, 'env-prod.tasks.change-management', 1);
    const row = bench.treeRow(/^Change management followed,/);
    await row.locator('.custom-view-tree-node-item-checkbox, .monaco-checkbox').first().click();
    await answer('Who, what, where to see it', 'The change was approved.');
    await answer('Number or link of the ticket', '12');
    await answer('A link or a file of the workspace that shows it', '');
    await bench.treeRow(/^Change management followed,.* a second person has not confirmed it/).waitFor();
    await bench.clearNotifications();
    await clickOnRow(row, 'Confirm as Second Person');
    await answer(/Who confirms it\?/, 'Bo');
    await bench.treeRow(/^Change management followed, passed/).waitFor();
    await bench.screenshot('production-two-people');
  });

  it('deploys past its guard', async () => {
    const { bench } = open!;
    await bench.runCommand('AOS: Deploy Environment');
    await bench.quickInput().and(bench.page.getByPlaceholder('prod')).fill('prod', { timeout: 90_000 });
    await bench.screenshot('production-deploy');
    await bench.page.keyboard.press('Enter');
    await bench.webview().getByText('Completed.', { exact: true }).waitFor({ timeout: 110_000 });
    // Its first look draws the list anew: no app is published yet.
    await bench.statusBarItem(/prod: the watch has seen a failure/).waitFor({ timeout: 60_000 });
  });

  it('runs what can be run of a section with one confirmation, and its rows are green', async () => {
    const { bench } = open!;
    await findRows(bench, 'prodready.actiongroups', 5);
    await clickOnRow(bench.treeRow(/^Monitoring and Alerts: Alerts,/), 'Run What Can Be Run…');
    await bench.dialog().getByText(/^Run [1-5] actions in prod\?/).waitFor({ timeout: 60_000 });
    await bench.screenshot('production-together');
    await confirm();
    await bench.notification(/prod: \d+ actions were done/).waitFor({ timeout: 90_000 });
    await bench.treeRow(/^Email receivers set, passed/).waitFor();
    await bench.treeRow(/^Webhook to incident management, passed/).waitFor();
    await bench.screenshot('production-together-done');
  });

  async function answer(prompt: string | RegExp, text: string): Promise<void> {
    const { bench } = open!;
    await bench.page.getByText(prompt).waitFor();
    await bench.quickInput().fill(text);
    await bench.page.keyboard.press('Enter');
  }
});
