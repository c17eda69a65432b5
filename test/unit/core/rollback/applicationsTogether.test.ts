import assert from 'node:assert/strict';
import type { Application } from '../../../../src/core/applications';
import type { Engine } from '../../../../src/core/engine';
import { CancelledError, EnvironmentError, InputError, LogicError } from '../../../../src/core/errors';
import type { ApplicationOutcome, ApplicationWay } from '../../../../src/core/rollback';
import { CliHarness } from '../../../support/cliHarness';
import { parseDocument } from '../../../support/schemas';

type Fate = 'alive' | 'not-alive' | 'not-verified' | 'not-reachable' | Error;
const names = ['main', 'mcp', 'realm'];
const way: ApplicationWay = { kind: 'package', hash: 'a'.repeat(64), madeAt: '2026-01-01T00:00:00Z' };

/** The command line over three applications, each with its fate. */
function commandLine(fates: readonly Fate[], noWay: readonly string[] = []): { readonly cli: CliHarness; readonly tried: string[] } {
  const tried: string[] = [];
  const applications = {
    plan: async (_: string, { name }: Application): Promise<ApplicationWay> => { if (noWay.includes(name)) throw new InputError('Rollback.NoPackage', `Nothing earlier of ${name} is known.`); return way; },
    run: async (_: string, { name }: Application): Promise<ApplicationOutcome> => {
      tried.push(name);
      const fate = fates[names.indexOf(name)]!;
      if (typeof fate !== 'string') throw fate;
      return { way, deployed: { verdict: fate, conclusion: `${name} is ${fate}.` } as never };
    },
  };
  const engine = { getEnvironment: async (name: string) => ({ name }), forgetEvidence: async () => undefined, applications: { find: async () => names.map((name) => ({ name })) }, rollback: { applications }, dispose: async () => undefined } as unknown as Engine;
  return { cli: new CliHarness(() => engine), tried };
}

describe('several applications that go back', () => {
  const cases: readonly (readonly [string, readonly Fate[], readonly string[], number, readonly string[]])[] = [
    ['all are alive', ['alive', 'alive', 'alive'], [], 0, ['alive', 'alive', 'alive']],
    ['one is refused in the middle', ['alive', new LogicError('Arm.Refused', 'No.'), 'alive'], [], 1, ['alive', 'failed', 'alive']],
    ['Azure is out of reach for one', ['alive', 'alive', new EnvironmentError('Network.Reset', 'Reset.')], [], 5, ['alive', 'alive', 'failed']],
    ['one is dead afterwards', ['not-alive', 'alive', 'alive'], [], 1, ['not-alive', 'alive', 'alive']],
    ['one could not be asked', ['not-verified', 'alive', 'alive'], [], 0, ['not-verified', 'alive', 'alive']],
    ['one takes no deployment from here', ['alive', 'not-reachable', 'alive'], [], 5, ['alive', 'not-reachable', 'alive']],
    ['one has no way back', ['alive', 'alive', 'alive'], ['mcp'], 2, ['alive', 'no-way', 'alive']],
    ['somebody cancels', ['alive', new CancelledError(), 'alive'], [], 4, ['alive', 'failed', 'not-tried']],
    ['there is a bug of ours', ['alive', new TypeError('x is undefined'), 'alive'], [], 1, ['alive', 'failed', 'alive']],
  ];
  for (const [what, fates, noWay, code, verdicts] of cases) {
    it(`are each told, with a true exit code, where ${what}`, async () => {
      const answer = await commandLine(fates, noWay).cli.run('rollback', 'app', '--environment', 'dev', '--yes', '--json');
      const { applications } = parseDocument('rollback-app', answer.out) as { applications: readonly { name: string; verdict: string }[] };
      assert.deepEqual([answer.code, applications.map(({ name }) => name), applications.map(({ verdict }) => verdict)], [code, names, verdicts], answer.err);
    });
  }

  it('are in sentences for people', async () => {
    const { out } = await commandLine(['alive', new LogicError('Arm.Refused', 'No.', { nextStep: 'Ask.' }), 'alive'], ['realm']).cli.run('rollback', 'app', '--environment', 'dev', '--yes');
    assert.equal(out.trim(), 'main: alive. main is alive.\nmcp: failed. No. Ask.\nrealm: has not gone back. Nothing earlier of realm is known.');
  });

  it('are shown beforehand, also those without a way', async () => {
    const { cli, tried } = commandLine(['alive', 'alive', 'alive'], ['mcp']);
    const answer = await cli.run('rollback', 'app', '--environment', 'dev', '--dry-run');
    assert.deepEqual([answer.code, tried], [2, []]);
    assert.match(answer.out, /mcp: cannot go back\. Nothing earlier of mcp is known\./);
    const refused = await cli.run('rollback', 'app', '--environment', 'dev', '--json');
    assert.deepEqual([refused.code, tried], [3, []]);
  });

  it('are refused as one where none has a way back', async () => {
    const answer = await commandLine(['alive', 'alive', 'alive'], names).cli.run('rollback', 'app', '--environment', 'dev', '--yes', '--json');
    assert.deepEqual([answer.code, (JSON.parse(answer.out) as { error: { code: string } }).error.code], [2, 'Rollback.NoPackage']);
  });
});
