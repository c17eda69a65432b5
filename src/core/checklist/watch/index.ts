export { watchedItems, watchItem, type WatchSample } from './sample';
export { WatchService, type WatchNews, type WatchPorts } from './service';
export { isWatching, msUntilNext, summaryOf, watchDefaults, type Watch, type WatchFinding, type WatchSettings } from './watchRecords';
