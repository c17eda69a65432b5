import type { JsonValue } from '../api';
import { ExpressionFault, explain, invalidTemplate } from '../fault';
import type { Value } from '../values/value';
import { deeper } from './evaluate';
import { evaluateJson, expandPropertyCopy, isPropertyCopy } from './evaluateJson';
import type { Frame } from './frame';
import { plainText } from '../values/plainText';

/** Variables of one deployment, each evaluated once, at first use or by `evaluateAll`. */
export class Variables {
  readonly #declared = new Map<string, { name: string; evaluate: (frame: Frame) => Value }>();
  readonly #values = new Map<string, Value>();
  readonly #open = new Set<string>();

  constructor(json: JsonValue | undefined) {
    for (const [name, value] of Object.entries(typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {})) {
      if (name.toLowerCase() === 'copy' && isPropertyCopy(value)) for (const loop of value) this.#declare(plainText(loop.name), (frame) => expandPropertyCopy(loop, frame));
      else this.#declare(name, (frame) => evaluateJson(value, frame));
    }
  }

  get(name: string, frame: Frame): Value {
    const key = name.toLowerCase(), known = this.#values.get(key);
    if (known !== undefined) return known;
    const declared = this.#declared.get(key);
    if (!declared) throw new ExpressionFault(`The template variable '${name}' is not found. Please see https://aka.ms/arm-syntax-variables for usage details.`);
    if (this.#open.has(key)) throw new ExpressionFault(`The template variable '${name}' is not valid: a circular dependency was detected.`);
    this.#open.add(key);
    try {
      const value = explain(() => declared.evaluate(deeper(frame, { place: 'variable', copy: undefined, lambda: undefined, args: undefined })), (reason) => invalidTemplate(`The template variable '${declared.name}' is not valid: ${reason}. Please see https://aka.ms/arm-functions for usage details.`, `variables.${declared.name}`));
      this.#values.set(key, value);
      return value;
    } finally { this.#open.delete(key); }
  }

  /** Evaluates all, as ARM does before it starts. */
  evaluateAll(frame: Frame): void { for (const { name } of this.#declared.values()) this.get(name, frame); }

  #declare(name: string, evaluate: (frame: Frame) => Value): void { this.#declared.set(name.toLowerCase(), { name, evaluate }); }
}
