import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Account } from './editor/account/account';
import type { EditorPorts, EngineOptions, SandboxControl } from './editor/ports';
import { settings } from './ids';

/** What the editor gets from the rest of the product. Each part is loaded when it is first asked for, which keeps activation short. */
export function createEditorPorts(context: vscode.ExtensionContext, account: Account): EditorPorts {
  const sandbox = sandboxControl(context);
  const findRepository: EditorPorts['findRepository'] = async (folder) => (await import('./local/workspace')).findRepository(folder);
  return { sandbox, createEngine: (options) => buildEngine(options, account, sandbox), createTemplateCompiler, findRepository };
}

/** A compiler process of its own, so that typing never waits for a plan. */
async function createTemplateCompiler(): ReturnType<EditorPorts['createTemplateCompiler']> {
  const { BicepCli, BicepTemplateCompiler } = await import('./local/bicep');
  const bicep = new BicepCli({ ...given('setting', setting<string>(settings.bicepPath)) });
  return Object.assign(new BicepTemplateCompiler(bicep), { dispose: () => bicep.dispose() });
}

async function buildEngine({ root, cloud, subscriptionId }: EngineOptions, account: Account, sandbox: SandboxControl): ReturnType<EditorPorts['createEngine']> {
  const [{ createEngine }, { defaultTokenProvider }] = await Promise.all([import('./composition'), import('./azure')]);
  return createEngine({
    root, ...(cloud ? { cloud } : {}), ...(subscriptionId ? { subscriptionId } : {}), ...given('bicepPath', setting<string>(settings.bicepPath)),
    sandboxEndpoint: (signal) => sandbox.start(root, signal),
    tokenProvider: (target) => account.credential(target.name) ?? defaultTokenProvider(target),
  });
}

function sandboxControl(context: vscode.ExtensionContext): SandboxControl {
  const stateFolder = (root: string): string => path.join(root, '.aos', 'sandbox');
  const load = () => import('./local/sandbox');
  return {
    isRunning: async (root) => await (await load()).findRunningSandbox(stateFolder(root)) !== undefined,
    inspect: async (root, signal) => (await load()).inspectSandbox(stateFolder(root), signal),
    replaceFaults: async (root, faults) => (await load()).replaceSandboxFaults(stateFolder(root), faults),
    reset: async (root) => { await (await load()).resetSandboxState(stateFolder(root)); },
    start: async (root, signal) => {
      const [{ startSandboxProcess }, { ensureAosFolder }] = await Promise.all([load(), import('./local/runs')]);
      await ensureAosFolder(root);
      const { address } = await startSandboxProcess({
        entry: context.asAbsolutePath(path.join('dist', 'sandbox.js')), stateFolder: stateFolder(root),
        ...given('port', setting<number>(settings.sandboxPort)), ...given('latencyMs', setting<number>(settings.sandboxLatencyMs)),
        ...given('faultFile', inFolder(root, setting<string>(settings.sandboxFaultFile))), ...given('seed', setting<number>(settings.sandboxSeed)), provisioningDelay: setting<number>(settings.sandboxProvisioningDelay),
      }, signal);
      return address.resourceManager;
    },
  };
}

const setting = <T>(id: string): T | undefined => vscode.workspace.getConfiguration().get<T>(id);

/** A relative path is one of the workspace. */
const inFolder = (root: string, file: string | undefined): string | undefined => (file ? path.resolve(root, file) : undefined);

/** Settings at "" or 0 are not set. */
const given = <K extends string, V extends string | number>(key: K, value: V | undefined): { readonly [P in K]?: V } => (value ? { [key]: value } : {}) as { readonly [P in K]?: V };
