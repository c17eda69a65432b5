/** Waits until the file's last line is `{"ended": true}`; returns the lines before it. @throws when that takes longer than `timeoutMs`. */
export function waitForResults(file: string, timeoutMs: number, onLine?: (line: unknown) => void): Promise<readonly unknown[]>;
