import type { JsonObject, JsonValue } from '../../../armTemplate';
import type { DataPlaneHost, StoredResource } from '../../providers/provider';
import { Invocation } from '../../monitoring';
import { isObject, sameText, textOf } from '../../providers/shared/json';
import { keyOf, parseResourceId } from '../../resourceId';
import { registryOf } from '../functionHost/answers';
import { hostStateOf, insightsOf, runningFunctions, settingOf, type HostState } from '../functionHost/hostState';
import { reloadRegistry } from '../functionHost/registryMemory';
import type { Broker } from './broker';
import { claimOfKey } from './claims';
import { libraryOf, toIncoming, type AmqpMessage, type RheaModule } from './codec';
import type { MessageQueue } from './messages';

interface Parts { readonly broker: Broker; readonly host: DataPlaneHost; readonly rhea: RheaModule }
interface Trigger { readonly state: HostState; readonly name: string; readonly output?: JsonObject }

/** How long a function that was just started, or whose settings were just put right, waits for messages that were there before. */
const lookAgainMs = 1000;

/**
 * Stands in for queue-triggered functions of apps that run: a request in JSON is answered to the output queue, anything else fails, so that it is tried
 * again and dead-lettered in the end. No Python is run.
 */
export class FunctionTriggers {
  private readonly waiting = new Set<MessageQueue>();
  private readonly off: () => void;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly parts: Parts) {
    this.off = parts.broker.onChange((queue) => { if (!queue.isDeadLetter && /\/queues\//.test(queue.key)) { this.waiting.add(queue); setImmediate(() => { this.run(queue); }); } });
    this.timer = setInterval(() => { for (const queue of [...this.waiting]) this.run(queue); }, lookAgainMs).unref();
  }

  close(): void { this.off(); clearInterval(this.timer); }

  private run(queue: MessageQueue): void {
    if (!queue.hasActive) { this.waiting.delete(queue); return; }
    const trigger = this.triggerOf(queue);
    for (let taken = trigger && queue.take(false); taken && trigger; taken = queue.take(false)) {
      const run = new Invocation({ site: trigger.state.site, functionName: trigger.name, reason: `(null) New ServiceBus message detected on '${queue.key.split('/').at(-1) ?? ''}'.`, connection: insightsOf(trigger.state) }, this.parts.host.context());
      try {
        this.handle(libraryOf(this.parts.rhea).message.decode(Buffer.from(taken.message.data, 'base64')), trigger, queue, run);
        queue.complete(taken.token!);
        run.end({ success: true, resultCode: '0' });
      } catch (error) {
        if (!(error instanceof SyntaxError || error instanceof FunctionFailedError)) throw error;
        queue.abandon(taken.token!);
        run.end({ success: false, resultCode: '0', failure: error.message });
      }
    }
  }

  /** The function that reads a queue: its app runs, all it needs resolves, and its connection leads to this namespace. */
  private triggerOf(queue: MessageQueue): Trigger | undefined {
    const context = this.parts.host.context();
    const name = parseResourceId(queue.key)?.shortName ?? '';
    const sites = [...context.resources.listByType('Microsoft.Web/sites'), ...context.resources.listByType('Microsoft.Web/sites/slots')];
    for (const site of sites) {
      const state = hostStateOf(site, context);
      if (state.missing.length > 0) continue;
      for (const declared of runningFunctions(state)) {
        const trigger = declared.bindings.find(({ type, queueName }) => sameText(type, 'serviceBusTrigger') && sameText(queueName, name));
        if (trigger && this.leadsTo(queue, state, trigger)) return { state, name: declared.name, output: declared.bindings.find(({ type }) => sameText(type, 'serviceBus')) };
      }
    }
    return undefined;
  }

  private leadsTo({ key }: MessageQueue, { settings }: HostState, binding: JsonObject): boolean {
    const setting = textOf(binding.connection) ?? 'AzureWebJobsServiceBus';
    const connection = settingOf(settings, setting) ?? settingOf(settings, `AzureWebJobs${setting}`);
    const { keyName, sharedKey } = { keyName: /SharedAccessKeyName=([^;]+)/i.exec(connection ?? '')?.[1], sharedKey: /SharedAccessKey=([^;]+)/i.exec(connection ?? '')?.[1] };
    if (connection === undefined || keyName === undefined || sharedKey === undefined) return false;
    const endpoint = /Endpoint=sb:\/\/([^/:;]+)/i.exec(connection)?.[1] ?? '';
    const claim = this.claim(endpoint, keyName, sharedKey);
    return claim !== undefined && key.startsWith(`${keyOf(claim.id)}/`);
  }

  private claim(hostname: string, name: string, key: string): StoredResource | undefined { return claimOfKey(hostname, name, key, this.parts.host.context())?.namespace; }

  /** Apps with a registry read it again; others do not know the command. */
  private reload(state: HostState, run: Invocation): boolean {
    const place = registryOf(state);
    if (place) void reloadRegistry(state, place, this.parts.host, run).catch((error: unknown) => { process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`); });
    return place !== undefined;
  }

  private handle(message: AmqpMessage, { state, name, output }: Trigger, queue: MessageQueue, run: Invocation): void {
    const request = JSON.parse(textOfBody(message)) as JsonValue;
    if (!isObject(request)) throw new FunctionFailedError('The request is no object.');
    if (request.command === 'reload_registry' && this.reload(state, run)) return;
    const known = state.app?.constants.get('AGENT_IDS');
    const agentId = String(request.agent_id ?? '').toLowerCase();
    if (Array.isArray(known) && !known.includes(agentId)) throw new FunctionFailedError(`Unknown agent '${agentId}'.`);
    const namespaceId = queue.key.split('/').slice(0, 9).join('/');
    const target = output && this.parts.host.context().resources.find(`${namespaceId}/queues/${String(output.queueName)}`);
    if (!target) return;
    const correlationId = message.correlation_id ?? message.message_id;
    const timestamp = this.parts.host.context().clock.now().toISOString();
    const body = { request_id: request.request_id ?? null, agent_id: agentId, accepted: true, timestamp, trace: { app: state.site.name, function: name, version: state.use?.sha256 ?? '' } };
    const library = libraryOf(this.parts.rhea);
    const { message: sections } = this.parts.rhea as unknown as { message: { data_section(data: Buffer): unknown } };
    const reply = { body: sections.data_section(Buffer.from(JSON.stringify(body))), content_type: 'application/json', ...(correlationId !== undefined && { correlation_id: correlationId }), message_id: this.parts.host.context().random.guid(`reply:${queue.key}:${timestamp}:${String(correlationId)}`) } as unknown as AmqpMessage;
    this.parts.broker.send(target, toIncoming(reply, library));
    const bus = parseResourceId(namespaceId)?.shortName.toLowerCase() ?? '';
    run.called({ type: 'Queue Message | Azure Service Bus', target: `${bus}.servicebus.localhost/${String(output.queueName)}`, name: 'ServiceBus.send', data: '', success: true, resultCode: '', durationMs: 0 });
  }
}

/** The function would have raised an error. */
class FunctionFailedError extends Error {}

function textOfBody({ body }: AmqpMessage): string {
  const content: unknown = isSection(body) ? body.content : body;
  return Buffer.isBuffer(content) ? content.toString('utf8') : typeof content === 'string' ? content : JSON.stringify(content ?? null);
}

const isSection = (body: unknown): body is { readonly content: unknown } => typeof body === 'object' && body !== null && 'content' in body;
