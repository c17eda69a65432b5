import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { DeployError } from '../../../../src/core/errors';
import { toIgnore } from '../../../../src/local/applications/collectFiles';
import { PackageFolder } from '../../../../src/local/applications/packageFolder';
import { localPython } from '../../../../src/local/applications/pythonSyntax';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

function write(root: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) { mkdirSync(path.dirname(path.join(root, name)), { recursive: true }); writeFileSync(path.join(root, name), text); }
  return root;
}

describe('Packages', () => {
  const folder = useTemporaryFolder();
  const app = { 'host.json': '{}', 'function_app.py': 'app = 1\n', 'lib/é.py': 'x = 1\n', 'requirements.txt': 'azure-functions\n' };

  it('have the same bytes for the same sources, whatever their times and the order they were written in', async () => {
    const [a, b] = [write(path.join(folder(), 'a'), app), write(path.join(folder(), 'b'), Object.fromEntries(Object.entries(app).reverse()))];
    utimesSync(path.join(b, 'host.json'), 1, 1);
    const packages = new PackageFolder(folder());
    const [first, second] = [await packages.build(a), await packages.build(b)];
    assert.equal(first.hash, second.hash);
    assert.deepEqual(first.entries.map((one) => one.path), ['function_app.py', 'host.json', 'lib/é.py', 'requirements.txt']);
    // Known beforehand: a change here means that the same sources give other packages than before.
    assert.equal((await packages.build(write(path.join(folder(), 'c'), { 'host.json': '{}' }))).hash, 'bc31296f0b7d24eefb3c9f9b5a2451362b5878d60669429fd9071f2e1673136f');
    const listed = execFileSync('unzip', ['-l', first.file], { encoding: 'utf8' });
    assert.match(listed, /1980-01-01 00:00\s+function_app\.py/);
    writeFileSync(path.join(a, 'host.json'), '{ }');
    assert.notEqual((await packages.build(a)).hash, first.hash);
    assert.ok(await packages.readBytes(first.hash));
    writeFileSync(first.file, 'damaged');
    assert.equal(await packages.readBytes(first.hash), undefined);
  });

  it('hold no secrets, no history and no links, whatever .funcignore says', async () => {
    const root = write(path.join(folder(), 'a'), { ...app, '.funcignore': 'extra\n!local.settings.json\n!.git\n', 'local.settings.json': '{}', '.git/config': '', '.gitignore': '', 'venv/x.py': '', '.venv/x.py': '', 'deployment/audit/a.json': '', 'deployment/main.bicep': '', 'backup/db': '', 'tests/test_a.py': '', 'extra/x': '', '__pycache__/a.pyc': '' });
    symlinkSync('/etc/passwd', path.join(root, 'link'));
    const made = await new PackageFolder(folder()).build(root);
    assert.deepEqual([made.entries.map((one) => one.path), made.skipped], [['deployment/main.bicep', 'function_app.py', 'host.json', 'lib/é.py', 'requirements.txt'], ['link']]);
  });

  it('that would be empty are refused', async () => {
    const root = write(path.join(folder(), 'a'), { 'host.json': '{}', '.funcignore': '*' });
    await assert.rejects(new PackageFolder(folder()).build(root), (error) => error instanceof DeployError && error.code === 'Package.Empty');
  });

  it('that are too large are refused, with the largest files named', async () => {
    const root = write(path.join(folder(), 'a'), { 'host.json': '{}', 'model.bin': 'x'.repeat(2000) });
    await assert.rejects(new PackageFolder(folder(), 1000).build(root), (error) => error instanceof DeployError && error.code === 'Package.TooLarge' && /model\.bin/.test(error.nextStep ?? ''));
  });

  it('are remembered in a ledger that survives a torn line', async () => {
    const packages = new PackageFolder(folder());
    const record = { application: 'main', hash: 'h', at: 't', sizeBytes: 1, files: {}, functions: [] };
    await packages.record(record);
    await packages.record({ ...record, application: 'mcp' });
    writeFileSync(path.join(folder(), '.aos', 'packages', 'packages.jsonl'), '{"application":"main","ha', { flag: 'a' });
    assert.deepEqual(await packages.list('main'), [record]);
  });

  it('ignore what git ignores', function () {
    this.timeout(120_000);
    const repository = mkdtempSync(path.join(tmpdir(), 'aos-ignore-'));
    const git = (args: readonly string[], input?: string): string => {
      try { return execFileSync('git', args, { cwd: repository, encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] }); } catch (error) { if ((error as { status?: number }).status === 1) return ''; throw error; }
    };
    try {
      git(['init', '-q']);
      const name = fc.constantFrom('a', 'b', 'ab', 'a.py', 'b.txt', '.env', 'Build', 'a b');
      const part = fc.oneof(name, fc.constantFrom('*', '**', '?', '*.py', 'a*', '[ab]', '[!a]', '.*', 'b.???'));
      const pattern = fc.tuple(fc.constantFrom('', '', '!'), fc.constantFrom('', '', '/'), fc.array(part, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '', '/')).map(([not, root, parts, end]) => `${not}${root}${parts.join('/')}${end}`);
      const file = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
      fc.assert(fc.property(fc.array(fc.oneof({ weight: 8, arbitrary: pattern }, { weight: 1, arbitrary: fc.constantFrom('# a', '', '\\#a', 'a ') }), { maxLength: 5 }), fc.uniqueArray(file, { minLength: 1, maxLength: 12 }), (patterns, files) => {
        const text = `${patterns.join('\n')}\n`;
        writeFileSync(path.join(repository, '.gitignore'), text);
        const theirs = new Set(git(['-c', 'core.ignoreCase=false', '-c', 'core.quotePath=false', 'check-ignore', '--no-index', '--stdin', '-z'], files.join('\0')).split('\0').filter(Boolean));
        const ours = toIgnore(text);
        const isIgnored = (one: string): boolean => one.split('/').some((_, index, parts) => index < parts.length - 1 && ours.ignores(`${parts.slice(0, index + 1).join('/')}/`)) || ours.ignores(one);
        assert.deepEqual(files.filter(isIgnored), files.filter((one) => theirs.has(one)), JSON.stringify(text));
      }), { numRuns: 300 });
    } finally { rmSync(repository, { recursive: true, force: true }); }
  });

  it('are compiled by Python without being run', async function () {
    const root = write(path.join(folder(), 'a'), { 'good.py': 'print("never printed")\n', 'bad.py': 'def x(:\n  pass\n', 'nul.py': 'a\0b' });
    const found = await localPython.check(['good.py', 'bad.py', 'nul.py'].map((file) => path.join(root, file)));
    if (found === undefined) return this.skip();
    assert.deepEqual(found.map((one) => [path.basename(one.file), one.line]).slice(0, 1), [['bad.py', 1]]);
    assert.equal(found.length, 2);
  });
});
