export { readParameters } from './reader';
export type * from './syntax';
