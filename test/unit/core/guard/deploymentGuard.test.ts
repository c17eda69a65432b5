import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findObjections, isInWindow, unanswered, type GuardFacts } from '../../../../src/core/guard';

const fine: GuardFacts = { now: new Date('2026-03-04T10:00:00Z'), commit: 'abcdef1234', treeIsClean: true, locks: [{ id: '/l', name: 'keep', level: 'CanNotDelete' }], groupExists: true, checklistPercent: 95 };
const ids = (facts: Partial<GuardFacts>, settings = {}) => findObjections(settings, { ...fine, ...facts }).map((one) => one.id);

describe('The guard of protected environments', () => {
  it('lets a clean, locked and known state pass', () => assert.deepEqual(ids({}, { checklistPercent: 95 }), []));

  it('objects to what is wrong and to what is not known', () => {
    assert.deepEqual([ids({ treeIsClean: false }), ids({ treeIsClean: undefined }), ids({ commit: undefined })], [['clean-tree'], ['clean-tree'], ['clean-tree']]);
    assert.deepEqual([ids({ locks: [] }), ids({ locks: undefined }), ids({ locks: [], groupExists: false })], [['lock'], ['lock'], []]);
    assert.deepEqual([ids({ checklistPercent: 94 }, { checklistPercent: 95 }), ids({ checklistPercent: undefined }, { checklistPercent: 95 })], [['checklist'], ['checklist']]);
    assert.deepEqual(ids({}, { window: { from: '22:00', to: '23:00' } }), ['window']);
  });

  it('asks for nothing that was switched off', () => assert.deepEqual(ids({ treeIsClean: false, locks: [] }, { cleanTree: false, lock: false }), []));

  it('knows windows over midnight and in other time zones', () => {
    const night = { days: ['fri'], from: '22:00', to: '02:00', timeZone: 'Europe/Berlin' } as const;
    const at = (iso: string) => isInWindow(night, new Date(iso));
    assert.deepEqual(['2026-03-06T20:59:00Z', '2026-03-06T21:00:00Z', '2026-03-07T00:59:00Z', '2026-03-07T01:00:00Z', '2026-03-07T22:00:00Z'].map(at), [false, true, true, false, false]);
    assert.equal(isInWindow({ ...night, days: ['sat'] }, new Date('2026-07-04T20:00:00Z')), true);
  });

  it('splits each day between a window and its complement', () => {
    const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
    fc.assert(fc.property(time, time, fc.date({ noInvalidDate: true, min: new Date('2000-01-01'), max: new Date('2040-01-01') }), (from, to, now) => {
      if (from !== to) assert.notEqual(isInWindow({ from, to }, now), isInWindow({ from: to, to: from }, now));
    }));
  });

  it('is overridden only with a reason', () => {
    const objections = findObjections({}, { ...fine, treeIsClean: false, locks: [] });
    assert.deepEqual(unanswered(objections, { 'clean-tree': 'hotfix 42', lock: '  ' }).map((one) => one.id), ['lock']);
  });
});
