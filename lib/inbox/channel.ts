/** The NOTIFY channel that says that events are waiting; it carries nothing else. */
export const INBOX_CHANNEL = 'serika_inbox'
