/** Translations of this page; filled once when the page opens. */
const bundle = new Map<string, string>();

export function useTexts(texts: Readonly<Record<string, string>> | undefined): void {
  for (const [english, translated] of Object.entries(texts ?? {})) bundle.set(english, translated);
}

/** The text in the user's language; `{0}`, `{1}` stand for the arguments. */
export function t(english: string, ...args: readonly (string | number)[]): string {
  return (bundle.get(english) ?? english).replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));
}
