import { LogicError } from './errors';

/** What a later version brings answers so, and does nothing. */
export const notBuilt = (what: string): LogicError => new LogicError('NotBuilt', `${what} is not in this version yet.`, { nextStep: 'Update AOS Deploy.' });
