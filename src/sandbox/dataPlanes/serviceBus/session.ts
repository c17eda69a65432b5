import type { Socket } from 'node:net';
import type { Connection, Delivery, EventContext, Receiver, Sender } from 'rhea';
import type { DataPlaneHost } from '../../providers/provider';
import { keyOf } from '../../resourceId';
import type { Broker } from './broker';
import { claimOfKey, claimOfToken, type Claim, type Right } from './claims';
import { batchFormat, libraryOf, outgoing, reordered, toIncoming, unpackBatch, type AmqpMessage, type RheaModule } from './codec';
import { manage, type ManagementAnswer } from './management';
import { deadLetterSuffix, LockLostError, type MessageQueue } from './messages';

interface Parts { readonly rhea: RheaModule; readonly broker: Broker; readonly host: DataPlaneHost }
interface Node { readonly entity: NonNullable<ReturnType<Broker['find']>>['entity']; readonly queue: MessageQueue; readonly isManagement: boolean }
interface Consumer { readonly sender: Sender; readonly queue: MessageQueue; readonly isDestructive: boolean }
interface RheaDelivery { readonly remote_state?: { readonly constructor: { readonly composite_type?: string }; readonly undeliverable_here?: boolean; readonly message_annotations?: Record<string, string>; readonly error?: { readonly info?: Record<string, string> } } }

const unauthorized = { condition: 'amqp:unauthorized-access', description: "Unauthorized access. 'Listen' or 'Send' claims are required to perform this operation." };

/** Serves one connection for as long as it lasts. */
export function serveConnection(socket: Socket, parts: Parts): void { new Session(parts).accept(socket); }

/** Links of one client, and what its tokens allow. */
class Session {
  private readonly claims: Claim[] = [];
  private readonly consumers = new Map<Sender, Consumer>();
  private readonly tokens = new Map<Delivery, { readonly queue: MessageQueue; readonly token: string }>();
  private connection: Connection | undefined;
  private hostname = '';

  constructor(private readonly parts: Parts) {}

  accept(socket: Socket): void {
    const container = this.parts.rhea.create_container({ id: 'sandbox', non_fatal_errors: [] } as never);
    const { sasl_server_mechanisms: mechanisms } = container as unknown as { sasl_server_mechanisms: { enable_anonymous(): void; enable_plain(check: (user: string, password: string, hostname: string) => boolean): void } };
    mechanisms.enable_anonymous();
    mechanisms.enable_plain((user, password, hostname) => this.addClaim(claimOfKey(hostname ?? '', user, password, this.parts.host.context())));
    const off = this.parts.broker.onChange((queue) => { for (const consumer of this.consumers.values()) if (consumer.queue === queue) this.pump(consumer); });
    container.on('connection_open', ({ connection }: EventContext) => { this.connection = connection; this.hostname = (connection as unknown as { hostname?: string }).hostname ?? ''; });
    container.on('receiver_open', ({ receiver }: EventContext) => { this.onProducer(receiver!); });
    container.on('sender_open', ({ sender }: EventContext) => { this.onConsumer(sender!); });
    container.on('message', (context: EventContext) => { this.onMessage(context); });
    container.on('sender_flow', ({ sender }: EventContext) => { const consumer = this.consumers.get(sender!); if (consumer) this.pump(consumer); });
    container.on('sender_draining', ({ sender }: EventContext) => { (sender as unknown as { set_drained(drained: boolean): void }).set_drained(true); });
    for (const outcome of ['accepted', 'rejected', 'modified', 'released']) container.on(outcome, ({ delivery }: EventContext) => { this.onOutcome(outcome, delivery!); });
    container.on('sender_close', ({ sender }: EventContext) => { this.consumers.delete(sender!); });
    const end = (): void => {
      off();
      this.consumers.clear();
      const [first] = this.claims.splice(0);
      if (first) this.parts.broker.meter.connected(first.namespace, -1);
    };
    // A client that goes away in the middle has asked for nothing.
    for (const event of ['disconnected', 'connection_close', 'connection_error', 'session_error', 'error', 'protocol_error']) container.on(event, () => { if (event === 'disconnected' || event === 'protocol_error') { end(); socket.destroy(); } });
    socket.on('close', end).on('error', end);
    const options = { receiver_options: { autoaccept: false, credit_window: 500 }, sender_options: { autosettle: true, treat_modified_as_released: false }, max_frame_size: 65_536, reconnect: false };
    const accepting = container as unknown as { websocket_accept: unknown; create_connection(options: object): { accept(socket: Socket): void } };
    accepting.create_connection(options).accept(socket);
  }

  private addClaim(claim: Claim | undefined): boolean {
    if (claim && this.claims.length === 0) this.parts.broker.meter.connected(claim.namespace, 1);
    if (claim) this.claims.push(claim);
    return claim !== undefined;
  }

  /** The node behind an address, if the client may use it. Undefined after the link was refused. */
  private nodeFor(link: Sender | Receiver, address: string, right: Right): Node | undefined {
    const isManagement = /\/\$management$/i.test(address);
    const path = address.replace(/\/\$management$/i, '');
    const refuse = (condition: string, description: string): undefined => { link.close({ condition, description } as never); return undefined; };
    const namespace = this.claims[0]?.namespace;
    if (!namespace) return refuse(unauthorized.condition, unauthorized.description);
    const found = this.parts.broker.find(namespace, path);
    if (!found) this.parts.broker.meter.refused(namespace);
    if (!found) return refuse('amqp:not-found', `The messaging entity 'sb://${namespace.name.toLowerCase()}/${path}' could not be found.`);
    const { entity, isDeadLetter } = found;
    const may = this.claims.some(({ scope, rights }) => `${keyOf(entity.id)}/`.startsWith(`${scope}/`) && (isManagement || rights.includes(right)));
    if (!may) { this.parts.broker.meter.refused(namespace); return refuse(unauthorized.condition, unauthorized.description); }
    return { entity, isManagement, queue: this.parts.broker.queue(keyOf(entity.id) + (isDeadLetter ? deadLetterSuffix : '')) };
  }

  private onProducer(receiver: Receiver): void {
    const address = receiver.target?.address ?? '';
    receiver.set_target({ address });
    receiver.set_source((receiver.source ?? {}) as never);
    (receiver as unknown as { local: { attach: { max_message_size: number } } }).local.attach.max_message_size = 1_048_576;
    if (address !== '$cbs') this.nodeFor(receiver, address, 'Send');
  }

  private onConsumer(sender: Sender): void {
    const address = sender.source?.address ?? '';
    sender.set_source({ address } as never);
    sender.set_target((sender.target ?? {}) as never);
    const { local, remote } = sender as unknown as { local: { attach: { snd_settle_mode?: number; rcv_settle_mode?: number } }; remote: { attach: { snd_settle_mode?: number; rcv_settle_mode?: number; source?: { filter?: Record<string, unknown> } } } };
    local.attach.snd_settle_mode = remote.attach.snd_settle_mode;
    local.attach.rcv_settle_mode = remote.attach.rcv_settle_mode;
    if (address === '$cbs') return;
    if (remote.attach.source?.filter && 'com.microsoft:session-filter' in remote.attach.source.filter) { sender.close({ condition: 'amqp:not-implemented', description: 'The sandbox does not implement sessions.' } as never); return; }
    const node = this.nodeFor(sender, address, 'Listen');
    if (node && !node.isManagement) this.consumers.set(sender, { sender, queue: node.queue, isDestructive: remote.attach.snd_settle_mode === 1 });
  }

  private onMessage({ message, delivery, receiver, ...rest }: EventContext): void {
    const address = receiver?.target?.address ?? '';
    const library = libraryOf(this.parts.rhea);
    if (address === '$cbs') { delivery!.accept(); this.reply(message!, this.putToken(message!)); return; }
    const node = this.nodeFor(receiver!, address, 'Send');
    if (!node) return;
    if (node.isManagement) { delivery!.accept(); this.reply(message!, manage(message!, { ...node, broker: this.parts.broker, rhea: this.parts.rhea })); return; }
    const { format } = rest as { format?: number };
    const all = format === batchFormat ? unpackBatch(message as unknown as Buffer, library) : Buffer.isBuffer(message) ? [library.message.decode(message)] : [message!];
    for (const one of all) this.parts.broker.send(node.entity, toIncoming(one, library));
    delivery!.accept();
    this.parts.host.log({ method: 'SEND', path: `/${address}`, status: 200, dataPlane: 'serviceBus' });
  }

  private putToken({ body }: AmqpMessage): ManagementAnswer {
    return this.addClaim(claimOfToken(this.hostname, String(body), this.parts.host)) ? { status: 202, description: 'Accepted' } : { status: 401, condition: 'amqp:unauthorized-access', description: 'InvalidSignature: The token has an invalid signature, has expired or gives no right.' };
  }

  private reply(request: AmqpMessage, { status, description = 'OK', condition, body }: ManagementAnswer): void {
    const to = request.reply_to;
    const sender = (this.connection as unknown as { find_sender(filter: (link: Sender) => boolean): Sender | undefined } | undefined)?.find_sender((link) => link.name === to || (link.target as { address?: string } | undefined)?.address === to);
    const properties = { statusCode: status, statusDescription: description, 'status-code': status, 'status-description': description, ...(condition !== undefined && { errorCondition: condition, 'error-condition': condition }) };
    sender?.send({ correlation_id: request.message_id, to, application_properties: properties, body: body ?? null } as never);
  }

  /** Hands out as many messages as the client has asked for. */
  private pump({ sender, queue, isDestructive }: Consumer): void {
    const { outgoing: waiting } = (sender as unknown as { session: { outgoing: { next_delivery_id: number; next_pending_delivery: number } } }).session;
    for (let room = (sender as unknown as { credit: number }).credit - (waiting.next_delivery_id - waiting.next_pending_delivery); room > 0 && sender.is_open(); room--) {
      const taken = queue.take(isDestructive);
      if (!taken) return;
      const tag = taken.token === undefined ? undefined : reordered(Buffer.from(taken.token, 'hex'));
      const delivery = sender.send(outgoing(taken, libraryOf(this.parts.rhea)) as never, tag as never, 0);
      if (taken.token !== undefined) this.tokens.set(delivery, { queue, token: taken.token });
    }
  }

  private onOutcome(outcome: string, delivery: Delivery): void {
    const held = this.tokens.get(delivery);
    if (!held) return;
    this.tokens.delete(delivery);
    const { remote_state: state } = delivery as unknown as RheaDelivery;
    const { message } = this.parts.rhea as unknown as { message: Record<string, (fields?: object) => { described(): object }> };
    const settle = (name: string, fields?: object): void => { (delivery as unknown as { update(settled: boolean, state: object): void }).update(true, message[name]!(fields).described()); };
    try {
      const { queue, token } = held;
      if (outcome === 'accepted') queue.complete(token);
      else if (outcome === 'rejected') queue.deadLetter(token, textsOf(state?.error?.info));
      else if (outcome === 'modified' && state?.undeliverable_here) queue.defer(token, textsOf(state.message_annotations));
      else queue.abandon(token, textsOf(state?.message_annotations));
      settle('accepted');
    } catch (error) {
      if (!(error instanceof LockLostError)) throw error;
      settle('rejected', { error: { condition: 'com.microsoft:message-lock-lost', description: error.message } });
    }
  }
}

const textsOf = (map: Record<string, unknown> | undefined): Record<string, string | number | boolean> => Object.fromEntries(Object.entries(map ?? {}).flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [])));
