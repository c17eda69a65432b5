export * from './deployment';
export * from './envelope';
export * from './plan';
export * from './setup';
export * from './shared';
