import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, DeployError, EnvironmentError, InputError, LogicError } from '../../../../src/core/errors';
import { BicepCli, compareVersions } from '../../../../src/local/bicep';
import { withFakeBicep, type FakeBehaviour } from './fakeBicep';

const rejected = async (work: Promise<unknown>): Promise<DeployError> => work.then(() => assert.fail('should have failed'), (error: unknown) => { assert.ok(error instanceof DeployError, String(error)); return error; });

/** Runs with a fake CLI; `timeoutMs` is short for those that never answer, long for all others. */
async function withCli<T>(behaviour: FakeBehaviour, work: (cli: BicepCli, count: (name: 'starts' | 'calls') => Promise<number>, restarts: string[]) => Promise<T>, timeoutMs = 20_000): Promise<T> {
  return withFakeBicep(behaviour, async (setting, folder) => {
    const restarts: string[] = [];
    const cli = new BicepCli({ setting, timeoutMs, onRestart: (reason) => restarts.push(reason) });
    try { return await work(cli, async (name) => Number(await readFile(path.join(folder, name), 'utf8').catch(() => '0')), restarts); } finally { await cli.dispose(); }
  });
}

describe('the Bicep CLI', () => {
  it('stays one process over many requests', () => withCli(({ method }) => (method === 'compile' ? { success: true, diagnostics: [], contents: '{"a":1}' } : undefined), async (cli, count) => {
    const answers = await Promise.all([cli.compile('/a.bicep'), cli.compile('/b.bicep'), cli.compile('/c.bicep')]);
    assert.deepEqual(answers.map(({ template }) => template), [{ a: 1 }, { a: 1 }, { a: 1 }]);
    assert.equal(await count('starts'), 1);
  }));

  it('asks one thing at a time, in order', () => withCli(({ method, call }) => (method === 'compile' ? { success: true, diagnostics: [], contents: JSON.stringify({ call }) } : undefined), async (cli) => {
    const answers = await Promise.all(['1', '2', '3', '4'].map((name) => cli.compile(name)));
    assert.deepEqual(answers.map(({ template }) => template), [{ call: 1 }, { call: 2 }, { call: 3 }, { call: 4 }]);
  }));

  it('is started again after a crash, and the command is not lost', () => withCli(({ method, call }) => (method !== 'compile' ? undefined : call === 1 ? { crash: 134 } : { success: true, diagnostics: [], contents: '{}' }), async (cli, count, restarts) => {
    assert.equal((await cli.compile('/a.bicep')).success, true);
    assert.equal(await count('starts'), 2);
    assert.equal(restarts.length, 1);
  }));

  it('fails with one clear error when it crashes twice on the same command, and serves the next one', () => withCli(({ method, call }) => (method !== 'compile' ? undefined : call <= 2 ? { crash: 134 } : { success: true, diagnostics: [], contents: '{}' }), async (cli) => {
    const error = await rejected(cli.compile('/a.bicep'));
    assert.ok(error instanceof EnvironmentError && error.code === 'Bicep.Unavailable');
    assert.equal((await cli.compile('/a.bicep')).success, true);
  }));

  it('is killed and started again when it hangs', () => withCli(({ method, start }) => (method === 'compile' && start > 1 ? { success: true, diagnostics: [], contents: '{}' } : undefined), async (cli, count) => {
    assert.equal((await cli.compile('/a.bicep')).success, true);
    assert.equal(await count('starts'), 2);
  }, 1_500));

  it('is started again when it answers garbage', () => withCli(({ method, call }) => (method !== 'compile' ? undefined : call === 1 ? { raw: 'Content-Length: 5\r\n\r\n{{{{{' } : { success: true, diagnostics: [], contents: '{}' }), async (cli) => {
    assert.equal((await cli.compile('/a.bicep')).success, true);
  }, 5_000));

  for (const [name, answer] of [['nothing of a compilation', {}], ['a template that is no JSON', { success: true, diagnostics: [], contents: '{' }], ['a text', 'yes']] as const) {
    it(`is not believed when it answers ${name}`, () => withFakeBicep(new Function('request', `return request.method === 'compile' ? ${JSON.stringify(answer)} : undefined`) as FakeBehaviour, async (setting) => {
      const cli = new BicepCli({ setting });
      try { assert.equal((await rejected(cli.compile('/a.bicep'))).code, 'Bicep.BadAnswer'); } finally { await cli.dispose(); }
    }));
  }

  it('passes on what it refuses, without starting again', () => withCli(({ method }) => (method === 'version' ? undefined : { error: 'Could not find file /a.bicep' }), async (cli, count) => {
    const error = await rejected(cli.compile('/a.bicep'));
    assert.ok(error instanceof InputError && error.code === 'Bicep.RequestFailed' && error.message.includes('/a.bicep'));
    assert.ok(await rejected(cli.getSnapshot('/a.bicepparam', {})) instanceof LogicError);
    assert.equal(await count('starts'), 1);
  }));

  it('lets a caller go who cancels, and drops what was not begun', () => withCli(({ method }) => (method === 'version' ? undefined : undefined), async (cli, count) => {
    const controller = new AbortController();
    const [first, second] = [rejected(cli.compile('/a.bicep', controller.signal)), rejected(cli.compile('/b.bicep', controller.signal))];
    controller.abort();
    assert.ok(await first instanceof CancelledError);
    assert.ok(await second instanceof CancelledError);
    assert.ok(await rejected(cli.compile('/c.bicep', controller.signal)) instanceof CancelledError);
    assert.ok(await count('calls') <= 1);
  }));

  it('that is too old is named with its version and the cure', () => withCli(({ method }) => (method === 'version' ? { version: '0.30.3' } : undefined), async (cli) => {
    const error = await rejected(cli.compile('/a.bicep'));
    assert.ok(error.code === 'Bicep.TooOld' && error.message.includes('0.30.3') && error.nextStep?.includes('upgrade'));
  }));

  it('that is missing is named with the cure', async () => {
    for (const cli of [new BicepCli({ environment: { PATH: '', AOS_DEPLOY_CACHE: '/nowhere', NUGET_PACKAGES: '/nowhere' }, home: '/nowhere' }), new BicepCli({ setting: '/nowhere/bicep' }), new BicepCli({ environment: { AOS_BICEP: '/nowhere/bicep' } })]) {
      const error = await rejected(cli.version());
      assert.ok(error instanceof InputError && error.code === 'Bicep.NotFound' && error.nextStep?.includes('Install'));
    }
  });

  it('is found in the order setting, AOS_BICEP, PATH', () => withFakeBicep(() => undefined, async (file, folder) => {
    const { findBicep } = await import('../../../../src/local/bicep');
    assert.equal((await findBicep({ setting: file, environment: { AOS_BICEP: '/nowhere' } })).source, 'setting');
    assert.equal((await findBicep({ environment: { AOS_BICEP: file, PATH: folder } })).source, 'AOS_BICEP');
    assert.equal((await findBicep({ environment: { PATH: `relative${path.delimiter}${folder}` }, home: '/nowhere' })).source, 'PATH');
  }));
});

describe('versions', () => {
  it('compare by their numbers', () => {
    assert.ok(compareVersions('0.9.1', '0.36.1') < 0 && compareVersions('1.0', '0.99.9') > 0 && compareVersions('0.36.1', '0.36.1.45890') === 0);
  });
});
