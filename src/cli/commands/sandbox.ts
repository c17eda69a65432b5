import { azureCliCloud } from '../azureCliCloud';
import type { Command, CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { resetSandboxState } from '../../local/sandbox';
import { sandboxOptions, serveSandbox } from '../sandboxSource';

export const runSandbox: Command = (context) => (context.invocation.words[0] === 'reset' ? reset(context) : start(context));

/** Tells where it listens once it does, then serves until an interrupt. */
async function start({ invocation, workspace, output, signal }: CommandContext): Promise<number> {
  const sandbox = await serveSandbox(sandboxOptions(invocation, workspace), workspace);
  try {
    output.result(sandbox.endpoints, () => instructions(sandbox.endpoints));
    await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));
  } finally {
    await sandbox.close();
  }
  return exitCode.done;
}

/** Where it serves, and how clients are pointed at it. */
function instructions({ resourceManager, cloud, metadata, tls, caFile, proxy, stateFolder }: Awaited<ReturnType<typeof serveSandbox>>['endpoints']): string {
  const trust = caFile === undefined ? [] : [
    `CA file:          ${caFile}`,
    `  Node, SDKs:     NODE_EXTRA_CA_CERTS=${caFile}`,
    `  Azure CLI:      REQUESTS_CA_BUNDLE=${caFile}`,
  ];
  const azureCli = tls ? [
    `Azure CLI:        az cloud register -n AosSandbox --cloud-config '${azureCliCloud(resourceManager)}'`, '                  az cloud set -n AosSandbox', '                  az login --service-principal -u ANY-GUID -p ANY-SECRET --tenant ANY-GUID',
    `  Vaults, blobs:  HTTPS_PROXY=${String(proxy)}, where the machine does not resolve names under localhost`,
  ] : ['Azure CLI:        needs TLS; start with --tls'];
  return [
    `The sandbox serves at ${resourceManager} (state in ${stateFolder ?? 'memory'}). Stop it with Ctrl+C.`, '',
    `aos-deploy:       --cloud ${cloud}`, `SDKs:             endpoint ${resourceManager}${tls ? '' : ', allowInsecureConnection: true'}`, `Metadata:         ${metadata}`, ...trust, ...azureCli,
  ].join('\n');
}

async function reset({ invocation, workspace, output }: CommandContext): Promise<number> {
  const folder = sandboxOptions(invocation, workspace).stateFolder;
  const removed = await resetSandboxState(folder);
  output.result({ stateFolder: folder, removed }, () => (removed ? `The sandbox is empty: ${folder} was removed.` : `There was nothing to remove in ${folder}.`));
  return exitCode.done;
}
