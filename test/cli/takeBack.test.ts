import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCliProcess } from '../support/cliProcess';
import { copySample } from '../support/sampleWorkspace';
import { parseDocument } from '../support/schemas';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('aos-deploy in an incident', function () {
  this.timeout(240_000);
  const folder = useTemporaryFolder();

  it('leads from the declaration to the report, with a backup proved and a configuration brought back on the way', async () => {
    const workspace = copySample(folder());
    const at = (...words: readonly string[]) => runCliProcess(...words, '--workspace', workspace, '--environment', 'dev', '--cloud', 'sandbox');
    const ask = async (line: string, schema: string, code = 0): Promise<Record<string, unknown>> => {
      const answer = await at(...line.split(' '), '--json');
      assert.equal(answer.code, code, `${line}: ${answer.out}${answer.err}`);
      return parseDocument(schema, answer.out);
    };
    await ask('deploy --yes', 'deploy');
    await ask('agents upload', 'configurations-upload');
    const ceo = path.join(workspace, 'agents', 'ceo.json');
    writeFileSync(ceo, readFileSync(ceo, 'utf8').replace('growing', 'thriving'));
    await ask('agents upload', 'configurations-upload');

    await ask('incident show', 'error', 2);
    await ask('incident declare --severity P1 The ceo talks nonsense', 'incident');
    const checklist = await ask('checklist list', 'checklist') as { items: { id: string; state: string }[] };
    assert.deepEqual(checklist.items.filter(({ id }) => id.startsWith('emergency.start')).map(({ state }) => state), ['pass', 'unknown', 'pass', 'unknown']);
    await ask('incident decide data The configuration of yesterday was good', 'incident');

    await ask('secrets set --from-deployment', 'secrets-set');
    assert.equal((await ask('backup --due', 'backup-due'))['state'], 'not-due');
    const made = await ask('backup', 'backup') as { set: string; folder: string };
    assert.ok(existsSync(made.folder));
    assert.deepEqual((await ask('backup --history', 'backup-history') as { backups: { set: string }[] }).backups.map(({ set }) => set), [made.set]);
    assert.deepEqual((await ask('backup --prove', 'backup-prove') as { checks: { state: string }[] }).checks.filter(({ state }) => state === 'damaged'), []);

    await ask('restore test', 'error', 3);
    const tested = await ask('restore test --yes', 'restore-test') as { verdict: string; checks: { what: string; state: string; reason: string }[]; scratch: { kind: string; isRemoved: boolean }[] };
    assert.deepEqual([tested.verdict, [...new Set(tested.checks.map(({ what }) => what))].sort(), tested.checks.filter(({ state }) => state !== 'proved'), tested.scratch.map(({ kind, isRemoved }) => [kind, isRemoved])], ['proved', ['audit', 'configuration', 'secret'], [], [['vault', true], ['container', true]]]);
    assert.equal((await ask('checklist list', 'checklist') as { items: { id: string; state: string }[] }).items.find(({ id }) => id === 'ops.monthly.restore-test')?.state, 'pass');
    const { versions } = await ask('restore configs agent:ceo', 'restore-configs') as { versions: { version: string }[] };
    await ask('restore configs ceo', 'error', 2);
    await ask(`restore configs agent:ceo --to ${versions[0]!.version}`, 'error', 3);
    const { report } = await ask(`restore configs agent:ceo --to ${versions[0]!.version} --yes`, 'restore-configs') as { report: { results: { outcome: string }[] } };
    assert.ok(report.results.length > 0);
    await ask('restore configs agent:ceo --to nothing --yes', 'error', 2);
    await ask('restore secrets', 'restore-secrets');
    await ask('restore blobs --container aos-config --dry-run', 'restore-blobs');

    await ask('incident verify', 'incident');
    await ask('incident close', 'incident');
    const { incidents: [closed] } = await ask('incident list', 'incident-list') as { incidents: { id: string; closedAt: string }[] };
    assert.ok(closed?.closedAt);
    const told = await ask(`incident report --to ${closed.id}`, 'incident-report') as { timeline: { source: string }[]; gaps: string[] };
    assert.deepEqual([[...new Set(told.timeline.map(({ source }) => source))].sort(), told.gaps], [['activity', 'incident', 'run'], []]);
    const page = await at('incident', 'report', '--to', closed.id, '--format', 'markdown');
    assert.match(page.out, /^# The ceo talks nonsense\n/);
  });
});
