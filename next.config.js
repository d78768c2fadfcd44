/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  serverExternalPackages: ['pg', 'pg-boss', '@node-rs/argon2', 'pino', 'gpt-tokenizer', 'nodemailer'],
  typescript: { ignoreBuildErrors: true }, // `npm run verify` is the type check; the build does not repeat it
  devIndicators: false,
}

export default config
