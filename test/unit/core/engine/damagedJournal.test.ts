import assert from 'node:assert/strict';
import type { DeployOptions } from '../../../../src/core/engine';
import { EngineHarness } from '../../../support/engineHarness';

const yes: DeployOptions = { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'click', deletesConfirmed: true }) };

/** What becomes of the lines of an earlier run's journal. */
const damages: Readonly<Record<string, (lines: readonly string[]) => string[]>> = {
  'without its first event': (lines) => lines.slice(1),
  'with its lines mixed': (lines) => [...lines].reverse(),
  'with a second beginning': (lines) => [...lines, lines[0]!],
  'of events that are none': () => ['{}', '{"type":"plan"}', '{"type":"phase"}'],
  'of values that are no events': () => ['null', '7', '[]'],
};

describe('the engine beside a damaged journal', () => {
  for (const [name, damage] of Object.entries(damages)) {
    it(`deploys, and lists the history, with an earlier journal ${name}`, async () => {
      const harness = new EngineHarness();
      const { journal } = harness.run;
      const earlier = await (await harness.engine().deploy('dev', yes)).result;
      journal.lines.set(earlier.deploymentId, damage(journal.lines.get(earlier.deploymentId)!));
      const engine = harness.engine();
      const later = await (await engine.deploy('prod', yes)).result;
      assert.equal(later.state, 'completed');
      assert.deepEqual((await engine.history()).map((run) => run.state), ['completed', 'completed']);
      const { state, reason } = await engine.checkIntegrity(earlier.deploymentId);
      assert.equal(state, 'changed');
      assert.ok(reason.includes(`.aos/runs/${earlier.deploymentId}.jsonl`), reason);
    });
  }

  it('names the file when nothing else tells of the run', async () => {
    const harness = new EngineHarness();
    const { journal, audit } = harness.run;
    const { deploymentId } = await (await harness.engine().deploy('dev', yes)).result;
    journal.lines.set(deploymentId, journal.lines.get(deploymentId)!.slice(1));
    audit.records.clear();
    assert.deepEqual(await harness.engine().history(), []);
    await assert.rejects(harness.engine().getRun(deploymentId), { code: 'Journal.Damaged' });
  });
});
