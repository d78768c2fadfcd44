import type { MailBlock, MailContent, Mark, Tone } from '@/lib/mail/content'
import { dark, darkMarks, light, lightMarks } from '@/lib/mail/palette'
import { never } from '@/lib/result'

const WIDTH = 560
const font = "font-family:Geist,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const table = 'table role="presentation" cellpadding="0" cellspacing="0" border="0"'

/**
 * The mail as HTML that every mail program takes: tables, inline styles, no image, nothing fetched; Outlook, which knows no
 * `max-width`, gets a table of that width. Every value is escaped. The only sheet of styles recolors it for readers in the dark;
 * where that is dropped, the mail is light.
 */
export function renderHtml(mail: MailContent): string {
  return `<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no"><meta name="x-apple-disable-message-reformatting">
<title>${escape(mail.subject)}</title><style>${inTheDark}</style></head>
<body class="page" style="margin:0;padding:0;background:${light.page};color:${light.ink};${font};font-size:14px;line-height:22px;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escape(mail.preview)}${filler}</div>
<${table} width="100%" class="page" bgcolor="${light.page}" style="background:${light.page}"><tr><td align="center" style="padding:32px 16px">
<!--[if mso]><table role="presentation" width="${WIDTH}" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<${table} width="100%" style="max-width:${WIDTH}px;text-align:left">
<tr><td style="padding:0 4px 16px">${brand}</td></tr>
<tr><td class="card" bgcolor="${light.card}" style="background:${light.card};border:1px solid ${light.line};border-radius:10px;padding:28px">
${mail.mark ? markHtml(mail.mark) : ''}<h1 class="ink" style="margin:0 0 12px;color:${light.ink};font-size:20px;line-height:28px;font-weight:600;letter-spacing:-0.014em">${escape(mail.title)}</h1>
${mail.blocks.map(blockHtml).join('\n')}</td></tr>
<tr><td class="soft" style="padding:16px 4px 0;color:${light.soft};font-size:12px;line-height:18px">${escape(mail.reason)}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table></body></html>
`
}

const inTheDark = [
  '@media (prefers-color-scheme:dark){',
  `.page{background:${dark.page}!important}`,
  `.card{background:${dark.card}!important;border-color:${dark.line}!important}`,
  `.ink{color:${dark.ink}!important}.soft{color:${dark.soft}!important}.link{color:${dark.link}!important}`,
  `.row{border-color:${dark.line}!important}.button{background:${dark.button}!important}`,
  `.tile{background:${dark.tile}!important}.stroke{background:${dark.stroke}!important}`,
  ...(Object.keys(darkMarks) as Tone[]).map(tone => {
    const { text, line, surface } = darkMarks[tone]
    return `.${tone}{color:${text}!important;border-color:${line}!important;background:${surface}!important}`
  }),
  '}',
].join('')

/** Keeps what follows out of the preview. */
const filler = '&#847;&zwnj;&nbsp;'.repeat(60)

/** The mark, three strokes on a tile, without an image. */
const brand = `<${table}><tr><td class="tile" width="24" bgcolor="${light.tile}" style="width:24px;height:24px;border-radius:6px;background:${light.tile};padding:0">
${[3, 1.5, 0].map(stroke).join('')}</td>
<td class="ink" style="padding-left:8px;color:${light.ink};font-size:14px;line-height:24px;font-weight:600">Serika <span class="soft" style="color:${light.soft};font-weight:400">Developers</span></td></tr></table>`

function stroke(shiftPx: number): string {
  return `<div class="stroke" style="width:9px;height:3px;margin:1.5px 0 1.5px ${6 + shiftPx}px;border-radius:2px;background:${light.stroke};font-size:0;line-height:3px;mso-hide:all"></div>`
}

function markHtml({ tone, text }: Mark): string {
  const { text: color, line, surface } = lightMarks[tone]
  return `<p style="margin:0 0 12px"><span class="${tone}" style="display:inline-block;padding:1px 8px;border:1px solid ${line};border-radius:6px;background:${surface};color:${color};font-size:12px;line-height:18px;font-weight:600">${escape(text)}</span></p>\n`
}

function blockHtml(block: MailBlock): string {
  switch (block.kind) {
    case 'text':
      return `<p class="ink" style="margin:0 0 16px;color:${light.ink}">${escape(block.text)}</p>`
    case 'note':
      return `<p class="soft" style="margin:0;color:${light.soft};font-size:13px;line-height:20px;overflow-wrap:anywhere">${linked(block.text)}</p>`
    case 'button':
      return buttonHtml(block.label, block.href)
    case 'facts':
      return `<${table} width="100%" style="margin:0 0 16px">${block.rows.map(rowHtml).join('')}</table>`
    default:
      return never(block)
  }
}

/** Outlook pads no link, so the cell has the color, and a padding of its own there. */
function buttonHtml(label: string, href: string): string {
  const url = escape(href)
  return `<${table} style="margin:20px 0 12px"><tr><td class="button" bgcolor="${light.button}" style="background:${light.button};border-radius:8px;mso-padding-alt:10px 18px">
<a href="${url}" style="display:inline-block;padding:10px 18px;border-radius:8px;color:#ffffff;text-decoration:none;font-size:14px;line-height:20px;font-weight:600">${escape(label)}</a></td></tr></table>
<p class="soft" style="margin:0 0 16px;color:${light.soft};font-size:12px;line-height:18px;overflow-wrap:anywhere;word-break:break-all">${url}</p>`
}

function rowHtml([label, value]: readonly [string, string]): string {
  const cell = `padding:7px 0;border-bottom:1px solid ${light.line};vertical-align:top;font-size:13px;line-height:20px`
  return `<tr><td class="row soft" style="${cell};padding-right:16px;color:${light.soft}">${escape(label)}</td><td class="row ink" align="right" style="${cell};color:${light.ink};overflow-wrap:anywhere">${escape(value)}</td></tr>`
}

/** Addresses of ours within a sentence are links; they end the sentence without a full stop. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/\S+?)(?=[.,]?(?:\s|$))/)
    .map((part, i) =>
      i % 2 === 0
        ? escape(part)
        : `<a class="link" href="${escape(part)}" style="color:${light.link}">${escape(part)}</a>`,
    )
    .join('')
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
