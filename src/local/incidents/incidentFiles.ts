import { open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError, InputError } from '../../core/errors';
import { isObject } from '../../core/json';
import type { IncidentEvent } from '../../core/incident';
import type { IncidentStore } from '../../core/ports';
import { ensureAosFolder } from '../runs/aosFolder';

const idPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/;

/** `.aos/incidents/<id>.jsonl`, one event a line. */
export class IncidentFiles implements IncidentStore {
  constructor(private readonly root: string) {}

  async append(id: string, event: IncidentEvent): Promise<void> {
    const file = this.file(id);
    try {
      await ensureAosFolder(this.root, 'incidents');
      const handle = await open(file, 'a', 0o600);
      try {
        await handle.appendFile(`${JSON.stringify(event)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw new EnvironmentError('Incident.Unwritable', `${file} cannot be written: ${(error as Error).message}`, { cause: error, nextStep: 'Make room or correct the rights of the folder .aos. Go on without: the rollback itself does not need it.' });
    }
  }

  async read(id: string): Promise<readonly IncidentEvent[]> {
    if (!idPattern.test(id)) return [];
    let text: string;
    try {
      text = await readFile(this.file(id), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new InputError('Incident.Damaged', `${this.file(id)} cannot be read: ${(error as Error).message}`, { cause: error, nextStep: 'Correct the rights of the file.' });
    }
    const whole = text.endsWith('\n') ? text : text.slice(0, text.lastIndexOf('\n') + 1);
    return whole.split('\n').filter((line) => line !== '').map((line, index) => parseLine(line, `${this.file(id)}, line ${index + 1}`));
  }

  async list(): Promise<readonly string[]> {
    try {
      return (await readdir(path.join(this.root, '.aos', 'incidents'))).filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length)).filter((id) => idPattern.test(id)).sort().reverse();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new InputError('Incident.Damaged', `The folder .aos/incidents cannot be read: ${(error as Error).message}`, { cause: error, nextStep: 'Correct its rights.' });
    }
  }

  private file(id: string): string { return path.join(this.root, '.aos', 'incidents', `${id}.jsonl`); }
}

function parseLine(line: string, where: string): IncidentEvent {
  let value: unknown;
  try { value = JSON.parse(line); } catch (error) {
    throw new InputError('Incident.Damaged', `${where} is not JSON: ${(error as Error).message}`, { nextStep: 'Take the line out, or move the file away.' });
  }
  if (!isObject(value) || typeof value['type'] !== 'string' || typeof value['at'] !== 'string') throw new InputError('Incident.Damaged', `${where} is no event.`, { nextStep: 'Take the line out, or move the file away.' });
  return value as unknown as IncidentEvent;
}
