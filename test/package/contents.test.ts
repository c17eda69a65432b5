import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json';
import { unpackVsix } from './unpackVsix';

const megabyte = 1024 * 1024;
const runFile = promisify(execFile);

describe('the .vsix', () => {
  const vsix = process.env.AOS_VSIX ?? '';
  const folder = mkdtempSync(path.join(tmpdir(), 'aos-vsix-'));
  const extension = path.join(folder, 'extension');
  let files: readonly string[] = [];
  before(async () => {
    assert.ok(vsix, 'AOS_VSIX is not set. Run these tests with: npm test -- package');
    files = await unpackVsix(vsix, folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is smaller than 15 MB', () => assert.ok(statSync(vsix).size < 15 * megabyte, `${statSync(vsix).size} bytes`));

  it('has an activation bundle smaller than 1 MB', () => {
    assert.ok(statSync(path.join(extension, 'dist', 'extension.js')).size < megabyte);
  });

  it('holds every bundle, the texts and the sample workspace', () => {
    const wanted = [
      manifest.main, manifest.bin['aos-deploy'], manifest.icon, './dist/sandbox.js', './dist/webview/plan.js', './dist/webview/deployment.js', './dist/webview/report.js', './dist/webview/codicon.css', './dist/webview/codicon.ttf',
      './package.nls.json', './readme.md', './changelog.md', './LICENSE.txt', './samples/aos/aos.yaml', './samples/aos/.gitignore', './samples/aos/deployment/main-modular.bicep',
      ...['dev', 'staging', 'prod'].map((environment) => `./samples/aos/deployment/parameters/${environment}.bicepparam`),
    ].map((file) => `extension/${file.replace(/^\.\//, '')}`);
    assert.deepEqual(wanted.filter((file) => !files.includes(file)), []);
  });

  it('holds every file that the manifest names', () => {
    const named = JSON.stringify(manifest.contributes).match(/"(?:\.\/)?(?:media|syntaxes|l10n)\/[^"$]+"/g) ?? [];
    const wanted = named.map((text) => `extension/${(JSON.parse(text) as string).replace(/^\.\//, '')}`);
    assert.ok(wanted.length > 0);
    assert.deepEqual(wanted.filter((file) => !files.includes(file)), []);
  });

  it('holds nothing that users do not need', () => {
    const allowed = /^(extension\/(dist|media|syntaxes|l10n|samples\/aos)\/|extension\/(package(\.nls)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$|extension\.vsixmanifest$|\[Content_Types\]\.xml$)/;
    const needless = /\.(ts|map|vsix|sqlite|db|pyc)$|\/(node_modules|__pycache__|\.aos|audit)\/|\/\.built-from$/;
    assert.deepEqual(files.filter((file) => !allowed.test(file) || needless.test(file)), []);
  });

  it('names no folder of the computer that built it', () => {
    const here = path.resolve(__dirname, '..', '..');
    const scripts = files.filter((file) => /^extension\/dist\/.*\.js$/.test(file));
    assert.deepEqual(scripts.filter((file) => readFileSync(path.join(folder, file), 'utf8').includes(here)), []);
  });

  it('runs its headless command where it was unpacked', async () => {
    const { stdout } = await runFile(process.execPath, [path.join(extension, 'dist', 'cli.js'), 'environments', '--workspace', path.join(extension, 'samples', 'aos'), '--json']);
    const answer = JSON.parse(stdout) as { environments: { name: string }[] };
    assert.deepEqual(answer.environments.map(({ name }) => name).sort(), ['dev', 'prod', 'staging']);
  });
});
