/** The providers that upstream models are served by; each has a base URL and a key. */
export const providers = ['aggregator', 'azure', 'openai', 'novelai', 'tensorart'] as const
export type Provider = (typeof providers)[number]

/** Every variable that is read, with the way to get its value, as error messages and .env.example say it. */
export const variables = {
  MODE: 'demo (the sandbox plays what is not configured) or live; `npm start` assumes demo',
  DATABASE_URL:
    'postgres://user:password@host:5432/database of a PostgreSQL 16 or newer; `npm start` in demo mode runs an embedded one',
  DATABASE_MIGRATION_URL:
    'the same database as the role that owns the tables; used only by `npm run db:migrate`',
  APP_URL: 'the origin under which people open the dashboard, like https://developers.example.com',
  BIND_ADDRESS:
    'the address the servers listen on; 127.0.0.1 unless a proxy on another machine stands in front',
  WEB_PORT: 'the port of the dashboard, 3000 by default',
  GATEWAY_PORT: 'the port of the Customer API, 8787 by default',
  GATEWAY_PROCESSES: 'how many gateway processes share the port, 1 by default',
  GATEWAY_ADMIN_PORT:
    'the port, on this machine only, of health checks and metrics of the first gateway process; each further one has the next. 8800 by default',
  METRICS_TOKEN:
    'make one with `openssl rand -base64 32`; whoever sends it as a bearer token may read GET /metrics of a gateway from elsewhere',
  GATEWAY_PUBLIC_URL: 'the origin under which clients reach the Customer API, like https://api.example.com',
  WORKER_PORT: 'the port on which the worker answers health checks, 8788 by default',
  SANDBOX_URL: 'set by `npm start` in demo mode; leave it out otherwise',
  SANDBOX_CONTROL_TOKEN: 'set by `npm start` in demo mode; leave it out otherwise',
  SANDBOX_PARTS: 'set by `npm start` in demo mode; leave it out otherwise',
  NEXTAUTH_SECRET: 'make one with `openssl rand -base64 32`; it signs sessions',
  LINK_SECRET: 'make one with `openssl rand -base64 32`; it signs the links in mails',
  STRIPE_SECRET_KEY:
    'Stripe Dashboard → Developers → API keys → Secret key (sk_live_… in live mode, sk_test_… in demo mode)',
  STRIPE_PUBLISHABLE_KEY:
    'Stripe Dashboard → Developers → API keys → Publishable key; not needed for the hosted page',
  STRIPE_WEBHOOK_SECRET:
    'Stripe Dashboard → Developers → Webhooks → endpoint <APP_URL>/api/stripe/webhook → Signing secret (whsec_…), or the one that `stripe listen` prints; several, with commas, while one is rotated',
  STRIPE_REQUESTS_PER_SECOND:
    "most requests that a process sends Stripe in a second; 80 by default, 20 with a test key of Stripe's own, which allows 100 and 25",
  STRIPE_API_BASE: 'set by `npm start` in demo mode to the sandbox; leave it out otherwise',
  SMTP_URL: 'smtp://user:password@host:587 or smtps://user:password@host:465 of your mail provider',
  MAIL_FROM: 'the sender of all mail, like Serika <billing@example.com>',
  SUPPORT_EMAIL:
    'the address that people whose account is on hold, or whose payment is disputed, are told to write to; that of MAIL_FROM by default',
  UPSTREAM_AGGREGATOR_BASE_URL:
    'base URL of an OpenRouter-style aggregator, like https://openrouter.ai/api/v1',
  UPSTREAM_AGGREGATOR_API_KEY: 'its API key',
  UPSTREAM_AZURE_BASE_URL:
    'base URL of an Azure-style OpenAI endpoint, like https://NAME.openai.azure.com/openai/v1',
  UPSTREAM_AZURE_API_KEY: 'its API key',
  UPSTREAM_OPENAI_BASE_URL: 'base URL of OpenAI, https://api.openai.com/v1',
  UPSTREAM_OPENAI_API_KEY: 'its API key',
  UPSTREAM_NOVELAI_BASE_URL: 'base URL of NovelAI-style image generation',
  UPSTREAM_NOVELAI_API_KEY: 'its API key',
  UPSTREAM_TENSORART_BASE_URL: 'base URL of TensorArt-style image jobs',
  UPSTREAM_TENSORART_API_KEY: 'its API key',
  GITHUB_CLIENT_ID:
    'GitHub → Settings → Developer settings → OAuth Apps → Client ID; callback <APP_URL>/api/auth/callback/github',
  GITHUB_CLIENT_SECRET: 'GitHub → Settings → Developer settings → OAuth Apps → Generate a new client secret',
  GITHUB_BASE_URL: 'a stand-in for github.com in tests; leave it out otherwise',
  GOOGLE_CLIENT_ID:
    'Google Cloud console → Credentials → OAuth client ID; redirect <APP_URL>/api/auth/callback/google',
  GOOGLE_CLIENT_SECRET: 'Google Cloud console → Credentials → OAuth client ID → Client secret',
  TRUSTED_PROXIES:
    'addresses or CIDR ranges, with commas, of the proxies whose X-Forwarded-For counts; none by default',
  FENCE_AFTER_MS: 'milliseconds without a heartbeat after which a gateway is fenced, 10000 by default',
  HEARTBEAT_MS:
    "milliseconds between a gateway's heartbeats, 1000 by default; at most a third of FENCE_AFTER_MS",
  LOG_LEVEL: 'fatal, error, warn, info (the default), debug, trace or silent',
} as const

export type VariableName = keyof typeof variables
