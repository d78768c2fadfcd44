import type { MailBlock, MailContent } from '@/lib/mail/content'
import { never } from '@/lib/result'

/** The product's light palette as mail programs understand it (they know no CSS variables and no OKLCH). */
const ink = '#1b1b22'
const soft = '#5c5c68'
const line = '#e3e3e8'
const page = '#f7f7f9'
const accent = '#6d47d3'
const font = "font-family:Geist,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif"

/** The mail as HTML: tables and inline styles only, no images, nothing fetched. Every value is escaped. */
export function renderHtml(mail: MailContent): string {
  const body = mail.blocks.map(blockHtml).join('')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light only"><title>${escape(mail.subject)}</title></head>
<body style="margin:0;background:${page};color:${ink};${font};font-size:14px;line-height:22px">
<div style="display:none;max-height:0;overflow:hidden">${escape(mail.preview)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:${page}"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px">
<tr><td style="padding:0 4px 16px;font-weight:600">Serika <span style="color:${soft};font-weight:400">Developers</span></td></tr>
<tr><td style="background:#ffffff;border:1px solid ${line};border-radius:10px;padding:28px">
<h1 style="margin:0 0 12px;font-size:20px;line-height:28px;font-weight:600">${escape(mail.title)}</h1>${body}</td></tr>
<tr><td style="padding:16px 4px 0;color:${soft};font-size:12px;line-height:18px">${escape(mail.reason)}</td></tr>
</table></td></tr></table></body></html>
`
}

/** The same mail as plain text. */
export function renderText(mail: MailContent): string {
  return (
    [mail.title, ...mail.blocks.map(blockText), `--\nSerika Developers\n${mail.reason}`].join('\n\n') + '\n'
  )
}

function blockHtml(block: MailBlock): string {
  switch (block.kind) {
    case 'text':
      return `<p style="margin:0 0 16px">${escape(block.text)}</p>`
    case 'note':
      return `<p style="margin:0;color:${soft};font-size:13px;line-height:20px">${escape(block.text)}</p>`
    case 'button':
      return `<p style="margin:20px 0 12px"><a href="${escape(block.href)}" style="display:inline-block;background:${accent};color:#ffffff;text-decoration:none;font-weight:600;border-radius:8px;padding:10px 18px">${escape(block.label)}</a></p>
<p style="margin:0 0 16px;color:${soft};font-size:12px;line-height:18px;word-break:break-all">${escape(block.href)}</p>`
    case 'facts':
      return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 16px">${block.rows
        .map(
          ([label, value]) =>
            `<tr><td style="padding:6px 0;border-bottom:1px solid ${line};color:${soft}">${escape(label)}</td><td align="right" style="padding:6px 0;border-bottom:1px solid ${line}">${escape(value)}</td></tr>`,
        )
        .join('')}</table>`
    default:
      return never(block)
  }
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

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
