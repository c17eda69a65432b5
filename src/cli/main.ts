import { isNewEnough, runWithNewerNode, tooOldMessage } from './nodeVersion';

/** Entry of `aos-deploy`. Checks the Node first: an older one could not even load the rest. */
async function main(): Promise<number> {
  const args = process.argv.slice(2);
  if (isNewEnough(process.versions.node)) return (await import('./host')).runInThisProcess(args);
  const code = await runWithNewerNode(process.argv[1] ?? '', args, { env: process.env, platform: process.platform, arch: process.arch });
  if (code !== undefined) return code;
  process.stderr.write(tooOldMessage(process.versions.node));
  return 2;
}

/** What is left open (a compiler's process, a socket) must not keep a finished command alive; what is printed must get out. */
async function leave(code: number): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => { stream.write('', () => resolve()); })));
  process.exit(code);
}

void main().then(leave, (error: unknown) => {
  process.stderr.write(`Error: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
  return leave(1);
});
