import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assess, findConditions, foldEvidence, makeCatalogue, progressOf, type AssessedItem, type EvidenceEntry, type ItemEntry, type Moment } from '../../../../src/core/checklist';
import { askedText } from '../../../../src/core/checklist/askedText';
import { firstDue, periodOf } from '../../../../src/core/checklist/cadence';

const now = new Date('2026-11-23T12:00:00Z');
const at = (iso: string): string => `${iso}T10:00:00.000Z`;
const today = at('2026-11-23');
const auto = (id: string, more: Partial<ItemEntry> = {}): ItemEntry => ({ id, title: id, kind: 'auto', ...more });
const attest = (id: string, more: Partial<ItemEntry> = {}): ItemEntry => ({ id, title: id, kind: 'attest', ...more });
const found = (item: string, state: 'pass' | 'warn' | 'fail' | 'unknown' | 'n/a', more: object = {}): EvidenceEntry => ({ kind: 'check', item, state, reason: `it is ${state}`, at: today, bound: {}, rule: item, ...more });
const said = (item: string, more: object = {}): EvidenceEntry => ({ kind: 'attest', item, at: today, by: 'Ada', note: 'seen', state: 'pass', bound: {}, ...more } as EvidenceEntry);

function states(items: readonly ItemEntry[], entries: readonly EvidenceEntry[], moment: Partial<Moment> = {}): Record<string, AssessedItem> {
  const catalogue = makeCatalogue([{ phase: 'p', title: 'P', sections: [{ group: 'G', title: 'S', items }] }]);
  return Object.fromEntries(assess(catalogue, foldEvidence(entries), { now, conditions: {}, bound: {}, ...moment }).map((one) => [one.item.id, one]));
}
const stateOf = (item: ItemEntry, entries: readonly EvidenceEntry[], moment?: Partial<Moment>): string => states([item], entries, moment)[item.id]!.state;

describe('the state of an item', () => {
  it('is unknown without evidence, and says whether anything could be measured', () => {
    assert.equal(stateOf(auto('a'), []), 'unknown');
    assert.match(states([auto('a')], [], { checked: new Set() })['a']!.reason, /no check for it yet/);
    assert.match(states([attest('b')], [])['b']!.reason, /Nobody has attested/);
  });

  it('is stale when what the evidence belongs to has moved, and not when that cannot be told', () => {
    const entry = found('a', 'pass', { bound: { commit: 'one' } });
    assert.deepEqual([stateOf(auto('a'), [entry], { bound: { commit: 'one' } }), stateOf(auto('a'), [entry], { bound: { commit: 'two' } }), stateOf(auto('a'), [entry])], ['pass', 'stale', 'pass']);
    assert.match(states([auto('a')], [entry], { bound: { commit: 'two' } })['a']!.reason, /commit has changed since/);
  });

  it('of a person shows the table that is to be read', () => {
    const { a } = states([attest('a', { binding: 'table' })], [found('a', 'unknown', { reason: 'To be read: 1 role.', observed: [{ role: 'Owner' }] })]);
    assert.deepEqual([a!.state, a!.reason, a!.evidence?.kind === 'check' && a!.evidence.observed], ['unknown', 'Nobody has attested it yet. To be read: 1 role.', [{ role: 'Owner' }]]);
  });

  it('counts before a deployment only when it was said before', () => {
    const item = attest('a', { beforeDeployment: true });
    const deployed = { deploymentId: 'run-1', timestamp: at('2026-11-22') };
    assert.deepEqual([stateOf(item, [said('a', { at: at('2026-11-21') })], { deployed }), stateOf(item, [said('a')], { deployed }), stateOf(item, [said('a')]), stateOf(attest('a'), [said('a')], { deployed })], ['pass', 'fail', 'pass', 'pass']);
    assert.match(states([item], [said('a')], { deployed })['a']!.reason, /after run-1 had started/);
  });

  it('is stale and due when its day, week, month or quarter is over', () => {
    const item = auto('a', { cadence: 'daily' });
    assert.equal(stateOf(item, [found('a', 'pass')]), 'pass');
    const since = new Date('2026-01-01');
    const { a } = states([item], [found('a', 'pass', { at: at('2026-11-22') })], { since });
    assert.deepEqual([a?.state, a?.due], ['stale', '2026-11-23']);
    assert.equal(states([item], [], { since })['a']?.due, '2026-11-23');
    assert.equal(stateOf(item, [found('a', 'pass', { at: '2026-11-22T23:30:00Z' })], { offsetMinutes: 60 }), 'pass');
  });

  it('is not due before something is deployed, nor before a whole day, week, month or quarter has passed since', () => {
    const items = (['daily', 'weekly', 'monthly', 'quarterly'] as const).map((cadence) => auto(cadence, { cadence }));
    const due = (since?: string): readonly string[] => items.filter(({ id }) => states(items, [], { ...(since && { since: new Date(since) }) })[id]?.due !== undefined).map(({ id }) => id);
    assert.deepEqual([due(), due('2026-11-23T09:00:00Z'), due('2026-11-22T12:00:00Z'), due('2026-11-16T12:00:00Z'), due('2026-10-23T12:00:00Z'), due('2026-08-23T12:00:00Z')],
      [[], [], ['daily'], ['daily', 'weekly'], ['daily', 'weekly', 'monthly'], ['daily', 'weekly', 'monthly', 'quarterly']]);
  });

  it('says by which day it has to be done: in this period, again in the next, or first', () => {
    const date = (cadence: 'weekly' | 'monthly' | 'quarterly', entries: readonly EvidenceEntry[], since = '2026-01-01'): string | undefined => states([auto('a', { cadence })], entries, { since: new Date(since) })['a']?.dueDate;
    assert.deepEqual([date('weekly', []), date('weekly', [found('a', 'pass')]), date('weekly', [], '2026-11-22'), date('monthly', []), date('monthly', [], '2026-11-20'), date('quarterly', [])], ['2026-11-29', '2026-12-06', '2026-11-29', '2026-11-30', '2026-12-31', '2026-12-31']);
    assert.equal(states([auto('a', { cadence: 'daily' })], [found('a', 'pass')], { since: new Date('2026-01-01'), offsetMinutes: -600 })['a']?.dueDate, '2026-11-24');
  });

  it('asks for monthly work a month later also where that month is shorter', () => {
    assert.deepEqual([firstDue('monthly', new Date('2027-01-31T08:00:00Z')).toISOString(), firstDue('quarterly', new Date('2026-11-30T08:00:00Z')).toISOString()], ['2027-02-28T08:00:00.000Z', '2027-02-28T08:00:00.000Z']);
  });

  it('is stale where the clock was wrong', () => {
    assert.equal(stateOf(auto('a'), [found('a', 'pass', { at: '2026-11-23T12:30:00Z' })]), 'stale');
    assert.equal(stateOf(auto('a'), [found('a', 'pass', { at: 'yesterday' })]), 'stale');
  });

  it('follows the order of keeping, whatever the clocks said', () => {
    assert.equal(stateOf(auto('a'), [found('a', 'fail', { at: '2026-11-23T11:00:00Z' }), found('a', 'pass')]), 'pass');
  });

  it('does not apply elsewhere, without its condition, or where a person says so', () => {
    const item = auto('a', { environments: { dev: 'none' } });
    assert.deepEqual([stateOf(item, [], { stage: 'dev' }), stateOf(item, [], { stage: 'prod' })], ['n/a', 'unknown']);
    assert.equal(stateOf(auto('a', { needs: ['b2c'] }), [], { conditions: { b2c: false } }), 'n/a');
    assert.equal(stateOf(auto('a', { needs: ['b2c'] }), []), 'unknown');
    assert.equal(stateOf(auto('a'), [said('a', { state: 'n/a' })]), 'n/a');
  });

  it('warns where it is only recommended, and counts only once it was done where it is optional', () => {
    const item = (applies: 'recommended' | 'optional'): ItemEntry => auto('a', { environments: { dev: applies } });
    assert.equal(stateOf(item('recommended'), [found('a', 'fail')], { stage: 'dev' }), 'warn');
    assert.deepEqual([stateOf(item('optional'), [found('a', 'fail')], { stage: 'dev' }), stateOf(item('optional'), [found('a', 'pass')], { stage: 'dev' })], ['n/a', 'pass']);
  });

  it('of an attested item waits for the second person it asks for, who is somebody else', () => {
    const item = attest('a', { secondPerson: true });
    const second = (by: string): EvidenceEntry => ({ kind: 'second', item: 'a', at: today, by, bound: {} });
    assert.deepEqual([stateOf(item, [said('a')]), stateOf(item, [said('a'), second(' ada ')]), stateOf(item, [said('a'), second('Grace')])], ['unknown', 'unknown', 'pass']);
    assert.equal(stateOf(item, [said('a'), second('Grace'), said('a', { note: 'again' })]), 'unknown');
  });

  it('of an attested item may decide itself where there is nothing to decide', () => {
    const item = attest('a', { selfDeciding: true });
    assert.deepEqual([stateOf(item, [found('a', 'pass')]), stateOf(item, [found('a', 'fail')]), stateOf(item, [found('a', 'fail'), said('a')]), stateOf(attest('a'), [found('a', 'pass')])], ['pass', 'unknown', 'pass', 'unknown']);
  });

  it('goes with an attestation that is taken back', () => {
    assert.equal(stateOf(attest('a'), [said('a'), { kind: 'withdraw', item: 'a', at: today, by: 'Ada', bound: {} }]), 'unknown');
  });

  it('is as fresh as the last run that found the same again', () => {
    const old = found('a', 'pass', { at: at('2026-11-01'), bound: { commit: 'one' } });
    assert.equal(stateOf(auto('a', { cadence: 'daily' }), [old, { kind: 'run', at: today, bound: { commit: 'two' }, same: ['a'] }], { bound: { commit: 'two' } }), 'pass');
  });
});

describe('items that sum others up', () => {
  const items = [auto('sum', { rollUp: ['a', 'b'] }), auto('a'), auto('b', { environments: { dev: 'none' } })];
  it('pass when every item that applies does, and are as bad as the worst', () => {
    const of = (...entries: EvidenceEntry[]): string => states(items, entries, { stage: 'dev' })['sum']!.state;
    assert.deepEqual([of(found('a', 'pass')), of(found('a', 'warn')), of(found('a', 'fail')), of()], ['pass', 'warn', 'fail', 'unknown']);
    assert.equal(states(items, [found('a', 'n/a')], { stage: 'dev' })['sum']?.state, 'n/a');
    assert.equal(states(items, [found('a', 'pass'), found('b', 'fail')], { stage: 'prod' })['sum']?.state, 'fail');
  });
});

describe('alternatives', () => {
  const items = [auto('one', { branch: 'x/first' }), auto('two', { branch: 'x/second' }), auto('three', { branch: 'x/second' })];
  it('leave out the way that was not taken; before one is taken it is the first', () => {
    const of = (...entries: EvidenceEntry[]): string[] => Object.values(states(items, entries)).map(({ state }) => state);
    assert.deepEqual(of(), ['unknown', 'n/a', 'n/a']);
    assert.deepEqual(of(found('two', 'pass'), found('three', 'fail')), ['n/a', 'pass', 'fail']);
    assert.deepEqual(of(found('one', 'pass')), ['pass', 'n/a', 'n/a']);
  });
});

describe('progress', () => {
  it('counts warnings as done, leaves out what does not apply, and says 100 only at the end', () => {
    const of = (...list: ('pass' | 'warn' | 'fail' | 'n/a')[]): unknown => { const { passed, applicable, percent } = progressOf(Object.values(states(list.map((_, index) => auto(`i${index}`)), list.map((state, index) => found(`i${index}`, state))))); return [passed, applicable, percent]; };
    assert.deepEqual([of('pass', 'warn', 'n/a'), of('pass', 'pass', 'fail'), of('n/a')], [[2, 2, 100], [2, 3, 66], [0, 0, undefined]]);
    assert.deepEqual(of(...Array.from({ length: 299 }, () => 'pass' as const), 'fail'), [299, 300, 99]);
  });
});

describe('what was asked', () => {
  it('is told in words, and stays as it is where it has another form', () => {
    assert.deepEqual(['tool {"args":["--version"],"command":"git"}', 'armGet {"apiVersion":"2021-04-01","parameters":{},"path":"{rg}"}', 'runs {}', 'row pre.x', 'tool {"args":["--ver…', ''].map(askedText), ['git --version', 'armGet {rg}', 'runs', 'row pre.x', 'tool {"args":["--ver…', '']);
  });
});

describe('the calendar of work that comes again', () => {
  it('knows ISO weeks at the turn of the year', () => {
    const week = (day: string): string => periodOf('weekly', new Date(`${day}T12:00:00Z`));
    assert.deepEqual([week('2026-12-31'), week('2027-01-03'), week('2027-01-04'), week('2024-12-30')], ['2026-W53', '2026-W53', '2027-W01', '2025-W01']);
    assert.equal(periodOf('quarterly', new Date('2026-10-01T00:00:00Z')), '2026-Q4');
  });
  it('puts days of one week into one week', () => {
    fc.assert(fc.property(fc.date({ min: new Date('2000-01-03T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true }), (date) => {
      const monday = new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * 86_400_000);
      assert.equal(periodOf('weekly', monday), periodOf('weekly', date));
    }));
  });
});

describe('conditions', () => {
  it('come from parameters, profile, warnings and the plan; what cannot be told is not said', () => {
    assert.equal(findConditions({ profile: {} }).b2c, undefined);
    const { b2c, elasticPremium, premiumMessaging, notTier1, downgraded, azureMLLeftOut, destructiveChanges, critical } = findConditions({ parameters: { enableB2C: false, functionAppSku: 'EP1', serviceBusSku: 'Standard', location: 'West US 3' }, profile: { critical: true }, deploymentWarnings: { functionSkuDowngradedDueToRegion: true }, deletes: 0 });
    assert.deepEqual([b2c, elasticPremium, premiumMessaging, notTier1, downgraded, azureMLLeftOut, destructiveChanges, critical], [false, true, false, true, true, false, false, true]);
  });
});
