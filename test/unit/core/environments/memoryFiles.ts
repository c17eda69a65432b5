import { InputError } from '../../../../src/core/errors';
import type { WorkspaceFiles } from '../../../../src/core/ports/workspace';

/** A workspace in memory; paths are relative to `/w`. */
export function memoryFiles(contents: Readonly<Record<string, string>>): WorkspaceFiles {
  const files = new Map(Object.entries(contents).map(([name, text]) => [`/w/${name}`, text]));
  return {
    root: '/w',
    exists: async (file) => files.has(file) || [...files.keys()].some((name) => name.startsWith(`${file}/`)),
    readText: async (file) => files.get(file) ?? Promise.reject(new InputError('File.NotFound', `${file} does not exist.`)),
    readBytes: async (file) => Buffer.from(files.get(file) ?? await Promise.reject<string>(new InputError('File.NotFound', `${file} does not exist.`))),
    find: async (endings, folder = '/w') => [...files.keys()].filter((name) => name.startsWith(`${folder}/`) && endings.some((ending) => name.endsWith(ending))).sort(),
    writeText: async (file, text) => { files.set(file, text); },
  };
}
