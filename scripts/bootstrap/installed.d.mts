export function isInstalled(lockText: string | null, recordText: string | null): boolean
