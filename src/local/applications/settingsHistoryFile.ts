import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { asArray, asObject, asString } from '../../core/json';
import type { SettingsHistory, StoredSettingsChange } from '../../core/ports';
import { ensureAosFolder } from '../runs';

/** One line a change in `.aos/settings/history.jsonl`. Holds no secret: who writes leaves them out. */
export class SettingsHistoryFile implements SettingsHistory {
  private readonly file: string;

  constructor(private readonly workspace: string) { this.file = path.join(workspace, '.aos', 'settings', 'history.jsonl'); }

  async list(place: string): Promise<readonly StoredSettingsChange[]> {
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return ''; throw error; });
    return text.split('\n').flatMap((line) => { const change = parseChange(line); return change?.place === place ? [change] : []; }).reverse();
  }

  async append(change: StoredSettingsChange): Promise<void> {
    await ensureAosFolder(this.workspace);
    await mkdir(path.dirname(this.file), { recursive: true });
    await appendFile(this.file, `${JSON.stringify(change)}\n`);
  }
}

/** A line that was torn by a crash is no change. */
function parseChange(line: string): StoredSettingsChange | undefined {
  let value: unknown;
  try { value = JSON.parse(line); } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
  const { id, at, place, settings } = asObject(value);
  const isSound = [id, at, place].every((one) => asString(one) !== undefined) && Array.isArray(settings) && asArray(settings).every((one) => asString(asObject(one)['name']) !== undefined && Array.isArray(asObject(one)['hidden']));
  return isSound ? value as StoredSettingsChange : undefined;
}
