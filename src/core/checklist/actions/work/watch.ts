import { summaryOf, watchDefaults, watchItem } from '../../watch';
import { failed, unknown, type RowWork } from './work';

/** The watch goes on by itself where the editor is open, and with every `checklist run` elsewhere. */
export const watchWorks: readonly RowWork[] = [{
  row: watchItem, describe: ({ view: { environment } }) => `Watches ${environment.name} for ${environment.watch?.hours ?? watchDefaults.hours} hours from its newest green run on: health, errors, alerts, queues and cost, every ${environment.watch?.everyMinutes ?? watchDefaults.everyMinutes} minutes. Only reads.`,
  run: async ({ view: { environment }, ports: { engine: { watches } }, signal }) => {
    const started = await watches.start(environment.name, {}, signal);
    const watch = started.findings.length === 0 ? await watches.look(environment.name, signal) : await watches.goOn(environment.name, signal) ?? started;
    const said = `Watched until ${watch.endsAt}. ${summaryOf(watch)}`;
    return watch.findings.some(({ state }) => state === 'bad') ? failed(said) : unknown(said);
  },
}];
