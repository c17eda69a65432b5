/** Ends the sandbox that serves `workspace` and waits until it is gone. */
export function stopSandbox(workspace: string): Promise<void>;
