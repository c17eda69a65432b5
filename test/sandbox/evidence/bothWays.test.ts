import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../src/core/checklist';
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
