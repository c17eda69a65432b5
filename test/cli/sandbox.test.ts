import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCliProcess, startCli } from '../support/cliProcess';
import { copySample } from '../support/sampleWorkspace';
import { parseDocument } from '../support/schemas';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('aos-deploy on the sample workspace and the embedded sandbox', function () {
  this.timeout(240_000);
  const folder = useTemporaryFolder();

  it('deploys dev, then says that there is nothing to change; history, resources, status and verify agree', async () => {
    const workspace = copySample(folder());
    const at = (command: string, ...more: readonly string[]): ReturnType<typeof runCliProcess> => runCliProcess(...command.split(' '), '--workspace', workspace, '--cloud', 'sandbox', '--json', ...more);
    const dev = ['--environment', 'dev'];
    const first = await at('deploy', ...dev, '--yes', '--events', path.join(folder(), 'events.jsonl'));
    assert.equal(first.code, 0, first.err);
    const document = parseDocument('deploy', first.out) as { state: string; deploymentId: string; phases: { state: string }[]; outputs: object };
    assert.deepEqual([document.state, document.phases.map((phase) => phase.state)], ['completed', Array<string>(6).fill('succeeded')]);
    assert.ok(Object.keys(document.outputs).length > 5);
    for (const line of readFileSync(path.join(folder(), 'events.jsonl'), 'utf8').trimEnd().split('\n')) parseDocument('event', line);

    const again = await at('deploy', ...dev, '--yes');
    assert.equal(again.code, 0, again.err);
    assert.match(String(parseDocument('deploy', again.out)['message']), /Nothing to change/);

    const history = parseDocument('history', (await at('history')).out) as { deployments: { deploymentId: string; success: boolean }[] };
    assert.deepEqual(history.deployments.map((one) => one.success), [true, true]);
    assert.equal(history.deployments[1]?.deploymentId, document.deploymentId);
    assert.ok((parseDocument('resources', (await at('resources', ...dev)).out)['resources'] as object[]).length > 5);
    assert.equal(parseDocument('verify', (await at('verify', ...dev)).out)['healthy'], true);
    parseDocument('status', (await at('status')).out);
    assert.equal((parseDocument('plan', (await at('plan', ...dev)).out)['counts'] as { create: number }).create, 0);
    assert.ok(existsSync(path.join(workspace, 'deployment', 'audit', 'audit.db')) && existsSync(path.join(workspace, 'deployment', 'audit', `${document.deploymentId}.json`)));
    assertNoSecrets(workspace);
  });

  it('changes nothing in prod without the confirmation, and exits 3', async () => {
    const workspace = copySample(folder());
    const refused = await runCliProcess('deploy', '--workspace', workspace, '--environment', 'prod', '--cloud', 'sandbox', '--json');
    assert.equal(refused.code, 3, refused.err);
    const resources = await runCliProcess('resources', '--workspace', workspace, '--environment', 'prod', '--cloud', 'sandbox', '--json');
    assert.doesNotMatch(resources.out, /"id"/);
  });

  it('names file, line and column of a wrong parameters file, and exits 2', async () => {
    const workspace = copySample(folder());
    const file = path.join(workspace, 'deployment', 'parameters', 'dev.bicepparam');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nparam noSuchParameter = 1\n`);
    const answer = await runCliProcess('deploy', '--workspace', workspace, '--environment', 'dev', '--cloud', 'sandbox', '--json');
    assert.equal(answer.code, 2, answer.err);
    const { error } = parseDocument('deploy', answer.out) as { error: { file: string; range: object } };
    assert.deepEqual([error.file, typeof error.range], [file, 'object']);
  });

  it('serves a sandbox that other commands attach to, until it is interrupted', async () => {
    const workspace = copySample(folder());
    const sandbox = startCli(['sandbox', 'start', '--workspace', workspace, '--json']);
    const endpoints = parseDocument('sandbox-start', await sandbox.waitForLine()) as { cloud: string; processId: number };
    assert.equal(endpoints.processId, sandbox.process.pid);
    const attached = await runCliProcess('status', '--workspace', workspace, '--environment', 'dev', '--cloud', 'sandbox', '--json');
    assert.match(attached.err, new RegExp(`of process ${endpoints.processId}`));
    const byUrl = await runCliProcess('plan', '--workspace', workspace, '--environment', 'dev', '--cloud', endpoints.cloud, '--json');
    assert.equal(byUrl.code, 0, byUrl.err);
    const second = await runCliProcess('sandbox', 'start', '--workspace', workspace, '--json');
    assert.equal(second.code, 1);
    sandbox.process.kill('SIGINT');
    assert.equal((await sandbox.answer).code, 0);
    assert.equal((await runCliProcess('sandbox', 'reset', '--workspace', workspace, '--json')).code, 0);
  });

  it('interrupted while deploying, cancels in the sandbox and says so', async () => {
    const workspace = copySample(folder());
    const run = startCli(['deploy', '--workspace', workspace, '--environment', 'dev', '--cloud', 'sandbox', '--yes', '--json']);
    await run.waitForError(/· deploying[\s\S]*(Running|Succeeded)/);
    run.process.kill('SIGINT');
    const answer = await run.answer;
    assert.equal(answer.code, 4, answer.err);
    const document = parseDocument('deploy', answer.out);
    assert.equal(document['state'], 'cancelled');
    const history = parseDocument('history', (await runCliProcess('history', '--workspace', workspace, '--json')).out) as { deployments: { state: string }[] };
    assert.deepEqual(history.deployments.map((one) => one.state), ['cancelled']);
  });

  it('killed while deploying, resumes to the same end', async () => {
    const workspace = copySample(folder());
    const sandbox = startCli(['sandbox', 'start', '--workspace', workspace, '--json']);
    await sandbox.waitForLine();
    const run = startCli(['deploy', '--workspace', workspace, '--environment', 'dev', '--cloud', 'sandbox', '--yes', '--json']);
    await run.waitForError(/· deploying[\s\S]*(Running|Succeeded)/);
    run.process.kill('SIGKILL');
    await run.answer;
    const { deployments } = parseDocument('history', (await runCliProcess('history', '--workspace', workspace, '--json')).out) as { deployments: { deploymentId: string; state: string }[] };
    assert.deepEqual(deployments.map((one) => one.state), ['unknown']);
    const resumed = await runCliProcess('deploy', '--resume', deployments[0]?.deploymentId ?? '', '--workspace', workspace, '--cloud', 'sandbox', '--yes', '--json');
    assert.equal(resumed.code, 0, resumed.err);
    assert.deepEqual([parseDocument('deploy', resumed.out)['state'], parseDocument('deploy', resumed.out)['deploymentId']], ['completed', deployments[0]?.deploymentId]);
    sandbox.process.kill('SIGTERM');
    await sandbox.answer;
  });
});

/** Nothing that a run leaves may hold a key: neither journals, nor audit, nor the database. */
function assertNoSecrets(workspace: string): void {
  for (const file of [path.join(workspace, '.aos', 'runs'), path.join(workspace, 'deployment', 'audit')].flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))) {
    assert.doesNotMatch(readFileSync(file, 'latin1'), /AccountKey=(?!\*\*\*)|SharedAccessKey=(?!\*\*\*)/, file);
  }
}
