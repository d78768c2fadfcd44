import type { MailBlock, MailContent } from '@/lib/mail/content'
import { never } from '@/lib/result'

/** The mail as plain text: all that the HTML says, in the same order. */
export function renderText({ title, blocks, reason }: MailContent): string {
  return [title, ...blocks.map(blockText), `-- \nSerika Developers\n${reason}`].join('\n\n') + '\n'
}

function blockText(block: MailBlock): string {
  switch (block.kind) {
    case 'text':
    case 'note':
      return block.text
    case 'button':
      return `${block.label}:\n${block.href}`
    case 'facts':
      return block.rows.map(([label, value]) => `${label}: ${value}`).join('\n')
    default:
      return never(block)
  }
}
