import { existsSync } from 'node:fs';
import * as path from 'node:path';
import type { WorkspaceFolder } from 'vscode';

/** What tells that a folder holds an AOS workspace. */
const marks = ['aos.yaml', 'deployment'];

/** The one folder that is served: the first on disk that looks like an AOS workspace, else the first on disk. */
export function servedFolder(folders: readonly WorkspaceFolder[] | undefined): string | undefined {
  const paths = (folders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
  return paths.find((folder) => marks.some((mark) => existsSync(path.join(folder, mark)))) ?? paths[0];
}

/** Whether a run has left its journal here; the manifest activates on the same folder. */
export const hasRuns = (folder: string): boolean => existsSync(path.join(folder, '.aos', 'runs'));
