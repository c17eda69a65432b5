export { readParameters } from './reader';
export { tokenize } from './lexer';
export type * from './syntax';
export { editValue, type ValueEdit } from './editValue';
