import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCliProcess } from '../support/cliProcess';
import { copySample } from '../support/sampleWorkspace';
import { parseDocument } from '../support/schemas';
import { useTemporaryFolder } from '../support/temporaryFolder';

type Document = Record<string, unknown>;

const schemaOf = (line: string): string => (line.startsWith('deploy') ? 'deploy' : line.startsWith('apps') ? 'apps-deploy' : 'rollback-app');

describe('aos-deploy rollback', function () {
  this.timeout(240_000);
  const folder = useTemporaryFolder();

  it('takes dev back: from its bundle with what came since removed, then from the commit of a run without one', async () => {
    const workspace = copySample(folder());
    const git = (...args: readonly string[]): string => execFileSync('git', ['-c', 'user.name=me', '-c', 'user.email=me@example.com', ...args], { cwd: workspace, encoding: 'utf8' });
    const ask = async (line: string, schema: string, code = 0): Promise<Document> => {
      const answer = await runCliProcess(...line.split(' '), '--workspace', workspace, '--environment', 'dev', '--cloud', 'sandbox', '--json');
      assert.equal(answer.code, code, `${line}: ${answer.out}${answer.err}`);
      if (code === 0 && line.startsWith('rollback infra')) parseDocument(schema === 'plan' ? 'rollback-infra-plan' : 'rollback-infra', answer.out);
      return parseDocument(schema, answer.out);
    };
    const edit = (file: string, from: string, to: string): void => { const name = path.join(workspace, file); writeFileSync(name, readFileSync(name, 'utf8').replace(from, to)); };
    const queues = async (): Promise<string[]> => (await ask('resources', 'resources') as { resources: { type: string; name: string }[] }).resources.filter(({ type }) => /queues$/.test(type)).map(({ name }) => name);
    const counts = (document: Document): { create: number; modify: number; delete: number } => document['counts'] as never;
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'one');

    await ask('deploy --yes', 'deploy');
    await ask('rollback infra --yes', 'error', 2);
    edit('deployment/parameters/dev.bicepparam', "CostCenter: 'Engineering'", "CostCenter: 'Ops'");
    edit('deployment/modules/servicebus.bicep', "'businessinfinity-responses'", "'businessinfinity-responses', 'extra'");
    git('commit', '-qam', 'two');
    await ask('deploy --yes', 'deploy');

    const states = await ask('rollback states', 'rollback-states') as { states: { isCurrent: boolean; differs: string[]; deploymentId: string; gitSha: string }[] };
    assert.deepEqual(states.states.map(({ isCurrent, differs }) => [isCurrent, differs]), [[true, []], [false, ['commit', 'template', 'parameter tags']]]);
    const plan = await ask('rollback infra --dry-run --remove-added', 'plan');
    assert.deepEqual([counts(plan).create, counts(plan).delete], [0, 1]);
    await ask('rollback infra --remove-added --yes', 'deploy', 3);
    const back = await ask(`rollback infra --remove-added --yes --confirm-delete --plan ${String(plan['planHash'])}`, 'deploy') as { state: string; rollbackTo: { deploymentId: string }; health: { verdict: string }[] };
    assert.deepEqual([back.state, back.rollbackTo.deploymentId, back.health.filter(({ verdict }) => verdict !== 'healthy')], ['rolled_back', states.states[1]!.deploymentId, []]);
    assert.equal(counts(await ask(`rollback infra --dry-run --to ${states.states[1]!.deploymentId}`, 'plan')).modify, 0);
    assert.deepEqual((await queues()).filter((name) => name.endsWith('extra')), []);

    for (const name of readdirSync(path.join(workspace, '.aos', 'bundles'))) writeFileSync(path.join(workspace, '.aos', 'bundles', name), '{}');
    const second = states.states[0]!;
    const forth = await ask(`rollback infra --yes --to ${second.deploymentId}`, 'deploy') as { state: string; rollbackTo: { source: string; gitSha: string } };
    assert.deepEqual([forth.state, forth.rollbackTo.source, forth.rollbackTo.gitSha], ['rolled_back', 'commit', second.gitSha]);
    assert.equal(git('worktree', 'list').trim().split('\n').length, 1);
    assert.equal(git('status', '--porcelain', '--untracked-files=no'), '');
  });

  it('takes an application back by the package that was live before, and by its commit when that is not kept', async () => {
    const workspace = copySample(folder());
    const git = (...args: readonly string[]): string => execFileSync('git', ['-c', 'user.name=me', '-c', 'user.email=me@example.com', ...args], { cwd: workspace, encoding: 'utf8' });
    const ask = async (line: string, code = 0): Promise<{ applications: { hash: string; verdict: string; way: { kind: string; hash: string; gitSha: string }; deployed: { hash: string } }[]; error?: { code: string } }> => {
      const answer = await runCliProcess(...line.split(' '), '--workspace', workspace, '--environment', 'dev', '--cloud', 'sandbox', '--json');
      assert.equal(answer.code, code, `${line}: ${answer.out}${answer.err}`);
      return parseDocument(code === 0 ? schemaOf(line) : 'error', answer.out) as Awaited<ReturnType<typeof ask>>;
    };
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'one');
    const commit = git('rev-parse', 'HEAD').trim();
    await ask('deploy --yes');
    const first = (await ask('apps deploy main')).applications[0]!;
    const source = path.join(workspace, 'function_app.py');
    writeFileSync(source, `${readFileSync(source, 'utf8')}\n# changed\n`);
    git('commit', '-qam', 'two');
    await ask('apps deploy main');
    assert.equal((await ask('rollback app main', 3)).error?.code, 'Run.ConfirmationNeeded');
    const back = (await ask('rollback app main --yes')).applications[0]!;
    assert.deepEqual([back.way.kind, back.way.hash, back.verdict], ['package', first.hash, 'alive']);

    for (const name of readdirSync(path.join(workspace, '.aos', 'packages')).filter((one) => one.endsWith('.zip'))) rmSync(path.join(workspace, '.aos', 'packages', name));
    const built = (await ask(`rollback app main --to ${commit} --yes`)).applications[0]!;
    assert.deepEqual([built.way.kind, built.deployed.hash, built.verdict], ['build', first.hash, 'alive']);
    assert.equal((await ask('rollback app main --to 0000000 --dry-run', 2)).error?.code, 'Rollback.NoPackage');
  });
});
