import type { Application, SwapPreview, SwapReport } from '../../core/applications';
import { ConfirmationNeededError, InputError } from '../../core/errors';
import { chosenEnvironment, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';

/** Says what goes where and whether the slot is alive; swaps with --yes, and only what is fit to go live. */
export async function runSwap(context: CommandContext, applications: readonly Application[]): Promise<number> {
  const { invocation: { flags }, output, engine, signal } = context;
  const slot = slotOf(context);
  const environment = await chosenEnvironment(context);
  const previews: (SwapPreview & { readonly name: string })[] = [];
  for (const one of applications) previews.push({ name: one.name, ...await engine().applications.previewSwap(environment.name, one, slot, signal) });
  for (const one of previews) output.progress(renderPreview(one));
  const blocked = previews.filter(({ blockers }) => blockers.length > 0);
  if (flags.has('dry-run')) {
    output.result({ swapped: false, swaps: previews }, () => (blocked.length === 0 ? 'Nothing stands against it. Nothing was swapped.' : `${blocked.map(({ name }) => name).join(', ')} would be refused. Nothing was swapped.`));
    return blocked.length === 0 ? exitCode.done : exitCode.failed;
  }
  if (!flags.has('yes')) throw new ConfirmationNeededError(`Swapping changes what is live in ${environment.name}.`, { nextStep: 'Repeat with --yes.' });
  const reports: (SwapReport & { readonly name: string })[] = [];
  for (const one of applications) reports.push({ name: one.name, ...await engine().applications.swap(environment.name, one, slot, { ...(flags.has('force') && { force: true }) }, signal) });
  output.result({ swapped: true, swaps: reports }, () => reports.map(renderReport).join('\n'));
  return reports.some(({ verdict }) => verdict === 'not-alive') ? exitCode.failed : exitCode.done;
}

function renderPreview({ name, direction, settings: { moving, staying }, packages: { live, next }, checks, blockers, warnings }: SwapPreview & { readonly name: string }): string {
  return [
    `${name}: ${direction}`, `  Packages: ${next?.slice(0, 12) ?? 'unknown'} goes live, ${live?.slice(0, 12) ?? 'unknown'} comes back.`,
    `  Settings that move: ${moving.join(', ') || 'none'}; that stay: ${staying.join(', ') || 'none'}`,
    ...checks.map((one) => `  ${one.state.padEnd(14)}${one.id.padEnd(12)}${one.reason}`), ...blockers.map((one) => `  Against it: ${one}`), ...warnings.map((one) => `  Note: ${one}`),
  ].join('\n');
}

function renderReport({ name, source, verdict, checks }: SwapReport & { readonly name: string }): string {
  const failed = checks.filter(({ state }) => state === 'fail').map(({ id, reason }) => `  ${id}: ${reason}`);
  return [`${name}: swapped, production is ${verdict.replace('-', ' ')}.`, ...failed, ...(verdict === 'not-alive' ? [`  What was live is in ${source} now: swap again with --force to take it back.`] : [])].join('\n');
}

/** Creates the slot of --slot where it is not there. */
export async function createSlots(context: CommandContext, applications: readonly Application[]): Promise<number> {
  const slot = slotOf(context);
  const environment = await chosenEnvironment(context);
  if (context.invocation.flags.has('dry-run')) {
    const slots: { readonly name: string; readonly slots: readonly string[] }[] = [];
    for (const one of applications) slots.push({ name: one.name, slots: await context.engine().applications.listSlots(environment.name, one, context.signal) });
    context.output.result({ slots }, () => slots.map(({ name, slots: all }) => `${name}: ${all.join(', ') || 'no slot'}`).join('\n'));
    return exitCode.done;
  }
  const created = await createMissingSlots(context, applications, environment.name, slot);
  context.output.result({ slot, created }, () => (created.length === 0 ? `The slot ${slot} is there already.` : `Created ${slot} for ${created.join(', ')}.`));
  return exitCode.done;
}

/** Names of the applications that got the slot. */
export async function createMissingSlots({ invocation: { flags }, engine, output, signal }: CommandContext, applications: readonly Application[], environment: string, slot: string): Promise<readonly string[]> {
  const created: string[] = [];
  for (const one of applications) {
    if ((await engine().applications.listSlots(environment, one, signal)).some((name) => name.toLowerCase() === slot.toLowerCase())) continue;
    const withRoles = flags.has('with-roles');
    output.progress(`${one.name} has no slot ${slot}: creating it. ${withRoles ? 'Its identity gets the roles of the app’s.' : 'Its identity is new, and has no roles: --with-roles gives it those of the app’s.'}`);
    const { granted, refused } = await engine().applications.createSlot(environment, one, slot, { withRoles }, signal);
    if (withRoles) output.progress(`${one.name}: ${granted} roles given${refused.length === 0 ? '' : `; not allowed at ${refused.join(', ')}`}.`);
    created.push(one.name);
  }
  return created;
}

function slotOf({ invocation: { values, words } }: CommandContext): string {
  if (values.slot === undefined) throw new InputError('Cli.Usage', `${words[0] ?? 'This'} needs --slot NAME.`);
  return values.slot;
}
