import type { JsonValue } from '../values';

/** A message as it lies in a queue. `body` is text, JSON or not. */
export interface QueuedMessage { readonly messageId?: string; readonly correlationId?: string; readonly body: string; /** ISO 8601 UTC. */ readonly enqueuedAt?: string; readonly deliveryCount?: number; readonly deadLetterReason?: string }
export interface OutgoingMessage { readonly messageId: string; readonly correlationId?: string; readonly body: JsonValue; /** How long it may wait to be read. */ readonly timeToLiveMs?: number }

/** Queues of one Service Bus namespace. Errors as in DeploymentApi; LogicError `Bus.QueueNotFound`, `Bus.Denied`; EnvironmentError `Network.<code>`. */
export interface MessageBus {
  send(queue: string, message: OutgoingMessage, signal?: AbortSignal): Promise<void>;
  /** Looks without taking or locking: the first messages, oldest first. `/$deadletterqueue` behind the name looks there. */
  peek(queue: string, count: number, signal?: AbortSignal): Promise<readonly QueuedMessage[]>;
  /** Takes the first message when it is the one with this id, and leaves any other where it is. */
  takeFirst(queue: string, messageId: string, signal?: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}
