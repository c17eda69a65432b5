import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';

const folder = path.join(__dirname, '..', '..', 'syntaxes', 'schemas', 'cli');

/** Exactly one JSON document that fits the schema of the command line's output. */
export function parseDocument(schema: string, text: string): Record<string, unknown> {
  const document = JSON.parse(text) as Record<string, unknown>;
  const validate = new Ajv({ allErrors: true, strict: false }).compile(JSON.parse(readFileSync(path.join(folder, `${schema}.schema.json`), 'utf8')) as object);
  assert.ok(validate(document), `${schema}: ${JSON.stringify(validate.errors, undefined, 1)}\n${text.slice(0, 2000)}`);
  return document;
}
