import { ConfirmationNeededError, InputError } from '../../core/errors';
import { findingOfTest, restoreTestRow, type BlobExtent, type BlobQuery, type BlobResult, type SecretResult } from '../../core/restore';
import { chosenEnvironment, type Command, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';

export const runRestore: Command = async (context) => {
  const [what, ...names] = context.invocation.words;
  switch (what) {
    case 'blobs': return restoreBlobs(context, names);
    case 'secrets': return restoreSecrets(context, names);
    case 'test': return testBackup(context, names);
    default: return restoreConfigurations(context, names);
  }
};

/** First the extent; with --yes what is lost comes back. Run again, it goes on where it stopped. */
async function restoreBlobs(context: CommandContext, names: readonly string[]): Promise<number> {
  const { engine, output, signal, invocation: { flags, values } } = context;
  const environment = await chosenEnvironment(context);
  const query: BlobQuery = {
    ...(values.container !== undefined && { container: values.container }), ...(values.prefix !== undefined && { prefix: values.prefix }),
    ...(values['as-of'] !== undefined && { asOf: values['as-of'] }), ...(values['backup-account'] !== undefined && { backupAccount: values['backup-account'] }),
  };
  const extent = await engine().restore.assessBlobs(environment.name, query, signal);
  if (flags.has('dry-run') || extent.losses.length === 0) {
    output.result({ ...extent, results: [] }, () => renderExtent(extent));
    return exitCode.done;
  }
  output.progress(renderExtent(extent).trimEnd());
  if (!flags.has('yes')) throw new ConfirmationNeededError(`Restoring ${extent.losses.length} blobs of ${extent.container} in ${extent.account} needs a confirmation. Nothing was changed.`, { nextStep: 'Read the extent, then confirm with --yes.' });
  const { results } = await engine().restore.restoreBlobs(environment.name, query, {
    overwriteNewer: flags.has('overwrite'), ...(names.length > 0 && { names }),
    onProgress: (done, total) => { if (done % 100 === 0 || done === total) output.progress(`${done} of ${total}`); },
  }, signal);
  output.result({ ...extent, results }, () => renderResults(results));
  return results.every(({ outcome }) => outcome === 'restored' || outcome === 'already-there' || outcome === 'kept-newer') ? exitCode.done : exitCode.failed;
}

function renderExtent({ account, container, looked, notListed, notCompared, losses, summary }: BlobExtent): string {
  if (losses.length === 0) return `Nothing is missing or changed in ${container} of ${account} (${looked} states looked at).${unseen(notListed)}${untold(notCompared)}`;
  const rows = summary.map((one) => [one.prefix || '(top)', String(one.missing), String(one.changed), String(one.withoutSource)]);
  const newer = losses.filter(({ liveIsNewer }) => liveIsNewer).length;
  return `${losses.length} blobs of ${container} in ${account} are missing or changed.\n${renderTable(['prefix', 'missing', 'changed', 'no source'], rows)}${newer > 0 ? `${newer} are newer than what they would come from, and stay unless --overwrite is given.\n` : ''}${unseen(notListed).trimStart()}${untold(notCompared).trimStart()}`;
}

/** A blob that was deleted where deleted ones cannot be listed leaves no trace, unless a backup tells of it. */
const unseen = (notListed: BlobExtent['notListed']): string => (notListed.length === 0 ? '' : ` The account does not list ${notListed.map((kind) => (kind === 'deleted' ? 'deleted blobs' : 'earlier versions')).join(' and ')}: what is left only there was not seen. Compare with a copy by --backup-account.\n`);

/** Of equal length is not the same. */
const untold = (notCompared: BlobExtent['notCompared']): string => (notCompared.length === 0 ? '' : ` ${notCompared.length} blobs were not compared: they are as long as their source, but no MD5 of them is kept and they are too large or too many to be read (${notCompared.slice(0, 3).join(', ')}${notCompared.length > 3 ? ', …' : ''}). Narrow it with --prefix, or look at them yourself.\n`);

function renderResults(results: readonly BlobResult[]): string {
  const count = (outcome: BlobResult['outcome']): number => results.filter((one) => one.outcome === outcome).length;
  const outcomes = [...new Set(results.map(({ outcome }) => outcome))].map((outcome) => `${count(outcome)} ${outcome.replaceAll('-', ' ')}`);
  const bad = results.filter(({ outcome }) => outcome !== 'restored' && outcome !== 'already-there');
  return [`${outcomes.join(', ')}.`, ...bad.slice(0, 20).map(({ name, outcome, reason }) => `  ${outcome.padEnd(18)}${name}: ${reason ?? ''}`), ...(bad.length > 20 ? [`  … and ${bad.length - 20} more`] : []), ''].join('\n');
}

/** Without names: what is deleted and what backups hold. With names they come back: deleted ones are recovered, others come from a backup or an earlier version. */
async function restoreSecrets(context: CommandContext, names: readonly string[]): Promise<number> {
  const { engine, output, signal, invocation: { flags, values } } = context;
  const environment = await chosenEnvironment(context);
  const { restore } = engine();
  const extent = await restore.assessSecrets(environment.name, values.vault, signal);
  const wanted = names.length > 0 ? names : flags.has('yes') ? extent.deleted.map(({ name }) => name) : [];
  if (wanted.length === 0 || flags.has('dry-run')) {
    const versions = names.length === 1 ? await restore.listSecretVersions(environment.name, names[0]!, values.vault, signal) : undefined;
    output.result({ ...extent, ...(versions && { versions }), results: [] }, () => [
      `${extent.vault}: ${extent.present.length} secrets, ${extent.deleted.length} deleted${extent.isPurgeProtected ? ', protected against purging' : ''}.`,
      ...extent.deleted.map(({ name, deletedAt, purgesAt }) => `  deleted ${deletedAt ?? ''}, kept until ${purgesAt ?? '?'}: ${name}`), ...extent.backedUp.map(({ name, set }) => `  in backup ${set}: ${name}`),
      ...(versions ?? []).map(({ version, createdAt, isEnabled }) => `  version ${version} of ${createdAt}${isEnabled ? '' : ', disabled'}`), ''].join('\n'));
    return exitCode.done;
  }
  if (values.version !== undefined && wanted.length !== 1) throw new InputError('Cli.Usage', '--version names a version of one secret.', { nextStep: 'Name the secret: restore secrets NAME --version ID.' });
  if (!flags.has('yes')) throw new ConfirmationNeededError(`Bringing back ${wanted.join(', ')} in ${extent.vault} needs a confirmation. Nothing was changed.`, { nextStep: 'Confirm with --yes.' });
  const results: SecretResult[] = [];
  for (const name of wanted) results.push(await restore.restoreSecret(environment.name, name, { ...(values.version !== undefined && { version: values.version }), ...(values.from !== undefined && { set: values.from }), ...(values.vault !== undefined && { vault: values.vault }) }, signal));
  output.result({ ...extent, results }, () => results.map(({ name, outcome, from }) => `${name}: ${outcome.replaceAll('-', ' ')}${from ? ` (${from})` : ''}`).join('\n'));
  return exitCode.done;
}

/** Agents and MCP servers share this word: `agent:ID` or `server:ID`, with the version that is to be live again. */
async function restoreConfigurations(context: CommandContext, names: readonly string[]): Promise<number> {
  const { engine, output, signal, invocation: { flags, values } } = context;
  const environment = await chosenEnvironment(context);
  const [, kind, id] = /^(agent|server):(.+)$/.exec(names[0] ?? '') ?? [];
  if (names.length !== 1 || id === undefined || (kind !== 'agent' && kind !== 'server')) throw new InputError('Cli.Usage', '"restore configs" needs agent:ID or server:ID.', { nextStep: 'For example: restore configs agent:ceo --to VERSION.' });
  const versions = await engine().configurations.listVersions(environment.name, kind, id, signal);
  if (values.to === undefined || flags.has('dry-run')) {
    output.result({ kind, id, versions }, () => (versions.length === 0 ? 'No earlier version is kept.' : versions.map(({ version }) => version).join('\n')));
    return exitCode.done;
  }
  if (!flags.has('yes')) throw new ConfirmationNeededError(`Making ${values.to} of ${id} live in ${environment.name} needs a confirmation. Nothing was changed.`, { nextStep: 'Confirm with --yes.' });
  const report = await engine().configurations.restore(environment.name, kind, id, values.to, signal);
  output.result({ kind, id, versions, report }, () => report.results.map((one) => `${one.id}: ${one.outcome}`).join('\n'));
  return exitCode.done;
}

/** Restores a backup beside the environment and takes it away again; what it finds is the evidence of its row. */
async function testBackup(context: CommandContext, names: readonly string[]): Promise<number> {
  const { engine, output, signal, invocation: { flags, values } } = context;
  const environment = await chosenEnvironment(context);
  if (names.length > 0) throw new InputError('Cli.Usage', `"restore test" does not take "${names[0]}".`, { nextStep: 'Name a backup with --from SET; default: the newest.' });
  if (!flags.has('yes')) throw new ConfirmationNeededError(`Testing a backup of ${environment.name} makes a scratch container and a scratch vault in ${environment.resourceGroup}, and takes them away again. Nothing was changed.`, { nextStep: 'Confirm with --yes.' });
  const report = await engine().restoreTests.run(environment.name, values.from, (text) => output.progress(text), signal);
  await engine().checklist.keepAction(environment.name, restoreTestRow, { ...findingOfTest(report), rule: 'restore test' }, signal);
  output.result({ environment: environment.name, ...report }, () => `${renderTable(['', '', 'name', ''], report.checks.map(({ state, what, name, reason }) => [state, what, name, reason]))}${[report.conclusion, ...report.scratch.flatMap(({ left }) => left ?? []), ''].join('\n')}`);
  return report.verdict === 'proved' ? exitCode.done : exitCode.failed;
}
