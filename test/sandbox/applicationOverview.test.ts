import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CliHarness } from '../support/cliHarness';
import { parseDocument } from '../support/schemas';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { startWithMain, type MainApp } from './support/applicationWorld';

describe('applications that are deployed', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  let main: MainApp;
  beforeEach(async () => { main = await startWithMain(folder()); });
  afterEach(() => main.sandbox.close());

  const json = async (schema: string, ...words: readonly string[]) => parseDocument(schema, (await new CliHarness(() => main.engine, main.root).run(...words, '--environment', 'dev', '--json')).out);
  const put = (file: string, change: (text: string) => string): void => { const place = path.join(main.root, file); writeFileSync(place, change(readFileSync(place, 'utf8'))); };
  type Row = Readonly<Record<string, unknown>> & { readonly type?: string };

  it('are listed with the version of their own health body, also among the resources', async () => {
    const [before] = (await json('apps-list', 'apps', 'list'))['applications'] as Row[];
    assert.deepEqual([before?.['version'], before?.['verdict']], [undefined, 'not-alive']);
    const { version } = await main.engine.applications.deploy('dev', main.main, { patienceMs: 0 });
    const [after] = (await json('apps-list', 'apps', 'list', 'main'))['applications'] as Row[];
    assert.deepEqual([version, after?.['version'], after?.['versionFrom'], after?.['verdict']], ['3.0.0', '3.0.0', 'health', 'alive']);
    const resources = (await json('resources', 'resources'))['resources'] as Row[];
    assert.deepEqual(resources.filter((one) => one['version'] !== undefined).map(({ name, version: own }) => [name, own]), [['app-main', '3.0.0']]);
  });

  it('are asked below the prefix that their host.json sets', async () => {
    put('host.json', (text) => JSON.stringify({ ...JSON.parse(text) as object, extensions: { http: { routePrefix: '' } } }));
    const { verdict, version } = await main.engine.applications.deploy('dev', main.main, { patienceMs: 0 });
    assert.deepEqual([verdict, version], ['alive', '3.0.0']);
    const [overview] = await main.engine.applications.overview('dev');
    assert.deepEqual([overview?.version, overview?.checks.find(({ id }) => id === 'health')?.state], [{ value: '3.0.0', from: 'health' }, 'pass']);
  });
});
