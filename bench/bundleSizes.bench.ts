import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Bench, Measure } from './measure';

const dist = path.join(__dirname, '..', 'dist');
const sizeOf = (...parts: string[]): number => statSync(path.join(dist, ...parts)).size;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const bytes = (what: string, value: number, bar?: number): Measure => ({ what, value: value / 1024, unit: 'KB', bar, how: 'file size, minified' });

const bench: Bench = {
  title: 'Bundle sizes',
  measure: async () => [
    bytes('dist/extension.js, loaded at activation', sizeOf('extension.js'), 1024),
    bytes('dist/cli.js', sizeOf('cli.js')),
    bytes('dist/sandbox.js', sizeOf('sandbox.js')),
    bytes('dist/chunks, loaded when first needed', sum(readdirSync(path.join(dist, 'chunks')).map((file) => sizeOf('chunks', file)))),
    ...readdirSync(path.join(dist, 'webview')).filter((file) => file.endsWith('.js')).map((file) => bytes(`dist/webview/${file}`, sizeOf('webview', file))),
    { what: 'the .vsix', value: statSync(process.env.AOS_VSIX ?? '').size / 1024 ** 2, unit: 'MB', bar: 15, how: 'file size' },
  ],
};

export default bench;
