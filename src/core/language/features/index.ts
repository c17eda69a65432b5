export { completionsAt, type Completion } from './completion';
export { hintsOf, type Hint } from './hints';
export { configurationCompletions, definitionsAt, hoverAt, idUses, referencesAt, renameAt, secretReferences, type Hover, type Place } from './navigation';
export { wordAt } from './words';
export { mentionsInBicep } from './renameInBicep';
