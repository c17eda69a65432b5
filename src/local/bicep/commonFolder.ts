import path from 'node:path';

/** The deepest folder that holds all of the files; absolute paths. */
export function commonFolder(files: readonly string[]): string {
  return files.map((file) => path.dirname(file)).reduce((common, folder) => {
    const [left, right] = [common.split(path.sep), folder.split(path.sep)];
    const end = left.findIndex((part, index) => part !== right[index]);
    return (end < 0 ? left : left.slice(0, end)).join(path.sep) || path.parse(folder).root;
  });
}
