import { summaryOf, type Watch, type WatchNews } from '../../core/checklist';
import type { CommandContext } from '../context';

/** With --watch begins a watch and stays until it is over; else takes the look that is due where a watch goes on. Undefined: nothing is watched. */
export async function goOnWatching({ invocation: { flags }, engine, output, signal }: CommandContext, environment: string): Promise<Watch | undefined> {
  const { watches } = engine();
  const stop = watches.onNews((news) => { const line = lineOf(news); if (line) output.progress(line); });
  try {
    if (!flags.has('watch')) return await watches.goOn(environment, signal);
    const { endsAt, everyMinutes } = await watches.start(environment, {}, signal);
    output.progress(`${environment} is watched until ${endsAt}, every ${everyMinutes} minutes.`);
    return await watches.follow(environment, signal);
  } finally {
    stop();
  }
}

function lineOf({ watch, kind, message }: WatchNews): string | undefined {
  const last = watch?.findings.at(-1);
  if (message !== undefined || kind === 'ended' || !last) return message;
  return `${last.at} ${last.state}${last.problems.map(({ title, reason }) => `; ${title}: ${reason}`).join('')}`;
}

export function watchDocument(watch: Watch): object {
  const { deployment, startedAt, endsAt, everyMinutes, findings, end } = watch;
  return { deployment, startedAt, endsAt, everyMinutes, findings, ...(end && { end }), summary: summaryOf(watch) };
}
