import { CancelledError, EnvironmentError, InputError } from '../../core/errors';
import type { JsonObject } from '../../core/values';
import { findRunningSandbox, type SandboxAddress } from './sandboxLock';

/** What a running sandbox tells of itself, as its control endpoint answers. Nothing in it is secret. */
export interface SandboxReport {
  readonly address: SandboxAddress;
  readonly health: JsonObject;
  /** Oldest first, at most the latest thousand. */
  readonly requests: readonly JsonObject[];
  /** The fault file in force: `{seed?, rules}`. */
  readonly faults: JsonObject;
}

/** Milliseconds for one answer; the sandbox is on this machine. */
const timeoutMs = 5000;

/** Undefined when no sandbox serves the state folder. @throws EnvironmentError `Sandbox.NoAnswer`. */
export async function inspectSandbox(stateFolder: string, signal?: AbortSignal): Promise<SandboxReport | undefined> {
  const address = await findRunningSandbox(stateFolder);
  if (!address) return undefined;
  const [health, requests, faults] = await Promise.all(['health', 'requests', 'faults'].map((name) => ask(address, 'GET', name, undefined, signal)));
  return { address, health: health ?? {}, requests: (requests?.['requests'] as readonly JsonObject[] | undefined) ?? [], faults: faults ?? {} };
}

/** Puts other faults in force. @throws InputError `Sandbox.NotRunning` or what the sandbox refuses in the file; EnvironmentError `Sandbox.NoAnswer`. */
export async function replaceSandboxFaults(stateFolder: string, faults: JsonObject, signal?: AbortSignal): Promise<void> {
  const address = await findRunningSandbox(stateFolder);
  if (!address) throw new InputError('Sandbox.NotRunning', 'The local sandbox does not run, so it cannot misbehave.', { nextStep: 'Start it with "AOS: Start Local Sandbox".' });
  await ask(address, 'PUT', 'faults', faults, signal);
}

async function ask(address: SandboxAddress, method: string, name: string, body?: JsonObject, signal?: AbortSignal): Promise<JsonObject> {
  const answer = await request(address, method, name, body, signal);
  const value = await answer.json() as JsonObject & { readonly error?: { readonly code?: string; readonly message?: string } };
  if (answer.ok) return value;
  throw new InputError(`Sandbox.${value.error?.code ?? answer.status}`, value.error?.message ?? `The sandbox answered ${answer.status}.`);
}

async function request(address: SandboxAddress, method: string, name: string, body: JsonObject | undefined, signal: AbortSignal | undefined): Promise<Response> {
  const signals = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
  try {
    return await fetch(`${address.resourceManager}/_sandbox/${name}`, { method, ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }), signal: AbortSignal.any(signals) });
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    const why = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
    throw new EnvironmentError('Sandbox.NoAnswer', `The sandbox at ${address.resourceManager} does not answer: ${why}.`, { nextStep: 'Start it again with "AOS: Start Local Sandbox".' });
  }
}
