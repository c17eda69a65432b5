import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EnvironmentError, LogicError } from '../../../src/core/errors';
import { CliHarness } from '../../support/cliHarness';
import { EngineHarness } from '../../support/engineHarness';
import { parseDocument } from '../../support/schemas';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('a command', () => {
  const temporary = useTemporaryFolder();
  let harness: EngineHarness;
  let cli: CliHarness;
  beforeEach(() => {
    harness = new EngineHarness();
    harness.run.planHash = 'a'.repeat(64);
    cli = new CliHarness(() => harness.engine());
  });
  const deploy = async (...more: readonly string[]): Promise<Record<string, unknown>> => parseDocument('deploy', (await cli.run('deploy', '--environment', 'dev', '--yes', '--json', ...more)).out);

  it('prints exactly one document that fits its schema', async () => {
    await deploy();
    const { deploymentId } = await deploy();
    const lines: readonly (readonly [string, string])[] = [
      ['environments', 'environments'], ['validate --environment dev', 'validate'], ['plan --environment dev', 'plan'], ['plan --environment dev --local', 'plan'], ['resources --environment dev', 'resources'],
      ['status', 'status'], ['history', 'history'], [`history show ${String(deploymentId)}`, 'history-show'], [`history diff ${String(deploymentId)} ${String(deploymentId)}`, 'history-diff'],
      ['verify --environment dev', 'verify'], ['doctor', 'doctor'], [`cancel ${String(deploymentId)}`, 'deploy'], ['drift --environment dev', 'drift'], ['apps', 'error'], ['nonsense', 'error'], ['plan --environment none', 'error'],
    ];
    for (const [line, schema] of lines) parseDocument(schema, (await cli.run(...line.split(' '), '--json')).out);
  });

  it('exits 0 when it is done, and 3 without the confirmation, changing nothing', async () => {
    assert.equal((await cli.run('deploy', '--environment', 'prod', '--json')).code, 3);
    assert.deepEqual([harness.run.azure.begun.length, harness.run.azure.groups.size], [0, 1]);
    harness.run.azure.groups.set('rg-aos-prod', harness.run.azure.groups.get('rg-aos-dev')!);
    assert.equal((await cli.run('deploy', '--environment', 'prod', '--json', '--yes')).code, 0);
  });

  it('exits 3 when deletions are not confirmed of their own', async () => {
    harness.run.counts = { delete: 1 };
    assert.equal((await cli.run('deploy', '--environment', 'dev', '--yes')).code, 3);
    assert.equal((await cli.run('deploy', '--environment', 'dev', '--yes', '--confirm-delete')).code, 0);
  });

  it('exits 1 when Azure refuses, 5 when Azure fails after all retries, with both in the document', async () => {
    harness.run.azure.failNext('whatIf', new LogicError('Arm.InvalidTemplate', 'No.'));
    const refused = await cli.run('deploy', '--environment', 'dev', '--yes', '--json');
    assert.deepEqual([refused.code, (parseDocument('deploy', refused.out)['error'] as { code: string }).code], [1, 'Arm.InvalidTemplate']);
    harness.run.azure.failNext('whatIf', new EnvironmentError('Arm.ServiceUnavailable', 'Later.'), 3);
    assert.equal((await cli.run('deploy', '--environment', 'dev', '--yes', '--json')).code, 5);
  });

  it('exits 2 and names file, line and column when the parameters file is wrong', async () => {
    harness.run.compiled = { ...harness.run.compiled, diagnostics: [{ file: '/ws/deployment/parameters/dev.bicepparam', severity: 'error', code: 'BCP037', message: 'Unknown.', range: { start: { line: 4, character: 6 }, end: { line: 4, character: 9 } } }] };
    const answer = await cli.run('deploy', '--environment', 'dev', '--json');
    assert.equal(answer.code, 2);
    assert.match(answer.err, /dev\.bicepparam\(5,7\): error BCP037: Unknown\./);
    const { error } = parseDocument('deploy', answer.out) as { error: { file: string; range: { start: { line: number } } } };
    assert.deepEqual([error.file, error.range.start.line], ['/ws/deployment/parameters/dev.bicepparam', 4]);
    assert.deepEqual([(await cli.run('validate', '--environment', 'dev')).code, (await cli.run('plan', '--environment', 'dev')).code], [2, 2]);
  });

  it('tells of a workspace without environments as of any other problem, when it validates', async () => {
    [harness.environments, harness.problems] = [[], [{ file: '/ws', severity: 'error', code: 'Environment.None', message: 'No template.' }]];
    const { code, out } = await cli.run('validate', '--json');
    assert.deepEqual([code, parseDocument('validate', out)], [2, { valid: false, diagnostics: [{ file: '/ws', severity: 'error', code: 'Environment.None', message: 'No template.' }] }]);
  });

  it('refuses a plan as SARIF, which is a form of validate', async () => {
    const { code, err } = await cli.run('plan', '--environment', 'dev', '--format', 'sarif');
    assert.equal(code, 2);
    assert.match(err, /plan has no form sarif/);
  });

  it('exits 4 after an interrupt, and 4 too after a second one that leaves the deployment running', async () => {
    harness.run.azure.pollsToEnd = 1e9;
    harness.run.azure.onCall = (call) => { if (call === 'find' && !harness.run.azure.calls.includes('cancel')) cli.interrupt(); };
    const first = await cli.run('deploy', '--environment', 'dev', '--yes', '--json');
    assert.deepEqual([first.code, parseDocument('deploy', first.out)['state']], [4, 'cancelled']);
    harness.run.azure.onCall = (call) => { if (call === 'find') cli.interrupt(); };
    harness.run.azure.onCancel = () => ({});
    const left = await cli.run('deploy', '--environment', 'dev', '--yes', '--json');
    assert.deepEqual([left.code, parseDocument('deploy', left.out)['state']], [4, 'unknown']);
  });

  it('says that there is nothing to change', async () => {
    harness.run.counts = { noChange: 3 };
    const document = await deploy();
    assert.equal(document['state'], 'completed');
    assert.match(String(document['message']), /Nothing to change/);
  });

  it('writes each event of the run as a line of JSON', async () => {
    const file = path.join(temporary(), 'events.jsonl');
    const { deploymentId } = await deploy('--events', file);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const events = lines.map((line) => parseDocument('event', line));
    assert.deepEqual([events[0]?.['type'], events.at(-1)?.['type'], events.every((event) => event['runId'] === deploymentId)], ['started', 'ended', true]);
  });

  it('refuses an events file that cannot be written before it does anything', async () => {
    const answer = await cli.run('deploy', '--environment', 'dev', '--yes', '--events', path.join(temporary(), 'none', 'x'));
    assert.deepEqual([answer.code, harness.run.azure.calls], [2, []]);
  });

  it('resumes a run that was left', async () => {
    harness.run.azure.pollsToEnd = 1e9;
    harness.run.azure.onCancel = () => ({});
    harness.run.azure.onCall = (call) => { if (call === 'find') cli.interrupt(); };
    const left = parseDocument('deploy', (await cli.run('deploy', '--environment', 'dev', '--yes', '--json')).out);
    harness.run.azure.onCall = () => undefined;
    harness.run.azure.pollsToEnd = 1;
    const resumed = await cli.run('deploy', '--resume', String(left['deploymentId']), '--json');
    assert.deepEqual([resumed.code, parseDocument('deploy', resumed.out)['deploymentId'], harness.run.azure.begun.length], [0, left['deploymentId'], 1]);
  });

  it('names a workspace that is not there', async () => {
    const answer = await cli.run('history', '--workspace', '/nowhere', '--json');
    assert.deepEqual([answer.code, (parseDocument('error', answer.out)['error'] as { code: string }).code], [2, 'Workspace.None']);
  });

  it('asks for the environment where there are several', async () => {
    const answer = await cli.run('deploy', '--yes');
    assert.equal(answer.code, 2);
    assert.match(answer.err, /dev, prod/);
  });

  it('prints help and version on standard output, and the help as an error without a command', async () => {
    assert.deepEqual([(await cli.run('--version')).out, (await cli.run('--help')).code, (await cli.run('deploy', '--help')).code, (await cli.run()).code, (await cli.run()).out], ['1.2.3\n', 0, 0, 2, '']);
  });

  it('takes overrides with their reasons, several of them, and refuses what overrides nothing', async () => {
    harness.run.steps.examine = async () => ({ objections: [{ id: 'lock', reason: 'No lock.' }, { id: 'window', reason: 'Too late.' }] });
    const refused = await cli.run('deploy', '--environment', 'dev', '--yes', '--json');
    assert.equal(refused.code, 3);
    assert.match(refused.out, /The guard of dev objects: No lock\. Too late\./);
    assert.equal((await cli.run('deploy', '--environment', 'dev', '--yes', '--override', 'lock=ticket 12', '--override=window=it is urgent')).code, 0);
    assert.equal([...harness.run.audit.records.values()].flatMap(({ events }) => events).filter(({ message }) => /Went on against (lock: ticket 12|window: it is urgent)/.test(message)).length, 2);
    for (const [text, hint] of [['lok=why', 'lock'], ['lock', 'needs a reason'], ['lock= ', 'needs a reason'], ['name-rules=why', 'knows no rule']] as const) {
      const answer = await cli.run('deploy', '--environment', 'dev', '--yes', '--override', text);
      assert.deepEqual([answer.code, answer.err.includes(hint)], [2, true], text);
    }
  });

  it('shows a run as the commands of other tools', async () => {
    const { deploymentId } = await deploy();
    const az = await cli.run('history', 'show', String(deploymentId), '--format', 'az');
    assert.match(az.out, /^az deployment group create .*--resource-group rg-aos-dev --parameters deployment\/parameters\/dev\.bicepparam$/m);
    const { commands } = JSON.parse((await cli.run('history', 'show', String(deploymentId), '--format', 'deploy.py', '--json')).out) as { commands: string[] };
    assert.match(commands.join(' '), /python3 deploy\.py --resource-group rg-aos-dev --location eastus/);
    assert.equal((await cli.run('history', 'show', String(deploymentId), '--format', 'sarif')).code, 2);
  });

  it('writes the workflow once, and replaces another one only when told to', async () => {
    const root = path.join(temporary(), 'repository');
    mkdirSync(path.join(root, '.git'), { recursive: true });
    const place = ['--workspace', root, '--json'];
    const first = parseDocument('workflow', (await cli.run('workflow', 'github', ...place)).out);
    assert.deepEqual([first['written'], first['environments'], first['file']], [true, ['dev', 'prod'], path.join(root, '.github', 'workflows', 'aos-deploy.yml')]);
    assert.equal(parseDocument('workflow', (await cli.run('workflow', 'github', ...place)).out)['changed'], false);
    writeFileSync(String(first['file']), 'name: mine\n');
    assert.equal((await cli.run('workflow', 'github', ...place)).code, 3);
    assert.match((await cli.run('workflow', 'github', '--workspace', root, '--dry-run')).out, /name: AOS Deploy/);
    assert.equal(readFileSync(String(first['file']), 'utf8'), 'name: mine\n');
    assert.equal((await cli.run('workflow', 'github', ...place, '--yes')).code, 0);
    assert.match(readFileSync(String(first['file']), 'utf8'), /deploy-prod:/);
  });
});
