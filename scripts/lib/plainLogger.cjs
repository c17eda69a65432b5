// Stands in for `@vscode/spdlog` in the VS Code that set-up fetches: same functions, plain files, no compiler needed. Output channels are read from these files.
const fs = require('node:fs');
const path = require('node:path');

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #level = 2; #withFormat = true; #file;
  constructor(_type, _name, file) { this.#file = file; }
  getLevel() { return this.#level; }
  setLevel(level) { this.#level = level; }
  setPattern() { this.#withFormat = true; }
  clearFormatters() { this.#withFormat = false; }
  trace(message) { this.#write(0, message); }
  debug(message) { this.#write(1, message); }
  info(message) { this.#write(2, message); }
  warn(message) { this.#write(3, message); }
  error(message) { this.#write(4, message); }
  critical(message) { this.#write(5, message); }
  flush() { /* every write is on disk when it returns */ }
  drop() { /* no handle is kept open */ }

  #write(level, message) {
    if (level < this.#level) return;
    fs.appendFileSync(this.#file, this.#withFormat ? `${timestamp()} [${names[level]}] ${message}\n` : message);
  }
}

const timestamp = () => new Date().toISOString().replace('T', ' ').replace('Z', '');

async function create(_name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger('rotating', _name, file);
}

// One by one: VS Code imports the names as from an ES module, and Node finds only names that are assigned like this.
exports.version = 1;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
