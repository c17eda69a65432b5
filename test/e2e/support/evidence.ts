import { existsSync, mkdirSync, readFileSync, watch } from 'node:fs';
import path from 'node:path';

/** Resolves as soon as evidence of the item is kept after the lines that were there before, as the extension writes it. */
export function untilKept(workspace: string, environment: string, item: string, after: number): Promise<void> {
  const folder = path.join(workspace, '.aos', 'evidence');
  mkdirSync(folder, { recursive: true });
  return new Promise((resolve) => {
    const look = (): void => {
      const lines = evidenceLines(workspace, environment).slice(after);
      if (lines.some((line) => line.includes(`"item":"${item}"`))) { watcher.close(); resolve(); }
    };
    const watcher = watch(folder, look);
    look();
  });
}

/** Whole lines alone. */
export function evidenceLines(workspace: string, environment: string): readonly string[] {
  const file = path.join(workspace, '.aos', 'evidence', `${environment}.jsonl`);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}
