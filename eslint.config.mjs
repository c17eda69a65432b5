import tseslint from 'typescript-eslint';

/** Folders of src and what each must not import. The picture stands in ARCHITECTURE.md. */
const promises = {
  'src/armTemplate/**': { deny: ['**/core/**', '**/azure/**', '**/local/**', '**/sandbox/**', '**/editor/**', '**/cli/**', '**/protocol/**', 'vscode', '@azure/*', 'node:*'] },
  'src/core/**': { deny: ['**/azure/**', '**/local/**', '**/sandbox/**', '**/editor/**', '**/cli/**', '**/protocol/**', 'vscode', '@azure/*', 'node:*'] },
  'src/protocol/**': { deny: ['**/azure/**', '**/local/**', '**/sandbox/**', '**/editor/**', '**/cli/**', 'vscode', '@azure/*', 'node:*'] },
  'src/sandbox/**': { deny: ['**/core/**', '**/azure/**', '**/local/**', '**/editor/**', '**/cli/**', '**/protocol/**', 'vscode', '@azure/*'] },
  'src/azure/**': { deny: ['**/sandbox/**', '**/local/**', '**/editor/**', '**/cli/**', '**/protocol/**', 'vscode'] },
  'src/local/**': { deny: ['**/azure/**', '**/sandbox/**', '**/editor/**', '**/cli/**', '**/protocol/**', 'vscode', '@azure/*'] },
  'src/editor/**': { deny: ['**/azure/**', '**/local/**', '**/sandbox/**', '**/cli/**', '@azure/*'] },
  'src/cli/**': { deny: ['**/editor/**', '**/protocol/**', 'vscode', '@azure/*'] },
  'webview-ui/**': { deny: ['**/azure/**', '**/local/**', '**/sandbox/**', '**/editor/**', '**/cli/**', 'vscode', '@azure/*', 'node:*'] },
};

const boundaries = Object.entries(promises).map(([files, { deny }]) => ({
  files: [`${files}/*.ts`],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: deny, message: 'This folder may not import that one; see ARCHITECTURE.md.' }] }] },
}));

/** core and armTemplate run on ports: no clock, no randomness, no process. */
const pure = {
  files: ['src/core/**/*.ts', 'src/armTemplate/**/*.ts'],
  rules: {
    'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'setImmediate', 'Buffer', 'fetch', 'console', 'require'],
    'no-restricted-properties': ['error', { object: 'Date', property: 'now' }, { object: 'Math', property: 'random' }],
    'no-restricted-syntax': ['error', { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Ask the Clock port.' }],
  },
};

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', 'samples/', '.aos/', '**/*.mjs', '**/*.js', '**/*.cjs'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { '@typescript-eslint/no-unused-expressions': 'off' } },
  ...boundaries,
  pure,
);
