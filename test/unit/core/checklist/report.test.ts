import assert from 'node:assert/strict';
import fc from 'fast-check';
import { renderReportHtml, renderReportMarkdown, verifyReport, type ReadinessReport } from '../../../../src/core/checklist';
import { chainOf } from '../../../../src/core/checklist/report/readinessReport';
import type { RunRecord } from '../../../../src/core/deployment/events';
import { ChecklistBench } from '../../../support/checklistBench';

const run: Partial<RunRecord> = { deploymentId: 'd1', deploymentName: 'aos-1', environment: 'dev', timestamp: '2026-03-01T10:00:00.000Z', endedAt: '2026-03-01T10:12:30.000Z', success: true, by: 'Ada', gitSha: 'a'.repeat(40), warnings: ['Azure ML was left out.'], outputs: {} };

describe('the readiness report', () => {
  let bench: ChecklistBench;
  beforeEach(async () => {
    bench = new ChecklistBench();
    bench.runs = [run as RunRecord];
    bench.verdicts = { 'pre.auth.login': 'pass', 'infra.rg.created': 'fail', 'pre.source.clean': 'warn' };
    await bench.service.run('dev');
    await bench.service.attest('dev', 'prodready.docs.deviations', { note: 'Smaller SKU than planned.' });
  });

  it('has five parts in percent, the rest beside, the facts of the run, deviations and three signatures', async () => {
    const report = await bench.service.report('dev');
    assert.deepEqual(report.parts.map(({ title }) => title), ['Preparation', 'Infrastructure', 'Applications', 'Verification', 'Production Readiness']);
    assert.deepEqual(report.beside.map(({ phase }) => phase), ['ops', 'env-dev', 'env-staging', 'env-prod', 'emergency']);
    assert.deepEqual(report.metadata, { environment: 'dev', issuesEncountered: ['Azure ML was left out.'], resolutionNotes: [], deploymentDate: run.timestamp, deploymentName: 'aos-1', deployedBy: 'Ada', gitSha: run.gitSha, deploymentDurationSeconds: 750 });
    assert.deepEqual(report.deviations.map(({ item, what }) => [item, what]), [['prodready.docs.deviations', 'Smaller SKU than planned.'], ['pre.source.clean', 'seen warn']]);
    assert.deepEqual(report.signOff.map(({ role, by }) => [role, by]), [['deployment-engineer', undefined], ['operations-lead', undefined], ['technical-lead', undefined]]);
  });

  it('carries signatures, and says when something changed after one', async () => {
    await bench.service.sign('dev', 'technical-lead', { by: 'Grace', note: 'Go.' });
    const signed = async (): Promise<unknown> => { const { by, outdated } = (await bench.service.report('dev')).signOff[2]!; return [by, outdated]; };
    assert.deepEqual(await signed(), ['Grace', undefined]);
    await bench.service.run('dev');
    assert.deepEqual(await signed(), ['Grace', undefined]);
    bench.verdicts['infra.rg.created'] = 'pass';
    await bench.service.run('dev');
    assert.deepEqual(await signed(), ['Grace', true]);
  });

  it('that was handed out is known again; changed anywhere it is not', async () => {
    const report = await bench.service.report('dev');
    const text = JSON.stringify(report);
    assert.equal((await bench.service.verifyReport('dev', text)).state, 'intact');
    const leaves = pathsOf(report);
    fc.assert(fc.property(fc.constantFrom(...leaves), (path) => {
      const copy = JSON.parse(text) as ReadinessReport;
      change(copy, path);
      assert.notEqual(verifyReport(JSON.stringify(copy), new Set([report.head])).state, 'intact', path.join('.'));
    }), { numRuns: 80 });
  });

  it('is known by what it says, not by how it is written: with a mark in front, in other lines, but with no name twice and nothing between', async () => {
    const report = await bench.service.report('dev');
    const state = async (text: string): Promise<string> => (await bench.service.verifyReport('dev', text)).state;
    const text = JSON.stringify(report);
    assert.deepEqual([await state(`\ufeff${text}`), await state(JSON.stringify(report, undefined, 2).replaceAll('\n', '\r\n')), await state(`${text}\n`)], ['intact', 'intact', 'intact']);
    const [first] = report.items;
    for (const forged of [text.replace('"version":1', '"version":1,"version":1'), text.replace(`"id":${JSON.stringify(first!.id)}`, `"state":"pass","id":${JSON.stringify(first!.id)}`), text.replace('"version":1', '"version":1,"__proto__":{"rehearsal":false}'), text.replace('"chain":[{', '"chain":[{"note":"approved",'), `${text.slice(0, -1)},"approved":true}`]) {
      assert.notEqual(forged, text);
      assert.equal(await state(forged), 'changed', forged.slice(0, 200));
    }
    const swapped = { ...report, items: [report.items[1]!, report.items[0]!, ...report.items.slice(2)] };
    assert.equal(await state(JSON.stringify(swapped)), 'changed');
    assert.equal(await state(JSON.stringify({ ...report, items: report.items.slice(1) })), 'changed');
    assert.equal(await state(JSON.stringify({ ...report, items: [...report.items, report.items[0]] })), 'changed');
    assert.equal(await state(JSON.stringify({ ...report, signOff: report.signOff.slice(1) })), 'changed');
    assert.equal(await state(JSON.stringify({ ...report, signOff: [{ ...report.signOff[0], by: 'Eve', at: report.madeAt }, ...report.signOff.slice(1)] })), 'changed');
    assert.equal(await state(text.slice(0, text.length / 2)), 'unreadable');
    assert.equal(await state(text.replace('"deviations":[', `"deviations":[${'['.repeat(20_000)}${']'.repeat(20_000)},`)), 'unreadable');
    assert.equal(await state(text.replace('"version":1', `"version":1,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}`)), 'unreadable');
  });

  it('whose chain was computed anew is none that was handed out here', async () => {
    const report = await bench.service.report('dev');
    const { chain: _chain, head: _head, ...content } = { ...report, madeAt: '2030-01-01T00:00:00.000Z' };
    const chain = chainOf(content);
    const forged = JSON.stringify({ ...content, chain, head: chain.at(-1)!.hash });
    assert.equal((await bench.service.verifyReport('dev', forged)).state, 'unknown-here');
  });

  it('that is no report is said to be none', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => { assert.equal(verifyReport(text, new Set()).state, 'unreadable'); }));
    assert.equal(verifyReport(JSON.stringify({ version: 1, head: 'x', body: 'y', chain: [], items: [], deviations: [], signOff: [] }), new Set(['x'])).state, 'changed');
  });

  it('lets no text from outside become markup', async () => {
    await bench.service.attest('dev', 'prodready.handoff.training', { note: '<script>alert(1)</script> | [x](javascript:y) `z`' });
    const report = await bench.service.report('dev');
    const html = renderReportHtml(report);
    assert.ok(!html.includes('<script') && html.includes('&#60;script&#62;'));
    const row = renderReportMarkdown(report).split('\n').find((line) => line.includes('Operations team trained') && line.includes('alert'));
    assert.match(row ?? '', /\\<script\\>alert\(1\)\\<\/script\\> \\\| \\\[x\\\]\(javascript:y\) \\`z\\`/);
  });

  it('says that a rehearsal proves nothing about Azure', async () => {
    bench.environment = { ...bench.environment, cloud: 'sandbox' };
    const report = await bench.service.report('dev');
    assert.ok(report.rehearsal && renderReportHtml(report).includes('proves nothing about Azure') && renderReportMarkdown(report).includes('proves nothing about Azure'));
  });
});

/** Paths to every text, number and flag. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).filter(([, member]) => member !== undefined).flatMap(([name, member]) => pathsOf(member, [...path, name]));
}

function change(root: unknown, path: readonly string[]): void {
  const parent = path.slice(0, -1).reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, root as Record<string, unknown>);
  const name = path.at(-1)!;
  const value = parent[name];
  parent[name] = typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : value === null ? 'x' : `${String(value)}x`;
}
