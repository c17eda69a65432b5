import assert from 'node:assert/strict';
import fc from 'fast-check';
import { relativeTime, durationText, exactTime } from '../../../src/editor/shared/time';
import { errorNotice } from '../../../src/editor/shared/errorText';
import { statusText } from '../../../src/editor/shared/statusText';
import { healthReport, healthSummary } from '../../../src/editor/shared/healthText';
import { deploymentPortalLink, resourcePortalLink } from '../../../src/editor/shared/portal';
import { escapeMarkdown } from '../../../src/editor/shared/treeNode';
import { confirmationText, typedNameProblem } from '../../../src/editor/runs/confirmationText';
import { runLogLine } from '../../../src/editor/runs/runLog';
import { endNotice, progressOf } from '../../../src/editor/runs/runNotice';
import { change, entry, environment, now, plan, run } from './builders';

const counts = (over: object) => ({ create: 0, modify: 0, delete: 0, noChange: 0, ignore: 0, noise: 0, notPredicted: 0, ...over });

describe('times', () => {
  it('are relative, and the date itself when long ago', () => {
    assert.deepEqual(['2026-03-01T11:59:40Z', '2026-03-01T11:55:00Z', '2026-03-01T09:00:00Z', '2026-02-28T10:00:00Z', '2026-02-17T12:00:00Z', '2025-06-01T00:00:00Z', '2026-03-01T12:05:00Z', 'soon'].map((iso) => relativeTime(iso, now)),
      ['just now', '5 min ago', '3 h ago', 'yesterday', '12 days ago', '2025-06-01', 'just now', 'soon']);
    assert.equal(exactTime('2026-03-01T11:59:40.123Z'), '2026-03-01 11:59:40 UTC');
  });

  it('of any text are shown without an exception', () => {
    fc.assert(fc.property(fc.string(), (iso) => typeof relativeTime(iso, now) === 'string' && typeof exactTime(iso) === 'string'));
  });

  it('that passed are short', () => {
    assert.deepEqual([400, 41_000, 161_000, 3_723_000].map(durationText), ['0.4 s', '41 s', '2:41', '1:02:03']);
  });
});

describe('the notice of an error', () => {
  it('says what failed and what to do, and always offers the log', () => {
    assert.deepEqual(errorNotice({ code: 'Bicep.NotFound', kind: 'input', message: 'No Bicep CLI was found', nextStep: 'Install it.' }), {
      text: 'No Bicep CLI was found. Install it.',
      actions: [{ title: 'Set Path', kind: 'setting', setting: 'aosDeploy.bicep.path' }, { title: 'Check Prerequisites', kind: 'command', command: 'aosDeploy.prerequisites.check' }, { title: 'Open Log', kind: 'command', command: 'aosDeploy.log.show' }],
    });
  });

  it('opens the file that the error names', () => {
    assert.deepEqual(errorNotice({ code: 'BCP035', kind: 'input', message: 'x', file: '/a.bicepparam' })?.actions.map(({ title }) => title), ['Open File', 'Open Log']);
  });

  it('is not shown when the person cancelled', () => {
    assert.equal(errorNotice({ code: 'Cancelled', kind: 'cancelled', message: 'Cancelled.' }), undefined);
  });
});

describe('the confirmation', () => {
  const request = (over: Parameters<typeof plan>[0], name = 'dev') => ({ plan: plan(over), level: 'click' as const, reasons: ['Opens the network.'], environment: environment(name), obstacles: [] });

  it('names the target and what happens, in verbs', () => {
    const text = confirmationText(request({ counts: counts({ create: 2, modify: 1 }) }));
    assert.deepEqual([text.message, text.confirm, text.detail], ['Deploy to dev?', 'Deploy to dev', 'Target: rg-aos-dev in the local sandbox\nChanges: 2 to create · 1 to change\nOpens the network.']);
  });

  it('names what is deleted', () => {
    const changes = Array.from({ length: 7 }, (_, index) => change(`st${index}`, { changeType: 'Delete' }));
    const text = confirmationText(request({ counts: counts({ delete: 7 }), changes }));
    assert.equal(text.message, 'Deploy to dev and delete 7 resources?');
    assert.ok(text.detail.includes('Deletes: st0, st1, st2, st3, st4 and 2 more'));
  });

  it('names subscription and cloud when it is Azure', () => {
    const target = { cloud: 'usgov', isSandbox: false, subscriptionId: 's-1', resourceGroup: 'rg', location: 'x' };
    assert.ok(confirmationText(request({ target })).detail.includes('rg (Azure US Government, subscription s-1)'));
  });

  it('takes only the very name', () => {
    assert.deepEqual(['prod', 'pro', 'Prod', '', 'prod '].map((typed) => typedNameProblem(typed, 'prod') === undefined), [true, false, false, false, false]);
  });
});

describe('a run in notifications', () => {
  it('moves from 0 to 100 percent and never back', () => {
    const operations = (done: number) => Array.from({ length: 4 }, (_, index) => ({ operationId: String(index), provisioningOperation: 'Create', provisioningState: index < done ? 'Succeeded' : 'Running', target: { id: `/${index}`, type: 'A/b', name: 'x' } }));
    const percents = [run({ state: 'initialized' }), run({ state: 'validating_parameters' }), run({ state: 'planning' }), run({ state: 'awaiting_confirmation' }), run({ state: 'deploying' }), run({ state: 'deploying', operations: operations(2) }), run({ state: 'deploying', operations: operations(4) }), run({ state: 'verifying_health' }), run()].map((one) => progressOf(one).percent);
    assert.deepEqual(percents, [...percents].sort((a, b) => a - b));
    assert.deepEqual([percents[0], percents.at(-1)], [0, 100]);
  });

  it('ends with one notice that fits its end', () => {
    const error = { code: 'Arm.Conflict', message: 'The vault exists.', nextStep: 'Rename it.' };
    assert.deepEqual([run(), run({ warnings: ['No capacity in westus.'] }), run({ health: [{ resourceId: '/x', type: 't', verdict: 'unhealthy', reason: '503' }] }), run({ state: 'failed', success: false, error }), run({ state: 'cancelled', success: false, phases: [{ name: 'deploying', state: 'cancelled', startedAt: '2026-03-01T11:55:10Z' }] }), run({ state: 'cancelled', success: false }), run({ state: 'unknown', endedAt: undefined })].map((one) => endNotice(one)?.severity),
      ['info', 'warning', 'warning', 'error', 'info', undefined, 'info']);
    assert.equal(endNotice(run())?.text, 'dev (sandbox): Deployed 19 resources. Took 2:41.');
    assert.equal(endNotice(run({ state: 'failed', success: false, error }))?.text, 'dev was not deployed. The vault exists. Rename it.');
  });
});

describe('the status bar', () => {
  it('shows the selected environment, and a running deployment before it', () => {
    const running = entry('prod', { activeRun: run({ environment: 'prod', state: 'planning', endedAt: undefined }) });
    assert.equal(statusText({ kind: 'some', entries: [entry(), entry('prod')], selected: 'dev', problems: [] })?.text, '$(cloud) AOS: dev');
    assert.equal(statusText({ kind: 'some', entries: [entry(), running], selected: 'dev', problems: [] })?.text, '$(sync~spin) AOS: prod: planning');
    assert.equal(statusText({ kind: 'unknown' }), undefined);
  });
});

describe('health', () => {
  const verdict = (verdict: 'healthy' | 'unhealthy' | 'unknown') => ({ resourceId: `/r/${verdict}`, type: 'A/b', verdict, reason: 'a|b' });

  it('is never concluded from silence', () => {
    assert.deepEqual([[], [verdict('healthy'), verdict('unknown')], [verdict('healthy')]].map((verdicts) => healthSummary('dev', verdicts).isHealthy), [false, false, true]);
  });

  it('is reported worst first', () => {
    const lines = healthReport('dev', [verdict('healthy'), verdict('unhealthy')], now).split('\n').filter((line) => line.startsWith('| ') && line.includes('A/b'));
    assert.deepEqual(lines, ['| unhealthy | unhealthy | A/b | a\\|b |', '| healthy | healthy | A/b | a\\|b |']);
  });
});

describe('links to the portal', () => {
  it('exist for clouds that have one, and not for the sandbox', () => {
    assert.equal(resourcePortalLink('usgov', '/subscriptions/s/x'), 'https://portal.azure.us/#resource/subscriptions/s/x/overview');
    assert.equal(resourcePortalLink('sandbox', '/x'), undefined);
    assert.equal(deploymentPortalLink(run()), undefined);
    assert.ok(deploymentPortalLink(run({ target: { cloud: 'azure', isSandbox: false, subscriptionId: 's', resourceGroup: 'rg', location: 'x' } }))?.endsWith('%2Fdeployments%2Faos-deploy-20260301-115500'));
  });
});

describe('text from outside', () => {
  it('cannot be Markdown', () => {
    assert.equal(escapeMarkdown('[a](b) <c> *d*'), '\\[a\\]\\(b\\) \\<c\\> \\*d\\*');
  });
});

describe('the log of a run', () => {
  it('has a line for what moves it and none for what is polled', () => {
    const at = '2026-03-01T12:00:00Z';
    const lines = [
      { type: 'phase', at, phase: 'planning', state: 'running' } as const, { type: 'operations', at, operations: [] } as const,
      { type: 'retrying', at, call: 'whatIf', attempt: 2, delayMs: 1500, error: { code: 'Arm.TooManyRequests', message: 'Too many.' } } as const,
      { type: 'ended', at, state: 'failed', message: 'x', error: { code: 'Arm.Conflict', message: 'Taken.' } } as const,
    ].map((event) => runLogLine('dev', 'r1', event));
    assert.deepEqual(lines, [
      { level: 'info', text: 'dev r1: planning running' }, undefined,
      { level: 'warn', text: 'dev r1: whatIf is tried again in 1.5 s (attempt 2). Arm.TooManyRequests: Too many.' },
      { level: 'error', text: 'dev r1: failed. Arm.Conflict: Taken.' },
    ]);
  });
});
