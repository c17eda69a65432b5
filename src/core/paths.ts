/** Path arithmetic on absolute paths with either separator; the core has no `node:path`. Answers keep the separator of the input. */
const separatorOf = (path: string): string => (path.includes('\\') && !path.includes('/') ? '\\' : '/');
const split = (path: string): string[] => path.split(/[\\/]/);

export const baseName = (path: string): string => split(path).at(-1) ?? path;
export const dirName = (path: string): string => path.slice(0, Math.max(0, path.length - baseName(path).length - 1)) || separatorOf(path);
export const isAbsolute = (path: string): boolean => /^([\\/]|[A-Za-z]:[\\/])/.test(path);

/** Resolves `relative` against the folder `from`, with `.` and `..` taken away. An absolute `relative` wins. */
export function resolvePath(from: string, relative: string): string {
  const whole = isAbsolute(relative) ? relative : `${from}/${relative}`;
  const kept: string[] = [];
  for (const part of split(whole)) {
    if (part === '..' && kept.length > 1) kept.pop();
    else if (part !== '.' && part !== '..' && (part !== '' || kept.length === 0)) kept.push(part);
  }
  return kept.join(separatorOf(from)) || separatorOf(from);
}

/** `file` as seen from `folder` when it is inside, with forward slashes; else unchanged. */
export function relativePath(folder: string, file: string): string {
  const [base, parts] = [split(resolvePath(folder, '.')).filter(Boolean), split(file).filter(Boolean)];
  return base.every((part, index) => part === parts[index]) && parts.length > base.length ? parts.slice(base.length).join('/') : file;
}
