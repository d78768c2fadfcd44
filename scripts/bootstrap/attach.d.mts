type Settings = Record<string, string | undefined>
export function systemEnvironment(root: string, env: Settings): Settings | string
export function readSettings(file: string): Record<string, string>
