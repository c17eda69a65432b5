import assert from 'node:assert/strict';
import { EnvironmentError } from '../../../../src/core/errors';
import type { PreflightCheck } from '../../../../src/core/preflight';
import { SettingsGuard } from '../../../../src/core/settingsGuard';
import { RunHarness } from '../../../support/runHarness';

const failed = (id: string, canOverride = true): PreflightCheck => ({ id, title: id, state: 'fail', reason: `${id} is in the way.`, resourceIds: [], remedies: [{ title: 'Choose another name' }], canOverride });
const noTree = { id: 'clean-tree', reason: 'The working tree has changes.' } as const;

function harnessWith(found: Pick<Awaited<ReturnType<NonNullable<RunHarness['steps']['examine']>>>, 'preflight' | 'objections'>): RunHarness {
  const harness = new RunHarness();
  harness.steps.examine = async () => found;
  return harness;
}

describe('what stands against deploying', () => {
  it('stops a run before anything is changed, and says what to do', async () => {
    const harness = harnessWith({ preflight: [failed('global-names')] });
    const record = await harness.run();
    assert.deepEqual([record.state, record.error?.code, harness.azure.begun.length], ['failed', 'Preflight.Failed', 0]);
    assert.match(record.message, /global-names is in the way\. Nothing was changed/);
    assert.match(record.error?.nextStep ?? '', /Choose another name\..*--override global-names="why"/);
  });

  it('is overridden with a reason, which the audit keeps with who gave it', async () => {
    const harness = harnessWith({ preflight: [failed('global-names')], objections: [noTree] });
    const record = await harness.run({ overrides: { 'global-names': ' the name is ours ', 'clean-tree': 'hotfix' } });
    assert.equal(record.state, 'completed');
    const kept = harness.audit.records.get(record.deploymentId)?.events.filter((event) => event.message.startsWith('Went on against'));
    assert.deepEqual(kept?.map((event) => event.details), [
      { rule: 'global-names', obstacle: 'global-names is in the way.', reason: 'the name is ours', by: 'me' },
      { rule: 'clean-tree', obstacle: 'The working tree has changes.', reason: 'hotfix', by: 'me' },
    ]);
  });

  it('takes no empty reason, and none where Azure refuses for certain', async () => {
    const blank = await harnessWith({ objections: [noTree] }).run({ overrides: { 'clean-tree': '  ' } });
    assert.deepEqual([blank.state, blank.error?.code], ['cancelled', 'Run.ConfirmationNeeded']);
    const certain = await harnessWith({ preflight: [failed('name-rules', false)] }).run({ overrides: { 'name-rules': 'please' } });
    assert.deepEqual([certain.state, certain.error?.code, certain.error?.nextStep], ['failed', 'Preflight.Failed', 'Choose another name.']);
  });

  it('is asked for together with the confirmation, also where none was needed', async () => {
    const harness = harnessWith({ objections: [noTree] });
    const record = await harness.run({ confirm: async ({ plan, level, obstacles, reasons }) => {
      assert.deepEqual([level, obstacles.map(({ id }) => id), reasons], ['click', ['clean-tree'], ['The working tree has changes.']]);
      return { planHash: plan.planHash, how: 'click', deletesConfirmed: false, overrides: { 'clean-tree': 'hotfix' } };
    } });
    assert.equal(record.state, 'completed');
  });

  it('stops a run when it comes up while the confirmation is waited for', async () => {
    const harness = harnessWith({});
    const record = await harness.run({ confirm: async ({ plan }) => {
      await harness.clock.sleep(3_600_000);
      harness.steps.examine = async () => ({ objections: [{ id: 'window', reason: 'The window has closed.' }] });
      return { planHash: plan.planHash, how: 'click', deletesConfirmed: true };
    } }, { ...harness.request().environment, isProtected: true });
    assert.deepEqual([record.state, harness.azure.begun.length], ['cancelled', 0]);
    assert.match(record.message, /The window has closed/);
  });
});

/** One app whose settings the deployment replaces by those of the template. */
class App {
  settings: Record<string, string> = { FLAG: 'on', MINE: 'hunter2', OTHER: 'x' };
  failure?: EnvironmentError;
  readonly id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app';
  readonly guard = new SettingsGuard({ request: async (method, _path, body) => {
    if (method === 'PUT' && this.failure) throw this.failure;
    if (method === 'PUT') this.settings = (body as { properties: Record<string, string> }).properties;
    return { status: 200, headers: {}, body: { properties: this.settings } };
  } }, () => false);

  under(harness: RunHarness): RunHarness {
    harness.steps.examine = async () => ({ settings: this.guard, settingsImpact: await this.guard.inspect([{ siteId: this.id, settings: new Map([['FLAG', 'off']]) }]) });
    harness.azure.onCall = (call) => { if (call === 'begin') this.settings = { FLAG: 'off' }; };
    return harness;
  }
}

describe('application settings changed outside of the template', () => {
  it('are put back after the deployment where that was approved; nobody writes their values down', async () => {
    const app = new App();
    const harness = app.under(new RunHarness());
    const record = await harness.run({ restore: [{ siteId: app.id, names: ['MINE', 'FLAG'] }] });
    assert.deepEqual([record.state, app.settings], ['completed', { FLAG: 'on', MINE: 'hunter2' }]);
    assert.ok(record.events.some(({ message, details }) => message === 'Application settings put back' && JSON.stringify(details).includes('MINE')));
    assert.ok(!harness.journal.text.includes('hunter2'));
    assert.ok(!JSON.stringify([...harness.audit.records.values()]).includes('hunter2'));
  });

  it('are put back as they were right before the deployment, by the patterns of aos.yaml', async () => {
    const app = new App();
    const harness = app.under(new RunHarness());
    harness.counts = { create: 1, delete: 1 };
    const environment = { ...harness.request().environment, settingsGuard: { restore: ['mi*'] } };
    await harness.run({ confirm: async ({ plan }) => { app.settings['MINE'] = 'newer'; return { planHash: plan.planHash, how: 'click', deletesConfirmed: true }; } }, environment);
    assert.deepEqual(app.settings, { FLAG: 'off', MINE: 'newer' });
  });

  it('are put back after a deployment that failed', async () => {
    const app = new App();
    const harness = app.under(new RunHarness());
    harness.azure.ending = { provisioningState: 'Failed', error: { code: 'Conflict', message: 'No.' } };
    const record = await harness.run({ restore: [{ siteId: '*', names: ['*'] }] });
    assert.deepEqual([record.state, app.settings], ['failed', { FLAG: 'on', MINE: 'hunter2', OTHER: 'x' }]);
  });

  it('fail the run when they cannot be put back, naming them', async () => {
    const app = new App();
    const harness = app.under(new RunHarness());
    app.failure = new EnvironmentError('Arm.ServiceUnavailable', 'Try later.');
    const record = await harness.run({ restore: [{ siteId: '*', names: ['MINE'] }] });
    assert.deepEqual([record.state, record.error?.code], ['failed', 'Settings.NotRestored']);
    assert.match(record.message, /app: MINE.*Try later/);
  });

  it('are named by a run that has nothing else to change, and stay', async () => {
    const app = new App();
    const harness = app.under(new RunHarness());
    harness.counts = { noChange: 5 };
    const record = await harness.run();
    assert.equal(record.message, 'Nothing to change, but for application settings that somebody gave other values; they stay as they are (app: FLAG). Nothing was deployed.');
    assert.deepEqual([record.state, app.settings['FLAG']], ['completed', 'on']);
  });

  it('are owed by a run whose process is gone, and whoever takes it up says so', async () => {
    const app = new App();
    const harness = app.under(new RunHarness());
    harness.azure.pollsToEnd = 4;
    let polls = 0;
    const acted = harness.azure.onCall;
    harness.azure.onCall = (call) => { acted(call); if (call === 'find' && (polls += 1) === 2) harness.leave.abort(); };
    const left = await harness.run({ restore: [{ siteId: '*', names: ['MINE'] }] });
    assert.equal(left.state, 'unknown');
    const record = await (await harness.newProcess().resume(left.deploymentId, { ...harness.request(), leave: new AbortController().signal }, new AbortController().signal)).result;
    assert.deepEqual([record.state, record.error?.code], ['failed', 'Settings.NotRestored']);
    assert.match(record.message, /app: MINE.*the process that held their values is gone/);
  });
});

describe('secure parameters without a value', () => {
  it('are asked for, deployed, and kept from every file', async () => {
    const harness = new RunHarness();
    harness.compiled = { ...harness.compiled, parameters: { pass: { value: '' } }, secureParameterNames: ['pass'] };
    harness.steps.listMissingSecrets = () => ['pass'];
    const record = await harness.run({ approvedPlanHash: 'of a plan without it', askSecrets: async (names) => Object.fromEntries(names.map((name) => [name, 'hunter2-hunter2'])) });
    assert.deepEqual([record.state, harness.azure.begun[0]?.parameters], ['completed', { pass: { value: 'hunter2-hunter2' } }]);
    assert.ok(!harness.journal.text.includes('hunter2'));
  });

  it('stay empty when nobody answers', async () => {
    const harness = new RunHarness();
    harness.compiled = { ...harness.compiled, parameters: { pass: { value: '' } }, secureParameterNames: ['pass'] };
    harness.steps.listMissingSecrets = () => ['pass'];
    const record = await harness.run({ askSecrets: async () => ({}) });
    assert.deepEqual([record.state, harness.azure.begun[0]?.parameters], ['completed', { pass: { value: '' } }]);
  });
});
