export type * from './arm';
export type * from './bundleStore';
export type * from './bicep';
export type * from './clock';
export type * from './configurationBlobs';
export type * from './dataPlanes';
export type * from './runStore';
export type * from './workspace';
