import type { ConfigurationKind } from '../../core/configurations';
import { InputError } from '../../core/errors';
import type { CommandContext } from '../context';

/** Key of the list in documents. */
export const listKey = (kind: ConfigurationKind): 'agents' | 'servers' => (kind === 'agent' ? 'agents' : 'servers');

export const chosenIds = ({ invocation }: CommandContext): readonly string[] | undefined => (invocation.words.length > 1 ? invocation.words.slice(1) : undefined);

/** @throws InputError `Cli.Usage` for none or several. */
export function onlyId(context: CommandContext): string {
  const [id, more] = chosenIds(context) ?? [];
  if (id === undefined || more !== undefined) throw new InputError('Cli.Usage', `${context.invocation.words[0] ?? 'This'} takes one ID.`);
  return id;
}
