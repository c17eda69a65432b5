/** A refusal is shown by the extension; the page only has to survive it. */
export const ask = (answer: Promise<unknown>): void => { answer.catch((error: unknown) => console.warn(error)); };
