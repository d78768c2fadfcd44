import nextPlugin from '@next/eslint-plugin-next'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/** Who may import whom (the table stands in docs/architecture.md). Cross-folder imports use the `@/` alias, so a pattern sees them all. */
const layers = {
  app: '@/app/**',
  components: '@/components/**',
  gateway: '@/gateway/**',
  worker: '@/worker/**',
  sandbox: '@/sandbox/**',
  scripts: '@/scripts/**',
  db: '@/db/**',
  queries: '@/lib/**/queries',
  commands: '@/lib/**/commands',
  stripe: '@/lib/stripe/**',
  mail: '@/lib/mail/**',
  tests: ['@/e2e/**', '@/db/testing'],
}
const npm = {
  drizzle: ['drizzle-orm', 'drizzle-orm/*', 'pg', 'pg-boss'],
  ui: ['next', 'next/*', 'next-auth', 'next-auth/*', 'react', 'react/*', 'react-dom', 'react-dom/*'],
  // Anchored: the package, not lib/stripe.
  stripeSdk: ['/stripe', '/stripe/*'],
  servers: ['hono', 'hono/*', '@hono/*', 'undici'],
}
const deny = (message, ...groups) => ({ group: groups.flat(), message })
const noClimbing = deny('Cross a folder with the @/ alias, so that the layer rules see it.', '../*')
const rule = (files, patterns, ignores = []) => ({
  files,
  // testing.ts: what the tests of a folder share.
  ignores: ['**/*.test.ts', '**/*.test.tsx', '**/testing.ts', ...ignores],
  rules: { 'no-restricted-imports': ['error', { patterns: [noClimbing, ...patterns] }] },
})
const onlyIo = 'Only db/, queries.ts and commands.ts talk to the database.'

export default tseslint.config(
  {
    ignores: ['.next*', '.data', 'db/migrations', 'next-env.d.ts', '**/node_modules', 'public'],
  },
  ...tseslint.configs.strict,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: ['error', 'smart'],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  { files: ['**/*.js', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks, '@next/next': nextPlugin },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...nextPlugin.configs.recommended.rules,
      ...nextPlugin.configs['core-web-vitals'].rules,
    },
  },
  // process.env: lib/env.ts alone (the sandbox, scripts and configs get settings their own way).
  {
    files: ['app/**', 'components/**', 'lib/**', 'db/**', 'gateway/**', 'worker/**', 'web/**', 'proxy.ts'],
    ignores: ['lib/env.ts', '**/*.test.ts', 'db/testing.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only lib/env.ts reads process.env.' },
      ],
    },
  },
  // Date.now() stands only in entry points: time is passed in.
  {
    files: ['lib/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only lib/env.ts reads process.env.' },
        { object: 'Date', property: 'now', message: 'Pass `now` in.' },
      ],
    },
  },
  { files: ['lib/env.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['scripts/**', 'sandbox/**', 'bench/**', 'e2e/**'], rules: { 'no-console': 'off' } },
  rule(
    ['lib/**/*.{ts,tsx}'],
    [
      deny(
        'Pure files of lib/ import pure files of lib/.',
        layers.app,
        layers.components,
        layers.gateway,
        layers.worker,
        layers.sandbox,
        layers.scripts,
        layers.db,
        layers.queries,
        layers.commands,
      ),
      deny(onlyIo, npm.drizzle),
      deny('Only app/, components/ and lib/mail/templates/ know React.', npm.ui),
      deny('Only lib/stripe/ imports the SDK.', npm.stripeSdk),
      deny('Servers live in gateway/.', npm.servers),
    ],
    ['lib/ctx.ts', 'lib/**/queries.ts', 'lib/**/commands.ts', 'lib/stripe/**', 'lib/mail/**'],
  ),
  rule(
    ['lib/**/queries.ts'],
    [
      deny(
        'Queries read: pure lib/ and db/ only.',
        layers.app,
        layers.components,
        layers.gateway,
        layers.worker,
        layers.sandbox,
        layers.scripts,
        layers.commands,
        layers.stripe,
        layers.mail,
      ),
      deny('Only app/ and components/ know React.', npm.ui),
      deny('Only lib/stripe/ imports the SDK.', npm.stripeSdk),
    ],
    ['lib/stripe/**', 'lib/mail/**'],
  ),
  rule(
    ['lib/**/commands.ts'],
    [
      deny(
        'Commands import pure lib/, db/, queries, lib/stripe and lib/mail.',
        layers.app,
        layers.components,
        layers.gateway,
        layers.worker,
        layers.sandbox,
        layers.scripts,
      ),
      deny('Only app/ and components/ know React.', npm.ui),
      deny('Only lib/stripe/ imports the SDK.', npm.stripeSdk),
    ],
    ['lib/stripe/**', 'lib/mail/**'],
  ),
  rule(
    ['lib/stripe/**/*.ts'],
    [
      deny(
        'lib/stripe imports pure lib/ and the SDK.',
        layers.app,
        layers.components,
        layers.gateway,
        layers.worker,
        layers.sandbox,
        layers.db,
        layers.queries,
        layers.commands,
      ),
      deny(onlyIo, npm.drizzle),
      deny('No React here.', npm.ui),
    ],
  ),
  rule(
    ['lib/mail/**/*.{ts,tsx}'],
    [
      deny(
        'lib/mail imports pure lib/ and its templates.',
        layers.app,
        layers.components,
        layers.gateway,
        layers.worker,
        layers.sandbox,
      ),
      deny('Only lib/stripe/ imports the SDK.', npm.stripeSdk),
    ],
  ),
  rule(
    ['db/**/*.ts'],
    [
      deny(
        'db/ imports pure lib/.',
        layers.app,
        layers.components,
        layers.gateway,
        layers.worker,
        layers.sandbox,
        layers.queries,
        layers.commands,
        layers.stripe,
        layers.mail,
      ),
      deny('No React here.', npm.ui),
    ],
    ['db/seed.ts', 'db/demo/**', 'db/testing.ts'],
  ),
  rule(
    ['app/**/*.{ts,tsx}'],
    [
      deny(
        'app/ imports lib/ and components/.',
        layers.gateway,
        layers.worker,
        layers.sandbox,
        layers.scripts,
        layers.tests,
      ),
      deny(onlyIo, npm.drizzle),
      deny('Only lib/stripe/ imports the SDK.', npm.stripeSdk),
    ],
  ),
  rule(
    ['components/**/*.{ts,tsx}'],
    [
      deny(
        'components/ imports components/ and pure lib/.',
        layers.app,
        layers.gateway,
        layers.worker,
        layers.sandbox,
        layers.scripts,
        layers.db,
        layers.queries,
        layers.commands,
        layers.stripe,
        layers.mail,
      ),
      deny(onlyIo, npm.drizzle),
    ],
  ),
  rule(
    ['gateway/**/*.ts', 'worker/**/*.ts'],
    [
      deny('Processes import lib/.', layers.app, layers.components, layers.sandbox, layers.scripts),
      deny('No React here.', npm.ui),
      deny('Only lib/stripe/ imports the SDK.', npm.stripeSdk),
    ],
  ),
  rule(
    ['sandbox/**/*.ts'],
    [
      deny(
        'The sandbox stands for the outside world: it imports nothing of ours.',
        layers.app,
        layers.components,
        layers.gateway,
        layers.worker,
        layers.scripts,
        layers.db,
        '@/lib/**',
      ),
    ],
  ),
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'e2e/**', 'bench/**', 'scripts/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'error' },
  },
)
