import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { getBicepPath } from '../../../sample/bicepCli';

/** One error of the official compiler; line and column count from 0. */
export interface OfficialError { readonly line: number; readonly character: number; readonly code: string; readonly message: string }

/** Builds all files in one process of the real CLI, beside `main.bicep`, and gives the errors of each file in its order. */
export async function officialErrors(template: string, files: readonly string[], others: Readonly<Record<string, string>> = {}): Promise<readonly (readonly OfficialError[])[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aos-agreement-'));
  try {
    for (const [name, text] of Object.entries({ 'main.bicep': template, ...others })) writeFileSync(path.join(folder, name), text);
    for (const [index, text] of files.entries()) writeFileSync(path.join(folder, `p${index}.bicepparam`), text);
    const { stderr } = await promisify(execFile)(getBicepPath(), ['build-params', '--pattern', path.join(folder, 'p*.bicepparam'), '--outdir', path.join(folder, 'out')], { maxBuffer: 1 << 30 })
      .catch((error: unknown) => { const failed = error as { code?: unknown; stderr?: string }; if (failed.code !== 1 || failed.stderr === undefined) throw error; return { stderr: failed.stderr }; });
    return byFile(stderr, files.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function byFile(output: string, count: number): OfficialError[][] {
  const found: OfficialError[][] = Array.from({ length: count }, () => []);
  for (const match of output.matchAll(/^.*[\\/]p(\d+)\.bicepparam\((\d+),(\d+)\) : Error (BCP\d+): (.*)$/gm)) found[Number(match[1])]?.push({ line: Number(match[2]) - 1, character: Number(match[3]) - 1, code: match[4]!, message: match[5]! });
  return found;
}

/** The compiled template. */
export async function compileTemplate(template: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aos-agreement-'));
  try {
    const file = path.join(folder, 'main.bicep');
    writeFileSync(file, template);
    return (await promisify(execFile)(getBicepPath(), ['build', file, '--stdout'], { maxBuffer: 1 << 28 })).stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
