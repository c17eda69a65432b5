/** Copies `source` to `target` as a git repository with one commit; an existing copy stays as it is. */
export function ensureWorkspaceCopy(source: string, target: string): Promise<string>;
