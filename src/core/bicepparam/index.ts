export { readParameters } from './reader';
export { tokenize } from './lexer';
export type * from './syntax';
