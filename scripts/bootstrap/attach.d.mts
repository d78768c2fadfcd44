type Settings = Record<string, string | undefined>
export function systemEnvironment(root: string, env: Settings, dataDir?: string): Settings | string
export function takeDataDir(args: readonly string[]): { dataDir: string | undefined; args: string[] }
export function readSettings(file: string): Record<string, string>
