import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '../../../../src/core/errors';
import { RememberingCompiler } from '../../../../src/local/bicep';

describe('compiled templates that are remembered', () => {
  let folder: string;
  let asked: string[];
  let success: boolean;
  let references: readonly string[];
  let whileCompiling: () => void;
  let compiler: RememberingCompiler;
  const inFolder = (name: string): string => path.join(folder, name);
  const write = (name: string, text: string): void => writeFileSync(inFolder(name), text);
  const count = (method: string): number => asked.filter((one) => one === method).length;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'aos-remember-'));
    mkdirSync(inFolder('parameters'));
    write('main.bicep', 'param a string');
    write('names.json', '{}');
    write('parameters/dev.bicepparam', "using '../main.bicep'");
    asked = [];
    success = true;
    references = ['main.bicep', 'names.json', 'parameters/dev.bicepparam'].map(inFolder);
    whileCompiling = () => undefined;
    const answer = async <T>(method: string, value: T): Promise<T> => { asked.push(method); whileCompiling(); return value; };
    compiler = new RememberingCompiler({
      version: () => answer('version', '1.0.0'), compile: () => answer('compile', { success, diagnostics: [] }),
      compileParameters: () => answer('compileParameters', { success, diagnostics: [], template: { made: asked.length } }),
      compileSymbolic: (_file, _signal, known) => answer('compileSymbolic', { success, diagnostics: [], template: { known: known?.length ?? 0 } }),
      getMetadata: () => answer('getMetadata', { parameters: [], outputs: [] }), listSymbols: () => answer('listSymbols', []),
      listFileReferences: () => { asked.push('listFileReferences'); return references.length === 0 ? Promise.reject(new InputError('Bicep.RequestFailed', 'No.')) : Promise.resolve(references); },
      getSnapshot: (_file, scope) => answer('getSnapshot', JSON.stringify(scope)), dispose: () => answer('dispose', undefined),
    });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const compile = (): ReturnType<RememberingCompiler['compileParameters']> => compiler.compileParameters(inFolder('parameters/dev.bicepparam'));

  it('gives the very same answer while no file has changed', async () => {
    assert.equal(await compile(), await compile());
    assert.equal(count('compileParameters'), 1);
  });

  for (const [what, change] of [
    ['a source', () => write('main.bicep', 'param b string')],
    ['a source of the same length', () => write('main.bicep', 'param b strinG')],
    ['a file that is loaded', () => write('names.json', '{"a":1}')],
    ['the parameters', () => write('parameters/dev.bicepparam', "using '../main.bicep'\nparam a = 'x'")],
    ['settings that were not there', () => write('bicepconfig.json', '{}')],
    ['a source that is gone', () => rmSync(inFolder('names.json'))],
  ] as const) it(`compiles anew after ${what} changed`, async () => {
    const first = await compile();
    change();
    assert.notEqual(await compile(), first);
    assert.equal(count('compileParameters'), 2);
  });

  it('keeps no failure', async () => {
    success = false;
    await compile();
    await compile();
    assert.equal(count('compileParameters'), 2);
  });

  it('keeps nothing that was compiled while a file changed', async () => {
    whileCompiling = () => write('main.bicep', `// ${asked.length}`);
    await compile();
    whileCompiling = () => undefined;
    await compile();
    assert.equal(count('compileParameters'), 2);
  });

  it('keeps nothing of templates that list folders', async () => {
    write('main.bicep', "var files = loadDirectoryFileInfo('.')");
    await compile();
    await compile();
    assert.equal(count('compileParameters'), 2);
  });

  it('compiles although nobody can say which files are read', async () => {
    references = [];
    await compile();
    assert.ok((await compile()).template);
    assert.equal(count('compileParameters'), 2);
  });

  it('asks once which files are read, for a template and its parameters', async () => {
    await compile();
    assert.deepEqual((await compiler.compileSymbolic(inFolder('main.bicep'))).template, { known: 3 });
    await compiler.listSymbols(inFolder('main.bicep'));
    assert.equal(count('listFileReferences'), 1);
  });

  it('tells snapshots of two groups apart', async () => {
    const of = (resourceGroup: string): Promise<string> => compiler.getSnapshot(inFolder('parameters/dev.bicepparam'), { resourceGroup });
    assert.deepEqual([await of('a'), await of('b'), await of('a'), count('getSnapshot')], ['{"resourceGroup":"a"}', '{"resourceGroup":"b"}', '{"resourceGroup":"a"}', 2]);
  });

  it('forgets the least used of many', async () => {
    for (let index = 0; index < 70; index++) await compiler.getSnapshot(inFolder('parameters/dev.bicepparam'), { resourceGroup: `rg-${index}` });
    await compiler.getSnapshot(inFolder('parameters/dev.bicepparam'), { resourceGroup: 'rg-69' });
    assert.equal(count('getSnapshot'), 70);
    await compiler.getSnapshot(inFolder('parameters/dev.bicepparam'), { resourceGroup: 'rg-0' });
    assert.equal(count('getSnapshot'), 71);
  });
});
