// The bundles of the product: extension, headless command and sandbox for Node, one bundle per webview page for the browser.
const { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } = require('node:fs');
const path = require('node:path');
const { EsbuildPlugin } = require('esbuild-loader');
const webpack = require('webpack');

const inRoot = (...parts) => path.join(__dirname, ...parts);
const dist = inRoot('dist');

module.exports = (_env, { mode = 'production' } = {}) => [forNode(mode), forPages(mode)].filter(({ entry }) => Object.keys(entry).length > 0);

/** Code behind an `import()` goes to chunks/, once for all three bundles, and is loaded when it is first asked for. */
const forNode = (mode) => ({
  ...common(mode, { target: 'es2023', tsconfig: 'tsconfig.json' }),
  name: 'node',
  target: 'node22',
  entry: present({ extension: 'src/extension.ts', cli: 'src/cli/main.ts', sandbox: 'src/sandbox/main.ts', azurite: 'src/sandbox/dataPlanes/storage/azuriteProcess.ts' }),
  output: { path: dist, filename: '[name].js', chunkFilename: 'chunks/[id].js', library: { type: 'commonjs2' } },
  // Azurite without its telemetry and its SQL store.
  resolve: { ...resolve, alias: { applicationinsights: false, sequelize: false, tedious: false, mysql2: false } },
  externals: [{ vscode: 'commonjs vscode' }, optionalPackages],
  plugins: [
    new webpack.BannerPlugin({ banner: '#!/usr/bin/env node', raw: true, entryOnly: true, test: /^cli\.js$/ }),
    afterwards('executable', () => makeExecutable(path.join(dist, 'cli.js'))),
  ],
});

const forPages = (mode) => ({
  ...common(mode, { target: 'chrome114', tsconfig: 'webview-ui/tsconfig.json' }),
  name: 'webview',
  target: 'web',
  entry: present(Object.fromEntries(pageNames().map((page) => [page, `webview-ui/${page}/index.ts`]))),
  output: { path: path.join(dist, 'webview'), filename: '[name].js' },
  plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 }), afterwards('icons', copyIcons)],
});

const resolve = { extensions: ['.ts', '.mjs', '.js', '.json'] };

/** Packages that ask for their own place; they get the bundle's. */
const asksForItsPlace = { test: /node_modules[\\/](open[\\/]index|@azure[\\/]storage-common[\\/].*crc64)\.js$/, loader: inRoot('scripts', 'lib', 'ownPlaceLoader.cjs'), parser: { createRequire: false } };

const common = (mode, { target, tsconfig }) => ({
  mode,
  devtool: mode === 'development' ? 'source-map' : false,
  resolve,
  module: { rules: [{ test: /\.ts$/, exclude: /node_modules/, loader: 'esbuild-loader', options: { target, tsconfig: inRoot(tsconfig) } }, { test: /\.ya?ml$/, type: 'asset/source' }, asksForItsPlace] },
  // Class names are part of what users see: they stand in error stacks, and some packages look errors up by them.
  optimization: { chunkIds: 'deterministic', minimizer: [new EsbuildPlugin({ target, keepNames: true, legalComments: 'none' })] },
  performance: { hints: false },
  ignoreWarnings: [/Critical dependency/, /Can't resolve '(bufferutil|utf-8-validate)'/],
  stats: 'errors-warnings',
});

/** What packages try to load and do without: faster native variants, telemetry hosts, and the databases that Azurite could keep its state in. */
const optional = new Set([
  'bufferutil', 'utf-8-validate', 'keytar', 'applicationinsights-native-metrics', '@azure/functions-core', '@azure/opentelemetry-instrumentation-azure-sdk', '@opentelemetry/exporter-jaeger',
  'pg', 'pg-native', 'pg-hstore', 'mysql2', 'mariadb', 'sqlite3', 'tedious', 'oracledb', 'ibm_db', 'snowflake-sdk',
]);
function optionalPackages({ request }, callback) {
  if (optional.has(request)) callback(null, `commonjs ${request}`);
  else callback();
}

const present = (entries) => Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(inRoot(file))).map(([name, file]) => [name, `./${file}`]));

const pageNames = () => readdirSync(inRoot('webview-ui'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

const afterwards = (name, work) => ({ apply: (compiler) => compiler.hooks.afterEmit.tap(name, work) });

function makeExecutable(file) {
  if (existsSync(file)) chmodSync(file, 0o755);
}

function copyIcons() {
  mkdirSync(path.join(dist, 'webview'), { recursive: true });
  for (const file of ['codicon.css', 'codicon.ttf']) copyFileSync(inRoot('node_modules', '@vscode', 'codicons', 'dist', file), path.join(dist, 'webview', file));
}
