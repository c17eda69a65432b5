import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../src/core/checklist';
import type { EvidenceReport } from '../../../src/core/evidence';
import { appCases } from './cases/app';
import { emergencyCases } from './cases/emergency';
import { decideRolledBack } from './cases/emergencyFromFacts';
import { environmentCases } from './cases/environments';
import { factCases } from './cases/fromFacts';
import { infraCases } from './cases/infra';
import { opsCases } from './cases/ops';
import { preCases } from './cases/pre';
import { prodreadyCases } from './cases/prodready';
import { verifyCases } from './cases/verify';
import { decideFromFacts } from './factCase';
import { putRight } from './putRight';
import type { RowCase } from './rowCase';
import { World } from './world';

const everything: readonly RowCase[] = [...preCases, ...infraCases, ...appCases, ...verifyCases, ...prodreadyCases, ...opsCases, ...emergencyCases, ...environmentCases];
const cases = [...everything.filter(({ isFinal }) => !isFinal), ...everything.filter(({ isFinal }) => isFinal)];

describe('every row is decided both ways, by a change of exactly what it is about', function () {
  this.timeout(240_000);
  let world: World;
  const decided = new Set<string>();

  before(async () => { world = await World.start(); await world.deployAll(); await putRight(world); });
  after(async () => {
    await world.close();
    const rows = (await loadCatalogue()).items.filter(({ kind }) => kind === 'auto').map(({ id }) => id);
    const open = rows.filter((row) => !decided.has(row));
    if (process.env['AOS_SHOW_OPEN_ROWS'] !== undefined) console.log(`      open: ${open.join(' ')}`);
    console.log(`      rows decided both ways: ${rows.filter((row) => decided.has(row)).length} of ${rows.length}`);
  });

  it('asks ARM fewer than 40 times for the whole list, and only for what failed when it was asked just before', async () => {
    for (const environment of ['dev', 'prod'] as const) {
      const since = new Date().toISOString();
      const first = await world.engine.checkEvidence(environment, { maxAgeMs: 600_000 });
      const asked = await world.armRequests(since);
      const second = await world.engine.checkEvidence(environment, { maxAgeMs: 600_000 });
      console.log(`      ${environment}: ${first.rows.length} rows, ${asked} requests to ARM`);
      assert.ok(asked < 40, `${asked} requests`);
      assert.ok(await world.armRequests(since) - asked < 10);
      // What was not answered is asked again.
      const known = new Set(first.rows.filter(({ asked: questions }) => questions.every(({ state }) => state === 'answered' || state === 'absent')).map(({ row }) => row));
      const statesOf = (rows: typeof first.rows) => rows.filter(({ row, asked: questions }) => known.has(row) && !questions.some(({ query }) => query.startsWith('row '))).map(({ row, state }) => [row, state]);
      assert.deepEqual(statesOf(second.rows), statesOf(first.rows));
      assert.ok(second.fromMemory > 0);
    }
  });

  it('asks git about a repository that did not move in three commands, and sees at once what moved', async () => {
    const known = { maxAgeMs: 600_000 };
    const stateOf = ({ rows }: EvidenceReport, row: string) => rows.find((one) => one.row === row)?.state;
    const before = await world.engine.checkEvidence('dev', known);
    world.tools.ran.length = 0;
    await world.engine.checkEvidence('dev', known);
    assert.deepEqual(world.tools.ran.filter((line) => line.startsWith('git ')).map((line) => line.split(' ')[1]).sort(), ['config', 'show-ref', 'status']);
    const agent = 'agents/cfo.json';
    const undo = [world.file('left-over.txt', 'x'), world.file(agent, '{')];
    const after = await world.engine.checkEvidence('dev', known);
    for (const back of undo) await back();
    const rows = ['pre.source.clean', 'app.agents.files'];
    assert.deepEqual([rows.map((row) => stateOf(before, row)), rows.map((row) => stateOf(after, row))], [['pass', 'pass'], ['fail', 'fail']]);
  });

  it('finds the same where the endpoint takes no batches', async () => {
    const together = await world.engine.checkEvidence('dev', { maxAgeMs: 0 });
    const undo = await world.faults({ match: { path: '/batch' }, fault: { kind: 'error', status: 404 } });
    const alone = await world.engine.checkEvidence('dev', { maxAgeMs: 0 });
    await undo();
    assert.ok(alone.armRequests > together.armRequests);
    assert.deepEqual(alone.rows.map(({ row, state }) => [row, state]), together.rows.map(({ row, state }) => [row, state]));
  });

  it('tells no secret: no connection string, key or value of a setting is in any reason or observation', async () => {
    const told = JSON.stringify(await world.engine.checkEvidence('dev', { maxAgeMs: 600_000 }));
    for (const secret of await world.secretsOf('dev')) assert.ok(!told.includes(secret), 'a secret was told');
  });

  it('decides what it can when half of the rights are missing, and says of the rest why', async () => {
    const undo = await world.faults({ match: { path: '/*/Microsoft.Web/*' }, fault: { kind: 'error', status: 403, code: 'AuthorizationFailed', message: 'You may not.' } });
    const report = await world.engine.checkEvidence('dev', { maxAgeMs: 0 });
    await undo();
    const of = (row: string) => report.rows.find((one) => one.row === row)!;
    assert.equal(of('app.settings.main').state, 'unknown');
    assert.match(of('app.settings.main').reason, /You may not/);
    assert.equal(of('infra.servicebus.queue-aos-requests').state, 'pass');
  });

  it('waits when the service asks for a pause, and goes on', async () => {
    const undo = await world.faults({ match: { path: '/*/queues' }, times: 1, fault: { kind: 'throttle', retryAfterSeconds: 0 } });
    const row = await world.decide('dev', 'infra.servicebus.queue-aos-requests');
    await undo();
    assert.equal(row.state, 'pass');
  });

  for (const { row, stage, right, wrong } of factCases) {
    it(`${row} is pass, and fail after the change, from facts`, () => {
      assert.equal(decideFromFacts(row, stage, right).state, 'pass');
      assert.equal(decideFromFacts(row, stage, wrong).state, 'fail');
      decided.add(row);
    });
  }

  it('emergency.app.rollback-verified is pass, and fail after the change, from facts', () => {
    assert.equal(decideRolledBack('a'.repeat(64)), 'pass');
    assert.equal(decideRolledBack('b'.repeat(64)), 'fail');
    decided.add('emergency.app.rollback-verified');
  });

  for (const one of cases) {
    const { row, environment = 'dev', passes = 'pass', becomes = 'fail' } = one;
    it(`${row} is ${passes}, and ${becomes} after the change`, async () => {
      const undoPreparation = await one.prepare?.(world);
      const right = await world.decide(environment, row, one.known);
      const undo = await one.change(world);
      const wrong = await world.decide(environment, row, one.known);
      if (!one.isFinal) { await undo(); await undoPreparation?.(); }
      assert.equal(right.state, passes, `before: ${right.reason}`);
      assert.equal(wrong.state, becomes, `after: ${wrong.reason}`);
      assert.notEqual(wrong.reason, right.reason);
      decided.add(row);
    });
  }
});
