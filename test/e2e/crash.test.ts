import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { atWork, journalOf, openWorkbench, reattached, screenshotOnFailure, untilWritten, type OpenWorkbench } from './support';

interface Line { readonly event: { readonly type: string; readonly phase?: string; readonly state?: string } }

const entering = (phase: string): string => `"phase":"${phase}","state":"running"`;

describe('VS Code killed in each phase of a run', () => {
  let open: OpenWorkbench | undefined;
  let journals = '';
  // Resources that take their time, so that there is something to die in.
  before(async () => {
    open = await openWorkbench({ settings: { 'aosDeploy.sandbox.provisioningDelay': 0.3 } });
    journals = path.join(open.workspace, '.aos', 'runs');
  });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => open?.close());

  const count = (text: string): number => journalOf(journals).split(text).length - 1;

  for (const phase of ['validating_parameters', 'planning', 'awaiting_confirmation']) {
    it(`is there again after ${phase.replaceAll('_', ' ')}, to be resumed: nothing was changed yet`, async () => {
      const { bench, crash } = open!;
      if (phase === 'validating_parameters') {
        await bench.openContainer('AOS');
        await bench.treeRow(/^Environment dev,/).waitFor();
        const begun = untilWritten(journals, entering(phase), 0);
        await bench.runCommand('AOS: Deploy Environment');
        await bench.pick(/dev$/);
        await begun;
      } else {
        const begun = untilWritten(journals, entering(phase), count(entering(phase)));
        await bench.runCommand('AOS: Resume Deployment');
        await begun;
      }
      assert.equal(count(entering('deploying')), 0);
      await crash();
      await bench.openContainer('AOS');
      await bench.notification('was interrupted before it changed anything').waitFor({ timeout: 60_000 });
      // The palette offers to resume what the tree shows as interrupted.
      await bench.treeRow(/^Environment dev, sandbox, interrupted/).waitFor();
    });
  }

  it('is followed again by itself after deploying', async () => {
    const { bench, crash } = open!;
    // Azure is at work then; a run that dies before is one that changed nothing.
    const begun = untilWritten(journals, atWork, 0);
    await bench.runCommand('AOS: Resume Deployment');
    await bench.dialog().getByRole('button', { name: 'Deploy to dev' }).click({ timeout: 90_000 });
    await begun;
    const followed = untilWritten(journals, reattached, count(reattached));
    await crash();
    await bench.openContainer('AOS');
    await followed;
  });

  it('is followed again by itself after verifying health', async () => {
    const { crash, bench } = open!;
    await untilWritten(journals, entering('verifying_health'), 0);
    await crash();
    await bench.openContainer('AOS');
  });

  it('ends right: once, deployed, healthy', async () => {
    const { bench } = open!;
    await bench.treeRow(/^Environment dev, sandbox, deployed/).waitFor({ timeout: 120_000 });
    await bench.screenshot('deployment-after-crashes');
    const lines = journalOf(journals).trimEnd().split('\n').map((line) => JSON.parse(line) as Line);
    assert.equal(readdirSync(journals).filter((name) => name.endsWith('.jsonl')).length, 1);
    assert.equal(lines.filter(({ event }) => event.type === 'ended').length, 1);
  });
});
