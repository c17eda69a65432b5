import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BicepCompiler } from '../../../../src/core/ports/bicep';
import { BicepTemplateCompiler } from '../../../../src/local/bicep';

const saved = "param sku string = 'Y1'\n";

describe('a template that is open in the editor', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => { folder = await mkdtemp(path.join(tmpdir(), 'aos-template-')); file = path.join(folder, 'main.bicep'); await writeFile(file, `\ufeff${saved}`); });
  afterEach(() => rm(folder, { recursive: true }));

  /** Answers with the text that it found where it was sent. */
  const compiled: string[] = [];
  const bicep = {
    listFileReferences: async (name: string) => [name],
    compile: async (name: string) => { compiled.push(name); return { template: { text: (await readFile(name, 'utf8')).replace(/^\ufeff/, '') }, diagnostics: [] }; },
    getMetadata: async () => ({ parameters: [], outputs: [], metadata: [], exports: [] }),
  } as unknown as BicepCompiler;
  const compile = async (open: string) => { const { template } = await new BicepTemplateCompiler(bicep).compile(file, new Map([[file, open]])); return { text: template?.['text'], where: compiled.at(-1) }; };

  it('is compiled in its place while the disk holds the same text', async () => {
    assert.deepEqual(await compile(saved), { text: saved, where: file });
  });

  it('is compiled as the editor shows it where the disk holds another text, whoever calls it saved', async () => {
    const typed = saved.replace('Y1', 'EP1');
    const { text, where } = await compile(typed);
    assert.equal(text, typed);
    assert.notEqual(where, file);
    assert.equal(await readFile(file, 'utf8'), `\ufeff${saved}`);
  });

  it('is compiled as the editor shows it when its file is gone', async () => {
    await rm(file);
    assert.equal((await compile(saved)).text, saved);
  });
});
