import assert from 'node:assert/strict';
import { judge, type Conduct, type RuleState, type Transition } from '../../../../src/sandbox/alerts/judge';
import { looksBetween } from '../../../../src/sandbox/alerts/evaluate';
import { matchesEvent } from '../../../../src/sandbox/alerts/activityRules';

const minuteMs = 60_000;
const conduct: Conduct = { isEnabled: true, frequencyMs: minuteMs, failing: 1, of: 1, healthyToResolve: 3 };

/** Looks once a minute; `x` is over the line, `.` is not. */
function run(marks: string, given: Partial<Conduct> = {}): { readonly told: string; readonly state: RuleState; readonly transitions: readonly Transition[] } {
  let state: RuleState = {};
  const transitions: Transition[] = [];
  for (const [minute, mark] of [...marks].entries()) {
    const next = judge({ ...conduct, ...given }, state, new Set(mark === 'x' ? ['a'] : []), minute * minuteMs, () => `alert${minute}`);
    state = next.state;
    transitions.push(...next.transitions);
  }
  return { told: transitions.map(({ kind, at }) => `${kind === 'fired' ? '+' : '-'}${at / minuteMs}`).join(' '), state, transitions };
}

describe('what a rule decides from its looks', () => {
  it('fires once, and resolves after as many looks that are well as it wants', () => {
    assert.equal(run('..xxx...').told, '+2 -7');
    assert.equal(run('x..x..').told, '+0');
    assert.equal(run('x...x...').told, '+0 -3 +4 -7');
  });

  it('waits for enough failing periods', () => {
    assert.equal(run('x.x.x', { failing: 2, of: 4 }).told, '+2');
    assert.equal(run('x...x', { failing: 2, of: 4, healthyToResolve: 3 }).told, '');
    assert.equal(run('xx.x', { failing: 3, of: 4 }).told, '+3');
  });

  it('fires at each look when it does not resolve by itself, muted for as long as it says', () => {
    const { healthyToResolve, ...stateless } = conduct;
    assert.equal(healthyToResolve, 3);
    const marks = (muteMs: number): string => {
      let state: RuleState = {};
      const told: number[] = [];
      for (const minute of [0, 1, 2, 3, 4]) {
        const next = judge({ ...stateless, muteMs }, state, new Set(['a']), minute * minuteMs, () => String(minute));
        state = next.state;
        if (next.transitions.length > 0) told.push(minute);
      }
      return told.join(' ');
    };
    assert.equal(marks(0), '0 1 2 3 4');
    assert.equal(marks(2 * minuteMs), '0 2 4');
  });

  it('does nothing while it is disabled, and when the clock goes back', () => {
    assert.equal(run('xxx', { isEnabled: false }).told, '');
    const { state } = run('..x');
    assert.deepEqual(judge(conduct, state, new Set(), 0, () => 'z'), { state, transitions: [] });
  });

  it('hears the same from more looks in one period, and never fires twice or resolves what is not open', () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 300; round++) {
      const given: Conduct = { ...conduct, of: 1 + Math.floor(random() * 4), failing: 1 + Math.floor(random() * 2), healthyToResolve: 1 + Math.floor(random() * 4) };
      let [once, often]: [RuleState, RuleState] = [{}, {}];
      const told: [string[], string[]] = [[], []];
      let isOpen = false;
      for (let minute = 0; minute < 30; minute++) {
        const breached = new Set(random() < 0.5 ? ['a'] : []);
        const first = judge(given, once, breached, minute * minuteMs, () => `${minute}`);
        once = first.state;
        for (const { kind } of first.transitions) { assert.equal(kind === 'fired', !isOpen); isOpen = kind === 'fired'; told[0].push(`${kind}${minute}`); }
        for (const second of [0, 20, 40]) {
          const again = judge(given, often, breached, minute * minuteMs + second * 1000, () => `${minute}`);
          often = again.state;
          told[1].push(...again.transitions.map(({ kind }) => `${kind}${minute}`));
        }
      }
      assert.deepEqual(told[1], told[0]);
    }
  });

  it('looks at each period that is over and at now, bounded after a long pause', () => {
    assert.deepEqual(looksBetween(30_000, 150_000, minuteMs, 60), [59_999, 119_999, 150_000]);
    assert.deepEqual(looksBetween(150_000, 30_000, minuteMs, 60), [30_000]);
    assert.equal(looksBetween(0, 1e12, minuteMs, 60).length, 60);
  });

  it('matches events of the activity log by scope and all conditions', () => {
    const event = { time: '2030-01-01T00:00:00.000Z', action: 'Microsoft.Resources/deployments/write', scope: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Resources/deployments/d', caller: 'me', correlationId: 'c', status: 'Failed' };
    const rule = (scopes: string[], ...allOf: object[]) => ({ body: { properties: { scopes, condition: { allOf } } } }) as unknown as Parameters<typeof matchesEvent>[0];
    const failed = [{ field: 'category', equals: 'Administrative' }, { field: 'operationName', equals: 'microsoft.resources/deployments/WRITE' }, { anyOf: [{ field: 'status', equals: 'Canceled' }, { field: 'status', equals: 'Failed' }] }];
    assert.equal(matchesEvent(rule(['/subscriptions/s/resourceGroups/RG'], ...failed), event), true);
    assert.equal(matchesEvent(rule(['/subscriptions/s/resourceGroups/r'], ...failed), event), false);
    assert.equal(matchesEvent(rule(['/subscriptions/s'], ...failed), { ...event, status: 'Succeeded' }), false);
    assert.equal(matchesEvent(rule(['/subscriptions/s'], { field: 'resourceGroup', containsAny: ['R'] }), event), true);
    assert.equal(matchesEvent(rule(['/subscriptions/s'], { field: 'moon', equals: 'full' }), event), false);
  });
});
