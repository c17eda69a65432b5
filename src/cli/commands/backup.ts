import type { BackupDue } from '../../core/restore';
import { chosenEnvironment, type Command } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';

/** Makes a backup; with --due says whether one is due (then exit code 1), with --history lists those made here, with --prove reads the newest (or --from) back. */
export const runBackup: Command = async (context) => {
  const { engine, output, signal, invocation: { flags, values } } = context;
  const environment = await chosenEnvironment(context);
  const { restore } = engine();
  if (flags.has('due')) {
    const due = await engine().backupReminders.due(environment.name);
    output.result({ environment: environment.name, ...due }, () => renderDue(environment.name, due));
    return due.state === 'due' ? exitCode.failed : exitCode.done;
  }
  if (flags.has('history')) {
    const backups = await restore.listBackups(environment.name);
    output.result({ environment: environment.name, backups }, () => (backups.length === 0 ? 'No backup yet.' : renderTable(['time', 'files', 'missing', 'set'], backups.map(({ set, manifest }) => [manifest.madeAt, String(manifest.files.length), String(manifest.missing.length), set]))));
    return exitCode.done;
  }
  if (flags.has('prove')) {
    const proof = await restore.prove(environment.name, values.from);
    output.result({ environment: environment.name, ...proof }, () => `${proof.set} of ${proof.madeAt}\n${renderTable(['', 'file', ''], proof.checks.map(({ state, file, reason }) => [state, file, reason]))}`);
    return proof.checks.some(({ state }) => state === 'damaged') ? exitCode.failed : exitCode.done;
  }
  const { set, folder, manifest } = await restore.backup(environment.name, (text) => output.progress(text), signal);
  output.result({ set, folder, ...manifest }, () => [
    `${manifest.files.length} files in ${folder}`, ...manifest.missing.map((one) => `Not backed up: ${one}`),
    ...(manifest.vault === undefined ? [] : [`Secrets are sealed by ${manifest.vault}: they can be restored only to a vault of the same subscription and geography.`]), ''].join('\n'));
  return manifest.missing.length > 0 && manifest.files.length === 0 ? exitCode.failed : exitCode.done;
};

function renderDue(environment: string, { state, everyDays, parts, at }: BackupDue): string {
  switch (state) {
    case 'off': return `aos.yaml wants no reminder for ${environment}.`;
    case 'never-deployed': return `No run of ${environment} was green yet: there is nothing to back up.`;
    case 'not-due': return `Nothing of ${environment} is due before ${at ?? ''}.`;
    case 'due': return `${renderTable(['due', 'since', 'last backup'], parts.map(({ part, since, last }) => [part, since, last ?? 'never']))}Backups of ${environment} are due every ${everyDays} days. Make one with "aos-deploy backup --environment ${environment}".`;
  }
}
