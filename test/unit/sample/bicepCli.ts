import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

export interface CompilerDiagnostic { readonly source: string; readonly level: string; readonly code: string; readonly message: string }
export interface CompilerAnswer { readonly success: boolean; readonly diagnostics: readonly CompilerDiagnostic[]; readonly template?: string; readonly parameters?: string }

/** Path of the real Bicep CLI: `AOS_BICEP`, else the one on PATH. @throws Error when there is none. */
export function getBicepPath(): string {
  const name = process.platform === 'win32' ? 'bicep.exe' : 'bicep';
  const found = [process.env['AOS_BICEP'] ?? '', ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name))].find((path) => path !== '' && existsSync(path));
  if (found === undefined) throw new Error('These tests need the Bicep CLI. Run them by "npm test", which brings it, or set AOS_BICEP to its path.');
  return found;
}

/** One process of the real CLI, asked over JSON-RPC. Independent of the product's own compiler port, so that neither hides the other's mistakes. */
export class BicepCli {
  private constructor(private readonly child: ChildProcess, private readonly connection: MessageConnection) {}

  static start(): BicepCli {
    const child = spawn(getBicepPath(), ['jsonrpc', '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    connection.listen();
    return new BicepCli(child, connection);
  }

  compileParameters(path: string): Promise<CompilerAnswer> {
    return this.connection.sendRequest('bicep/compileParams', { path, parameterOverrides: {} });
  }

  /** Resources that the official engine predicts for a parameters file. */
  async predict(path: string): Promise<readonly { readonly type: string; readonly name: string }[]> {
    const metadata = { subscriptionId: '00000000-0000-0000-0000-000000000001', resourceGroup: 'rg-sample', location: 'eastus' };
    const { snapshot } = await this.connection.sendRequest<{ snapshot: string }>('bicep/getSnapshot', { path, metadata });
    return (JSON.parse(snapshot) as { predictedResources: { type: string; name: string }[] }).predictedResources;
  }

  dispose(): void {
    this.connection.dispose();
    this.child.kill();
  }
}
