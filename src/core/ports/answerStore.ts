import type { Fact } from '../evidence/api';

/**
 * Answers of the evidence that outlive a process, under `.aos/`: another one that asks the same soon after need not ask again. Holds no secrets.
 * It is a help and no record: what cannot be read or written is forgotten without a word.
 */
export interface AnswerStore {
  /** Question -> answer. `place` tells environments of different clouds and groups apart. */
  read(place: string): Promise<ReadonlyMap<string, Fact<unknown>>>;
  /** In the place of what was there. */
  write(place: string, answers: ReadonlyMap<string, Fact<unknown>>): Promise<void>;
  /** After something was changed: nothing that was answered before holds any more. */
  clear(): Promise<void>;
}
