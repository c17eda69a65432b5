import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assess, foldEvidence, loadCatalogue, makeReport, renderJunit, renderReportHtml, renderReportMarkdown, toDocument, type EvidenceEntry, type ItemState } from '../../../../src/core/checklist';
import type { RunRecord } from '../../../../src/core/deployment/events';
import { EnvironmentError } from '../../../../src/core/errors';
import { reportView } from '../../../../src/editor/webviews/report/reportView';
import { ChecklistBench } from '../../../support/checklistBench';

const secretText = fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'), minLength: 86, maxLength: 86 });
/** A key as it comes: in a connection string, a member, a header, a link. */
const shapes: readonly ((key: string) => string)[] = [
  (key) => `DefaultEndpointsProtocol=https;AccountName=st;AccountKey=${key}==;EndpointSuffix=core.windows.net`, (key) => `Authorization: Bearer ${key}`,
  (key) => `https://app.azurewebsites.net/api/status?code=${key}`, (key) => `https://user:${key}@host/x.git`, (key) => `{"client_secret": "${key}"}`, (key) => `export API_KEY=${key}`, (key) => `az login --service-principal -u x --password ${key}`, (key) => `https://hooks.slack.com/services/T0/B0/${key}`,
];

describe('the checklist and values with secrets', () => {
  it('keeps and shows none, wherever it came in: checks, attestations, actions, signatures, the watch', async () => {
    await fc.assert(fc.asyncProperty(secretText, fc.constantFrom(...shapes), async (key, shape) => {
      const bench = new ChecklistBench();
      const text = shape(key);
      bench.runs = [{ success: true, environment: 'dev', deploymentName: 'run-1', timestamp: bench.clock.now().toISOString(), outputs: {}, warnings: [`A warning about ${text}`] } as unknown as RunRecord];
      bench.verdicts = { 'infra.rg.created': 'fail' };
      bench.texts['DEPLOYMENT_TASKS.md'] = `- [ ] Sign in with ${text}\n`;
      bench.observed = { settings: [{ name: 'STORAGE', value: text }], connectionString: key, nested: { text } };
      await bench.service.run('dev');
      await bench.service.attest('dev', 'prodready.handoff.training', { note: `See ${text}`, link: text.startsWith('https') ? text : `https://x/?code=${key}` });
      await bench.service.attest('dev', 'pre.comms.window', { note: 'Booked.', facts: { start: '2026-01-01', end: '2026-01-02', ticket: text } });
      await bench.service.withdraw('dev', 'prodready.handoff.training', { note: text });
      await bench.service.attest('dev', 'prodready.handoff.training', { note: text });
      await bench.service.keepAction('dev', 'ops.daily.exceptions', { state: 'pass', reason: text, observed: { table: [{ text }] }, rule: 'x' });
      await bench.service.sign('dev', 'technical-lead', { by: 'Grace', note: text });
      await bench.watches.start('dev');
      bench.store.append = async () => { throw new EnvironmentError('Evidence.Unwritable', text); };
      await bench.watches.look('dev');
      const view = await bench.service.view('dev');
      const report = makeReport(view);
      const told = [renderJunit(toDocument(view)), JSON.stringify(toDocument(view)), JSON.stringify([...bench.store.kept.values()]), JSON.stringify(report), renderReportHtml(report), renderReportMarkdown(report), JSON.stringify(reportView(view, { signer: '', saved: [] })), JSON.stringify(await bench.records.list('dev', 'watch'))];
      assert.deepEqual(told.map((one) => one.includes(key)), told.map(() => false));
    }), { numRuns: 12 });
  });
});

describe('the checklist and clocks that are wrong', () => {
  const anyTime = fc.oneof(fc.date({ noInvalidDate: true }).map((date) => date.toISOString()), fc.string({ maxLength: 12 }), fc.constantFrom('', '0', '9999-12-31T23:59:59Z', '1970-01-01T00:00:00Z', 'NaN'));

  it('has a state for every item whatever times are kept, and passes nothing that is dated in the future', async () => {
    const catalogue = await loadCatalogue();
    const now = new Date('2026-11-23T12:00:00Z');
    const ids = catalogue.items.slice(0, 40).concat(catalogue.items.filter(({ cadence }) => cadence)).map(({ id }) => id);
    const entry = fc.record({ item: fc.constantFrom(...ids), at: anyTime, isSaid: fc.boolean() }).map(({ item, at, isSaid }): EvidenceEntry => (isSaid
      ? { kind: 'attest', item, at, by: 'Ada', note: 'seen', state: 'pass', bound: {} } : { kind: 'check', item, at, state: 'pass', reason: 'seen', bound: {}, rule: item }));
    fc.assert(fc.property(fc.array(entry, { maxLength: 40 }), fc.option(anyTime, { nil: undefined }), fc.integer({ min: -840, max: 840 }), (entries, since, offsetMinutes) => {
      const all = assess(catalogue, foldEvidence(entries), { now, offsetMinutes, conditions: {}, bound: {}, ...(since !== undefined && { since: new Date(since) }) });
      assert.equal(all.length, catalogue.items.length);
      const wrong = all.filter(({ state, evidence }) => state === 'pass' && evidence && !(Date.parse(evidence.at) <= now.getTime() + 300_000 && Date.parse(evidence.at) > 0));
      assert.deepEqual(wrong, []);
      for (const { dueDate, due } of all) assert.ok((dueDate === undefined || /^\d{4}-\d\d-\d\d$/.test(dueDate)) && (due === undefined || dueDate !== undefined));
    }), { numRuns: 150 });
  });

  it('measures anew what a clock had dated in the future', async () => {
    const bench = new ChecklistBench();
    const stateNow = async (): Promise<ItemState | undefined> => (await bench.service.view('dev')).items.find(({ item }) => item.id === 'infra.rg.created')?.state;
    bench.verdicts = { 'infra.rg.created': 'pass' };
    await bench.service.run('dev');
    await bench.clock.sleep(-86_400_000);
    const back = await stateNow();
    await bench.service.run('dev');
    assert.deepEqual([back, await stateNow()], ['stale', 'pass']);
  });
});
