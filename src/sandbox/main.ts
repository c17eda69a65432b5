import { parseArgs } from 'node:util';
import type { SandboxOptions } from './api';
import { startSandbox } from './index';

/** Entry of the sandbox as a process of its own: `start` with the words of `aos-deploy sandbox start`. Prints its endpoints as one JSON line as soon as it serves, and stays. */
const usage = 'Usage: sandbox start [--port N] [--state DIR] [--tls] [--latency MS] [--faults FILE] [--seed N] [--noise none|realistic] [--provisioning-delay FACTOR] [--exit-when-idle SECONDS] [--json]';

class UsageError extends Error {}

interface Arguments { readonly options: SandboxOptions; readonly exitWhenIdleMs?: number }

function readArguments(words: readonly string[]): Arguments {
  const { values, positionals } = parse(words);
  if (positionals.length > 1 || (positionals.length === 1 && positionals[0] !== 'start')) throw new UsageError(`There is no "${positionals.join(' ')}".`);
  const number = (name: keyof typeof values): number | undefined => numberOf(name, values[name]);
  const noise = values.noise;
  if (noise !== undefined && noise !== 'none' && noise !== 'realistic') throw new UsageError(`--noise is none or realistic, not "${noise}".`);
  const idle = number('exit-when-idle');
  return {
    options: {
      port: number('port'), stateFolder: values.state, tls: values.tls, latencyMs: number('latency'), faultFile: values.faults, seed: number('seed'), noiseProfile: noise, provisioningDelay: number('provisioning-delay'),
    },
    ...(idle !== undefined && { exitWhenIdleMs: idle * 1000 }),
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...words], allowPositionals: true,
      options: { port: text, state: text, latency: text, faults: text, seed: text, noise: text, 'provisioning-delay': text, 'exit-when-idle': text, tls: { type: 'boolean' }, json: { type: 'boolean' } },
    });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

function numberOf(name: string, text: string | boolean | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0) throw new UsageError(`--${name} needs a number, not "${text}".`);
  return value;
}

async function run(words: readonly string[]): Promise<void> {
  const { options, exitWhenIdleMs } = readArguments(words);
  const sandbox = await startSandbox(options);
  // Whoever reads the line may stop the process in the same moment.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { void sandbox.close(); });
  process.stdout.write(`${JSON.stringify(sandbox.endpoints)}\n`);
  // Whoever started it may have gone, and the line's reader with it.
  process.stdout.on('error', () => undefined);
  const idleCheck = exitWhenIdleMs === undefined ? undefined : setInterval(() => { if (sandbox.idleMs() >= exitWhenIdleMs) void sandbox.close(); }, Math.min(exitWhenIdleMs, 1000));
  await sandbox.closed;
  clearInterval(idleCheck);
  process.exit(0);
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isUsage ? `${usage}\n` : ''}`);
  process.exit(isUsage ? 2 : 1);
});
