import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CancelledError, EnvironmentError, LogicError } from '../../../../src/core/errors';
import { allChecks, decideChecks, EvidenceService, fail, keyOf, pass, queries, rollUp, unknown, type Check, type EvidencePorts, type EvidenceScope, type Fact, type Verdict } from '../../../../src/core/evidence';
import type { Collectors } from '../../../../src/core/evidence/collect/collector';
import { Gate } from '../../../../src/core/evidence/collect/gate';
import { FakeClock } from '../../../support/fakeClock';
import { MemoryRecords } from '../../../support/memoryRecords';

const environment = { name: 'dev', parametersFile: '/ws/deployment/parameters/dev.bicepparam', templateFile: '/ws/deployment/main-modular.bicep', resourceGroup: 'rg', isProtected: false };
const scope: EvidenceScope = { environment, stage: 'dev', profile: {}, now: new Date('2026-01-01T00:00:00Z'), roles: {} };
const question = queries.fileText('a.txt');
const checkOf = (row: string, decide: Check['decide'], more: Partial<Check> = {}): Check => ({ row, needs: [question], decide, ...more });
const factsOf = (fact: Partial<Fact<unknown>> & { state: Fact<unknown>['state'] }) => new Map([[keyOf(question), { reason: 'Because.', at: '2026-01-01T00:00:00Z', ...fact } as Fact<unknown>]]);
const only = (check: Check, facts: ReadonlyMap<string, Fact<unknown>>, known?: ReadonlyMap<string, Verdict>): Verdict => decideChecks([check], facts, scope, known)[0]!.verdict;

describe('a verdict', () => {
  const needing = checkOf('r', (facts) => pass(`Read: ${facts.need(question)}`));

  it('is unknown with the reason when nobody answers or nobody may ask, and a failure when the thing is not there', () => {
    for (const state of ['unreachable', 'forbidden', 'failed'] as const) assert.deepEqual(only(needing, factsOf({ state })), unknown('Because.'));
    assert.deepEqual(only(needing, factsOf({ state: 'absent' })), fail('Because.'));
    assert.equal(only(needing, factsOf({ state: 'answered', value: 'x' })).state, 'pass');
  });

  it('never passes without having seen evidence', () => {
    assert.equal(only(checkOf('r', () => pass('Surely.')), factsOf({ state: 'answered', value: 'x' })).state, 'unknown');
  });

  it('asks for nothing that the check did not announce', () => {
    assert.throws(() => only(checkOf('r', (facts) => pass(String(facts.need(queries.fileText('b.txt'))))), new Map()), /not among its needs/);
  });

  it('of a stage does not apply in another', () => {
    assert.equal(only({ ...needing, stages: ['prod'] }, factsOf({ state: 'answered', value: 'x' })).state, 'n/a');
  });

  it('of a person stands where there is something to decide, and not where there is nothing', () => {
    const personal = checkOf('r', (facts) => (facts.need(question) === 'nothing' ? pass('Nothing to decide.') : fail('Somebody has to decide.')), { isPersonal: true });
    const decided = new Map([['r', pass('Accepted.')]]);
    assert.equal(only(personal, factsOf({ state: 'answered', value: 'much' }), decided).reason, 'Accepted.');
    assert.equal(only(personal, factsOf({ state: 'answered', value: 'nothing' }), new Map([['r', fail('No.')]])).state, 'pass');
  });

  it('of a person is not taken for what the check found, and does not stand against a condition', () => {
    const found = { ...fail('There are access policies.'), standsAgainst: true as const };
    const personal = checkOf('r', (facts) => (facts.need(question) === 'broken' ? found : fail('To be read.')), { isPersonal: true });
    const decided = new Map([['r', pass('Read.')]]);
    const [decision] = decideChecks([personal], factsOf({ state: 'answered', value: 'much' }), scope, decided);
    assert.deepEqual([decision!.verdict.state, decision!.own?.state], ['pass', 'fail']);
    assert.equal(only(personal, factsOf({ state: 'answered', value: 'broken' }), decided).reason, found.reason);
  });

  it('of a roll-up is the worst of what applies', () => {
    const roll: Check = { row: 'all', needs: [], rows: ['a', 'b'], decide: (facts) => rollUp(facts, ['a', 'b']) };
    const of = (a: Verdict['state'], b: Verdict['state']) => only(roll, new Map(), new Map([['a', { state: a, reason: '' }], ['b', { state: b, reason: '' }]])).state;
    assert.deepEqual([of('pass', 'pass'), of('pass', 'warn'), of('unknown', 'pass'), of('fail', 'unknown'), of('n/a', 'pass'), of('n/a', 'n/a')], ['pass', 'warn', 'unknown', 'fail', 'pass', 'n/a']);
  });

  it('is found for rows in the order they need, and a circle is told', () => {
    const chain = [{ row: 'top', needs: [], rows: ['leaf'], decide: (facts) => rollUp(facts, ['leaf']) } satisfies Check, { ...needing, row: 'leaf' }];
    assert.deepEqual(decideChecks(chain, factsOf({ state: 'answered', value: 'x' }), scope).map(({ verdict }) => verdict.state), ['pass', 'pass']);
    assert.throws(() => decideChecks([{ row: 'a', needs: [], rows: ['b'], decide: () => pass('') }, { row: 'b', needs: [], rows: ['a'], decide: () => pass('') }], new Map(), scope), /circle: a -> b -> a/);
  });
});

describe('the checks', () => {
  it('have one row each', () => {
    const rows = allChecks.map(({ row }) => row);
    assert.equal(new Set(rows).size, rows.length);
  });

  it('pass nowhere when nobody answers anything', () => {
    for (const stage of ['dev', 'staging', 'prod'] as const) {
      const passed = decideChecks(allChecks, new Map(), { ...scope, stage }).filter(({ verdict }) => verdict.state === 'pass' || verdict.state === 'warn').map(({ check }) => check.row);
      assert.deepEqual(passed, []);
    }
  });
});

describe('the gate', () => {
  it('waits as long as the service asks, and repeats', async () => {
    const clock = new FakeClock();
    let calls = 0;
    const answer = await new Gate(clock).pass(async () => { if (++calls === 1) throw new EnvironmentError('Arm.TooManyRequests', 'Slow down.', { status: 429, retryAfterMs: 3_000 }); return 'done'; });
    assert.deepEqual([answer, calls, clock.slept], ['done', 2, [3_000]]);
  });

  it('does not wait longer than anybody would', async () => {
    await assert.rejects(new Gate(new FakeClock()).pass(async () => { throw new EnvironmentError('Arm.TooManyRequests', 'Slow down.', { status: 429, retryAfterMs: 600_000 }); }), /Slow down/);
  });

  it('lets through no more than its limit at once', async () => {
    const gate = new Gate(new FakeClock(), 3);
    let [now, most] = [0, 0];
    await Promise.all(Array.from({ length: 20 }, () => gate.pass(async () => { most = Math.max(most, ++now); await Promise.resolve(); now--; })));
    assert.equal(most, 3);
  });
});

describe('a pass over the rows', () => {
  const ports: EvidencePorts = {
    files: { root: '/ws', exists: async () => false, readText: async () => '', readBytes: async () => new Uint8Array(), find: async () => [], writeText: async () => undefined }, tools: { run: async () => undefined }, releases: { newest: async () => '1.0.0' }, records: new MemoryRecords(), clock: new FakeClock(),
    listEnvironments: async () => [environment], getEnvironment: async () => environment, compile: async () => { throw new LogicError('Test.None', 'Nothing compiles here.'); }, bicepVersion: async () => '0.49.2',
    locate: () => ({ subscriptionId: '', resourceGroup: 'rg', location: '' }), listRuns: async () => [], listAudit: async () => [], proveBackup: async () => undefined, readRun: async () => [],
    reach: async () => { throw new EnvironmentError('Network.Refused', 'Nobody is there.'); }, connect: async () => { throw new EnvironmentError('Network.Refused', 'Nobody is there.'); },
  };
  /** Answers files and commands; everything else is out of reach. */
  const answering = (answer: Collectors[string]): Collectors => new Proxy({}, { get: (_, kind) => (kind === 'tool' || kind === 'fileText' ? answer : async () => { throw new EnvironmentError('Network.Refused', 'Nobody is there.'); }) }) as Collectors;
  const row = checkOf('r', (facts) => pass(`Read ${facts.need(question)}`, { read: facts.need(question) }));

  it('asks each question once, and not again while the answer is young', async () => {
    const asked: string[] = [];
    const tool = queries.tool('az', 'version');
    const rows = ['a', 'b', 'c'].map((id): Check => ({ row: id, needs: [tool], decide: (facts) => pass(facts.need(tool).stdout) }));
    const service = new EvidenceService(ports, rows, answering(async (ask) => { asked.push(String(ask['command'] ?? '')); return { exitCode: 0, stdout: '1', stderr: '' }; }));
    await service.check('dev');
    await service.check('dev');
    assert.equal(asked.filter((command) => command === 'az').length, 1);
    await service.check('dev', { maxAgeMs: 0 });
    assert.equal(asked.filter((command) => command === 'az').length, 2);
  });

  it('offline tells of each row why nobody knows', async () => {
    const online: Check = { row: 'r', needs: [queries.locks()], decide: (facts) => pass(`${facts.need(queries.locks()).length} locks`) };
    const { rows } = await new EvidenceService(ports, [online]).check('dev');
    assert.deepEqual([rows[0]!.state, rows[0]!.reason], ['unknown', 'Nobody is there.']);
  });

  it('can be cancelled while somebody does not answer', async () => {
    const cancel = new AbortController();
    const check = new EvidenceService(ports, [row], answering(() => new Promise(() => undefined))).check('dev', {}, cancel.signal);
    await Promise.resolve();
    cancel.abort();
    await assert.rejects(check, CancelledError);
  });

  it('tells no secret, whatever it is and wherever it stands', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ minLength: 6, maxLength: 40 }).filter((text) => text.trim().length >= 6), async (secret) => {
      const keeping = new EvidenceService({ ...ports, clock: new FakeClock() }, [row], answering(async (ask, collecting) => { collecting.keepSecret(secret); return 'command' in ask ? { exitCode: 0, stdout: '', stderr: '' } : `before ${secret} after`; }));
      const [told] = (await keeping.check('dev')).rows;
      assert.ok(!`${told!.reason} ${JSON.stringify(told!.observed)}`.includes(secret) || 'Read before *** after {"read":"before *** after"}'.includes(secret));
    }), { numRuns: 100 });
  });
});
