// The programs behind the npm scripts, as arguments for Node.
const tools = {
  mocha: [['node_modules/mocha/bin/mocha.js']],
  eslint: [['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '--cache', '--cache-location', '.cache/eslint']],
  typecheck: ['tsconfig.json', 'webview-ui/tsconfig.json', 'test/pages/tsconfig.json'].map((project) => ['node_modules/typescript-native/bin/tsc', '-p', project]),
  webpack: [['node_modules/webpack/bin/webpack.js']],
  vsce: [['node_modules/@vscode/vsce/vsce']],
};

/** Argument lists to run one after the other. */
export function toolCommands(name) {
  if (!tools[name]) throw Object.assign(new Error(`There is no tool "${name}"; there are ${Object.keys(tools).join(', ')}.`), { exitCode: 2 });
  return tools[name];
}
