import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { renderJunit } from '../../../src/core/checklist';
import type { RunRecord } from '../../../src/core/deployment/events';
import { ChecklistBench } from '../../support/checklistBench';
import { CliHarness } from '../../support/cliHarness';
import { junitProblems } from '../../support/junitSchema';
import { parseDocument } from '../../support/schemas';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('the command checklist', () => {
  const temporary = useTemporaryFolder();
  let bench: ChecklistBench;
  let cli: CliHarness;
  beforeEach(() => {
    bench = new ChecklistBench();
    bench.verdicts = { 'pre.auth.login': 'pass', 'infra.rg.created': 'fail', 'pre.source.clean': 'warn' };
    cli = new CliHarness(() => bench.engine);
  });
  const items = (out: string): readonly Record<string, unknown>[] => parseDocument('checklist', out)['items'] as readonly Record<string, unknown>[];

  it('prints one document that fits its schema, whatever is asked', async () => {
    for (const line of ['list', 'run', 'attest prodready.handoff.training --note Trained.', 'confirm prodready.handoff.training --by Grace', 'withdraw prodready.handoff.training']) {
      parseDocument('checklist', (await cli.run('checklist', ...line.split(' '), '--json')).out);
    }
    assert.equal(items((await cli.run('checklist', 'list', '--json')).out).length, 418);
  });

  it('shows what is asked for: items, and filters', async () => {
    await cli.run('checklist', 'run');
    assert.deepEqual(items((await cli.run('checklist', 'list', '--filter', 'failed', '--json')).out).map(({ id, state }) => [id, state]), [['infra.rg.created', 'fail']]);
    assert.deepEqual(items((await cli.run('checklist', 'list', 'infra.rg', '--json')).out).map(({ id }) => id), ['infra.rg.created', 'infra.rg.tags', 'infra.rg.lock']);
    assert.match((await cli.run('checklist', 'list', 'pre.auth.login')).out, /dev: 2 of \d+ done/);
  });

  it('exits by threshold and by states, of all or of what is asked for', async () => {
    const code = async (...more: readonly string[]): Promise<number> => (await cli.run('checklist', 'run', ...more)).code;
    assert.deepEqual([await code(), await code('--threshold', '1'), await code('--threshold', '0'), await code('pre.auth.login', '--threshold', '100')], [0, 1, 0, 0]);
    assert.deepEqual([await code('--fail-on', 'fail'), await code('--fail-on', 'fail', '--phases', 'pre'), await code('--fail-on', 'open', '--phases', 'pre'), await code('pre.source.clean', '--fail-on', 'warn')], [1, 0, 1, 1]);
  });

  it('writes JUnit, where failures, errors and what does not apply are told apart', async () => {
    bench.verdicts['pre.auth.login'] = 'unknown';
    const file = path.join(temporary(), 'checklist.xml');
    await cli.run('checklist', 'run', 'infra.rg', 'pre.auth.login', '--format', 'junit', '--output', file);
    const xml = readFileSync(file, 'utf8');
    assert.match(xml, /<testsuites name="AOS checklist of dev" time="0" tests="4" failures="1" errors="2">/);
    assert.match(xml, /<testcase classname="infra\.rg" name="infra\.rg\.created: Resource group exists" time="0"><failure type="fail" message="seen fail"\/>/);
    assert.deepEqual(junitProblems(xml), []);
    assert.deepEqual(junitProblems((await cli.run('checklist', 'list', '--format', 'junit')).out), []);
    const suites = [...xml.matchAll(/<testsuite name="[^"<>]+" timestamp="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d" time="0" tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)">([\s\S]*?)<\/testsuite>/g)];
    const told = suites.map(([, ...numbers]) => numbers.slice(0, 4).map(Number));
    assert.deepEqual(told, suites.map(([, , , , , inner = '']) => ['<testcase ', '<failure ', '<error ', '<skipped '].map((tag) => inner.split(tag).length - 1)));
    assert.deepEqual(told.reduce((sum, one) => sum.map((count, index) => count + one[index]!)), [4, 1, 2, 1]);
  });

  it('writes JUnit that the schemas take, whatever titles and reasons hold', () => {
    const states = ['pass', 'warn', 'fail', 'unknown', 'stale', 'n/a'] as const;
    fc.assert(fc.property(fc.array(fc.record({ id: fc.string({ unit: 'binary' }), title: fc.string({ unit: 'binary' }), section: fc.string({ unit: 'binary' }), state: fc.constantFrom(...states), reason: fc.string({ unit: 'binary' }) })), (found) => {
      const xml = renderJunit({ environment: 'a "<&>\u0000', at: '2026-01-02T03:04:05.678Z', items: found.map((one) => ({ ...one, kind: 'auto', phase: 'p', evidence: null })), rehearsal: false, progress: [], phases: [], notices: [] });
      assert.deepEqual(junitProblems(xml), []);
    }));
    // The check itself finds what is wrong.
    const suite = (inner: string, more = ''): string => `<testsuites><testsuite name="a" tests="1" failures="0" errors="0" skipped="0"${more}>${inner}</testsuite></testsuites>`;
    const one = '<testcase name="a" time="0"';
    assert.deepEqual([suite(`${one}/>`), suite('<testcase name="a"/>'), suite(`${one}><failure message="x"/></testcase>`), suite(`${one} colour="red"/>`), suite(`<system-out>x</system-out>${one}/>`), suite(`${one}>a & b</testcase>`), suite('', ' time="soon"'), '<testsuites skipped="1"/>', '<testsuites>'].map((xml) => junitProblems(xml).length > 0), [false, true, true, true, true, true, true, true, true]);
  });

  it('watches until the time is over, goes on with a watch in every run, and exits by what was seen', async () => {
    bench.runs = [{ success: true, environment: 'dev', deploymentName: 'run-1', timestamp: bench.clock.now().toISOString(), outputs: {}, warnings: [] } as unknown as RunRecord];
    bench.verdicts = {};
    const { code, out, err } = await cli.run('checklist', 'run', '--watch', '--json');
    const watch = parseDocument('checklist', out)['watch'] as { readonly end: { readonly how: string }; readonly findings: readonly unknown[] };
    assert.deepEqual([code, watch.end.how, watch.findings.length], [0, 'complete', 48]);
    assert.match(err, /dev is watched until [\s\S]*Z good/);
    await bench.watches.start('dev');
    bench.sample = { errorRatePercent: 3, health: { main: 200 }, severeAlerts: 0 };
    const again = await cli.run('checklist', 'run');
    assert.match(again.err, /Z bad; Error rate: 3 % of the requests/);
    Object.assign(bench, { verdicts: { 'infra.rg.created': 'unknown' }, isUnreachable: true });
    const { notices } = parseDocument('checklist', (await cli.run('checklist', 'run', '--json')).out) as { readonly notices: readonly string[] };
    assert.match(notices[0] ?? '', /^The result is partial: 1 of 1 items/);
    assert.deepEqual([again.code, (await cli.run('checklist', 'run', '--watch')).code], [0, 1]);
  });

  it('lets nothing through where the gate is misspelt or nothing applies, and says what stands against it', async () => {
    const run = (...more: readonly string[]) => cli.run('checklist', 'run', ...more);
    assert.deepEqual([(await run('--phases', 'nonsense', '--threshold', '1')).code, (await run('--threshold', '101')).code, (await run('--fail-on', 'failed')).code], [2, 2, 2]);
    const none = await run('infra.rg.lock', '--threshold', '0');
    assert.deepEqual([none.code, /Nothing of it applies/.test(none.err)], [1, true]);
    const short = await run('--threshold', '100', '--fail-on', 'fail');
    assert.match(short.err, /\d+ of \d+ are done, \d+ %; 100 % are asked for\./);
    assert.match((await run('--fail-on', 'fail')).err, /items are fail: /);
  });

  it('refuses what it cannot do, and says how', async () => {
    const code = async (...words: readonly string[]): Promise<number> => (await cli.run('checklist', ...words)).code;
    assert.deepEqual([await code('attest', 'prodready.handoff.training'), await code('attest', '--note', 'x'), await code('list', 'nonsense'), await code('list', '--format', 'sarif'), await code('attest', 'pre.comms.window', '--note', 'Booked.', '--fact', 'start')], [2, 2, 2, 2, 2]);
    assert.match((await cli.run('checklist', 'attest', 'pre.comms.window', '--note', 'Booked.')).err, /asks for start and end/);
    assert.equal((await cli.run('checklist', 'attest', 'pre.comms.window', '--note', 'Booked.', '--fact', 'start=2026-03-31T22:00Z;end=2026-04-01T02:00Z')).code, 0);
  });
});

describe('the readiness report of the command line', () => {
  const temporary = useTemporaryFolder();
  const make = (): { readonly bench: ChecklistBench; readonly cli: CliHarness } => { const bench = new ChecklistBench(); return { bench, cli: new CliHarness(() => bench.engine) }; };

  it('comes in four forms, is signed, and verified', async () => {
    const { cli } = make();
    parseDocument('checklist-report', (await cli.run('checklist', 'report', '--json')).out);
    assert.match((await cli.run('checklist', 'report', '--format', 'markdown')).out, /^# Readiness of dev/);
    assert.match((await cli.run('checklist', 'report', '--format', 'html')).out, /^<!DOCTYPE html>/);
    assert.equal((await cli.run('checklist', 'sign', 'technical-lead', '--by', 'Grace')).out, 'Grace signed as technical-lead.\n');
    const file = path.join(temporary(), 'report.json');
    assert.match((await cli.run('checklist', 'report', '--output', file)).out, /technical-lead\s+Grace/);
    assert.equal((await cli.run('checklist', 'verify', file)).code, 0);
    writeFileSync(file, readFileSync(file, 'utf8').replace('Grace', 'Mallory'));
    const changed = await cli.run('checklist', 'verify', file, '--json');
    assert.deepEqual([changed.code, (JSON.parse(changed.out) as { state: string; firstChanged: string }).firstChanged], [1, 'sign-off/technical-lead']);
    assert.deepEqual([(await cli.run('checklist', 'sign', 'boss')).code, (await cli.run('checklist', 'verify')).code, (await cli.run('checklist', 'verify', '/nowhere/x.json')).code], [2, 2, 2]);
  });

  it('ticks a copy of the task list and leaves the list alone', async () => {
    const { bench, cli } = make();
    bench.texts['DEPLOYMENT_TASKS.md'] = '# Mine\r\n- [ ] Signed in to Azure\r\n- [x] Resource group exists\r\n';
    bench.verdicts = { 'pre.auth.login': 'pass', 'infra.rg.created': 'fail' };
    await cli.run('checklist', 'run');
    const copy = path.join(temporary(), 'tasks.md');
    assert.equal((await cli.run('checklist', 'report', '--ticks', copy)).code, 0);
    assert.equal(readFileSync(copy, 'utf8'), '# Mine\r\n- [x] Signed in to Azure\r\n- [ ] Resource group exists\r\n');
    assert.equal(bench.texts['DEPLOYMENT_TASKS.md'], '# Mine\r\n- [ ] Signed in to Azure\r\n- [x] Resource group exists\r\n');
  });
});
