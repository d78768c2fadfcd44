const SCALE = 2
const PADDING = 20
const TITLE_PX = 32

/**
 * A drawn chart as a PNG: its title above, its legend below, in the colours and the font of the page.
 * @throws where the figure has no drawing
 */
export async function chartImage(figure: HTMLElement, title: string): Promise<Blob> {
  const svg = figure.querySelector<SVGSVGElement>('.recharts-surface')
  if (!svg) throw new Error('the chart is not drawn yet')
  const style = getComputedStyle(figure)
  const entries = [...figure.querySelectorAll<HTMLElement>('[aria-label="Series"] > li')].map(item => ({
    text: item.innerText.trim(),
    color: colorOf(item),
  }))
  const { width, height } = svg.getBoundingClientRect()
  const picture = await load(toDataUrl(svg, style))
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (!context) throw new Error('the browser draws no pictures')
  const font = `12px ${style.fontFamily}`
  context.font = font
  const lines = wrap(context, entries, width)
  canvas.width = (width + 2 * PADDING) * SCALE
  canvas.height = (height + TITLE_PX + 2 * PADDING + lines.length * 20) * SCALE
  context.scale(SCALE, SCALE)
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--card')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = style.color
  context.font = `550 14px ${style.fontFamily}`
  context.fillText(title, PADDING, PADDING + 12, width)
  context.drawImage(picture, PADDING, PADDING + TITLE_PX, width, height)
  context.font = font
  for (const [i, line] of lines.entries()) {
    const y = PADDING + TITLE_PX + height + 20 + i * 20
    for (const { text, color, x } of line) {
      context.fillStyle = color
      context.fillRect(PADDING + x, y - 8, 8, 8)
      context.fillStyle = style.color
      context.fillText(text, PADDING + x + 14, y)
    }
  }
  return await new Promise((resolve, reject) =>
    canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('no picture came out'))), 'image/png'),
  )
}

/** The drawing by itself: what the page's style sheet and variables say is written into its elements. */
function toDataUrl(svg: SVGSVGElement, style: CSSStyleDeclaration): string {
  const copy = svg.cloneNode(true)
  if (!(copy instanceof SVGSVGElement)) throw new Error('a copy of a drawing is a drawing')
  const resolve = (value: string) =>
    value.replace(/var\((--[\w-]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim())
  for (const element of copy.querySelectorAll('*'))
    for (const name of ['fill', 'stroke']) {
      const value = element.getAttribute(name)
      if (value?.includes('var(')) element.setAttribute(name, resolve(value))
    }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('font-family', style.fontFamily)
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
}

function load(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('the drawing could not be read'))
    image.src = url
  })
}

interface Entry {
  readonly text: string
  readonly color: string
}

/** The legend in lines as wide as the drawing. */
function wrap(context: CanvasRenderingContext2D, entries: readonly Entry[], width: number) {
  const lines: (Entry & { x: number })[][] = []
  let x = Infinity
  for (const entry of entries) {
    const size = context.measureText(entry.text).width + 30
    if (x + size > width) {
      lines.push([])
      x = 0
    }
    lines.at(-1)?.push({ ...entry, x })
    x += size
  }
  return lines
}

function colorOf(item: HTMLElement): string {
  const mark = item.querySelector('[aria-hidden="true"]')
  if (!mark) return 'transparent'
  const { backgroundColor, borderTopColor } = getComputedStyle(mark)
  return backgroundColor === 'rgba(0, 0, 0, 0)' ? borderTopColor : backgroundColor
}
