/**
 * What tells machines about a mail: an id that stays the same when it is sent again, so that whoever got it before can know; and
 * that nobody wrote it, so that no autoresponder answers.
 */
export function toHeaders(
  id: string,
  from: string,
): { readonly messageId: string; readonly headers: Readonly<Record<string, string>> } {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
  return {
    messageId: `<${id}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  }
}
