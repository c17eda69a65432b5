// The sandbox outlives the window that started it; whoever ends VS Code here ends it too.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Ends the sandbox that serves `workspace` and waits until it is gone. Does nothing when none runs. */
export async function stopSandbox(workspace) {
  const processId = holderOf(path.join(workspace, '.aos', 'sandbox', 'sandbox.lock'));
  if (processId === undefined || !signal(processId, 'SIGTERM')) return;
  for (let waited = 0; signal(processId, 0); waited += 50) {
    if (waited === 10_000) signal(processId, 'SIGKILL');
    await delay(50);
  }
}

function holderOf(lock) {
  if (!existsSync(lock)) return undefined;
  try { return JSON.parse(readFileSync(lock, 'utf8')).processId; } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** False when there is no such process any more. */
function signal(processId, name) {
  try { return process.kill(processId, name); } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}
