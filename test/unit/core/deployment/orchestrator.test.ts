import assert from 'node:assert/strict';
import { EnvironmentError, LogicError } from '../../../../src/core/errors';
import { phasesOf, prodEnvironment, RunHarness } from '../../../support/runHarness';
import type { Diagnostic } from '../../../../src/core/values';

const throttled = (retryAfterMs?: number): EnvironmentError => new EnvironmentError('Arm.TooManyRequests', 'Too many requests.', { retryAfterMs });
const allGreen = ['validating_parameters', 'linting', 'planning', 'awaiting_confirmation', 'deploying', 'verifying_health'].map((name) => `${name} succeeded`);

describe('a run', () => {
  it('goes through all phases and is completed', async () => {
    const harness = new RunHarness();
    const record = await harness.run();
    assert.deepEqual([record.state, record.success, phasesOf(record)], ['completed', true, allGreen]);
    assert.equal(harness.azure.begun[0]?.name, record.deploymentId);
    assert.equal(harness.azure.begun[0]?.tags?.['aos-run'], record.deploymentId);
  });

  it('is in the audit from its first event on, and its lock is gone at the end', async () => {
    const harness = new RunHarness();
    const states: string[] = [];
    harness.audit.onSave = (record) => { if (states.at(-1) !== record.state) states.push(record.state); };
    await harness.run();
    assert.deepEqual(states, ['initialized', 'validating_parameters', 'linting', 'planning', 'awaiting_confirmation', 'deploying', 'verifying_health', 'completed']);
    assert.equal(harness.locks.held.size, 0);
  });

  it('journals each call that changes something before the call leaves', async () => {
    const harness = new RunHarness();
    let before = '';
    harness.azure.onCall = (call) => { if (call === 'begin') before = harness.journal.text; };
    await harness.run();
    assert.match(before, /"call":"deployments.begin"/);
  });

  it('deploys nothing and says so when nothing would change', async () => {
    const harness = new RunHarness();
    harness.counts = { noChange: 5 };
    const record = await harness.run();
    assert.equal(record.state, 'completed');
    assert.match(record.message, /Nothing to change.*Nothing was deployed/);
    assert.deepEqual(harness.azure.begun, []);
  });

  it('stops when what-if fails, and deploys nothing', async () => {
    const harness = new RunHarness();
    harness.azure.failNext('whatIf', new LogicError('Arm.InvalidTemplate', 'No.'));
    const record = await harness.run();
    assert.deepEqual([record.state, record.error?.code, record.error?.kind, harness.azure.begun.length], ['failed', 'Arm.InvalidTemplate', 'logic', 0]);
    assert.deepEqual(phasesOf(record).slice(2), ['planning failed', 'awaiting_confirmation skipped', 'deploying skipped', 'verifying_health skipped']);
  });

  it('is refused when another one holds the environment, naming it', async () => {
    const harness = new RunHarness();
    harness.locks.held.set('dev', 'aos-deploy-first');
    await assert.rejects(harness.run(), (error: LogicError) => error.code === 'Run.Locked' && error.message.includes('aos-deploy-first'));
    assert.equal(harness.audit.records.size, 0);
  });

  it('does not begin without an audit, and frees the environment', async () => {
    const harness = new RunHarness();
    harness.audit.onSave = () => { throw new LogicError('Audit.Unwritable', 'Read-only.'); };
    await assert.rejects(harness.run(), { code: 'Audit.Unwritable' });
    assert.deepEqual([harness.azure.calls, harness.locks.held.size], [[], 0]);
  });

  it('reports a failure inside a module by its leaf and its resource', async () => {
    const harness = new RunHarness();
    const vault = '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv1';
    harness.azure.operations = [{ operationId: '1', provisioningOperation: 'Create', provisioningState: 'Failed', target: { id: '/d/module', type: 'Microsoft.Resources/deployments', name: 'kv' }, error: { code: 'DeploymentFailed', message: 'A module failed.' } }];
    harness.azure.nested.set('/d/module', [{ operationId: '9', provisioningOperation: 'Create', provisioningState: 'Failed', target: { id: vault, type: 'Microsoft.KeyVault/vaults', name: 'kv1' }, error: { code: 'VaultAlreadyExists', message: 'The name is in use.' } }]);
    harness.azure.ending = { provisioningState: 'Failed', error: { code: 'DeploymentFailed', message: 'At least one resource failed.', details: [{ code: 'VaultAlreadyExists', message: 'The name is in use.' }] } };
    const record = await harness.run();
    assert.equal(record.error?.code, 'Arm.VaultAlreadyExists');
    assert.match(record.error?.advice?.[0]?.nextStep ?? '', /the vault gets another name/);
    assert.equal(record.events.at(-1)?.type, 'failure_classification');
    assert.match(record.message, /Microsoft.KeyVault\/vaults kv1: The name is in use/);
    assert.deepEqual((record.error?.details as { code: string; resourceId?: string }[])[0], { code: 'VaultAlreadyExists', message: 'The name is in use.', resourceId: vault });
    assert.deepEqual(record.operations.map((one) => one.deploymentName), [record.deploymentName, 'kv']);
  });

  it('reports a refused template by its innermost cause', async () => {
    const harness = new RunHarness();
    harness.azure.failNext('validate', new LogicError('Arm.InvalidTemplateDeployment', 'See inner errors.', { details: [{ code: 'InvalidTemplateDeployment', message: 'See inner errors.', details: [{ code: 'SkuNotAvailable', message: 'No EP1 here.' }] }] }));
    const record = await harness.run();
    assert.deepEqual([record.error?.code, record.message], ['Arm.SkuNotAvailable', 'Azure refused the template: No EP1 here.']);
  });

  it('shows the warnings of the template and fails on an unhealthy resource', async () => {
    const harness = new RunHarness();
    harness.azure.ending = { provisioningState: 'Succeeded', outputs: { deploymentWarnings: { type: 'Object', value: { azureMLDisabledDueToRegion: true } }, secret: { type: 'SecureString', value: 'x' } } };
    harness.verdicts = [{ resourceId: '/bad', type: 'A/b', verdict: 'unhealthy', reason: 'state is Stopped' }];
    const record = await harness.run();
    assert.deepEqual(record.warnings, ['a warning of the template']);
    assert.deepEqual(Object.keys(record.outputs), ['deploymentWarnings']);
    assert.deepEqual([record.state, record.error?.code], ['failed', 'Health.Unhealthy']);
  });
});

describe('diagnostics of a run', () => {
  const warning = { file: '/ws/deployment/main-modular.bicep', severity: 'warning', code: 'no-unused-params', message: 'Unused.' } as const;
  const cases: readonly (readonly [string, object, 'dev' | 'prod', boolean | undefined, string])[] = [
    ['an error in the parameters file', { file: '/ws/deployment/parameters/dev.bicepparam', severity: 'error', code: 'BCP037', message: 'No such parameter.' }, 'dev', undefined, 'Parameters.Invalid'],
    ['an error in the template', { ...warning, severity: 'error' }, 'dev', undefined, 'Lint.Errors'],
    ['a warning in dev where it is not wanted', warning, 'dev', false, 'Lint.Warnings'],
    ['a warning in prod, even with permission', warning, 'prod', true, 'Lint.Warnings'],
  ];
  for (const [name, diagnostic, environment, allowWarnings, code] of cases) {
    it(`stop it on ${name}`, async () => {
      const harness = new RunHarness();
      harness.compiled = { ...harness.compiled, diagnostics: [diagnostic as typeof warning] };
      const record = await harness.run({ allowWarnings }, environment === 'prod' ? prodEnvironment : undefined);
      assert.deepEqual([record.state, record.error?.code, record.error?.kind, harness.azure.calls], ['failed', code, 'input', []]);
    });
  }

  it('name the cause in the template before what follows from it in the files that use it', async () => {
    const harness = new RunHarness();
    const error = (file: string, code: string): Diagnostic => ({ file: `/ws/deployment/${file}`, severity: 'error', code, message: `${code}.` });
    const parameters = 'parameters/dev.bicepparam';
    harness.compiled = { ...harness.compiled, diagnostics: [error(parameters, 'BCP104'), error(parameters, 'BCP259'), error('main-modular.bicep', 'BCP104'), error('main-modular.bicep', 'BCP057'), error('modules/compute.bicep', 'BCP018')] };
    const { error: refused } = await harness.run();
    assert.deepEqual([refused?.code, refused?.message], ['Lint.Errors', '/ws/deployment/modules/compute.bicep: error BCP018: BCP018. (and 4 more)']);
    assert.deepEqual((refused?.details as { code: string }[]).map(({ code }) => code), ['BCP259', 'BCP057', 'BCP104', 'BCP104']);
  });

  it('let it go on with a warning in dev', async () => {
    const harness = new RunHarness();
    harness.compiled = { ...harness.compiled, diagnostics: [warning] };
    assert.equal((await harness.run()).state, 'completed');
  });
});

describe('the confirmation of a run', () => {
  it('is asked of a protected environment; without it nothing is changed', async () => {
    const harness = new RunHarness();
    const record = await harness.run({ confirm: async () => undefined }, prodEnvironment);
    assert.deepEqual([record.state, record.error?.code, harness.azure.begun.length], ['cancelled', 'Run.ConfirmationNeeded', 0]);
  });

  it('does not count when deletes are not confirmed too', async () => {
    const harness = new RunHarness();
    harness.counts = { delete: 1 };
    const record = await harness.run({ confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'flag', deletesConfirmed: false }) });
    assert.equal(record.error?.code, 'Run.ConfirmationNeeded');
  });

  it('does not count for another plan, given before or now', async () => {
    assert.equal((await new RunHarness().run({ approvedPlanHash: 'old' })).error?.code, 'Run.PlanStale');
    assert.equal((await new RunHarness().run({ confirm: async () => ({ planHash: 'other', how: 'click', deletesConfirmed: false }) }, prodEnvironment)).error?.code, 'Run.PlanStale');
  });

  it('that comes late counts only if the plan is still the same', async () => {
    for (const [hashLater, state] of [['hash-1', 'completed'], ['hash-2', 'failed']] as const) {
      const harness = new RunHarness();
      const record = await harness.run({ confirm: async ({ plan }) => { await harness.clock.sleep(3_600_000); harness.planHash = hashLater; return { planHash: plan.planHash, how: 'typed-name', deletesConfirmed: false }; } }, { ...prodEnvironment, resourceGroup: 'rg-aos-dev' });
      assert.deepEqual([record.state, harness.azure.begun.length, record.error?.code], [state, state === 'completed' ? 1 : 0, state === 'completed' ? undefined : 'Run.PlanStale']);
    }
  });

  it('comes before a missing resource group is created, with a plan that says so', async () => {
    const harness = new RunHarness([]);
    let asked: readonly string[] = [];
    let warned: readonly string[] = [];
    const order: string[] = [];
    harness.azure.onCall = (call) => order.push(call);
    const record = await harness.run({ confirm: async ({ plan, reasons }) => { asked = reasons; warned = plan.warnings; order.push('confirm'); return { planHash: plan.planHash, how: 'click', deletesConfirmed: false }; } });
    assert.equal(record.state, 'completed');
    assert.match(asked.join(), /rg-aos-dev will be created in eastus/);
    assert.match(warned.join(), /does not exist; it will be created/);
    assert.deepEqual(record.warnings, []);
    assert.deepEqual(order.slice(0, 6), ['listSubscriptions', 'findResourceGroup', 'confirm', 'createResourceGroup', 'validate', 'begin']);
  });

  it('leaves no resource group when it is not given', async () => {
    const harness = new RunHarness([]);
    await harness.run({ confirm: async () => undefined });
    assert.equal(harness.azure.groups.size, 0);
  });
});

describe('faults of a run', () => {
  for (const call of ['validate', 'whatIf', 'begin', 'find', 'listOperations', 'findResourceGroup'] as const) {
    for (const afterActing of [false, true]) {
      it(`${call} throttled twice${afterActing ? ' after it acted' : ''} changes nothing of the end, and deploys once`, async () => {
        const harness = new RunHarness();
        harness.azure.failNext(call, throttled(), 2, afterActing);
        const record = await harness.run();
        assert.deepEqual([record.state, harness.azure.begun.length], ['completed', 1]);
        assert.deepEqual(harness.clock.slept.slice(0, 1), [5000]);
      });
    }
  }

  it('wait as long as Retry-After asks', async () => {
    const harness = new RunHarness();
    harness.azure.failNext('whatIf', throttled(17_000));
    await harness.run();
    assert.equal(harness.clock.slept[0], 17_000);
  });

  it('end it after three attempts, as an environment failure', async () => {
    const harness = new RunHarness();
    harness.azure.failNext('whatIf', throttled(), 3);
    const record = await harness.run();
    assert.deepEqual([record.state, record.error?.kind, harness.clock.slept], ['failed', 'environment', [5000, 10000]]);
  });

  it('leave it open when contact is lost after the deployment began', async () => {
    const harness = new RunHarness();
    harness.azure.failNext('find', throttled(), 8);
    const record = await harness.run();
    assert.deepEqual([record.state, record.endedAt, record.error?.code, record.error?.kind], ['unknown', undefined, 'Run.LostContact', 'environment']);
    assert.equal(harness.locks.held.size, 0);
  });

  it('are failures, not doubts, when the deployment never reached Azure', async () => {
    const harness = new RunHarness();
    harness.azure.failNext('begin', throttled(), 3);
    const record = await harness.run();
    assert.deepEqual([record.state, record.error?.code], ['failed', 'Arm.TooManyRequests']);
  });

  it('begin a deployment again that failed for a passing reason', async () => {
    const harness = new RunHarness();
    harness.azure.ending = { provisioningState: 'Failed', error: { code: 'DeploymentFailed', message: 'x', details: [{ code: 'ServiceUnavailable', message: 'Later.' }] } };
    harness.clock.onSleep = (ms) => { if (ms === 5000) harness.azure.ending = { provisioningState: 'Succeeded', outputs: {} }; };
    const record = await harness.run();
    assert.deepEqual([record.state, harness.azure.begun.map((one) => one.tags?.['aos-attempt'])], ['completed', ['1', '2']]);
  });

  it('of the disk leave the run open in memory, and Azure goes on', async () => {
    const harness = new RunHarness();
    harness.journal.onAppend = (event) => { if (event.type === 'outputs' || event.type === 'ended' || event.type === 'detached') throw new EnvironmentError('Journal.Unwritable', 'Disk full.'); };
    const record = await harness.run();
    assert.equal(record.success, false);
    assert.equal(record.error?.code, 'Journal.Unwritable');
    assert.equal(harness.locks.held.size, 0);
  });

  it('of the audit in the middle do not stop it', async () => {
    const harness = new RunHarness();
    harness.audit.onSave = (record) => { if (record.state === 'planning') throw new EnvironmentError('Audit.Busy', 'Locked.'); };
    const record = await harness.run();
    assert.deepEqual([record.state, harness.audit.records.get(record.deploymentId)?.state], ['completed', 'completed']);
  });
});

describe('secrets of a run', () => {
  it('are in no event, whoever repeats them', async () => {
    const harness = new RunHarness();
    harness.compiled = { ...harness.compiled, parameters: { pass: { value: 'hunter2hunter2' } }, secureParameterNames: ['Pass'], diagnostics: [] };
    harness.azure.ending = { provisioningState: 'Failed', error: { code: 'BadPassword', message: 'hunter2hunter2 is weak; use AccountKey=abc123== instead' } };
    const record = await harness.run();
    assert.equal(record.error?.code, 'Arm.BadPassword');
    assert.doesNotMatch(harness.journal.text + JSON.stringify(record), /hunter2|abc123/);
    assert.match(record.message, /\*\*\* is weak/);
  });
});

describe('the noise of what-if', () => {
  it('is recorded right after a green run, by asking once more', async () => {
    const harness = new RunHarness();
    const recorded: string[] = [];
    harness.steps.rememberNoise = async ({ environment }) => { recorded.push(environment.name); };
    await harness.run();
    assert.deepEqual([recorded, harness.azure.calls.filter((call) => call === 'whatIf').length], [['dev'], 2]);
  });

  it('that cannot be recorded is a warning of a green run', async () => {
    const harness = new RunHarness();
    harness.steps.rememberNoise = async () => { throw new EnvironmentError('File.NotWritten', 'Disk full.'); };
    const record = await harness.run();
    assert.deepEqual([record.state, record.warnings.length], ['completed', 1]);
  });

  it('is not recorded after a run that found its resources unhealthy', async () => {
    const harness = new RunHarness();
    harness.verdicts = [{ resourceId: '/bad', type: 'A/b', verdict: 'unhealthy', reason: 'Stopped' }];
    harness.steps.rememberNoise = async () => { throw new Error('Not asked for.'); };
    assert.equal((await harness.run()).error?.code, 'Health.Unhealthy');
  });
});
