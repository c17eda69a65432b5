export { atWork, journalOf, reattached, untilWritten } from './journal';
export { openWorkbench, type OpenWorkbench } from './openWorkbench';
export { screenshotOnFailure } from './screenshotOnFailure';
export { Workbench } from './workbench';
