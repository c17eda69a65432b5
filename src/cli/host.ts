import { statSync } from 'node:fs';
import { createEngine } from '../composition';
import { codePrefix, validateWorkspace } from '../core/language';
import type { Diagnostic } from '../core/values';
import { BicepCli, BicepTemplateCompiler } from '../local/bicep';
import { WorkspaceFolder } from '../local/workspace';
import type { Invocation } from './parseArguments';
import { readSecret } from './readSecret';
import { runCli } from './run';
import { SandboxSource } from './sandboxSource';
import { readVersion } from './version';

/** The tool on this very process: its streams, its signals, its working folder. */
export async function runInThisProcess(args: readonly string[]): Promise<number> {
  silenceSqliteWarning();
  return runCli(args, {
    streams: { out: (text) => { process.stdout.write(text); }, err: (text) => { process.stderr.write(text); } },
    workingFolder: process.cwd(), version: readVersion(), createEngine: buildEngine, checkLanguage, onInterrupt,
    readSecret: (prompt) => readSecret(prompt, process.stdin, (text) => { process.stderr.write(text); }),
    folderExists: (folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false,
  });
}

function buildEngine({ values }: Invocation, root: string, progress: (line: string) => void): ReturnType<typeof createEngine> {
  const sandbox = new SandboxSource(root, progress);
  return createEngine({
    root, cloud: values.cloud, subscriptionId: values.subscription, resourceGroup: values['resource-group'],
    sandboxEndpoint: () => sandbox.endpoint(), dispose: () => sandbox.close(),
  });
}

/** The same rules as in the editor. What the compiler says itself comes from the engine; without a compiler the rules that need none still speak. */
async function checkLanguage(root: string): Promise<readonly Diagnostic[]> {
  const bicep = new BicepCli();
  try {
    return (await validateWorkspace({ files: new WorkspaceFolder(root), compiler: new BicepTemplateCompiler(bicep), withoutOfficial: true })).filter(({ code }) => code !== `${codePrefix}template-with-errors`);
  } finally {
    await bicep.dispose();
  }
}

function onInterrupt(handler: () => void): () => void {
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  return () => { process.off('SIGINT', handler); process.off('SIGTERM', handler); };
}

/** Node calls its own SQLite experimental on every start; nobody who deploys can do anything about that. */
function silenceSqliteWarning(): void {
  const others = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning' && /SQLite/i.test(warning.message)) return;
    for (const listener of others) listener(warning);
  });
}
