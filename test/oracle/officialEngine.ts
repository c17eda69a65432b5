import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type MessageConnection } from 'vscode-jsonrpc/node';
import type { JsonObject, JsonValue } from '../../src/armTemplate/index';

export type Answer = { readonly value: JsonValue } | { readonly remains: string } | { readonly error: string };
export interface Snapshot { readonly predictedResources: readonly JsonObject[]; readonly outputs: JsonObject; readonly diagnostics: readonly JsonValue[] }

export const CONTEXT = { tenantId: '00000000-0000-0000-0000-00000000000a', subscriptionId: '11111111-1111-1111-1111-111111111111', managementGroupId: 'mg1', resourceGroup: 'rg1', location: 'eastus', deploymentName: 'main' };
const SCHEMA = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';

/** The deployment engine inside the Bicep CLI, over JSON-RPC. */
export class OfficialEngine {
  readonly #process: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #folder = mkdtempSync(join(tmpdir(), 'arm-oracle-'));

  private constructor(command: string) {
    this.#process = spawn(command, ['jsonrpc', '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#connection = createMessageConnection(new StreamMessageReader(this.#process.stdout!), new StreamMessageWriter(this.#process.stdin!));
    this.#connection.onError(() => undefined);
  }

  /** Starts the CLI that `AOS_BICEP` names, or `bicep` of PATH. @throws Error that says what is missing. */
  static async start(): Promise<OfficialEngine> {
    const command = process.env.AOS_BICEP ?? 'bicep', engine = new OfficialEngine(command);
    const failed = new Promise<never>((_, reject) => {
      const missing = (reason: string): void => reject(new Error(`The Bicep CLI could not be started as '${command}' (${reason}). These tests compare with it: install it (https://aka.ms/bicep-install) or name it in the environment variable AOS_BICEP.`));
      engine.#process.once('error', (error) => missing(error.message));
      engine.#process.once('exit', (code) => missing(`it exited with ${code}`));
    });
    engine.#connection.listen();
    await Promise.race([engine.#connection.sendRequest('bicep/version', {}), failed]);
    return engine;
  }

  /** What the engine predicts for a template. @throws Error with its words when it refuses. */
  async snapshot(template: JsonObject, parametersText = ''): Promise<Snapshot> {
    writeFileSync(join(this.#folder, 't.json'), JSON.stringify(template));
    writeFileSync(join(this.#folder, 't.bicepparam'), `using 't.json'\n${parametersText}`);
    const { tenantId, subscriptionId, resourceGroup, location, deploymentName } = CONTEXT;
    const atSubscription = String(template.$schema).includes('subscriptionDeploymentTemplate');
    const metadata = { tenantId, subscriptionId, location, deploymentName, ...(atSubscription ? {} : { resourceGroup }) };
    const answer = await this.#connection.sendRequest<{ snapshot: string }>('bicep/getSnapshot', { path: join(this.#folder, 't.bicepparam'), metadata });
    return JSON.parse(answer.snapshot) as Snapshot;
  }

  /** Answers in the order of the expressions. Asks many at once, and halves what is refused until the culprits are alone. */
  async evaluate(expressions: readonly string[], base: JsonObject = {}): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let at = 0; at < expressions.length; at += 25) answers.push(...await this.#evaluateSome(expressions.slice(at, at + 25), base));
    return answers;
  }

  stop(): void { this.#connection.dispose(); this.#process.removeAllListeners('exit'); this.#process.kill(); rmSync(this.#folder, { recursive: true, force: true }); }

  async #evaluateSome(expressions: readonly string[], base: JsonObject): Promise<Answer[]> {
    // An array around each value lets one output type carry any of them.
    const outputs = Object.fromEntries(expressions.map((expression, index) => [`o${index}`, { type: 'array', value: `[createArray(${expression})]` }]));
    try {
      const snapshot = await this.snapshot({ $schema: SCHEMA, contentVersion: '1.0.0.0', ...base, resources: [], outputs });
      return expressions.map((_, index) => readAnswer(snapshot.outputs[`o${index}`]!));
    } catch (error) {
      if (expressions.length === 1) return [{ error: error instanceof Error ? error.message : String(error) }];
      const half = expressions.length >> 1;
      return [...await this.#evaluateSome(expressions.slice(0, half), base), ...await this.#evaluateSome(expressions.slice(half), base)];
    }
  }
}

function readAnswer(output: JsonValue): Answer {
  return Array.isArray(output) ? { value: output[0]! } : { remains: String(output).slice('[createArray('.length, -2) };
}
