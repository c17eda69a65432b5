export * from './deployment';
export * from './envelope';
export { isListOfStrings } from './guards';
export * from './plan';
export * from './matrix';
export * from './sandbox';
export * from './settings';
export * from './setup';
export * from './shared';
