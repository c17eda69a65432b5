import type { RunEvent } from '../../core/deployment/events';

/** How an event stands in the log; undefined for what the log can do without. Events hold no secrets. */
export function runLogLine(environment: string, runId: string, event: RunEvent): { readonly level: 'info' | 'warn' | 'error'; readonly text: string } | undefined {
  const line = (level: 'info' | 'warn' | 'error', text: string) => ({ level, text: `${environment} ${runId}: ${text}` });
  switch (event.type) {
    case 'started': return line('info', `started, deployment ${event.deploymentName} to ${event.target.resourceGroup} (${event.target.cloud}).`);
    case 'phase': return line('info', `${event.phase} ${event.state}${event.message ? `. ${event.message}` : ''}`);
    case 'plan': return line('info', `plan ${event.plan.planHash.slice(0, 12)}: ${event.plan.counts.create} create, ${event.plan.counts.modify} modify, ${event.plan.counts.delete} delete.`);
    case 'diagnostics': return event.diagnostics.length === 0 ? undefined : line('info', `${event.diagnostics.length} findings of the compiler.`);
    case 'confirmed': return line('info', `confirmed (${event.how}).`);
    case 'retrying': return line('warn', `${event.call} is tried again in ${Math.round(event.delayMs / 100) / 10} s (attempt ${event.attempt}). ${event.error.code}: ${event.error.message}`);
    case 'cancelRequested': return line('info', `asked to ${event.choice === 'leave-running' ? 'leave it running' : 'cancel'}.`);
    case 'detached': return line('warn', event.message);
    case 'reattached': return line('info', 'followed again.');
    case 'ended': return line(event.state === 'failed' ? 'error' : 'info', `${event.state}. ${event.error ? `${event.error.code}: ${event.error.message}` : event.message}`);
    default: return undefined;
  }
}
