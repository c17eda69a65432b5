import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Who holds a lock. `startedAt` tells a process from a later one that got the same number; absent where the system does not say. */
export interface ProcessIdentity { readonly processId: number; readonly host: string; readonly startedAt?: string }

export async function identifyProcess(processId = process.pid): Promise<ProcessIdentity> {
  return { processId, host: hostname(), startedAt: await readStartTime(processId) };
}

export type Life = 'alive' | 'gone' | 'elsewhere';

/** Whether that process still lives. On another machine nobody can tell from here. */
export async function probeProcess(identity: ProcessIdentity): Promise<Life> {
  if (identity.host !== hostname()) return 'elsewhere';
  if (!exists(identity.processId)) return 'gone';
  const startedAt = await readStartTime(identity.processId);
  return identity.startedAt !== undefined && startedAt !== undefined && identity.startedAt !== startedAt ? 'gone' : 'alive';
}

function exists(processId: number): boolean {
  // Zero and negative numbers would mean groups of processes.
  if (!(processId > 0)) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Linux: boot ID and start tick of the process, from /proc. The tick is field 22, counted after the name, which may hold spaces. */
async function readStartTime(processId: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([readFile(`/proc/${processId}/stat`, 'utf8'), readFile('/proc/sys/kernel/random/boot_id', 'utf8')]);
    const tick = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return tick === undefined ? undefined : `${boot.trim()}:${tick}`;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
