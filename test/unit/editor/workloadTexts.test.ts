import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { DeployApplicationReport, SettingRow, SettingsPlan } from '../../../src/core/applications';
import { outcomesMarkdown, outcomesSummary, outcomeState, type DeployOutcome } from '../../../src/editor/workloads/applicationReport';
import { parseSecrets, splitCommand } from '../../../src/editor/workloads/commandLine';
import { testMarkdown, testSummary } from '../../../src/editor/workloads/agentTestText';
import { secretItem } from '../../../src/editor/workloads/secretText';
import { uploadSummary } from '../../../src/editor/workloads/uploadText';
import { planLines, settingRows } from '../../../src/editor/webviews/settings/settingsView';
import { now } from './builders';

const report = (over: Partial<DeployApplicationReport> = {}): DeployOutcome => ({
  name: 'main', report: { name: 'main', site: 'aos-dev-func', hash: 'h', result: { state: 'published' }, checks: [{ id: 'health', state: 'pass', reason: '200.' }], verdict: 'alive', conclusion: '', sourceChecks: [], ...over },
});
const failed: DeployOutcome = { name: 'mcp', error: { code: 'Publish.Failed', kind: 'logic', message: 'It failed.', nextStep: 'Look at the log.' } };

describe('what became of applications', () => {
  it('is deployed and alive only when every check says so', () => {
    const states = [report(), report({ checks: [{ id: 'health', state: 'fail', reason: '' }] }), report({ checks: [{ id: 'health', state: 'unknown', reason: '' }] }), report({ result: { state: 'not-reachable', reason: 'private' } }), failed, { name: 'x', error: { code: 'Cancelled', kind: 'cancelled' as const, message: '' } }].map(outcomeState);
    assert.deepEqual(states, ['alive', 'not-alive', 'not-verified', 'not-reachable', 'failed', 'cancelled']);
  });

  it('is said for all of them at once, with evidence and links in the details', () => {
    assert.equal(outcomesSummary([report(), failed]), 'main: deployed and alive. mcp: failed.');
    const text = outcomesMarkdown('Applications', [report(), failed], ({ name }) => (name === 'main' ? [{ title: 'Address', url: 'https://main.example' }] : []));
    for (const part of ['## main: deployed and alive', '✓ Health: 200.', '<https://main.example>', 'It failed. Look at the log.']) assert.ok(text.includes(part), part);
  });
});

describe('what an upload did', () => {
  const base = { account: 'a', container: 'c', registryContainer: 'r', created: [], leftOut: [], notices: [], registry: { blobName: 'b', outcome: 'uploaded' as const, changed: ['ceo'], conflicts: [] } };
  it('is counted, and conflicts of either form are named once', () => {
    const summary = uploadSummary('dev', { ...base, results: [{ id: 'ceo', blobName: 'x', outcome: 'uploaded' }, { id: 'cfo', blobName: 'y', outcome: 'conflict' }], registry: { ...base.registry, conflicts: ['cfo', 'cto'] } });
    assert.deepEqual([summary.text, summary.conflicts], ['dev: 1 uploaded, registry updated, in conflict: cfo, cto.', ['cfo', 'cto']]);
  });
  it('says when nothing was to be done', () => {
    assert.equal(uploadSummary('dev', { ...base, registry: { ...base.registry, outcome: 'in-sync' }, results: [] }).text, 'dev: nothing changed.');
  });
});

describe('application settings on their page', () => {
  const row = (name: string, state: SettingRow['state'], over: Partial<SettingRow> = {}): SettingRow => ({ name, state, isNeeded: false, ...over });
  it('come in the order of what needs a look, marked ones with what would be written', () => {
    const rows = settingRows([row('A', 'ok'), row('B', 'missing', { wanted: 'x' }), row('C', 'reference-failing')], new Map([['B', { how: 'wanted', value: 'x' }], ['NEW', { how: 'value', value: 'secret!' }]]), [{ name: 'C', problem: 'secret-not-found', reason: 'It is not there.', nextStep: 'Set it.' }]);
    assert.deepEqual(rows.map(({ name, staged }) => [name, staged?.text]), [['C', undefined], ['B', 'x'], ['A', undefined], ['NEW', 'a new value']]);
    assert.equal(rows[0]?.refused?.nextStep, 'Set it.');
    assert.ok(!JSON.stringify(rows).includes('secret!'));
  });
  it('are confirmed line by line, and what is left out says why', () => {
    const plan: SettingsPlan = { name: 'main', site: 's', settings: [{ name: 'A', action: 'change', before: 'x', after: 'y', isSticky: true }, { name: 'B', action: 'add', after: '••••••', isSticky: false }, { name: 'C', action: 'remove', before: 'z', isSticky: false }], refused: [{ name: 'B', problem: 'access-denied', reason: 'The app may not read it.', nextStep: '' }], wanted: {}, changes: {}, seen: {} };
    assert.deepEqual(planLines(plan), ['~ A: x → y (stays with its slot)', '− C', 'Left out: B. The app may not read it.']);
  });
});

describe('secrets in the picker', () => {
  it('say whether they are set and where a value would come from', () => {
    const { label, description, detail } = secretItem({ name: 'StorageConnectionString', state: 'missing', wantedBy: ['main: AZURE_STORAGE_CONNECTION_STRING'], source: 'deployment', from: 'staosdev' }, now);
    assert.deepEqual([label, description, detail], ['$(error) StorageConnectionString', 'missing · can be read from staosdev', 'wanted by main: AZURE_STORAGE_CONNECTION_STRING']);
  });
});

describe('what is typed in the wizard', () => {
  it('is split into words, quotes keeping blanks together', () => {
    assert.deepEqual(splitCommand('npx -y "@scope/server" \'a b\'  c'), ['npx', '-y', '@scope/server', 'a b', 'c']);
    assert.deepEqual(splitCommand('  '), []);
  });
  it('names secrets, or is refused', () => {
    assert.deepEqual(parseSecrets('TOKEN=ApiToken  OTHER=S-2'), { TOKEN: { secret: 'ApiToken' }, OTHER: { secret: 'S-2' } });
    assert.deepEqual(parseSecrets(''), {});
    for (const wrong of ['TOKEN', '=x', '1A=x', 'TOKEN=my_secret', 'TOKEN=a b']) assert.equal(parseSecrets(wrong), undefined, wrong);
  });
  it('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => { splitCommand(text); parseSecrets(text); }));
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z@/.-]{1,12}$/)), (words) => { assert.deepEqual(splitCommand(words.join(' ')), words); }));
  });
});

describe('the test of an agent', () => {
  it('says each way in a line, and the trace in full', () => {
    const answer = { agentId: 'ceo', state: 'fail', requestId: 'r1', ways: [{ way: 'http', state: 'pass', reason: 'It answered.' }, { way: 'queue', state: 'fail', reason: 'nobody took the request.' }], trace: [{ way: 'queue', step: 'request', state: 'pass', at: '2026-03-01T12:00:00Z', durationMs: 12.4, text: 'Sent.', target: 'aos-requests', body: { agent_id: 'ceo' } }] } as const;
    assert.equal(testSummary('dev', answer), 'ceo in dev: HTTP answers · queue fails: nobody took the request.');
    for (const part of ['Request id: r1', '12 ms, aos-requests', '"agent_id": "ceo"']) assert.ok(testMarkdown('dev', answer).includes(part), part);
  });
});
